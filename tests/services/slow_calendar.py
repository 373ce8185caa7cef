"""When something repeated happens, worked out day by day and minute by minute: slow, and plainly right."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from modemsms.services.patterns import Days, MonthDay, MonthWeekday, Weeks, Years
from modemsms.services.recurrence import ClosedDays, Holidays, Occurrence, Recurrence

ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)


@lru_cache(maxsize=5000)
def first_shown(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Watch a clock of *zone*, minute by minute, until it shows the wanted time, or has jumped over it."""
    wanted = datetime.combine(day, clock)
    moment = wanted.replace(tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(zone).replace(tzinfo=None) < wanted:
        moment += ONE_MINUTE
    return moment


def is_planned(recurrence: Recurrence, day: date) -> bool:
    """Whether *day* is one of its days, whatever its end says."""
    starts = recurrence.starts
    if day < starts:
        return False
    last = monthrange(day.year, day.month)[1]
    months = (day.year - starts.year) * 12 + day.month - starts.month
    match recurrence.pattern:
        case Days(every):
            return (day - starts).days % every == 0
        case Weeks(weekdays, every):
            monday, first = (one - timedelta(days=one.weekday()) for one in (day, starts))
            return day.weekday() in weekdays and (monday - first).days // 7 % every == 0
        case MonthDay(number, every):
            return months % every == 0 and day.day == min(number, last)
        case MonthWeekday(place, weekday, every):
            place_of_day = -1 if place == -1 and day.day + 7 > last else (day.day - 1) // 7 + 1
            return months % every == 0 and day.weekday() == weekday and place_of_day == place
        case Years(every):
            return (
                (day.year - starts.year) % every == 0
                and day.month == starts.month
                and day.day == min(starts.day, last)
            )


def everything(recurrence: Recurrence, until: date, closed: ClosedDays) -> list[Occurrence]:
    """All that is planned up to *until*, as it happens, in its order."""
    planned: list[date] = []
    day = recurrence.starts
    while day <= until:
        too_many = recurrence.count is not None and len(planned) >= recurrence.count
        over = recurrence.ends is not None and day > recurrence.ends
        if is_planned(recurrence, day) and not too_many and not over:
            planned.append(day)
        day += ONE_DAY
    happens: dict[date, date] = {
        one: one for one in planned if one not in closed.holidays or recurrence.holidays is Holidays.IGNORED
    }
    if recurrence.holidays is Holidays.MOVED:
        for one in planned:
            later = one + ONE_DAY
            while not closed.is_open(later) and later - one <= timedelta(days=31):
                later += ONE_DAY
            fits = later - one <= timedelta(days=31) and (recurrence.ends is None or later <= recurrence.ends)
            if one not in happens and fits and later not in happens.values() and later not in planned:
                happens[one] = later
    found: dict[datetime, Occurrence] = {}
    for one, actual in happens.items():
        moment = first_shown(actual, recurrence.at, recurrence.zone)
        found.setdefault(moment, Occurrence(moment, one))
    return sorted(found.values())
