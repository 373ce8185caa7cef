"""What reports say, in words and shares, and as the lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent
from flask_babel import gettext as _

from modemsms.services.shop_reports import (
    Cast,
    Cause,
    Counts,
    DayLine,
    GroupLine,
    Invalid,
    SimLine,
    delivered_within,
)
from web.context import locale
from web.speech import said

# What all tables say of texts; the words are those of ``heads``.
Cells = list[str]


def duration(seconds: float) -> str:
    """``8 seconds``, ``3 hours``."""
    return str(format_timedelta(timedelta(seconds=max(1, round(seconds))), threshold=1.5, locale=locale()))


def share(part: float) -> str:
    """``96 %``; never all of it while something is missing."""
    percent = int(part * 100) if part < 1 else 100
    return str(format_percent(percent / 100, locale=locale()))


def month_name(day: date) -> str:
    """``March 2026``."""
    return str(format_skeleton("yMMMM", day, locale=locale()))


def arrived(counts: Counts) -> str:
    """How many arrived, always with of how many a network told at all."""
    if not counts.sent:
        return _("none sent")
    if not counts.reported:
        return _("no network has reported whether they arrived")
    return _(
        "%(share)s arrived (networks reported on %(reported)s of %(sent)s)",
        share=share(counts.delivered / counts.reported),
        reported=format_decimal(counts.reported, locale=locale()),
        sent=format_decimal(counts.sent, locale=locale()),
    )


def heads() -> Cells:
    """The heads of what every table says of texts."""
    return [
        _("Sent"),
        _("With a report"),
        _("Delivered"),
        _("Delivery rate"),
        _("Not delivered"),
        _("Unsure"),
        _("Half arrived within, in seconds"),
        _("95 of 100 within, in seconds"),
        _("Segments"),
    ]


def cells(counts: Counts) -> Cells:
    """What ``heads`` name, of *counts*."""
    return [
        str(counts.sent),
        str(counts.reported),
        str(counts.delivered),
        share(counts.delivered / counts.reported) if counts.reported else "",
        str(counts.failed + counts.undelivered),
        str(counts.unknown),
        _seconds(delivered_within(counts, 0.5)),
        _seconds(delivered_within(counts, 0.95)),
        str(counts.units),
    ]


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else str(round(seconds))


def _cost(counts: Counts) -> str:
    return f"{counts.cost_micros / 1_000_000:.2f}"


def of_days(days: Sequence[DayLine]) -> Iterator[Cells]:
    """A table of days."""
    yield [_("Day"), *heads(), _("Cost"), _("Received"), _("Answered"), _("Opted out")]
    for line in days:
        yield [
            line.date.isoformat(), *cells(line.counts), _cost(line.counts), str(line.received),
            str(sum(line.answers)), str(line.opted_out),
        ]  # fmt: skip


def of_sims(sims: Sequence[SimLine]) -> Iterator[Cells]:
    """A table of SIM cards."""
    yield [_("SIM card"), *heads(), _("Cost"), _("Currency")]
    for line in sims:
        yield [line.name or _("None"), *cells(line.counts), _cost(line.counts), line.currency]


def of_groups(groups: Sequence[GroupLine]) -> Iterator[Cells]:
    """A table of groups."""
    yield [_("Group"), *heads(), _("Received"), _("Opted out")]
    for line in groups:
        yield [line.name, *cells(line.counts), str(line.received), str(line.opted_out)]


def of_broadcasts(casts: Sequence[Cast]) -> Iterator[Cells]:
    """A table of broadcasts."""
    yield [_("Broadcast"), _("Day"), _("People"), _("Left out"), *heads(), _("Replied"), _("Opted out")]
    for cast in casts:
        yield [
            cast.title, cast.key, str(cast.people), str(cast.left_out), *cells(cast.counts),
            str(cast.replied), str(cast.opted_out),
        ]  # fmt: skip


def of_causes(causes: Sequence[Cause]) -> Iterator[Cells]:
    """A table of why texts failed."""
    yield [_("Why"), _("Code"), _("Texts")]
    for cause in causes:
        yield [said(cause.sentence) or cause.code, cause.code, str(cause.number)]


def of_numbers(numbers: Sequence[Invalid]) -> Iterator[Cells]:
    """A table of numbers that nobody has."""
    yield [_("Number"), _("Name"), _("Why"), _("Day")]
    for one in numbers:
        yield [one.number, one.name, said(one.sentence) or one.code, f"{one.at:%Y-%m-%d}"]
