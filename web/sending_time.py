"""When a text is to go out: a few natural choices, or any moment, in the shop's own time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from web.when import LocalTime

NOW, LATER = "", "at"

EVENING, MORNING = time(18), time(9)


def choices(local: LocalTime) -> dict[str, str]:
    """What stands to choose at this hour, by its value in the form."""
    return {
        NOW: _("Now"),
        **{value: f"{words} ({local.clock(moment)})" for value, (words, moment) in _natural(local).items()},
        LATER: _("At another time …"),
    }


def chosen(when: str, at: str, local: LocalTime) -> datetime | None:
    """The moment that a form says; None is now. Raises ``InvalidInput`` (``at``)."""
    if when == NOW:
        return None
    if when == LATER:
        return moment_of(at, local)
    natural = _natural(local)
    if when not in natural:
        raise InvalidInput("at", _("This time is over already. Choose a later one."))
    return natural[when][1]


def moment_of(written: str, local: LocalTime) -> datetime:
    """What a field for date and time holds (HTML, 2.3.5.5), in the shop's time. Raises ``InvalidInput``."""
    try:
        naive = datetime.fromisoformat(written)
    except ValueError:
        naive = None
    if naive is None or naive.tzinfo is not None or not 1971 < naive.year < 9000:
        raise InvalidInput("at", _("Choose a day and a time."))
    moment = naive.replace(tzinfo=local.zone).astimezone(UTC)
    if moment.astimezone(local.zone).replace(tzinfo=None) != naive:
        raise InvalidInput("at", _("The clocks go forward then: this hour does not exist. Choose another."))
    if moment <= local.now:
        raise InvalidInput("at", _("This time is over already. Choose a later one."))
    return moment


def field_value(moment: datetime, local: LocalTime) -> str:
    """*moment* as a field for date and time wants it."""
    return moment.astimezone(local.zone).strftime("%Y-%m-%dT%H:%M")


def _natural(local: LocalTime) -> dict[str, tuple[str, datetime]]:
    here = local.now.astimezone(local.zone)
    today = here.date()
    monday = today + timedelta(days=7 - today.weekday())
    found = {"hour": (_("In one hour"), local.now + timedelta(hours=1))}
    if here.time() < EVENING:
        found["evening"] = (_("This evening"), _at(today, EVENING, local))
    found["tomorrow"] = (_("Tomorrow morning"), _at(today + timedelta(days=1), MORNING, local))
    if monday - today > timedelta(days=1):
        found["monday"] = (_("On Monday"), _at(monday, MORNING, local))
    return found


def _at(day: date, clock: time, local: LocalTime) -> datetime:
    return datetime.combine(day, clock, local.zone).astimezone(UTC)
