"""Fields of forms for a time of the day (HTML, 4.10.5.1.11) and for days of the week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from flask_babel import gettext as _

from modemsms.errors import InvalidInput

_DAYS = {str(day): day for day in range(7)}


def clock_of(field: str, written: str) -> time:
    """The time that *written* says. Raises ``InvalidInput`` for *field*."""
    # Some browsers send the seconds too; others have no such field and send what was typed.
    hour, _colon, minute = written.strip().replace(".", ":")[:5].partition(":")
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise InvalidInput(field, _("Choose a time of the day, such as 09:00.")) from None


def clock_value(clock: time) -> str:
    """*clock* as the field wants it."""
    return f"{clock:%H:%M}"


def days_of(ticked: Iterable[str]) -> frozenset[int]:
    """The days that were ticked, Monday is 0; what no box of ours sends counts for nothing."""
    return frozenset(_DAYS[one] for one in ticked if one in _DAYS)
