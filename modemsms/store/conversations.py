"""Conversations: one row for each address, kept current by the database's own triggers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import from_ms
from modemsms.phone import is_dialable, pretty

Only = Literal["all", "unread", "attention", "mine", "flagged", "archived"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """All messages with one address, seen from its newest. *attention* counts what needs a look."""

    id: int
    address: str
    name: str | None
    last_message_id: int
    last_text: str
    last_direction: str
    last_status: str
    last_at: datetime | None
    unread: int
    attention: int
    last_purpose: str | None = None
    archived: bool = False
    flagged: bool = False
    blocked: bool = False
    assignee_id: int | None = None
    assignee: str | None = None

    @property
    def title(self) -> str:
        """The contact's name, else the address as people write it."""
        return self.name or pretty(self.address)

    @property
    def can_reply(self) -> bool:
        """Whether the address is a number that texts can be sent to."""
        return is_dialable(self.address)


SELECT = (
    "SELECT c.*, nullif(k.name, '') AS name, m.text AS last_text, m.direction AS last_direction,"
    " m.status AS last_status, m.created_at AS last_at, m.purpose AS last_purpose, u.name AS assignee"
    " FROM conversations c"
    " LEFT JOIN messages m ON m.id = c.last_message_id"
    " LEFT JOIN contact_numbers n ON n.number = c.address"
    " LEFT JOIN contacts k ON k.id = n.contact_id"
    " LEFT JOIN users u ON u.id = c.assignee_id"
)


def conversation_of(row: sqlite3.Row) -> Conversation:
    """The conversation that a row of ``SELECT`` holds."""
    return Conversation(
        id=row["id"],
        address=row["address"],
        name=row["name"],
        last_message_id=row["last_message_id"],
        last_text=row["last_text"] or "",
        last_direction=row["last_direction"] or "",
        last_status=row["last_status"] or "",
        last_at=None if row["last_at"] is None else from_ms(row["last_at"]),
        unread=row["unread"],
        attention=row["attention"],
        last_purpose=row["last_purpose"],
        archived=bool(row["archived"]),
        flagged=bool(row["flagged"]),
        blocked=bool(row["blocked"]),
        assignee_id=row["assignee_id"],
        assignee=row["assignee"],
    )


def open_with(connection: sqlite3.Connection, address: str) -> int:
    """The id of the conversation with *address*, made when there is none."""
    row = connection.execute("SELECT id FROM conversations WHERE address = ?", (address,)).fetchone()
    if row is not None:
        return int(row["id"])
    cursor = connection.execute("INSERT INTO conversations (address) VALUES (?)", (address,))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def get(connection: sqlite3.Connection, conversation_id: int) -> Conversation | None:
    """One conversation."""
    row = connection.execute(f"{SELECT} WHERE c.id = ?", (conversation_id,)).fetchone()
    return None if row is None else conversation_of(row)


def with_address(connection: sqlite3.Connection, address: str) -> Conversation | None:
    """The conversation with this address."""
    row = connection.execute(f"{SELECT} WHERE c.address = ?", (address,)).fetchone()
    return None if row is None else conversation_of(row)


def titles(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, str]:
    """Whom each of these conversations is with, by its id."""
    rows = connection.execute(
        "SELECT c.id, c.address, k.name FROM json_each(?) j JOIN conversations c ON c.id = j.value"
        " LEFT JOIN contact_numbers n ON n.number = c.address"
        " LEFT JOIN contacts k ON k.id = n.contact_id",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: row["name"] or pretty(row["address"]) for row in rows}


def names(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, str]:
    """The contacts' names by the ids of their conversations; those of nobody known are left out."""
    rows = connection.execute(
        "SELECT c.id AS id, k.name AS name FROM json_each(?) j JOIN conversations c ON c.id = j.value"
        " JOIN contact_numbers n ON n.number = c.address JOIN contacts k ON k.id = n.contact_id WHERE k.name <> ''",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: row["name"] for row in rows}


def blocked(connection: sqlite3.Connection, addresses: Iterable[str]) -> set[str]:
    """Which of *addresses* the shop has blocked."""
    rows = connection.execute(
        "SELECT c.address FROM json_each(?) j JOIN conversations c ON c.address = j.value WHERE c.blocked = 1",
        (json.dumps(list(addresses)),),
    )
    return {row["address"] for row in rows}


# What each filter shows; what was put away shows only under its own.
_SHOWN: dict[Only, str] = {
    "all": "c.archived = 0",
    "unread": "c.unread > 0",
    "attention": "c.attention > 0",
    "mine": "c.assignee_id = :me AND c.archived = 0",
    "flagged": "c.flagged = 1",
    "archived": "c.archived = 1",
}


def latest(
    connection: sqlite3.Connection, only: Only, before: int | None, limit: int, me: int | None = None
) -> list[Conversation]:
    """Conversations by their newest message, newest first, below *before* (a message's row id).

    *me* is the person whose conversations ``mine`` shows.
    """
    rows = connection.execute(
        f"{SELECT} WHERE {_SHOWN[only]} AND c.last_message_id > 0 AND c.last_message_id < :before"
        " ORDER BY c.last_message_id DESC LIMIT :limit",
        {"me": me, "before": before if before is not None else 1 << 62, "limit": limit},
    )
    return [conversation_of(row) for row in rows]


def put_away(connection: sqlite3.Connection, conversation_id: int, *, archived: bool) -> bool:
    """Archive a conversation, or fetch it back; whether that changed anything."""
    return _mark(connection, conversation_id, "archived", int(archived))


def flag(connection: sqlite3.Connection, conversation_id: int, *, flagged: bool) -> bool:
    """Mark a conversation to come back to, or not; whether that changed anything."""
    return _mark(connection, conversation_id, "flagged", int(flagged))


