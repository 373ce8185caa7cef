"""Old messages leave for good: which are old, and what goes with them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms

# What still moves, or waits for a person's word, is never old.
_OVER = ("sent", "delivered", "undelivered", "failed", "cancelled", "received")
_OLD = (
    "id > :after AND id <= :newest AND created_at < :before"
    f" AND status IN {_OVER} AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = messages.id)"
)


@dataclass(frozen=True, slots=True)
class Old:
    """One message whose time is over."""

    id: int
    conversation_id: int


def newest_old(connection: sqlite3.Connection, before: datetime) -> int:
    """The row up to which messages are from the time before *before*; 0 if none is.

    Found by halving, since rows follow time. Where a clock was wrong this is merely one of the rows behind which
    nothing is looked at.
    """
    low, high = 0, int(connection.execute("SELECT ifnull(max(id), 0) FROM messages").fetchone()[0])
    while low < high:
        middle = (low + high + 1) // 2
        found = connection.execute(
            "SELECT id, created_at FROM messages WHERE id <= ? ORDER BY id DESC LIMIT 1", (middle,)
        ).fetchone()
        if found is None or found["created_at"] < to_ms(before):
            low = middle
        else:
            high = found["id"] - 1
    return low


def oldest_at(connection: sqlite3.Connection) -> datetime | None:
    """From when the oldest message is."""
    row = connection.execute("SELECT created_at FROM messages ORDER BY id LIMIT 1").fetchone()
    return None if row is None else from_ms(row["created_at"])


def count(connection: sqlite3.Connection, before: datetime, most: int) -> int:
    """How many messages from before *before* are over; counted up to *most*."""
    row = connection.execute(
        f"SELECT count(*) AS n FROM (SELECT 1 FROM messages WHERE {_OLD} ORDER BY id LIMIT :most)",
        {"after": 0, "newest": newest_old(connection, before), "before": to_ms(before), "most": most},
    ).fetchone()
    return int(row["n"])


def about(connection: sqlite3.Connection, before: datetime) -> int:
    """About how many messages are from before *before*: few rows are missing between the first and the last."""
    first = int(connection.execute("SELECT ifnull(min(id), 0) FROM messages").fetchone()[0])
    return newest_old(connection, before) - first + 1


def old(
    connection: sqlite3.Connection, before: datetime, *, after: int, newest: int, limit: int
) -> list[Old]:
    """The first messages that are over, between the rows *after* and *newest*."""
    rows = connection.execute(
        f"SELECT id, conversation_id FROM messages WHERE {_OLD} ORDER BY id LIMIT :limit",
        {"after": after, "newest": newest, "before": to_ms(before), "limit": limit},
    )
    return [Old(row["id"], row["conversation_id"]) for row in rows]


def forget(connection: sqlite3.Connection, message: Old) -> None:
    """Remove a message with all that holds its words, and its conversation if nothing keeps that.

    A conversation stays for a message, a contact with a name, a draft, and for a number that was blocked. The
    newest one stays too: its number would be given to another. A contact of whom nothing is known but the number
    goes with its conversation.
    """
    for table in ("inbound_segments", "inbound_groups"):
        connection.execute(f"DELETE FROM {table} WHERE message_id = ?", (message.id,))
    connection.execute("DELETE FROM messages WHERE id = ?", (message.id,))
    gone = connection.execute(
        "DELETE FROM conversations WHERE id = ? AND last_message_id = 0 AND blocked = 0"
        " AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = conversations.id)"
        " AND NOT EXISTS (SELECT 1 FROM contact_numbers n JOIN contacts k ON k.id = n.contact_id"
        " WHERE n.number = conversations.address AND k.name <> '')"
        " AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.place = 'c' || conversations.id)"
        " AND id < (SELECT max(id) FROM conversations) RETURNING address",
        (message.conversation_id,),
    ).fetchall()
    for row in gone:
        connection.execute(
            "DELETE FROM contacts WHERE id = (SELECT contact_id FROM contact_numbers WHERE number = ?)"
            " AND name = '' AND notes = '' AND NOT EXISTS"
            " (SELECT 1 FROM group_members g WHERE g.contact_id = contacts.id)"
            " AND NOT EXISTS (SELECT 1 FROM field_values v WHERE v.contact_id = contacts.id)",
            (row["address"],),
        )
