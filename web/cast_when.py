"""When a broadcast goes out, as its form carries it: now, at a time, again and again, or on a date of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from modemsms.errors import InvalidInput
from modemsms.services.audience import Dated
from modemsms.services.recurrence import Recurrence
from web import dated_form, recurrence_form, sending_time
from web.context import local_time, services

NOW, LATER, REPEAT, DATED = sending_time.NOW, sending_time.LATER, "repeat", "dated"

# How often, before anybody has chosen.
USUAL = "week"


@dataclass(frozen=True, slots=True)
class Timing:
    """What was chosen and typed of it. The fields of what is not chosen go along, so that nothing is lost."""

    when: str = NOW
    at: str = ""
    repeat: recurrence_form.Typed | None = None
    dated: dated_form.Typed | None = None

    @property
    def repeats(self) -> recurrence_form.Typed:
        """The fields of what is repeated, also before anybody typed."""
        now, zone = local_time().now, services().shop.zone
        return self.repeat or recurrence_form.fresh(now, zone, USUAL)

    @property
    def dates(self) -> dated_form.Typed:
        """The fields of their date, also before anybody typed."""
        return self.dated or dated_form.Typed()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All of it, as fields of a form by name and value."""
        repeat = recurrence_form.pairs(self.repeat) if self.repeat else []
        dated = dated_form.pairs(self.dated) if self.dated else []
        return [("when", self.when), ("at", self.at), *repeat, *dated]


# Which fields of the form are about it.
NAMES = frozenset({"when", "at", *recurrence_form.NAMES, *dated_form.NAMES})


def from_form(form: MultiDict[str, str]) -> Timing:
    """What *form* holds."""
    return Timing(
        form.get("when", NOW)[:20],
        form.get("at", "")[:40],
        recurrence_form.typed(form) if "repeat" in form else None,
        dated_form.typed(form) if "dated_what" in form else None,
    )


def of(recurrence: Recurrence | None, dated: Dated | None, send_at: datetime | None) -> Timing:
    """What stands in the form for one that goes out so."""
    if recurrence is not None and dated is not None:
        return Timing(DATED, dated=dated_form.shown(dated, recurrence.at))
    if recurrence is not None:
        return Timing(REPEAT, repeat=recurrence_form.shown(recurrence))
    if send_at is not None:
        return Timing(LATER, sending_time.field_value(send_at, local_time()))
    return Timing()


def send_at(timing: Timing) -> datetime | None:
    """The one moment of it, if that is what was chosen. Raises ``InvalidInput``."""
    if timing.when in (REPEAT, DATED):
        return None
    return sending_time.chosen(timing.when, timing.at, local_time())


def recurrence(timing: Timing) -> Recurrence | None:
    """When it goes out again and again, if it does. Raises ``InvalidInput``."""
    if timing.when == DATED:
        return dated_form.recurrence(timing.dates, local_time().now, services().shop.zone)
    if timing.when != REPEAT:
        return None
    said = recurrence_form.read(timing.repeats, services().shop.zone)
    if said is None:
        raise InvalidInput("repeat", _("Choose how often it goes out."))
    return said


def dated(timing: Timing) -> Dated | None:
    """The date of theirs on which it goes out, if it does. Raises ``InvalidInput``."""
    return dated_form.read(timing.dates) if timing.when == DATED else None
