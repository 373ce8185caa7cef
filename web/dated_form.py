"""The fields by which somebody says on which date of theirs people get a text: as typed, as read, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_time
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from modemsms.errors import InvalidInput
from modemsms.services.audience import MOST_DAYS, Dated
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from web.clock_fields import clock_of, clock_value
from web.context import services
from web.places import row_number

BIRTHDAY = "birthday"

ON, BEFORE, AFTER = "on", "before", "after"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields hold. *way* is on, before or after; *yearly* is empty where it is once, on the very day."""

    what: str = BIRTHDAY
    way: str = ON
    days: str = "3"
    at: str = "10:00"
    yearly: str = ""


NAMES = frozenset(f"dated_{name}" for name in Typed.__dataclass_fields__)


def typed(form: MultiDict[str, str]) -> Typed:
    """What was sent, as it was typed."""
    return Typed(**{name: form.get(f"dated_{name}", "").strip()[:20] for name in Typed.__dataclass_fields__})


def pairs(said: Typed) -> list[tuple[str, str]]:
    """*said* as fields of a form by name and value."""
    return [(f"dated_{name}", getattr(said, name)) for name in Typed.__dataclass_fields__]


def shown(dated: Dated, at: time) -> Typed:
    """*dated*, at *at*, as the fields show it."""
    way = ON if not dated.days else BEFORE if dated.days < 0 else AFTER
    days = str(abs(dated.days)) if dated.days else Typed().days
    return Typed(dated.what, way, days, clock_value(at), "1" if dated.yearly else "")


def read(said: Typed) -> Dated:
    """The date that *said* means. Raises ``InvalidInput`` for the field of the form."""
    days = 0
    if said.way != ON:
        try:
            days = row_number(said.days)
        except ValueError:
            days = 0
        if not 1 <= days <= MOST_DAYS:
            raise InvalidInput(
                "dated_days", _("Enter a whole number of days from 1 to %(most)s.", most=MOST_DAYS)
            )
    return Dated(said.what, -days if said.way == BEFORE else days, said.what == BIRTHDAY or bool(said.yearly))


def recurrence(said: Typed, now: datetime, zone: ZoneInfo) -> Recurrence:
    """Every day at its hour: on each of them it looks whose day it is. Raises ``InvalidInput``."""
    return Recurrence(Days(1), clock_of("dated_at", said.at), now.astimezone(zone).date(), zone)


def whats() -> Mapping[str, str]:
    """The dates that the shop can know of people, by their value in the form."""
    own = {f"f{field.id}": field.name for field in services().fields.list() if field.kind == "date"}
    return {BIRTHDAY: _("Their birthday"), **own}


def ways() -> Mapping[str, str]:
    """On the date or some days off."""
    return {ON: _("On the day itself"), BEFORE: _("Days before it"), AFTER: _("Days after it")}


def yearlies() -> Mapping[str, str]:
    """Whether the year of the date counts."""
    return {"": _("Once, in the year of that date"), "1": _("Every year")}


def choices() -> Mapping[str, Mapping[str, str]]:
    """What the fields of the form let one choose, in the language of the request."""
    return {"whats": whats(), "ways": ways(), "yearlies": yearlies()}


def in_words(dated: Dated, at: time, locale: Locale) -> str:
    """``3 days before their birthday, at 10:00``; ``On the day of “Last visit”, every year, at 10:00``."""
    plan = _of_birthday(dated.days) if dated.what == BIRTHDAY else _of_field(dated)
    return _("%(plan)s, at %(clock)s", plan=plan, clock=format_time(at, "short", locale=locale))


def _of_birthday(days: int) -> str:
    if days < 0:
        return ngettext("%(num)s day before their birthday", "%(num)s days before their birthday", -days)
    if days > 0:
        return ngettext("%(num)s day after their birthday", "%(num)s days after their birthday", days)
    return _("On their birthday")


def _of_field(dated: Dated) -> str:
    days, what = dated.days, whats().get(dated.what, _("a field that was deleted"))
    if days < 0:
        plan = ngettext("%(num)s day before “%(what)s”", "%(num)s days before “%(what)s”", -days, what=what)
    elif days > 0:
        plan = ngettext("%(num)s day after “%(what)s”", "%(num)s days after “%(what)s”", days, what=what)
    else:
        plan = _("On the day of “%(what)s”", what=what)
    return _("%(plan)s, every year", plan=plan) if dated.yearly else plan
