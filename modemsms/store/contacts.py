"""Contacts: people with a name and the numbers they text from."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import to_ms
from modemsms.store.search import match_expression


@dataclass(frozen=True, slots=True)
class Contact:
    """One person. *numbers* are E.164, the preferred one first."""

    id: int
    name: str
    numbers: tuple[str, ...]
    notes: str


SELECT = (
    "SELECT k.*, (SELECT group_concat(number, ' ') FROM"
    " (SELECT number FROM contact_numbers WHERE contact_id = k.id ORDER BY position)) AS numbers FROM contacts k"
)


def from_row(row: sqlite3.Row) -> Contact:
    """The contact of a row of ``SELECT``."""
    return Contact(row["id"], row["name"], tuple((row["numbers"] or "").split()), row["notes"])


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
    """Contacts in the order of their names, above *after* (name and id of the last one seen)."""
    name, contact_id = after if after is not None else ("", 0)
    rows = connection.execute(
        f"{SELECT} WHERE (k.name COLLATE NOCASE, k.id) > (?, ?) ORDER BY k.name COLLATE NOCASE, k.id LIMIT ?",
        (name, contact_id, limit),
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
    connection: sqlite3.Connection, name: str, numbers: Sequence[str], notes: str, now: datetime
) -> int:  # fmt: skip
    """Insert a contact; raises ``sqlite3.IntegrityError`` when a number is somebody else's."""
    cursor = connection.execute(
        "INSERT INTO contacts (name, notes, created_at) VALUES (?, ?, ?)", (name, notes, to_ms(now))
    )
    assert cursor.lastrowid is not None
    set_numbers(connection, cursor.lastrowid, numbers)
    return cursor.lastrowid


def change(connection: sqlite3.Connection, contact_id: int, name: str, notes: str) -> None:
    """Rename a contact, or change its notes."""
    connection.execute("UPDATE contacts SET name = ?, notes = ? WHERE id = ?", (name, notes, contact_id))


def set_numbers(connection: sqlite3.Connection, contact_id: int, numbers: Sequence[str]) -> None:
    """Give a contact exactly these numbers."""
    connection.execute("DELETE FROM contact_numbers WHERE contact_id = ?", (contact_id,))
    connection.executemany(
        "INSERT INTO contact_numbers (number, contact_id, position) VALUES (?, ?, ?)",
        [(number, contact_id, position) for position, number in enumerate(dict.fromkeys(numbers))],
    )


def put_back(
    connection: sqlite3.Connection, contact_id: int, name: str, notes: str, created_at_ms: int
) -> int:  # fmt: skip
    """A contact that was deleted, under its old number unless another has that now; under which."""
    taken = connection.execute("SELECT 1 FROM contacts WHERE id = ?", (contact_id,)).fetchone()
    cursor = connection.execute(
        "INSERT INTO contacts (id, name, notes, created_at) VALUES (?, ?, ?, ?)",
        (None if taken else contact_id, name, notes, created_at_ms),
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
