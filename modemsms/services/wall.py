"""What a clock on the wall shows, turned into a moment: for every day and time, and exactly one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from modemsms.clock import UTC

_SECOND = timedelta(seconds=1)


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clocks of *zone* show *clock* on *day*, in UTC.

    A time that they leave out (the clocks go forward, or a day is missing) is the next that they show; one that
    they show twice is the first.
    """
    wanted = datetime.combine(day, clock)
    first = wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _shown(first, zone) == wanted:
        return first
    # In a gap the first fold counts by the clocks of before, the second by those of after (PEP 495): the jump
    # lies behind the second, and not behind the first.
    return _jump_past(wanted, wanted.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _jump_past(wanted: datetime, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second at which the clocks show more than *wanted*, found by halving."""
    low, high = 0, int((after - before) / _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _shown(before + middle * _SECOND, zone) > wanted:
            high = middle
        else:
            low = middle
    return before + high * _SECOND


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
