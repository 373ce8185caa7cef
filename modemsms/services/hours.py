"""When the shop is open: spans of each weekday, and days on which it stays closed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from modemsms.clock import UTC
from modemsms.errors import InvalidInput
from modemsms.services.kept import Kept
from modemsms.services.recurrence import ClosedDays
from modemsms.services.shop import Shop

_KEPT = "shop.hours"

MOST_SPANS = 6
MOST_HOLIDAYS = 400
LONGEST_NAME = 60
# Further ahead than a year of holidays there is no plan.
_LOOK_AHEAD_DAYS = MOST_HOLIDAYS + 8


@dataclass(frozen=True, slots=True)
class Span:
    """Open from *begins* until before *ends*; an end at midnight is 00:00 of the next day."""

    begins: time
    ends: time


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the shop is closed."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The spans of seven weekdays, Monday first, and the holidays. Without any span nothing was set."""

    week: tuple[tuple[Span, ...], ...] = ((),) * 7
    holidays: tuple[Holiday, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether the owner has said when the shop is open."""
        return any(self.week)


class Hours:
    """The opening hours. A shop that has set none counts as always open."""

    def __init__(self, kept: Kept, shop: Shop) -> None:
        self._kept = kept
        self._shop = shop

    def plan(self) -> Plan:
        """What the owner has set."""
        written = self._kept.get(_KEPT)
        return _read(written) if written else Plan()

    def closed_days(self) -> ClosedDays:
        """The days on which it stays closed, for what is planned by days."""
        plan = self.plan()
        never = {day for day, spans in enumerate(plan.week) if not spans} if plan.is_set else set[int]()
        return ClosedDays(frozenset(holiday.day for holiday in plan.holidays), frozenset(never))

    def change(self, plan: Plan) -> None:
        """Keep *plan*. Raises ``InvalidInput`` (``hours``, ``holidays``)."""
        for spans in plan.week:
            _check(spans)
        if len(plan.holidays) > MOST_HOLIDAYS:
            raise InvalidInput("holidays", f"Enter at most {MOST_HOLIDAYS} days.")
        self._kept.put({_KEPT: _written(plan)})

    def is_open(self, at: datetime) -> bool:
        """Whether the shop is open at *at*."""
        plan = self.plan()
        if not plan.is_set:
            return True
        local = at.astimezone(self._shop.zone)
        return any(
            begins <= local.replace(tzinfo=None) < ends for begins, ends in _spans_of(plan, local.date())
        )

    def next_opening(self, at: datetime) -> datetime | None:
        """When it opens next after *at*, or *at* itself while it is open; None if it never does."""
        if self.is_open(at):
            return at
        plan, zone = self.plan(), self._shop.zone
        today = at.astimezone(zone).date()
        for ahead in range(_LOOK_AHEAD_DAYS):
            for begins, _ in _spans_of(plan, today + timedelta(days=ahead)):
                moment = begins.replace(tzinfo=zone).astimezone(UTC)
                if moment > at:
                    return moment
        return None


def _spans_of(plan: Plan, day: date) -> list[tuple[datetime, datetime]]:
    if any(holiday.day == day for holiday in plan.holidays):
        return []
    midnight = datetime.combine(day + timedelta(days=1), time())
    return [
        (
            datetime.combine(day, span.begins),
            midnight if span.ends == time() else datetime.combine(day, span.ends),
        )
        for span in plan.week[day.weekday()]
    ]


def _check(spans: Sequence[Span]) -> None:
    if len(spans) > MOST_SPANS:
        raise InvalidInput("hours", f"Enter at most {MOST_SPANS} times for one day.")
    before = time()
    for span in spans:
        if span.ends not in (time(),) and span.ends <= span.begins:
            raise InvalidInput("hours", f"The shop cannot close at {span.ends:%H:%M} before it opens.")
        if span.begins < before or (before == time() and span is not spans[0]):
            raise InvalidInput("hours", "Enter the times of a day in their order, without overlaps.")
        before = span.ends


def _written(plan: Plan) -> str:
    return json.dumps(
        {
            "week": [[[f"{span.begins:%H:%M}", f"{span.ends:%H:%M}"] for span in day] for day in plan.week],
            "holidays": [[holiday.day.isoformat(), holiday.name] for holiday in plan.holidays],
        }
    )


# Asked about each recipient of a broadcast.
@lru_cache(maxsize=2)
def _read(written: str) -> Plan:
    said = json.loads(written)
    return Plan(
        tuple(
            tuple(Span(time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in day)
            for day in said["week"]
        ),
        tuple(Holiday(date.fromisoformat(day), name) for day, name in said["holidays"]),
    )
