"""Events: one row for each change that readers follow by its ascending id, kept for a week."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import to_ms

Kind = Literal["message", "modem", "conversation", "device", "lamp", "broadcast"]


@dataclass(frozen=True, slots=True)
class EventRow:
    """What changed: a message (*subject_id* its row), a conversation, a modem (*name*), the lamp, the devices,
    or how some broadcast goes.
    """

    id: int
    kind: Kind
    subject_id: int | None
    name: str | None
    conversation_id: int | None


def add(
    connection: sqlite3.Connection,
    kind: Kind,
    now: datetime,
    *,
    subject_id: int | None = None,
    name: str | None = None,
    conversation_id: int | None = None,
) -> None:
    """Tell of a change, in the transaction of that change."""
    connection.execute(
        "INSERT INTO events (kind, subject_id, name, conversation_id, at) VALUES (?, ?, ?, ?, ?)",
        (kind, subject_id, name, conversation_id, to_ms(now)),
    )


def after(connection: sqlite3.Connection, event_id: int, limit: int) -> list[EventRow]:
    """The next events above *event_id*."""
    rows = connection.execute(
        "SELECT id, kind, subject_id, name, conversation_id FROM events WHERE id > ? ORDER BY id LIMIT ?",
        (event_id, limit),
    )
    return [EventRow(*row) for row in rows]


def newest(connection: sqlite3.Connection) -> int:
    """The highest id ever given, also after a pruning; 0 before the first."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return 0 if row is None else int(row["seq"])


def oldest(connection: sqlite3.Connection) -> int:
    """The lowest id still kept; one above the newest when none is."""
    row = connection.execute("SELECT min(id) AS id FROM events").fetchone()
    return newest(connection) + 1 if row["id"] is None else int(row["id"])


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget events older than *before*; how many."""
    return connection.execute(
        "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ORDER BY id LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
