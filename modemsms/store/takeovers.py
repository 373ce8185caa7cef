"""Which message took the place of one that failed."""

from __future__ import annotations

import sqlite3

from modemsms.store.messages import Message, by_row


def retried_as(connection: sqlite3.Connection, row_id: int) -> Message | None:
    """The message that was sent in the place of one that failed."""
    row = connection.execute("SELECT retried_as FROM messages WHERE id = ?", (row_id,)).fetchone()
    return None if row is None or row["retried_as"] is None else by_row(connection, row["retried_as"])


def take_over(connection: sqlite3.Connection, row_id: int, by: int) -> None:
    """Another message, *by*, takes the place of this one, which needs no attention any more."""
    connection.execute("UPDATE messages SET retried_as = ?, attention = 0 WHERE id = ?", (by, row_id))


def give_back(connection: sqlite3.Connection, row_id: int) -> None:
    """Nothing has taken the place of this message after all. Whoever says so has seen it."""
    connection.execute("UPDATE messages SET retried_as = NULL WHERE id = ?", (row_id,))
