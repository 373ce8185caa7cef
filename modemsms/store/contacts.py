"""Contacts: people with a name and the numbers they text from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import to_ms
from modemsms.phone import pretty
from modemsms.store import forgotten
from modemsms.store.search import match_expression


@dataclass(frozen=True, slots=True)
class Contact:
    """One person. *numbers* are E.164, the preferred one first. A stranger who wrote has no *name* yet.

    *language* is a code such as ``de``, *birthday* ``1980-03-14`` or ``--03-14``; both are empty while unknown.
    """

    id: int
    name: str
    numbers: tuple[str, ...]
    notes: str
    language: str = ""
    birthday: str = ""
    origin: str = "person"

    @property
    def title(self) -> str:
        """The name, else the number as people write it."""
        return self.name or (pretty(self.numbers[0]) if self.numbers else "–")


# Above the number of every row: SQLite counts to 2^63 - 1.
_BEHIND_ALL = 1 << 62

# A number that no contact ever had.
_NEXT_ID = (
    "max((SELECT ifnull(max(id), 0) FROM contacts), (SELECT ifnull(max(last), 0) FROM contact_ids)) + 1"
)

SELECT = (
    "SELECT k.*, (SELECT group_concat(number, ' ') FROM"
    " (SELECT number FROM contact_numbers WHERE contact_id = k.id ORDER BY position)) AS numbers FROM contacts k"
)


def from_row(row: sqlite3.Row) -> Contact:
    """The contact of a row of ``SELECT``."""
    return Contact(
        row["id"],
        row["name"],
        tuple((row["numbers"] or "").split()),
        row["notes"],
        row["language"],
        row["birthday"] or "",
        row["origin"],
    )


def get(connection: sqlite3.Connection, contact_id: int) -> Contact | None:
    """One contact."""
    row = connection.execute(f"{SELECT} WHERE k.id = ?", (contact_id,)).fetchone()
    return None if row is None else from_row(row)


def with_number(connection: sqlite3.Connection, number: str) -> Contact | None:
    """Whose number this is."""
    row = connection.execute(
        f"{SELECT} JOIN contact_numbers n ON n.contact_id = k.id WHERE n.number = ?", (number,)
    ).fetchone()
    return None if row is None else from_row(row)


def by_name(connection: sqlite3.Connection, after: tuple[str, int] | None, limit: int) -> list[Contact]:
    """Contacts that have a name, in the order of these, above *after* (name and id of the last one seen)."""
    name, contact_id = after if after is not None else ("", _BEHIND_ALL)
    rows = connection.execute(
        f"{SELECT} WHERE (k.name COLLATE NOCASE, k.id) > (?, ?) ORDER BY k.name COLLATE NOCASE, k.id LIMIT ?",
        (name, contact_id, limit),
    )
    return [from_row(row) for row in rows]


def by_row(connection: sqlite3.Connection, after: int, limit: int) -> list[Contact]:
    """Contacts with and without a name, above the row *after*."""
    rows = connection.execute(f"{SELECT} WHERE k.id > ? ORDER BY k.id LIMIT ?", (after, limit))
    return [from_row(row) for row in rows]


def nameless(connection: sqlite3.Connection, before: int | None, limit: int) -> list[Contact]:
    """Contacts that nobody has named, the newest first, below *before* (the id of the last one seen)."""
    rows = connection.execute(
        f"{SELECT} WHERE k.name COLLATE NOCASE = '' AND k.id < ? ORDER BY k.id DESC LIMIT ?",
        (_BEHIND_ALL if before is None else before, limit),
    )
    return [from_row(row) for row in rows]


def found(connection: sqlite3.Connection, words: str, limit: int) -> list[Contact]:
    """Contacts whose name has words beginning with *words*, or whose number contains the digits."""
    contacts: dict[int, Contact] = {}
    expression = match_expression(words)
    if expression:
        for row in connection.execute(
            f"{SELECT} WHERE k.id IN (SELECT rowid FROM contacts_fts WHERE contacts_fts MATCH ?)"
            " ORDER BY k.name COLLATE NOCASE LIMIT ?",
            (expression, limit),
        ):
            contacts[row["id"]] = from_row(row)
    digits = "".join(character for character in words if character.isdecimal())
    if len(digits) >= 3:
        for row in connection.execute(
            f"{SELECT} WHERE k.id IN (SELECT contact_id FROM contact_numbers WHERE number LIKE ? LIMIT ?)",
            (f"%{digits}%", limit),
        ):
            contacts.setdefault(row["id"], from_row(row))
    return list(contacts.values())[:limit]


def add(
    connection: sqlite3.Connection,
    name: str,
    numbers: Sequence[str],
    notes: str,
    now: datetime,
    origin: str = "person",
) -> int:
    """Insert a contact; raises ``sqlite3.IntegrityError`` when a number is somebody else's."""
    cursor = connection.execute(
        f"INSERT INTO contacts (id, name, notes, created_at, origin) VALUES ({_NEXT_ID}, ?, ?, ?, ?)",
        (name, notes, to_ms(now), origin),
    )
    assert cursor.lastrowid is not None
    set_numbers(connection, cursor.lastrowid, numbers)
    return cursor.lastrowid


