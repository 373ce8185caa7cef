"""On which days something is repeated: every few days, weeks, months or years, counted from a first day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONDAY_TO_FRIDAY = frozenset(range(5))

# The day of the month that is its last, and the place of a weekday that is its last.
LAST_DAY, LAST = 31, -1

# Nobody plans further, and the tables of time zones say nothing of it.
END_OF_TIME = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Days:
    """Every day, or every few."""

    every: int = 1

    def days(self, starts: date, since: date) -> Iterator[date]:
        """Those from *since* on, counted from *starts*."""
        passed = max(0, -((starts - since).days // self.every))
        for step in range(passed, (END_OF_TIME - starts).days // self.every + 1):
            yield starts + timedelta(days=step * self.every)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Some weekdays (Monday is 0) of every week, or of every few; a week begins on Monday (ISO 8601)."""

    weekdays: frozenset[int]
    every: int = 1

    def days(self, starts: date, since: date) -> Iterator[date]:
        """Those from *since* on, counted from the week of *starts*."""
        monday = starts - timedelta(days=starts.weekday())
        passed = max(0, (since - monday).days // 7 // self.every)
        for week in range(passed, (END_OF_TIME - monday).days // 7 // self.every):
            for weekday in sorted(self.weekdays):
                day = monday + timedelta(days=week * self.every * 7 + weekday)
                if day >= max(starts, since):
                    yield day


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day of every month, or of every few; the last one where the month is too short."""

    day: int
    every: int = 1

    def days(self, starts: date, since: date) -> Iterator[date]:
        """Those from *since* on, counted from the month of *starts*."""
        for year, month in _months(starts, since, self.every):
            day = date(year, month, min(self.day, monthrange(year, month)[1]))
            if day >= max(starts, since):
                yield day


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """A weekday of every month, or of every few, by its place: the second Tuesday (2, 1), the last Friday (-1, 4)."""

    place: int
    weekday: int
    every: int = 1

    def days(self, starts: date, since: date) -> Iterator[date]:
        """Those from *since* on, counted from the month of *starts*."""
        for year, month in _months(starts, since, self.every):
            day = self._in(year, month)
            if day >= max(starts, since):
                yield day

    def _in(self, year: int, month: int) -> date:
        begins, length = monthrange(year, month)
        first = 1 + (self.weekday - begins) % 7
        if self.place == LAST:
            return date(year, month, first + (length - first) // 7 * 7)
        return date(year, month, first + (self.place - 1) * 7)


@dataclass(frozen=True, slots=True)
class Years:
    """The day and month of the first, every year or every few; 29 February is the 28th in common years."""

    every: int = 1

    def days(self, starts: date, since: date) -> Iterator[date]:
        """Those from *since* on."""
        passed = max(0, -((starts.year - since.year) // self.every) - 1)
        for year in range(starts.year + passed * self.every, END_OF_TIME.year + 1, self.every):
            day = date(year, starts.month, min(starts.day, monthrange(year, starts.month)[1]))
            if day >= since:
                yield day


Pattern = Days | Weeks | MonthDay | MonthWeekday | Years


def _months(starts: date, since: date, every: int) -> Iterator[tuple[int, int]]:
    """Every *every*th month from that of *starts* on, but none that ends before *since*."""
    first = starts.year * 12 + starts.month - 1
    passed = max(0, since.year * 12 + since.month - 1 - first) // every
    for number in range(first + passed * every, END_OF_TIME.year * 12 + 12, every):
        year, month = divmod(number, 12)
        yield year, month + 1
