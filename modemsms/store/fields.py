"""The shop's own fields of a contact, and what stands in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from modemsms.clock import to_ms

Kind = Literal["text", "number", "date", "yes_no", "choice"]

# As the database has them: text, a number, a day as 2026-03-14, 0 or 1.
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Field:
    """A field. *key* stands in braces in a text, *choices* are those of a choice."""

    id: int
    key: str
    name: str
    kind: Kind
    choices: tuple[str, ...] = ()


def _field(row: sqlite3.Row) -> Field:
    return Field(
        row["id"], row["key"], row["name"], cast(Kind, row["kind"]), tuple(json.loads(row["choices"]))
    )


def everything(connection: sqlite3.Connection) -> list[Field]:
    """All fields, in their order."""
    rows = connection.execute("SELECT * FROM fields WHERE deleted_at IS NULL ORDER BY position, id")
    return [_field(row) for row in rows]


def add(connection: sqlite3.Connection, key: str, name: str, kind: Kind, choices: Iterable[str]) -> int:
    """Make a field, the last one; raises ``sqlite3.IntegrityError`` when its key or name is taken."""
    cursor = connection.execute(
        "INSERT INTO fields (key, name, kind, choices, position)"
        " VALUES (?, ?, ?, ?, (SELECT ifnull(max(position), 0) + 1 FROM fields))",
        (key, name, kind, json.dumps(list(choices), ensure_ascii=False)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def get(connection: sqlite3.Connection, field_id: int) -> Field | None:
    """One field that is not deleted."""
    row = connection.execute(
        "SELECT * FROM fields WHERE id = ? AND deleted_at IS NULL", (field_id,)
    ).fetchone()
    return None if row is None else _field(row)


def change(connection: sqlite3.Connection, field_id: int, name: str, choices: Iterable[str]) -> None:
    """Give a field another name or other choices; raises ``sqlite3.IntegrityError`` when the name is taken."""
    connection.execute(
        "UPDATE fields SET name = ?, choices = ? WHERE id = ?",
        (name, json.dumps(list(choices), ensure_ascii=False), field_id),
    )


def order(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Let the fields stand in this order."""
    connection.executemany("UPDATE fields SET position = ? WHERE id = ?", list(enumerate(ids, 1)))


def hide(connection: sqlite3.Connection, field_id: int, now: datetime) -> None:
    """Let a field be gone; what stands in it stays for a while."""
    connection.execute("UPDATE fields SET deleted_at = ? WHERE id = ?", (to_ms(now), field_id))


def unhide(connection: sqlite3.Connection, field_id: int) -> bool:
    """Bring it back, if it is still kept; raises ``sqlite3.IntegrityError`` when its name or key is taken."""
    return connection.execute("UPDATE fields SET deleted_at = NULL WHERE id = ?", (field_id,)).rowcount > 0


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget for good what was deleted before *before*, values first; how many of these."""
    gone = connection.execute(
        "DELETE FROM field_values WHERE (contact_id, field_id) IN (SELECT v.contact_id, v.field_id"
        " FROM fields f JOIN field_values v ON v.field_id = f.id WHERE f.deleted_at < ? LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
    if gone < limit:
        connection.execute("DELETE FROM fields WHERE deleted_at < ?", (to_ms(before),))
    return gone


def values_of(connection: sqlite3.Connection, contact_ids: Iterable[int]) -> dict[int, dict[int, Value]]:
    """What stands in the fields of these contacts, by contact and field."""
    found: dict[int, dict[int, Value]] = {}
    for row in connection.execute(
        "SELECT v.contact_id, v.field_id, v.value FROM json_each(?) j JOIN field_values v ON v.contact_id = j.value",
        (json.dumps(list(contact_ids)),),
    ):
        found.setdefault(row["contact_id"], {})[row["field_id"]] = row["value"]
    return found


def of_numbers(connection: sqlite3.Connection, numbers: Iterable[str]) -> dict[str, dict[int, Value]]:
    """What stands in the fields of those who have these numbers, by number and field."""
    found: dict[str, dict[int, Value]] = {}
    for row in connection.execute(
        "SELECT n.number, v.field_id, v.value FROM json_each(?) j JOIN contact_numbers n ON n.number = j.value"
        " JOIN field_values v ON v.contact_id = n.contact_id",
        (json.dumps(list(numbers)),),
    ):
        found.setdefault(row["number"], {})[row["field_id"]] = row["value"]
    return found


def put(connection: sqlite3.Connection, contact_id: int, values: Mapping[int, Value | None]) -> None:
    """Let these stand in the fields of a contact, by field; None empties one. Other fields stay."""
    connection.executemany(
        "DELETE FROM field_values WHERE contact_id = ? AND field_id = ?",
        [(contact_id, field_id) for field_id, value in values.items() if value is None],
    )
    connection.executemany(
        "INSERT INTO field_values (contact_id, field_id, value) VALUES (?, ?, ?)"
        " ON CONFLICT (contact_id, field_id) DO UPDATE SET value = excluded.value",
        [(contact_id, field_id, value) for field_id, value in values.items() if value is not None],
    )


def is_empty(connection: sqlite3.Connection, field_id: int) -> bool:
    """Whether nothing stands in a field."""
    row = connection.execute("SELECT 1 FROM field_values WHERE field_id = ? LIMIT 1", (field_id,)).fetchone()
    return row is None
