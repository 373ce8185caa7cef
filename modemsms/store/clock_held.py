"""What goes on while nobody knows the time: texts that somebody wrote for now, and second tries."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from modemsms.clock import from_ms, to_ms
from modemsms.store import outbox
from modemsms.store.outbox import Entry

# Of the scheduled texts, those that only wait for a *pause* in which they can be taken back. One that is due much
# later than that was written before the clock was set back.
_FOR_NOW = """
FROM outbox o JOIN messages m ON m.id = o.message_id
WHERE o.state IN ('scheduled', 'later') AND (o.state = 'later' OR m.send_at - m.created_at <= :pause)
"""


def due(connection: sqlite3.Connection, now: datetime, pause: timedelta, limit: int) -> list[Entry]:
    """Those whose time has come, or has been put out of reach."""
    rows = connection.execute(
        f"SELECT o.message_id {_FOR_NOW} AND (o.due_at <= :now OR o.due_at > :far) ORDER BY o.due_at LIMIT :limit",
        {
            "now": to_ms(now),
            "far": to_ms(now + outbox.LONGEST_PAUSE),
            "pause": pause // timedelta(milliseconds=1),
            "limit": limit,
        },
    ).fetchall()
    found = (outbox.get(connection, row["message_id"]) for row in rows)
    return [entry for entry in found if entry is not None]


def next_moment(connection: sqlite3.Connection, pause: timedelta) -> datetime | None:
    """When the next of them is due."""
    row = connection.execute(
        f"SELECT min(o.due_at) AS moment {_FOR_NOW}", {"pause": pause // timedelta(milliseconds=1)}
    ).fetchone()
    return None if row["moment"] is None else from_ms(row["moment"])


def newest_row(connection: sqlite3.Connection) -> datetime | None:
    """When the newest message was written down; None before the first."""
    row = connection.execute("SELECT created_at FROM messages ORDER BY id DESC LIMIT 1").fetchone()
    return None if row is None else from_ms(row["created_at"])
