"""Quiet hours: when people are left alone, by the clocks of the place that their number belongs to.

Pure: it knows no clock and no database. What is written by hand, and what answers somebody, passes at any hour;
whoever sends by itself asks here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from modemsms.errors import InvalidInput
from modemsms.phone_zones import Zones, zones_of
from modemsms.services.wall import moment_of

DAY = timedelta(days=1)
MIDNIGHT = time()

# Further ahead than a year of quiet days nobody plans.
_LOOK_AHEAD_DAYS = 400

# Zones that do not agree on any hour of a week agree on none.
_AGREED_WITHIN = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class QuietRules:
    """From *begins* until before *ends*, over midnight where it begins later; on *days* (Monday is 0) and, with
    *holidays*, on holidays of the shop all day."""

    on: bool = True
    begins: time = time(21)
    ends: time = time(8)
    days: frozenset[int] = frozenset()
    holidays: bool = True


def check(rules: QuietRules) -> None:
    """Raise ``InvalidInput`` (``ends``, ``days``) for rules that leave no hour, or none to be quiet in."""
    if rules.begins == rules.ends:
        raise InvalidInput("ends", "Choose two different times. To have no quiet hours, take the tick away.")
    if not rules.days <= frozenset(range(7)):
        raise InvalidInput("days", "Choose days of the week.")
    if len(rules.days) == 7:
        raise InvalidInput("days", "Leave at least one day on which people may be texted.")


@dataclass(frozen=True, slots=True)
class _Window:
    """From *opens* until before *closes* texts are allowed; between *since* and *opens* they are not."""

    since: datetime
    opens: datetime
    closes: datetime


class Quiet:
    """When numbers may be texted, by *rules*, in a shop in the zone *home* with these *holidays*.

    It remembers what holds in each place: twenty thousand people live in few. Safe to use from every thread.
    """

    def __init__(self, rules: QuietRules, home: ZoneInfo, holidays: frozenset[date] = frozenset()) -> None:
        self._rules = rules
        self._home = home
        self._holidays = holidays if rules.holidays else frozenset()
        self._windows: dict[Zones, _Window] = {}

    def next_allowed(self, number: str, moment: datetime) -> datetime:
        """The first moment, not before *moment* (aware), at which *number* (E.164) may be texted.

        Where the number may be in several zones, the shop's clock counts if it goes as one of theirs does, else
        all of theirs must allow it; if they never do, or the number is of no known place, the shop's counts.
        """
        return self._next_allowed(zones_of(number), moment)

    def is_quiet(self, number: str, moment: datetime) -> bool:
        """Whether *number* is to be left alone at *moment*."""
        return self.next_allowed(number, moment) > moment

    def at_home(self, moment: datetime) -> datetime:
        """The first moment, not before *moment*, that is not quiet by the shop's own clock."""
        return self._next_allowed((), moment)

    def _next_allowed(self, zones: Zones, moment: datetime) -> datetime:
        if not self._rules.on:
            return moment
        window = self._windows.get(zones)
        if window is None or not window.since <= moment < window.closes:
            window = self._windows[zones] = self._by_clocks_of(zones, moment)
        return max(moment, window.opens)

    def _by_clocks_of(self, names: Zones, moment: datetime) -> _Window:
        zones = list(_known(names))
        here = moment.astimezone(self._home).utcoffset()
        if len(zones) > 1 and any(moment.astimezone(zone).utcoffset() == here for zone in zones):
            zones = []
        agreed = self._agreed(zones, moment) if zones else None
        return self._window(moment, self._home) if agreed is None else agreed

    def _agreed(self, zones: list[ZoneInfo], moment: datetime) -> _Window | None:
        """When all *zones* allow it; None if they never do."""
        opens, latest = moment, None
        while latest is None or opens <= latest:
            windows = [self._window(opens, zone) for zone in zones]
            later = max(window.opens for window in windows)
            latest = latest or later + _AGREED_WITHIN
            if later <= opens:
                return _Window(moment, opens, min(window.closes for window in windows))
            opens = later
        return None

    def _window(self, moment: datetime, zone: ZoneInfo) -> _Window:
        """The first hours, from *moment* on, at which *zone* allows it."""
        today = moment.astimezone(zone).date()
        days = [today + ahead * DAY for ahead in range(_LOOK_AHEAD_DAYS)]
        # Whoever has a year of holidays has forgotten them.
        for day in chain(filter(self._is_awake, days), days):
            for opens, closes in self._spans(day, zone):
                if moment < closes:
                    return _Window(moment, opens, closes)
        return _Window(moment, moment, moment)

    def _is_awake(self, day: date) -> bool:
        return day.weekday() not in self._rules.days and day not in self._holidays

    def _spans(self, day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """When people may be texted on *day*."""
        begins, ends = self._rules.begins, self._rules.ends
        midnight = moment_of(day + DAY, MIDNIGHT, zone)
        if begins > ends:
            yield moment_of(day, ends, zone), moment_of(day, begins, zone)
            return
        if begins > MIDNIGHT:
            yield moment_of(day, MIDNIGHT, zone), moment_of(day, begins, zone)
        yield moment_of(day, ends, zone), midnight


def _known(names: Zones) -> Iterator[ZoneInfo]:
    for name in names:
        try:
            yield ZoneInfo(name)
        except ZoneInfoNotFoundError:
            # The tables of this machine may be older than the number.
            continue
