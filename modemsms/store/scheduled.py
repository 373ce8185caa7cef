"""Texts that go out later, in the order in which they will."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from modemsms.clock import to_ms
from modemsms.gsm.segments import Segments
from modemsms.store.messages import SELECT, Message, message_of


def waiting(
    connection: sqlite3.Connection, from_: datetime, until: datetime | None, after: int, limit: int
) -> list[Message]:
    """Those due from *from_* until before *until* (None: for ever), by time, then by row.

    *after* is the row of the last one seen among those due exactly at *from_*. Of the texts of a mailing that
    go out together, the first stands for all.
    """
    rows = connection.execute(
        "SELECT o.message_id FROM outbox o JOIN messages m ON m.id = o.message_id"
        " WHERE o.state = 'scheduled' AND o.state IN ('scheduled', 'later')"
        " AND (o.due_at, o.message_id) > (?, ?) AND o.due_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM messages f JOIN outbox x ON x.message_id = f.id"
        "   WHERE f.mailing_id = m.mailing_id AND f.id < m.id AND x.state = 'scheduled' AND x.due_at = o.due_at)"
        " ORDER BY o.due_at, o.message_id LIMIT ?",
        (to_ms(from_), after, to_ms(until) if until is not None else 1 << 62, limit),
    ).fetchall()
    ids = [row["message_id"] for row in rows]
    found = {
        row["id"]: message_of(row)
        for row in connection.execute(f"{SELECT} WHERE m.id IN ({', '.join('?' for _ in ids)})", ids)
    }
    return [found[one] for one in ids]


def count(connection: sqlite3.Connection) -> int:
    """How many there are."""
    row = connection.execute(
        "SELECT count(*) AS n FROM outbox WHERE state = 'scheduled' AND state IN ('scheduled', 'later')"
    ).fetchone()
    return int(row["n"])


def move(connection: sqlite3.Connection, row_id: int, send_at: datetime) -> None:
    """Let one go out at another time."""
    connection.execute("UPDATE messages SET send_at = ? WHERE id = ?", (to_ms(send_at), row_id))
    connection.execute("UPDATE outbox SET due_at = ? WHERE message_id = ?", (to_ms(send_at), row_id))


def rewrite(connection: sqlite3.Connection, row_id: int, text: Segments) -> None:
    """Let another text go out in its place."""
    connection.execute(
        "UPDATE messages SET text = ?, encoding = ?, locking = ?, single = ?, segments = ? WHERE id = ?",
        (text.text, text.encoding.value, text.locking, text.single, len(text.parts), row_id),
    )


def bring_back(connection: sqlite3.Connection, row_id: int) -> None:
    """One that was cancelled goes out at its time after all."""
    connection.execute("UPDATE messages SET status = 'scheduled' WHERE id = ?", (row_id,))
