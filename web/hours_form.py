"""Opening hours as people write them: “9:00-12:30, 14:00-18:00”; holidays one a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from babel import Locale
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.hours import LONGEST_NAME, Holiday, Plan, Span

DAYS = 7

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—)\s*(\d{1,2})(?:[:.](\d{2}))?")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields hold: seven days, Monday first, and the lines of holidays."""

    days: tuple[str, ...]
    holidays: str


def shown(plan: Plan) -> Typed:
    """*plan* as the fields show it."""
    days = tuple(", ".join(f"{one.begins:%H:%M}-{one.ends:%H:%M}" for one in day) for day in plan.week)
    return Typed(days, "\n".join(f"{one.day.isoformat()} {one.name}".strip() for one in plan.holidays))


def typed(form: Mapping[str, str]) -> Typed:
    """What was sent, as it was typed."""
    return Typed(
        tuple(form.get(f"day{day}", "")[:200] for day in range(DAYS)), form.get("holidays", "")[:20_000]
    )


def read(form: Mapping[str, str]) -> Plan:
    """The plan that a form says. Raises ``InvalidInput`` (``hours``, ``holidays``)."""
    said = typed(form)
    return Plan(tuple(_spans(day) for day in said.days), tuple(_holidays(said.holidays)))


def weekdays(locale: Locale) -> list[str]:
    """The names of the days, Monday first."""
    names = locale.days["stand-alone"]["wide"]
    return [names[day].capitalize() for day in range(DAYS)]


def _spans(written: str) -> tuple[Span, ...]:
    spans = []
    for piece in re.split(r"[,;]|\s{2,}", written):
        if not piece.strip():
            continue
        found = _SPAN.fullmatch(piece.strip())
        if found is None:
            raise InvalidInput(
                "hours", _("“%(written)s” is no time such as 9:00-18:00.", written=piece.strip())
            )
        spans.append(Span(_clock(found[1], found[2]), _clock(found[3], found[4])))
    return tuple(spans)


def _clock(hour: str, minute: str | None) -> time:
    if hour == "24" and int(minute or 0) == 0:
        return time()
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        said = f"{hour}:{minute or '00'}"
        raise InvalidInput("hours", _("“%(written)s” is no time of the day.", written=said)) from None


def _holidays(written: str) -> list[Holiday]:
    found = {}
    for line in written.splitlines():
        if not line.strip():
            continue
        day, _space, name = line.strip().partition(" ")
        try:
            parsed = date.fromisoformat(day)
        except ValueError:
            sentence = _(
                "Begin each line with a date such as 2026-12-25: “%(line)s”.", line=line.strip()[:60]
            )
            raise InvalidInput("holidays", sentence) from None
        found[parsed] = Holiday(parsed, name.strip()[:LONGEST_NAME])
    return [found[day] for day in sorted(found)]
