"""Saved filters: rules by which people are picked, as JSON."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import to_ms


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A name for *rules*, which are JSON."""

    id: int
    name: str
    rules: str


def _saved(row: sqlite3.Row) -> SavedFilter:
    return SavedFilter(row["id"], row["name"], row["rules"])


def everything(connection: sqlite3.Connection, limit: int) -> list[SavedFilter]:
    """Saved filters by name."""
    rows = connection.execute(
        "SELECT * FROM filters WHERE deleted_at IS NULL ORDER BY name LIMIT ?", (limit,)
    )
    return [_saved(row) for row in rows]


def get(connection: sqlite3.Connection, filter_id: int) -> SavedFilter | None:
    """One of them."""
    row = connection.execute(
        "SELECT * FROM filters WHERE id = ? AND deleted_at IS NULL", (filter_id,)
    ).fetchone()
    return None if row is None else _saved(row)


def put(connection: sqlite3.Connection, name: str, rules: str, filter_id: int | None) -> int:
    """Keep one, new or in the place of *filter_id*; raises ``sqlite3.IntegrityError`` when the name is taken."""
    if filter_id is not None:
        connection.execute("UPDATE filters SET name = ?, rules = ? WHERE id = ?", (name, rules, filter_id))
        return filter_id
    cursor = connection.execute("INSERT INTO filters (name, rules) VALUES (?, ?)", (name, rules))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def hide(connection: sqlite3.Connection, filter_id: int, now: datetime) -> None:
    """Let a filter be gone."""
    connection.execute("UPDATE filters SET deleted_at = ? WHERE id = ?", (to_ms(now), filter_id))


def unhide(connection: sqlite3.Connection, filter_id: int) -> bool:
    """Bring it back, if it is still kept; raises ``sqlite3.IntegrityError`` when its name is taken."""
    return connection.execute("UPDATE filters SET deleted_at = NULL WHERE id = ?", (filter_id,)).rowcount > 0


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget for good what was deleted before *before*; how many."""
    return connection.execute(
        "DELETE FROM filters WHERE id IN (SELECT id FROM filters WHERE deleted_at < ? LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
