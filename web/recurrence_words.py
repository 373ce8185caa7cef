"""What is repeated, in the words of the shop: one sentence, and its next dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from modemsms.services.patterns import (
    LAST,
    LAST_DAY,
    MONDAY_TO_FRIDAY,
    Days,
    MonthDay,
    MonthWeekday,
    Pattern,
    Weeks,
    Years,
)
from modemsms.services.recurrence import ALWAYS_OPEN, ClosedDays, Holidays, Recurrence

PLACES = {
    1: lazy_gettext("first"),
    2: lazy_gettext("second"),
    3: lazy_gettext("third"),
    4: lazy_gettext("fourth"),
    LAST: lazy_gettext("last"),
}

FORECAST = 5


@dataclass(frozen=True, slots=True)
class Coming:
    """One of the next dates: its moment, the same by the clocks of its zone, and the holiday it was moved from."""

    at: datetime
    words: str
    moved_from: str = ""


def in_words(recurrence: Recurrence, locale: Locale) -> str:
    """``Every week on Monday and Thursday, 10:00, until 24 December 2026``."""
    plan = _(
        "%(often)s, %(clock)s",
        often=_often(recurrence, locale),
        clock=format_time(recurrence.at, "short", locale=locale),
    )
    if recurrence.holidays is Holidays.SKIPPED:
        plan = _("%(plan)s, not on holidays", plan=plan)
    elif recurrence.holidays is Holidays.MOVED:
        plan = _("%(plan)s, after a holiday when the shop is open again", plan=plan)
    if recurrence.ends is not None:
        return _(
            "%(plan)s, until %(day)s", plan=plan, day=format_date(recurrence.ends, "long", locale=locale)
        )
    if recurrence.count is not None:
        return ngettext("%(plan)s, once", "%(plan)s, %(num)d times", recurrence.count, plan=plan)
    return plan


def coming(
    recurrence: Recurrence,
    now: datetime,
    locale: Locale,
    closed: ClosedDays = ALWAYS_OPEN,
    number: int = FORECAST,
) -> list[Coming]:
    """The next *number* dates after *now*, as a person looks at them before agreeing."""
    found = []
    for one in recurrence.occurrences(now, number, closed):
        local = one.at.astimezone(recurrence.zone)
        moved = recurrence.holidays is Holidays.MOVED and one.key in closed.holidays
        clock = format_time(local.time(), "short", locale=locale)
        found.append(
            Coming(
                one.at, f"{_spelt(local.date(), locale)}, {clock}", _spelt(one.key, locale) if moved else ""
            )
        )
    return found


@cache
def weekday_names(locale: Locale) -> tuple[str, ...]:
    """The names of the days inside a sentence, Monday first."""
    names = locale.days["format"]["wide"]
    return tuple(names[day] for day in range(7))


def _spelt(day: date, locale: Locale) -> str:
    return format_date(day, "full", locale=locale)


def _often(recurrence: Recurrence, locale: Locale) -> str:
    pattern: Pattern = recurrence.pattern
    names = weekday_names(locale)
    match pattern:
        case Days(every):
            return ngettext("Every day", "Every %(num)d days", every)
        case Weeks(weekdays, 1) if weekdays == MONDAY_TO_FRIDAY:
            return _("Monday to Friday")
        case Weeks(weekdays, every):
            days = format_list([names[day] for day in sorted(weekdays)], locale=locale)
            return ngettext("Every week on %(days)s", "Every %(num)d weeks on %(days)s", every, days=days)
        case MonthDay(day, every) if day == LAST_DAY:
            return ngettext("Every month on the last day", "Every %(num)d months on the last day", every)
        case MonthDay(day, every):
            return ngettext(
                "Every month on day %(day)s", "Every %(num)d months on day %(day)s", every, day=day
            )
        case MonthWeekday(place, weekday, every):
            return ngettext(
                "Every month on the %(place)s %(weekday)s",
                "Every %(num)d months on the %(place)s %(weekday)s",
                every,
                place=PLACES[place],
                weekday=names[weekday],
            )
        case Years(every):
            day_of_year = format_skeleton("MMMMd", recurrence.starts, locale=locale)
            return ngettext("Every year on %(day)s", "Every %(num)d years on %(day)s", every, day=day_of_year)
