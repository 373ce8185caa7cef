"""Dates as the app writes and reads them, with the traps of its two readers (hardware 4.4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(Z|[+-]\d\d:?\d\d)", re.ASCII)
QUERY_DIGITS = 3


class InvalidDate(ValueError):
    """What stands there is no date for the app."""


def write(moment: datetime) -> str:
    """``2026-07-14T10:11:12.345Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_query(text: str) -> datetime:
    """A date of a query: milliseconds have exactly three digits, or there are none."""
    found = _FORM.fullmatch(text)
    if found is None or (found[7] is not None and len(found[7]) != QUERY_DIGITS):
        raise InvalidDate(text)
    return _moment(found, milliseconds=int(found[7] or 0))


def read_body(text: object) -> datetime:
    """A date of a JSON body: however many digits there are, they count milliseconds.

    So the six digits of most programs are up to 16 minutes, and the nine of others eleven days.
    """
    found = _FORM.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise InvalidDate(str(text))
    return _moment(found, milliseconds=int(found[7] or 0))


def _moment(found: re.Match[str], milliseconds: int) -> datetime:
    year, month, day, hour, minute, second = (int(found[group]) for group in range(1, 7))
    try:
        whole = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[8]))
        return whole + timedelta(milliseconds=milliseconds)
    except (ValueError, OverflowError) as error:
        raise InvalidDate(found[0]) from error


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
