"""The shop's own fields: what else it wants to know of people, and how that is written."""

from __future__ import annotations

import builtins
import math
import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from datetime import date

from modemsms.errors import InvalidInput
from modemsms.services.replies import FIELDS as KNOWN
from modemsms.store import fields
from modemsms.store.database import Store
from modemsms.store.fields import Field, Kind, Value

__all__ = ["KINDS", "Field", "Fields", "Kind", "Value", "value_of"]

KINDS: tuple[Kind, ...] = ("text", "number", "date", "yes_no", "choice")

MOST_FIELDS = 40
MOST_CHOICES = 50
LONGEST_NAME = 40
LONGEST_VALUE = 500

_YES = frozenset({"1", "yes", "y", "true", "x", "on", "ja", "oui", "si", "sí", "evet", "tak"})
_NO = frozenset({"0", "no", "n", "false", "off", "nein", "non", "hayır", "nie"})


class Fields:
    """The fields that a shop has made."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> builtins.list[Field]:
        """All of them, in their order."""
        with self._store.read() as connection:
            return fields.everything(connection)

    def add(self, name: str, kind: Kind, choices: Sequence[str] = ()) -> Field:
        """Make one; its key is made of its name. Raises ``InvalidInput``."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
        if kind not in KINDS:
            raise InvalidInput("kind", "Choose what stands in it.")
        offered = tuple(dict.fromkeys(choice.strip() for choice in choices if choice.strip()))
        if kind == "choice" and not 1 <= len(offered) <= MOST_CHOICES:
            raise InvalidInput("choices", f"Enter 1 to {MOST_CHOICES} choices, one on each line.")
        known = self.list()
        if len(known) >= MOST_FIELDS:
            raise InvalidInput("name", f"There are {MOST_FIELDS} fields already. Delete one first.")
        key = _key(name, {field.key for field in known} | set(KNOWN))
        try:
            with self._store.write() as connection:
                kept = fields.add(connection, key, name, kind, offered if kind == "choice" else ())
        except sqlite3.IntegrityError as error:
            raise InvalidInput("name", f"There is a field named “{name}” already.") from error
        return next(field for field in self.list() if field.id == kept)


def value_of(field: Field, written: str) -> Value | None:
    """What *written* means in *field*; None for nothing. Raises ``InvalidInput`` (by the field's key)."""
    written = " ".join(written.split()) if field.kind != "text" else written.strip()
    if not written:
        return None
    match field.kind:
        case "text":
            if len(written) > LONGEST_VALUE or "\0" in written:
                raise InvalidInput(field.key, f"Write up to {LONGEST_VALUE} characters.")
            return written
        case "number":
            return _number(field, written)
        case "date":
            try:
                return date.fromisoformat(written).isoformat()
            except ValueError as error:
                raise InvalidInput(field.key, f"“{written[:40]}” is no day.") from error
        case "yes_no":
            if written.casefold() in _YES | _NO:
                return int(written.casefold() in _YES)
            raise InvalidInput(field.key, "Write yes or no.")
        case "choice":
            chosen = next((one for one in field.choices if one.casefold() == written.casefold()), None)
            if chosen is None:
                raise InvalidInput(field.key, f"“{written[:40]}” is none of the choices.")
            return chosen


def _number(field: Field, written: str) -> float:
    try:
        number = float(written.replace(",", ".") if "." not in written else written)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise InvalidInput(field.key, f"“{written[:40]}” is no number.")
    return number


def _key(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "field"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key
