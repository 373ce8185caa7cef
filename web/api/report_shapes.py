"""The JSON objects of reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from modemsms import clock
from modemsms.services.shop_reports import (
    Cast,
    Counts,
    DayLine,
    GroupLine,
    Invalid,
    SimLine,
    answered_within,
    delivered_within,
)
from web.api.shapes import Moment, ReasonObject


class Span(Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}):
    """The days meant, by the shop's clock, both included: the last 30 unless given, at most 12 months."""

    first: Annotated[date, Meta(description="The first day.")] | UnsetType = UNSET
    last: Annotated[date, Meta(description="The last day.")] | UnsetType = UNSET


class InvalidFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """The query of the numbers that nobody has."""

    after: (
        Annotated[
            str,
            Meta(
                description="`next` of the page before.",
                extra_json_schema={"pattern": "^[0-9]{1,15}-[0-9]{1,15}$"},
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=500)] = 50


class CountsObject(Struct, frozen=True):
    """Texts by what became of them; each counts on the day on which the network took it.

    ``reported``: of how many a network told it; ``delivery_rate`` is the share of these that arrived. ``cost`` is in
    millionths, at the price that its SIM had.
    """

    sent: int
    asked: int
    reported: int
    delivered: int
    undelivered: int
    failed: int
    unknown: int
    segments: int
    cost_micros: int
    delivery_rate: float | None
    seconds_median: float | None
    seconds_p95: float | None


class DayReport(Struct, frozen=True):
    """One day. ``answered``: how many of those who had written the shop answered then, and how fast."""

    day: str
    counts: CountsObject
    received: int
    opted_out: int
    answered: int
    answer_seconds_median: float | None


class DayReports(Struct, frozen=True):
    """Days, the oldest first."""

    days: list[DayReport]


class SimReport(Struct, frozen=True):
    """One SIM card; ``id`` 0 are the texts that never reached one."""

    id: int
    name: str | None
    currency: str | None
    counts: CountsObject


class SimReports(Struct, frozen=True):
    """SIM cards, the one with the most texts first."""

    sims: list[SimReport]


class GroupReport(Struct, frozen=True):
    """Those who were in a group then."""

    id: int
    name: str
    counts: CountsObject
    received: int
    opted_out: int


class GroupReports(Struct, frozen=True):
    """Groups, the one with the most texts first."""

    groups: list[GroupReport]


class BroadcastReport(Struct, frozen=True):
    """One run of a broadcast."""

    id: str
    occurrence: int
    day: str
    title: str
    people: int
    left_out: int
    counts: CountsObject
    replied: int
    opted_out: int


class BroadcastReports(Struct, frozen=True):
    """Runs of broadcasts, the newest first."""

    broadcasts: list[BroadcastReport]


class InvalidNumber(Struct, frozen=True):
    """A number that no phone has, as a network said."""

    number: str
    name: str | None
    contact: int | None
    reason: ReasonObject
    at: Moment


class InvalidNumbers(Struct, frozen=True):
    """Numbers to clean up, the newest first, and the cursor of what follows."""

    numbers: list[InvalidNumber]
    next: str | None


def counts_object(counts: Counts) -> CountsObject:
    """Texts as programs get them."""
    return CountsObject(
        sent=counts.sent,
        asked=counts.asked,
        reported=counts.reported,
        delivered=counts.delivered,
        undelivered=counts.undelivered,
        failed=counts.failed,
        unknown=counts.unknown,
        segments=counts.units,
        cost_micros=counts.cost_micros,
        delivery_rate=counts.delivered / counts.reported if counts.reported else None,
        seconds_median=delivered_within(counts, 0.5),
        seconds_p95=delivered_within(counts, 0.95),
    )


def day_report(line: DayLine) -> DayReport:
    """A day as programs get it."""
    return DayReport(
        line.date.isoformat(),
        counts_object(line.counts),
        line.received,
        line.opted_out,
        sum(line.answers),
        answered_within(line.answers, 0.5),
    )


def sim_report(line: SimLine) -> SimReport:
    """A SIM card as programs get it."""
    return SimReport(line.id, line.name or None, line.currency or None, counts_object(line.counts))


def group_report(line: GroupLine) -> GroupReport:
    """A group as programs get it."""
    return GroupReport(line.id, line.name, counts_object(line.counts), line.received, line.opted_out)


def broadcast_report(cast: Cast) -> BroadcastReport:
    """A run of a broadcast as programs get it."""
    return BroadcastReport(
        cast.broadcast_id,
        cast.occurrence_id,
        cast.key,
        cast.title,
        cast.people,
        cast.left_out,
        counts_object(cast.counts),
        cast.replied,
        cast.opted_out,
    )


def invalid_number(found: Invalid) -> InvalidNumber:
    """A number as programs get it."""
    reason = ReasonObject(found.code, found.sentence)
    return InvalidNumber(found.number, found.name or None, found.contact_id, reason, clock.rfc3339(found.at))
