"""Words that the shop writes often, under a name, in the order that somebody gave them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """One of them. *text* may have fields such as ``{first_name}``."""

    id: int
    name: str
    text: str


def everything(connection: sqlite3.Connection) -> list[Reply]:
    """All of them, in their order."""
    rows = connection.execute("SELECT id, name, text FROM saved_replies ORDER BY position, id")
    return [Reply(*row) for row in rows]


def get(connection: sqlite3.Connection, reply_id: int) -> Reply | None:
    """One of them."""
    row = connection.execute("SELECT id, name, text FROM saved_replies WHERE id = ?", (reply_id,)).fetchone()
    return None if row is None else Reply(*row)


def put(connection: sqlite3.Connection, name: str, text: str, reply_id: int | None) -> int:
    """Keep one, at the end or in the place of *reply_id*; its id. Raises ``sqlite3.IntegrityError``."""
    cursor = connection.execute(
        "INSERT INTO saved_replies (id, name, text, position)"
        " VALUES (?, ?, ?, (SELECT ifnull(max(position), 0) + 1 FROM saved_replies))"
        " ON CONFLICT (id) DO UPDATE SET name = excluded.name, text = excluded.text",
        (reply_id, name, text),
    )
    assert cursor.lastrowid is not None
    return reply_id if reply_id is not None else cursor.lastrowid


def order(connection: sqlite3.Connection, ids: list[int]) -> None:
    """Let them stand in the order of *ids*."""
    connection.executemany(
        "UPDATE saved_replies SET position = ? WHERE id = ?",
        [(place, one) for place, one in enumerate(ids, start=1)],
    )


def delete(connection: sqlite3.Connection, reply_id: int) -> None:
    """Forget one."""
    connection.execute("DELETE FROM saved_replies WHERE id = ?", (reply_id,))
