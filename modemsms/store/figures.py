"""How many texts went and came, hour by hour, and which ones they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import to_ms
from modemsms.store import messages
from modemsms.store.messages import Message

Kind = Literal["sent", "delivered", "failed", "received"]

HOUR_MS = 3_600_000

# The moment by which a text belongs to a day, and what else makes it one of its kind: the words of the
# index that is named after the kind.
_KINDS: dict[Kind, tuple[str, str]] = {
    "sent": ("sent_at", "m.direction = 'outbound' AND m.sent_at IS NOT NULL"),
    "delivered": ("delivered_at", "m.direction = 'outbound' AND m.delivered_at IS NOT NULL"),
    "failed": ("created_at", "m.direction = 'outbound' AND m.status IN ('failed', 'undelivered')"),
    "received": ("created_at", "m.direction = 'inbound' AND m.status = 'received'"),
}


@dataclass(frozen=True, slots=True)
class Hour:
    """What happened in the hour that began at *begins_ms* (since 1970 UTC)."""

    begins_ms: int
    sent: int
    delivered: int
    failed: int
    received: int


def hours(connection: sqlite3.Connection, begins: datetime, ends: datetime) -> list[Hour]:
    """The hours from *begins* to before *ends* in which anything happened, in order."""
    rows = connection.execute(
        "SELECT hour * ?, sent, delivered, failed, received FROM hourly_counts"
        " WHERE hour >= ? AND hour < ? ORDER BY hour",
        (HOUR_MS, to_ms(begins) // HOUR_MS, to_ms(ends) // HOUR_MS),
    )
    return [Hour(*row) for row in rows]


def any_hour(connection: sqlite3.Connection) -> bool:
    """Whether any text ever went or came."""
    return connection.execute("SELECT 1 FROM hourly_counts LIMIT 1").fetchone() is not None


def of_day(
    connection: sqlite3.Connection,
    kind: Kind,
    begins: datetime,
    ends: datetime,
    after: tuple[int, int] | None,
    limit: int,
) -> tuple[Sequence[Message], tuple[int, int] | None]:
    """The texts of *kind* from *begins* to before *ends*, oldest first, above *after*; where to go on."""
    moment, condition = _KINDS[kind]
    chosen = (
        f"SELECT m.id FROM messages m INDEXED BY messages_day_{kind}"
        f" WHERE m.purpose IS NULL AND {condition} AND (m.{moment}, m.id) > (?, ?) AND m.{moment} < ?"
        f" ORDER BY m.{moment}, m.id LIMIT ?"
    )
    rows = connection.execute(
        f"{messages.SELECT} WHERE m.id IN ({chosen}) ORDER BY m.{moment}, m.id",
        (*(after or (to_ms(begins) - 1, 1 << 62)), to_ms(ends), limit),
    ).fetchall()
    texts = [messages.message_of(row) for row in rows]
    return texts, (rows[-1][moment], rows[-1]["id"]) if len(rows) == limit else None
