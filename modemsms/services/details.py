"""What a shop may know of a person beside name and numbers: language, birthday, and what stands in its own fields."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from modemsms.errors import InvalidInput
from modemsms.services.fields import Value, value_of
from modemsms.store import contacts, fields

_LANGUAGE = re.compile(r"[a-z]{2,3}")

# A year in which every day of a year is a day.
_LEAP = 2000

_FIRST_YEAR = 1850


@dataclass(frozen=True, slots=True)
class Details:
    """*language* is a code such as ``de``, *birthday* ``1980-03-14`` or ``--03-14``, empty for unknown.

    *values* are what is written in the shop's own fields, by their keys; a field that is not named stays as it is.
    """

    language: str = ""
    birthday: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """Details that may be kept; *values* by field."""

    language: str
    birthday: str
    values: Mapping[int, Value | None]

    def keep(self, connection: sqlite3.Connection, contact_id: int) -> None:
        """Write them down."""
        contacts.describe(connection, contact_id, self.language, self.birthday)
        fields.put(connection, contact_id, self.values)


def checked(connection: sqlite3.Connection, details: Details) -> Checked:
    """*details* as they are kept. Raises ``InvalidInput`` naming ``language``, ``birthday`` or the field's key."""
    language = details.language.strip().lower()
    if language and _LANGUAGE.fullmatch(language) is None:
        raise InvalidInput("language", "Choose a language from the list.")
    own = {one.key: one for one in fields.everything(connection)}
    for key in details.values:
        if key not in own:
            raise InvalidInput(key, "There is no such field.")
    values = {own[key].id: value_of(own[key], written) for key, written in details.values.items()}
    return Checked(language, birthday_of(details.birthday), values)


def birthday_of(written: str) -> str:
    """``1980-03-14`` and ``--03-14`` as they are, empty for nothing. Raises ``InvalidInput``."""
    written = written.strip()
    if not written:
        return ""
    has_year = not written.startswith("--")
    try:
        day = date.fromisoformat(written if has_year else f"{_LEAP}-{written[2:]}")
    except ValueError as error:
        raise InvalidInput("birthday", "There is no such day. Choose a day and a month.") from error
    if day.year < _FIRST_YEAR:
        raise InvalidInput("birthday", "Write the year with four digits, or leave it out.")
    return day.isoformat() if has_year else f"--{day:%m-%d}"


def birthday_from(day: str, month: str, year: str) -> str:
    """A birthday of three fields of a form; the year may be missing. Raises ``InvalidInput``."""
    parts = [part.strip() for part in (day, month, year)]
    if not any(parts):
        return ""
    if not all(part.isascii() and part.isdecimal() for part in parts if part) or not all(parts[:2]):
        raise InvalidInput("birthday", "There is no such day. Choose a day and a month.")
    start = f"{int(parts[2][:5]):04d}" if parts[2] else "-"
    return birthday_of(f"{start}-{int(parts[1][:4]):02d}-{int(parts[0][:4]):02d}")
