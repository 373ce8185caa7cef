"""Who wrote and waits for an answer: the database keeps since when, in the conversation's own row."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms
from modemsms.store.conversations import SELECT, Conversation, conversation_of

# The words of the index, and only addresses that can be answered.
_WAITS = "c.waits_since IS NOT NULL AND c.archived = 0 AND c.blocked = 0 AND c.address NOT GLOB '*[^+0-9]*'"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A conversation, and since when its other side waits for an answer."""

    conversation: Conversation
    since: datetime


def oldest_first(
    connection: sqlite3.Connection, after: tuple[datetime, int] | None, limit: int
) -> list[Unanswered]:
    """Who waits, longest first, beyond *after* (since when and conversation of the last one seen)."""
    since_ms, conversation_id = (to_ms(after[0]), after[1]) if after is not None else (-1 << 62, 0)
    chosen = (
        "SELECT c.id FROM conversations c INDEXED BY conversations_waiting"
        f" WHERE {_WAITS} AND (c.waits_since, c.id) > (?, ?) ORDER BY c.waits_since, c.id LIMIT ?"
    )
    rows = connection.execute(
        f"{SELECT} WHERE c.id IN ({chosen}) ORDER BY c.waits_since, c.id", (since_ms, conversation_id, limit)
    )
    return [Unanswered(conversation_of(row), from_ms(row["waits_since"])) for row in rows]


def count(connection: sqlite3.Connection, most: int) -> int:
    """How many wait; counted up to *most*."""
    row = connection.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM conversations c INDEXED BY conversations_waiting"
        f" WHERE {_WAITS} LIMIT ?)",
        (most,),
    ).fetchone()
    return int(row["n"])