def change(connection: sqlite3.Connection, contact_id: int, name: str, notes: str) -> None:
    """Rename a contact, or change its notes."""
    connection.execute("UPDATE contacts SET name = ?, notes = ? WHERE id = ?", (name, notes, contact_id))


def describe(connection: sqlite3.Connection, contact_id: int, language: str, birthday: str) -> None:
    """Say which language a contact speaks, and when it was born; empty for unknown."""
    connection.execute(
        "UPDATE contacts SET language = ?, birthday = ? WHERE id = ?",
        (language, birthday or None, contact_id),
    )


def arrived(connection: sqlite3.Connection, number: str, now: datetime) -> None:
    """Somebody wrote from *number*: a contact without a name, unless one has that number."""
    if connection.execute("SELECT 1 FROM contact_numbers WHERE number = ?", (number,)).fetchone() is None:
        add(connection, "", (number,), "", now, "inbound")


def nameless_among(connection: sqlite3.Connection, numbers: Sequence[str]) -> list[int]:
    """Contacts without a name that have one of *numbers*."""
    rows = connection.execute(
        "SELECT DISTINCT k.id FROM json_each(?) j JOIN contact_numbers n ON n.number = j.value"
        " JOIN contacts k ON k.id = n.contact_id WHERE k.name = ''",
        (json.dumps(list(numbers)),),
    )
    return [row["id"] for row in rows]


def set_numbers(connection: sqlite3.Connection, contact_id: int, numbers: Sequence[str]) -> None:
    """Give a contact exactly these numbers."""
    connection.execute("DELETE FROM contact_numbers WHERE contact_id = ?", (contact_id,))
    connection.executemany(
        "INSERT INTO contact_numbers (number, contact_id, position) VALUES (?, ?, ?)",
        [(number, contact_id, position) for position, number in enumerate(dict.fromkeys(numbers))],
    )
    forgotten.come_back(connection, numbers)


def put_back(
    connection: sqlite3.Connection, contact_id: int, name: str, notes: str, created_at_ms: int, origin: str
) -> int:
    """A contact that was deleted, under its old number unless another has that now; under which."""
    taken = connection.execute("SELECT 1 FROM contacts WHERE id = ?", (contact_id,)).fetchone()
    cursor = connection.execute(
        f"INSERT INTO contacts (id, name, notes, created_at, origin) VALUES (ifnull(?, {_NEXT_ID}), ?, ?, ?, ?)",
        (None if taken else contact_id, name, notes, created_at_ms, origin),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def created_at_ms(connection: sqlite3.Connection, contact_id: int) -> int:
    """When it was made, in milliseconds since 1970 UTC."""
    row = connection.execute("SELECT created_at FROM contacts WHERE id = ?", (contact_id,)).fetchone()
    return int(row["created_at"])


def delete(connection: sqlite3.Connection, contact_id: int) -> bool:
    """Forget a contact; its conversations stay. Whether there was one."""
    return connection.execute("DELETE FROM contacts WHERE id = ?", (contact_id,)).rowcount > 0
