"""The fields by which somebody says what is repeated: as they were typed, as they are read, what stands to choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from modemsms.errors import InvalidInput
from modemsms.services.patterns import LAST, LAST_DAY, MonthDay, MonthWeekday, Weeks
from modemsms.services.recurrence import Holidays, Recurrence
from modemsms.services.recurrence_json import WEEKDAYS, from_object, to_object
from web.clock_fields import clock_of, clock_value, days_of
from web.recurrence_words import PLACES

NEVER = ""

USUAL_TIMES = "10"

# Which field of the form holds what the services call so.
_FIELDS = {
    "repeat": "repeat",
    "every": "repeat_every",
    "weekdays": "repeat_days",
    "day": "repeat_day",
    "place": "repeat_place",
    "weekday": "repeat_weekday",
    "at": "repeat_at",
    "starts": "repeat_starts",
    "ends": "repeat_until",
    "count": "repeat_times",
    "holidays": "repeat_holidays",
}
FIELDS = tuple(_FIELDS.values())


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields hold. *monthly* is ``day``, ``last`` or ``weekday``; *stops* never, day or times."""

    repeat: str = NEVER
    every: str = "1"
    days: frozenset[int] = frozenset()
    monthly: str = "day"
    day: str = "1"
    place: str = "1"
    weekday: str = "0"
    starts: str = ""
    at: str = "10:00"
    stops: str = "never"
    until: str = ""
    times: str = USUAL_TIMES
    holidays: str = Holidays.IGNORED.value


# All fields of the form.
NAMES = frozenset({"repeat", *(f"repeat_{name}" for name in Typed.__dataclass_fields__ if name != "repeat")})


def fresh(now: datetime, zone: ZoneInfo, repeat: str = NEVER) -> Typed:
    """What stands there before anybody has typed: it begins today."""
    today = now.astimezone(zone).date()
    return Typed(repeat=repeat, starts=today.isoformat(), day=str(today.day), weekday=str(today.weekday()))


def typed(form: MultiDict[str, str]) -> Typed:
    """What was sent, as it was typed."""

    def text(name: str, otherwise: str = "") -> str:
        return form.get(f"repeat_{name}", otherwise).strip()[:20]

    return Typed(
        repeat=form.get("repeat", NEVER)[:20],
        every=text("every", "1"),
        days=days_of(form.getlist("repeat_days")),
        monthly=text("monthly", "day"),
        day=text("day"),
        place=text("place"),
        weekday=text("weekday"),
        starts=text("starts"),
        at=text("at"),
        stops=text("stops", "never"),
        until=text("until"),
        times=text("times"),
        holidays=text("holidays", Holidays.IGNORED.value),
    )


def pairs(said: Typed) -> list[tuple[str, str]]:
    """*said* as fields of a form by name and value."""
    names = [name for name in Typed.__dataclass_fields__ if name not in ("repeat", "days")]
    days = [("repeat_days", str(day)) for day in sorted(said.days)]
    return [("repeat", said.repeat), *((f"repeat_{name}", getattr(said, name)) for name in names), *days]


def shown(recurrence: Recurrence) -> Typed:
    """*recurrence* as the fields show it."""
    said = to_object(recurrence)
    pattern, day, place, weekday = recurrence.pattern, recurrence.starts.day, 1, recurrence.starts.weekday()
    monthly = "day"
    match pattern:
        case MonthDay(number, _every):
            monthly, day = ("last", day) if number == LAST_DAY else ("day", number)
        case MonthWeekday(place, weekday, _every):
            monthly = "weekday"
    return Typed(
        repeat=said["repeat"],
        every=str(pattern.every),
        days=pattern.weekdays if said["repeat"] == "week" and isinstance(pattern, Weeks) else frozenset(),
        monthly=monthly,
        day=str(day),
        place=str(place),
        weekday=str(weekday),
        starts=said["starts"],
        at=clock_value(recurrence.at),
        stops="day" if recurrence.ends else "times" if recurrence.count else "never",
        until=said.get("ends", ""),
        times=str(recurrence.count or USUAL_TIMES),
        holidays=recurrence.holidays.value,
    )


def read(said: Typed, zone: ZoneInfo) -> Recurrence | None:
    """What *said* means by the clocks of *zone*; None for what is not repeated.

    Raises ``InvalidInput`` for the field of the form (``FIELDS``).
    """
    if said.repeat == NEVER:
        return None
    meant: dict[str, Any] = {
        "repeat": said.repeat,
        "at": clock_value(clock_of("repeat_at", said.at)),
        "starts": said.starts or None,
        "holidays": said.holidays,
        "timezone": zone.key,
    }
    if said.repeat != "weekdays":
        meant["every"] = _number(said.every or "1")
    if said.repeat == "week":
        meant["weekdays"] = [WEEKDAYS[day] for day in sorted(said.days or _day_of(said.starts))]
    if said.repeat == "month":
        meant |= _in_month(said)
    if said.stops == "day":
        meant["ends"] = said.until
    elif said.stops == "times":
        meant["count"] = _number(said.times)
    try:
        return from_object(meant)
    except InvalidInput as error:
        raise InvalidInput(_FIELDS.get(error.field, error.field), error.why, code=error.code) from error


def repeats() -> Mapping[str, str]:
    """How often, by the value in the form."""
    return {
        NEVER: _("Only once"),
        "day": _("Every day"),
        "weekdays": _("Monday to Friday"),
        "week": _("Every week"),
        "month": _("Every month"),
        "year": _("Every year"),
    }


def monthlies() -> Mapping[str, str]:
    """On which day of a month."""
    return {
        "day": _("On the same date"),
        "last": _("On the last day of the month"),
        "weekday": _("On a day of the week"),
    }


def places() -> Mapping[str, str]:
    """Which of the weekdays of a month."""
    return {str(place): str(words).capitalize() for place, words in PLACES.items()}


def endings() -> Mapping[str, str]:
    """When it stops."""
    return {
        "never": _("Never, until somebody stops it"),
        "day": _("After a day"),
        "times": _("After a number of times"),
    }


def on_holidays() -> Mapping[str, str]:
    """What happens on holidays of the shop."""
    return {
        Holidays.IGNORED.value: _("The same as on other days"),
        Holidays.SKIPPED.value: _("It is left out"),
        Holidays.MOVED.value: _("It goes out on the next day on which the shop is open"),
    }


CHOICES: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "repeats": repeats,
    "monthlies": monthlies,
    "places": places,
    "endings": endings,
    "on_holidays": on_holidays,
}


def _in_month(said: Typed) -> dict[str, object]:
    if said.monthly == "last":
        return {"day": "last"}
    if said.monthly != "weekday":
        return {"day": _number(said.day)}
    place = _number(said.place) if said.place != str(LAST) else "last"
    weekday = next(iter(days_of([said.weekday])), None)
    return {"place": place, "weekday": None if weekday is None else WEEKDAYS[weekday]}


def _day_of(starts: str) -> frozenset[int]:
    """Of a week of which no day was ticked, the one on which it begins."""
    try:
        return frozenset({date.fromisoformat(starts).weekday()})
    except ValueError:
        return frozenset()


def _number(written: str) -> int:
    """A number, or one that no field takes."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 9 else 0
