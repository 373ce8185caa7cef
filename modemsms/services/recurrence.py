"""When something repeated happens: on which days, at which time of the clock on the wall, until when.

Pure: it knows no clock and no database. What has happened is the business of whoever keeps the schedule; each
occurrence has the day that it is planned for as its key, so that it happens once, whatever the clock does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from modemsms.clock import UTC
from modemsms.services.patterns import END_OF_TIME, Pattern
from modemsms.services.wall import moment_of

# A shop that is closed for longer sends the text of that day not at all.
FURTHEST_MOVED = timedelta(days=31)

# The clocks of a place are at most so far from those of another, a missing day included.
_A_DAY_OR_TWO = timedelta(days=2)


class Holidays(StrEnum):
    """What happens to an occurrence on a holiday of the shop."""

    IGNORED = "ignored"
    SKIPPED = "skipped"
    MOVED = "moved"
    """It happens on the next day on which the shop is open."""


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """When the shop is closed: its holidays, and the weekdays (Monday is 0) on which it never opens."""

    holidays: frozenset[date] = frozenset()
    weekdays: frozenset[int] = frozenset()

    def is_open(self, day: date) -> bool:
        """Whether the shop opens at all on *day*."""
        return day not in self.holidays and day.weekday() not in self.weekdays


ALWAYS_OPEN = ClosedDays()

# What the shop says of it at the moment at which it is asked.
Closed = Callable[[], ClosedDays]


def always_open() -> ClosedDays:
    """A shop without a holiday."""
    return ALWAYS_OPEN


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One time that it happens: *at* (UTC), for the day *key* of its own calendar, which no other one has."""

    at: datetime
    key: date


@dataclass(frozen=True, slots=True)
class Recurrence:
    """On the days of *pattern* from *starts* on, when the clocks of *zone* show *at*.

    It ends after the day *ends*, or with the *count*th planned day; what is skipped counts (as EXDATE does,
    RFC 5545, 3.8.5.1), so that a holiday entered later changes no other day. A time that does not exist is the
    next that does, and a doubled one the first. No holiday moves an occurrence onto the day of another, or past the
    end: it is left out then. No two happen at one moment.
    """

    pattern: Pattern
    at: time
    starts: date
    zone: ZoneInfo
    ends: date | None = None
    count: int | None = None
    holidays: Holidays = Holidays.IGNORED

    def occurrences(
        self, after: datetime, limit: int, closed: ClosedDays = ALWAYS_OPEN
    ) -> Iterator[Occurrence]:
        """The next *limit* of them later than *after* (aware), in their order."""
        return islice(self._later(after, closed), limit)

    def next_after(self, moment: datetime, closed: ClosedDays = ALWAYS_OPEN) -> Occurrence | None:
        """The first one later than *moment*; None when it has ended."""
        return next(self.occurrences(moment, 1, closed), None)

    def due(self, after: datetime, until: datetime, closed: ClosedDays = ALWAYS_OPEN) -> list[Occurrence]:
        """All later than *after* and not later than *until*: what a machine that was off has missed."""
        return list(takewhile(lambda one: one.at <= until, self._later(after, closed)))

    def forecast(self, after: datetime, number: int, closed: ClosedDays = ALWAYS_OPEN) -> list[datetime]:
        """The next *number* moments later than *after*, for a person to look at, by the clocks of its zone."""
        return [one.at.astimezone(self.zone) for one in self.occurrences(after, number, closed)]

    def in_zone(self, zone: ZoneInfo) -> Recurrence:
        """The same days and times by the clocks of *zone*; each has the same key there."""
        return replace(self, zone=zone)

    def _later(self, after: datetime, closed: ClosedDays) -> Iterator[Occurrence]:
        before = after
        for one in self._in_order(_days_before(after.astimezone(UTC).date(), _A_DAY_OR_TWO), closed):
            # Of two holidays that are moved onto one day the first is; and on a day that the calendar leaves out
            # it may be the very moment of the next.
            if one.at > before:
                before = one.at
                yield one

    def _in_order(self, since: date, closed: ClosedDays) -> Iterator[Occurrence]:
        """Those that happen from *since* on; one that was moved waits for its turn."""
        waiting: list[Occurrence] = []
        for day, actual in self._actual(since, closed):
            at = moment_of(actual, self.at, self.zone)
            heappush(waiting, Occurrence(at, day))
            # Nothing that is still to come happens before its planned day.
            ripe = at if actual == day else moment_of(day, self.at, self.zone)
            while waiting and waiting[0].at <= ripe:
                yield heappop(waiting)
        while waiting:
            yield heappop(waiting)

    def _actual(self, since: date, closed: ClosedDays) -> Iterator[tuple[date, date]]:
        """Each planned day with the day on which it happens, from *since* on."""
        if self.holidays is not Holidays.MOVED:
            skipped = closed.holidays if self.holidays is Holidays.SKIPPED else frozenset[date]()
            yield from ((day, day) for day in self._planned(since) if day not in skipped)
            return
        for day in self._planned(_days_before(since, FURTHEST_MOVED)):
            if day not in closed.holidays:
                if day >= since:
                    yield day, day
                continue
            moved = _next_open(day, closed)
            if moved is not None and not self._has(moved) and (self.ends is None or moved <= self.ends):
                yield day, moved

    def _planned(self, since: date) -> Iterator[date]:
        if self.count is None:
            days = self.pattern.days(self.starts, since)
        else:
            first = islice(self.pattern.days(self.starts, self.starts), self.count)
            days = (day for day in first if day >= since)
        return takewhile(lambda day: self.ends is None or day <= self.ends, days)

    def _has(self, day: date) -> bool:
        return next(self._planned(day), None) == day


def _days_before(day: date, span: timedelta) -> date:
    return day - span if day - date.min > span else date.min


def _next_open(day: date, closed: ClosedDays) -> date | None:
    if len(closed.weekdays) == 7:
        closed = ClosedDays(closed.holidays)
    for ahead in range(1, FURTHEST_MOVED.days + 1):
        later = day + timedelta(days=ahead)
        if later <= END_OF_TIME and closed.is_open(later):
            return later
    return None
