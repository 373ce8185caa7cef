"""A recurrence as JSON: how the database and programs write it, with a sentence for whatever is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from modemsms.config_checks import wrong_timezone
from modemsms.errors import InvalidInput
from modemsms.services.patterns import (
    END_OF_TIME,
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
from modemsms.services.recurrence import Holidays, Recurrence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_STEP, MOST_TIMES, LAST_PLACE = 99, 1000, 4
_EARLIEST = date(2000, 1, 1)
_DATE, _CLOCK = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"[0-9]{2}:[0-9]{2}")

_ALWAYS = frozenset({"repeat", "every", "at", "starts", "ends", "count", "holidays", "timezone"})
# What else each kind may say.
_ALSO: Mapping[str, frozenset[str]] = {
    "day": frozenset(),
    "weekdays": frozenset(),
    "week": frozenset({"weekdays"}),
    "month": frozenset({"day", "place", "weekday"}),
    "year": frozenset(),
}


def to_object(recurrence: Recurrence) -> dict[str, Any]:
    """*recurrence* in values that JSON knows; ``from_object`` makes an equal one of them."""
    said = _pattern_object(recurrence.pattern) | {
        "at": f"{recurrence.at:%H:%M}",
        "starts": recurrence.starts.isoformat(),
        "holidays": recurrence.holidays.value,
        "timezone": recurrence.zone.key,
    }
    if recurrence.ends is not None:
        said["ends"] = recurrence.ends.isoformat()
    if recurrence.count is not None:
        said["count"] = recurrence.count
    return said


def to_json(recurrence: Recurrence) -> str:
    """*recurrence* as one line of JSON."""
    return json.dumps(to_object(recurrence), separators=(",", ":"))


def from_json(written: str) -> Recurrence:
    """What ``to_json`` wrote. Raises ``InvalidInput``."""
    try:
        said = json.loads(written)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise InvalidInput("repeat", "Say how often it is repeated.")
    return from_object(said)


def from_object(said: Mapping[str, Any]) -> Recurrence:
    """The recurrence that *said* describes. Raises ``InvalidInput`` for the key that is wrong."""
    repeat = said.get("repeat")
    if not isinstance(repeat, str) or repeat not in _ALSO:
        raise InvalidInput("repeat", "Choose how often: every day, weekdays, week, month or year.")
    for key in said:
        if key not in _ALWAYS | _ALSO[repeat]:
            raise InvalidInput(str(key)[:40], "This does not belong to what is repeated so.")
    starts = _day(said, "starts")
    if starts is None:
        raise InvalidInput("starts", "Choose the first day.")
    zone = said.get("timezone")
    if not isinstance(zone, str) or wrong_timezone(zone) is not None:
        raise InvalidInput("timezone", "Choose a time zone from the list.")
    return checked(
        Recurrence(
            _pattern(repeat, said),
            _time(said.get("at")),
            starts,
            ZoneInfo(zone),
            _day(said, "ends"),
            _number(said, "count", MOST_TIMES) if said.get("count") is not None else None,
            _holidays(said.get("holidays", Holidays.IGNORED.value)),
        )
    )


def checked(recurrence: Recurrence) -> Recurrence:
    """*recurrence*, if it ever happens and says its end once. Raises ``InvalidInput`` (``ends``)."""
    if recurrence.ends is not None and recurrence.count is not None:
        raise InvalidInput("ends", "Choose a last day or a number of times, not both.")
    if recurrence.ends is not None and recurrence.ends < recurrence.starts:
        raise InvalidInput("ends", "The last day is before the first.")
    first = next(recurrence.pattern.days(recurrence.starts, recurrence.starts), None)
    if first is None or (recurrence.ends is not None and first > recurrence.ends):
        raise InvalidInput("ends", "It would never happen: choose a later last day.")
    return recurrence


def _pattern_object(pattern: Pattern) -> dict[str, Any]:
    match pattern:
        case Days(every):
            return {"repeat": "day", "every": every}
        case Weeks(weekdays, 1) if weekdays == MONDAY_TO_FRIDAY:
            return {"repeat": "weekdays"}
        case Weeks(weekdays, every):
            return {
                "repeat": "week",
                "every": every,
                "weekdays": [WEEKDAYS[one] for one in sorted(weekdays)],
            }
        case MonthDay(day, every):
            return {"repeat": "month", "every": every, "day": "last" if day == LAST_DAY else day}
        case MonthWeekday(place, weekday, every):
            place_said = "last" if place == LAST else place
            return {"repeat": "month", "every": every, "place": place_said, "weekday": WEEKDAYS[weekday]}
        case Years(every):
            return {"repeat": "year", "every": every}


def _pattern(repeat: str, said: Mapping[str, Any]) -> Pattern:
    every = _number(said, "every", LONGEST_STEP) if "every" in said else 1
    match repeat:
        case "day":
            return Days(every)
        case "weekdays":
            if every != 1:
                raise InvalidInput(
                    "every", "Weekdays are repeated every week. Choose “week” for another step."
                )
            return Weeks(MONDAY_TO_FRIDAY)
        case "week":
            return Weeks(_weekdays(said.get("weekdays")), every)
        case "month":
            return _in_month(said, every)
    return Years(every)


def _in_month(said: Mapping[str, Any], every: int) -> Pattern:
    if "day" in said:
        if "place" in said or "weekday" in said:
            raise InvalidInput("day", "Choose a day of the month or a weekday, not both.")
        return MonthDay(LAST_DAY if said["day"] == "last" else _number(said, "day", LAST_DAY), every)
    if "place" not in said:
        raise InvalidInput("day", "Choose a day of the month.")
    place = LAST if said["place"] == "last" else _number(said, "place", LAST_PLACE)
    return MonthWeekday(place, _weekday("weekday", said.get("weekday")), every)


def _weekdays(said: object) -> frozenset[int]:
    if not isinstance(said, list) or not said:
        raise InvalidInput("weekdays", "Choose at least one day of the week.")
    return frozenset(_weekday("weekdays", one) for one in said)


def _weekday(key: str, said: object) -> int:
    if not isinstance(said, str) or said not in WEEKDAYS:
        raise InvalidInput(key, "Choose a day of the week.")
    return WEEKDAYS.index(said)


def _number(said: Mapping[str, Any], key: str, most: int) -> int:
    value = said[key]
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise InvalidInput(key, f"Enter a whole number from 1 to {most}.")
    return value


def _day(said: Mapping[str, Any], key: str) -> date | None:
    written = said.get(key)
    if written is None:
        return None
    try:
        day = date.fromisoformat(written) if isinstance(written, str) and _DATE.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day <= END_OF_TIME:
        raise InvalidInput(key, "Choose a day, such as 2026-12-24.")
    return day


def _time(written: object) -> time:
    try:
        clock = (
            time.fromisoformat(written) if isinstance(written, str) and _CLOCK.fullmatch(written) else None
        )
    except ValueError:
        clock = None
    if clock is None:
        raise InvalidInput("at", "Choose a time of the day, such as 09:00.")
    return clock


def _holidays(said: object) -> Holidays:
    try:
        return Holidays(str(said))
    except ValueError:
        raise InvalidInput(
            "holidays", "Choose what happens on holidays: ignored, skipped or moved."
        ) from None