def assign(connection: sqlite3.Connection, conversation_id: int, user_id: int | None) -> bool:
    """Give a conversation to somebody, or to nobody; whether that changed anything."""
    return _mark(connection, conversation_id, "assignee_id", user_id)


def block(connection: sqlite3.Connection, conversation_id: int, *, blocked: bool) -> bool:
    """Take no more notice of what this address writes, or do again; whether that changed anything.

    One that is blocked is put away as read; unblocked it comes back.
    """
    if not _mark(connection, conversation_id, "blocked", int(blocked)):
        return False
    connection.execute(
        "UPDATE conversations SET archived = :blocked, unread = CASE WHEN :blocked THEN 0 ELSE unread END,"
        " read_up_to = CASE WHEN :blocked THEN max(read_up_to, last_message_id) ELSE read_up_to END"
        " WHERE id = :id",
        {"id": conversation_id, "blocked": int(blocked)},
    )
    return True


def _mark(connection: sqlite3.Connection, conversation_id: int, column: str, value: int | None) -> bool:
    changed = connection.execute(
        f"UPDATE conversations SET {column} = ? WHERE id = ? AND {column} IS NOT ?",
        (value, conversation_id, value),
    )
    return changed.rowcount > 0


def unread(connection: sqlite3.Connection) -> int:
    """How many conversations have texts that nobody has read."""
    row = connection.execute("SELECT count(*) AS n FROM conversations WHERE unread > 0").fetchone()
    return int(row["n"])


def needing_attention(connection: sqlite3.Connection, most: int) -> int:
    """How many conversations need a look; counted up to *most*."""
    row = connection.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM conversations WHERE attention > 0 LIMIT ?)", (most,)
    ).fetchone()
    return int(row["n"])


def mark_read(connection: sqlite3.Connection, conversation_id: int, up_to: int) -> bool:
    """Somebody has seen the messages up to *up_to*; whether that changed anything."""
    row = connection.execute(
        "SELECT unread, attention, read_up_to FROM conversations WHERE id = ?", (conversation_id,)
    ).fetchone()
    if row is None:
        return False
    # What only had to be known is done with once it was seen; an unknown or held text still waits
    # for somebody to decide.
    seen = connection.execute(
        "UPDATE messages SET attention = 0 WHERE conversation_id = ? AND id <= ? AND attention = 1"
        " AND status IN ('failed', 'undelivered', 'received')",
        (conversation_id, up_to),
    ).rowcount if row["attention"] else 0  # fmt: skip
    if row["unread"] and up_to > row["read_up_to"]:
        connection.execute(
            "UPDATE conversations SET read_up_to = :up_to, unread = (SELECT count(*) FROM messages"
            " WHERE conversation_id = :id AND direction = 'inbound' AND id > :up_to"
            " AND ifnull(purpose, '') NOT IN ('self_test', 'code', 'note')) WHERE id = :id",
            {"id": conversation_id, "up_to": up_to},
        )
        return True
    return bool(seen)


def mark_unread(connection: sqlite3.Connection, conversation_id: int) -> None:
    """The newest message of the other side counts as unread again; without one, the newest of all."""
    connection.execute(
        "UPDATE conversations SET unread = 1, read_up_to = ifnull((SELECT max(id) FROM messages"
        " WHERE conversation_id = conversations.id AND direction = 'inbound' AND purpose IS NOT 'self_test'),"
        " last_message_id) - 1 WHERE id = ?",
        (conversation_id,),
    )


def one_read(connection: sqlite3.Connection, conversation_id: int) -> None:
    """The message that was added last counts as read, whatever else is unread."""
    connection.execute(
        "UPDATE conversations SET unread = max(0, unread - 1) WHERE id = ?", (conversation_id,)
    )


def next_reference(connection: sqlite3.Connection, conversation_id: int, width: int) -> int:
    """A concatenation reference that this address has not seen lately (8 or 16 bits)."""
    row = connection.execute(
        "UPDATE conversations SET next_reference = next_reference + 1 WHERE id = ? RETURNING next_reference",
        (conversation_id,),
    ).fetchall()[0]
    return int(row["next_reference"]) % (1 << width)


def written_to(connection: sqlite3.Connection, conversation_id: int, sim_id: int) -> None:
    """The other side wrote to this SIM: it knows that number, and is answered from it."""
    connection.execute(
        "UPDATE conversations SET sim_id = ? WHERE id = ? AND sim_id IS NOT ?",
        (sim_id, conversation_id, sim_id),
    )


def written_from(connection: sqlite3.Connection, conversation_id: int, sim_id: int) -> None:
    """The other side was written to from this SIM, and knows that number unless it knows another."""
    connection.execute(
        "UPDATE conversations SET sim_id = ? WHERE id = ? AND sim_id IS NULL", (sim_id, conversation_id)
    )


def forget_sim(connection: sqlite3.Connection, sim_id: int, limit: int) -> int:
    """Any SIM may write to those who know this one's number; how many conversations that changed."""
    return connection.execute(
        "UPDATE conversations SET sim_id = NULL WHERE id IN"
        " (SELECT id FROM conversations WHERE sim_id = ? LIMIT ?)",
        (sim_id, limit),
    ).rowcount


def unassign_some(connection: sqlite3.Connection, user_id: int, limit: int) -> list[int]:
    """Take up to *limit* conversations from somebody; which."""
    rows = connection.execute(
        "UPDATE conversations SET assignee_id = NULL WHERE id IN"
        " (SELECT id FROM conversations WHERE assignee_id = ? LIMIT ?) RETURNING id",
        (user_id, limit),
    )
    return [row["id"] for row in rows]
