"""The shop's own fields: what else it wants to know of people, and how that is written."""

from __future__ import annotations

import builtins
import math
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
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

_YES = frozenset(
    {
        "1",
        "yes",
        "y",
        "true",
        "x",
        "on",
        "ja",
        "oui",
        "si",
        "sí",
        "evet",
        "tak",
        "wahr",
        "vrai",
        "vero",
        "doğru",
        "prawda",
    }
)
_NO = frozenset(
    {
        "0",
        "no",
        "n",
        "false",
        "off",
        "nein",
        "non",
        "hayır",
        "nie",
        "falsch",
        "faux",
        "falso",
        "yanlış",
        "fałsz",
    }
)


class Fields:
    """The fields that a shop has made."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def list(self) -> builtins.list[Field]:
        """All of them, in their order."""
        with self._store.read() as connection:
            return fields.everything(connection)

    def get(self, field_id: int) -> Field:
        """One of them. Raises ``NotFound``."""
        with self._store.read() as connection:
            field = fields.get(connection, field_id)
        if field is None:
            raise NotFound("There is no such field.")
        return field

    def values_of(self, contact_id: int) -> dict[int, Value]:
        """What stands in the fields of a contact, by field."""
        with self._store.read() as connection:
            return fields.values_of(connection, [contact_id]).get(contact_id, {})

    def values_of_each(self, contact_ids: Iterable[int]) -> dict[int, dict[int, Value]]:
        """The same of several contacts, by contact."""
        with self._store.read() as connection:
            return fields.values_of(connection, contact_ids)

    def add(self, name: str, kind: Kind, choices: Sequence[str] = ()) -> Field:
        """Make one; its key is made of its name. Raises ``InvalidInput``."""
        name = _name(name)
        if kind not in KINDS:
            raise InvalidInput("kind", "Choose what stands in it.")
        offered = _offered(kind, choices)
        known = self.list()
        if len(known) >= MOST_FIELDS:
            raise InvalidInput("name", f"There are {MOST_FIELDS} fields already. Delete one first.")
        key = _key(name, {field.key for field in known} | set(KNOWN))
        try:
            with self._store.write() as connection:
                kept = fields.add(connection, key, name, kind, offered)
        except sqlite3.IntegrityError as error:
            raise _taken(name) from error
        return self.get(kept)

    def change(self, field_id: int, name: str, choices: Sequence[str] = ()) -> Field:
        """Give one another name or other choices; its key and what stands in it stay. Raises ``InvalidInput``."""
        field = self.get(field_id)
        name = _name(name)
        offered = _offered(field.kind, choices)
        try:
            with self._store.write() as connection:
                fields.change(connection, field_id, name, offered)
        except sqlite3.IntegrityError as error:
            raise _taken(name) from error
        return self.get(field_id)

    def move(self, field_id: int, *, up: bool) -> None:
        """Let one change places with the one before it, or after it."""
        ids = [one.id for one in self.list()]
        here = ids.index(self.get(field_id).id)
        there = here - 1 if up else here + 1
        if 0 <= there < len(ids):
            ids[here], ids[there] = ids[there], ids[here]
            with self._store.write() as connection:
                fields.order(connection, ids)

    def delete(self, field_id: int) -> None:
        """Forget a field; for a day ``restore`` brings it back with all that stands in it."""
        self.get(field_id)
        with self._store.write() as connection:
            fields.hide(connection, field_id, self._now())

    def restore(self, field_id: int) -> Field:
        """Bring a deleted field back; one that is here stays.

        Raises ``NotFound`` once it is gone for good, ``Conflict`` when its name is taken.
        """
        try:
            with self._store.write() as connection:
                fields.unhide(connection, field_id)
        except sqlite3.IntegrityError as error:
            raise Conflict("There is a new field of that name. Give that one another name first.") from error
        return self.get(field_id)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
    return name


def _offered(kind: Kind, choices: Sequence[str]) -> tuple[str, ...]:
    if kind != "choice":
        return ()
    offered = tuple(dict.fromkeys(choice.strip()[:LONGEST_VALUE] for choice in choices if choice.strip()))
    if not 1 <= len(offered) <= MOST_CHOICES:
        raise InvalidInput("choices", f"Enter 1 to {MOST_CHOICES} choices, one on each line.")
    return offered


def _taken(name: str) -> InvalidInput:
    return InvalidInput("name", f"There is a field named “{name}” already.")


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
