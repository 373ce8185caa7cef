"""Messages: what one side wrote to the other, as rows and as everybody else sees them."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from modemsms.clock import from_ms, to_ms

Direction = Literal["inbound", "outbound"]

# What a row is that is no text between people: a test of the way out and back, a word to the owner, a missed
# call, a note that only the shop sees, a code to sign in with, which nobody else may read, an answer that the shop
# gives by itself to who leaves, joins or asks for help.
Purpose = Literal["self_test", "alarm", "call", "note", "code", "answer"]

# Rows that no conversation shows.
HIDDEN = ("self_test", "code")

# The reading person should look at these.
NEEDS_ATTENTION = frozenset({"failed", "undelivered", "unknown"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a message is where it is; *code* is stable, *message* is a sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message. *address* is the other side, *own_number* ours where the SIM tells it."""

    row_id: int
    id: str
    direction: Direction
    conversation_id: int
    address: str
    own_number: str | None
    text: str
    status: str
    reason: Reason | None
    encoding: str
    segments: int
    modem: str | None
    reference: str | None
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    send_at: datetime | None
    expires_at: datetime | None
    delivery_report: bool
    flash: bool
    purpose: Purpose | None = None
    author: str | None = None
    retried: bool = False
    mailing_id: int | None = None
    occurrence_id: int | None = None

    @property
    def is_text(self) -> bool:
        """Whether it is a text that leaves or came: no call, no note, and no test of the shop's own."""
        return self.purpose in {None, "alarm", "answer"}

    @property
    def sender(self) -> str | None:
        """Who wrote it; None while our own side is unknown."""
        return self.address if self.direction == "inbound" else self.own_number

    @property
    def recipient(self) -> str | None:
        """Whom it goes to; None while our own side is unknown."""
        return self.address if self.direction == "outbound" else self.own_number

    @property
    def held(self) -> bool:
        """Whether the fuse holds it and a person must say go."""
        return self.status == "queued" and self.reason is not None and self.reason.code == "held"


# What stands in a lane of the outbox that does not move says so.
SELECT = (
    "SELECT m.*, c.address AS address, u.name AS author, w.code AS wait_code, w.sentence AS wait_sentence"
    " FROM messages m JOIN conversations c ON c.id = m.conversation_id LEFT JOIN users u ON u.id = m.author_id"
    " LEFT JOIN outbox o ON o.message_id = m.id AND o.state = 'ready'"
    " LEFT JOIN waits w ON w.lane = o.lane AND w.priority <= o.priority"
)
SHOWN = f"ifnull(m.purpose, '') NOT IN {HIDDEN}"


def new_id() -> str:
    """A UUIDv7: 48 bits of milliseconds, then random (RFC 9562, 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80 | random
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(3 << 62) | 2 << 62
    return str(UUID(int=value))


def message_of(row: sqlite3.Row) -> Message:
    """The message that a row of ``SELECT`` holds."""
    return Message(
        row_id=row["id"],
        id=row["uuid"],
        direction=row["direction"],
        conversation_id=row["conversation_id"],
        address=row["address"],
        own_number=row["own_number"],
        text=row["text"],
        status=row["status"],
        reason=_reason(row),
        encoding=row["encoding"],
        segments=row["segments"],
        modem=row["modem"],
        reference=row["reference"],
        created_at=from_ms(row["created_at"]),
        sent_at=_moment(row["sent_at"]),
        delivered_at=_moment(row["delivered_at"]),
        send_at=_moment(row["send_at"]),
        expires_at=_moment(row["expires_at"]),
        delivery_report=bool(row["delivery_report"]),
        flash=bool(row["flash"]),
        purpose=row["purpose"],
        author=row["author"],
        retried=row["retried_as"] is not None,
        mailing_id=row["mailing_id"],
        occurrence_id=row["occurrence_id"],
    )


def _reason(row: sqlite3.Row) -> Reason | None:
    if row["wait_code"]:
        return Reason(row["wait_code"], row["wait_sentence"])
    return Reason(row["reason_code"], row["reason_sentence"] or "") if row["reason_code"] else None


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else from_ms(milliseconds)


def by_row(connection: sqlite3.Connection, row_id: int) -> Message | None:
    """The message with this row id."""
    row = connection.execute(f"{SELECT} WHERE m.id = ?", (row_id,)).fetchone()
    return None if row is None else message_of(row)


def by_id(connection: sqlite3.Connection, message_id: str) -> Message | None:
    """The message with this public id, unless it is a code, which is nobody's to ask for."""
    row = connection.execute(
        f"{SELECT} WHERE m.uuid = ? AND m.purpose IS NOT 'code'", (message_id,)
    ).fetchone()
    return None if row is None else message_of(row)


@dataclass(frozen=True, slots=True)
class MessageQuery:
    """Which messages to list, oldest first. *after* is a row id, exclusive."""

    direction: Direction | None = None
    statuses: tuple[str, ...] = ()
    address: str | None = None
    after: int = 0
    limit: int = 50


def matching(connection: sqlite3.Connection, query: MessageQuery) -> list[Message]:
    """The texts that *query* asks for, by row id."""
    terms = ["m.id > ?", "ifnull(m.purpose, 'alarm') IN ('alarm', 'answer')"]
    values: list[object] = [query.after]
    if query.direction:
        terms.append("m.direction = ?")
        values.append(query.direction)
    if query.address is not None:
        terms.append("m.conversation_id = (SELECT id FROM conversations WHERE address = ?)")
        values.append(query.address)
    sql = f"{SELECT} WHERE {{terms}} ORDER BY m.id LIMIT {int(query.limit)}"
    if not query.statuses:
        return [message_of(row) for row in connection.execute(sql.format(terms=" AND ".join(terms)), values)]
    # One pass over the index for each status, then merged: an IN list would sort all of them.
    found: list[Message] = []
    for status in dict.fromkeys(query.statuses):
        statement = sql.format(terms=" AND ".join([*terms, "m.status = ?"]))
        found += [message_of(row) for row in connection.execute(statement, [*values, status])]
    return sorted(found, key=lambda message: message.row_id)[: query.limit]


def in_conversation(
    connection: sqlite3.Connection, conversation_id: int, *, before: int | None, after: int | None, limit: int
) -> list[Message]:
    """Messages of one conversation, oldest first: the newest below *before*, or the first above *after*."""
    if after is not None:
        where, order, bound = "m.id > ?", "ASC", after
    else:
        where, order, bound = "m.id < ?", "DESC", before if before is not None else 1 << 62
    rows = connection.execute(
        f"{SELECT} WHERE m.conversation_id = ? AND {SHOWN} AND {where} ORDER BY m.id {order} LIMIT ?",
        (conversation_id, bound, limit),
    ).fetchall()
    return sorted((message_of(row) for row in rows), key=lambda message: message.row_id)


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What a row of ``messages`` begins with."""

    conversation_id: int
    direction: Direction
    status: str
    text: str
    encoding: str
    segments: int
    created_at: datetime
    reason: Reason | None = None
    locking: int = 0
    single: int = 0
    reference_bits: int = 8
    delivery_report: bool = True
    flash: bool = False
    own_number: str | None = None
    modem: str | None = None
    wanted_modem: str | None = None
    reference: str | None = None
    queued_at: datetime | None = None
    send_at: datetime | None = None
    expires_at: datetime | None = None
    sent_at: datetime | None = None
    attention: bool = False
    purpose: Purpose | None = None
    author_id: int | None = None
    mailing_id: int | None = None
    occurrence_id: int | None = None


def add(connection: sqlite3.Connection, new: NewMessage) -> int:
    """Insert *new*; its row id."""
    cursor = connection.execute(
        "INSERT INTO messages (uuid, conversation_id, direction, status, reason_code, reason_sentence, attention,"
        " text, encoding, locking, single, reference_bits, segments, delivery_report, flash, own_number, modem,"
        " wanted_modem, reference, created_at, queued_at, send_at, expires_at, sent_at, purpose, author_id,"
        " mailing_id, occurrence_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new_id(),
            new.conversation_id,
            new.direction,
            new.status,
            new.reason.code if new.reason else None,
            new.reason.message if new.reason else None,
            int(new.attention),
            new.text,
            new.encoding,
            new.locking,
            new.single,
            new.reference_bits,
            new.segments,
            int(new.delivery_report),
            int(new.flash),
            new.own_number,
            new.modem,
            new.wanted_modem,
            new.reference,
            to_ms(new.created_at),
            _ms(new.queued_at),
            _ms(new.send_at),
            _ms(new.expires_at),
            _ms(new.sent_at),
            new.purpose,
            new.author_id,
            new.mailing_id,
            new.occurrence_id,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else to_ms(moment)


def set_status(
    connection: sqlite3.Connection,
    row_id: int,
    status: str,
    reason: Reason | None,
    *,
    attention: bool | None = None,
) -> None:
    """Move a message to *status*. *attention* follows from the status unless given."""
    look = status in NEEDS_ATTENTION if attention is None else attention
    connection.execute(
        "UPDATE messages SET status = ?, reason_code = ?, reason_sentence = ?, attention = ? WHERE id = ?",
        (status, reason.code if reason else None, reason.message if reason else None, int(look), row_id),
    )


def set_inbound_text(
    connection: sqlite3.Connection,
    row_id: int,
    text: str,
    encoding: str,
    segments: int,
    reason: Reason | None,
) -> None:
    """Complete an inbound message in place."""
    connection.execute(
        "UPDATE messages SET text = ?, encoding = ?, segments = ?, reason_code = ?, reason_sentence = ?,"
        " attention = ? WHERE id = ?",
        (text, encoding, segments, reason.code if reason else None, reason.message if reason else None,
         int(reason is not None), row_id),
    )  # fmt: skip


def with_statuses(connection: sqlite3.Connection, statuses: Sequence[str], limit: int) -> list[Message]:
    """The newest messages in any of *statuses* that are anybody's but a test's."""
    found: list[Message] = []
    for status in statuses:
        found += [
            message_of(row)
            for row in connection.execute(
                f"{SELECT} WHERE m.status = ? AND {SHOWN} ORDER BY m.id DESC LIMIT ?",
                (status, limit),
            )
        ]
    return sorted(found, key=lambda message: -message.row_id)[:limit]


def held(connection: sqlite3.Connection, limit: int) -> list[Message]:
    """The newest messages that the fuse holds."""
    rows = connection.execute(
        f"{SELECT} WHERE m.id IN (SELECT message_id FROM outbox WHERE state = 'held') ORDER BY m.id DESC LIMIT ?",
        (limit,),
    )
    return [message_of(row) for row in rows]


def wanted_modem(connection: sqlite3.Connection, row_id: int) -> str | None:
    """The modem that the message was to leave from, where somebody asked for one."""
    row = connection.execute("SELECT wanted_modem FROM messages WHERE id = ?", (row_id,)).fetchone()
    return None if row is None else row["wanted_modem"]


def begin_sending(connection: sqlite3.Connection, row_id: int, modem: str, own_number: str | None) -> None:
    """A segment is being handed to *modem*."""
    connection.execute(
        "UPDATE messages SET modem = ?, own_number = ?, status = 'sending', reason_code = NULL,"
        " reason_sentence = NULL, attention = 0 WHERE id = ?",
        (modem, own_number, row_id),
    )


def set_queued_at(connection: sqlite3.Connection, row_id: int, now: datetime) -> None:
    """A scheduled message goes into the queue."""
    connection.execute("UPDATE messages SET queued_at = ? WHERE id = ?", (to_ms(now), row_id))


def note_progress(connection: sqlite3.Connection, row_id: int, status: str, now: datetime) -> None:
    """Keep when the network took all of a message, and when it was delivered: the first time each."""
    if status in {"sent", "delivered", "undelivered"}:
        connection.execute(
            "UPDATE messages SET sent_at = ifnull(sent_at, ?) WHERE id = ?", (to_ms(now), row_id)
        )
    if status == "delivered":
        connection.execute(
            "UPDATE messages SET delivered_at = ifnull(delivered_at, ?) WHERE id = ?", (to_ms(now), row_id)
        )


def not_delivered(connection: sqlite3.Connection, row_id: int, *, was_sent: bool) -> None:
    """Forget when a message was delivered, and, unless it *was_sent* before, when it was sent."""
    connection.execute(
        "UPDATE messages SET delivered_at = NULL, sent_at = CASE WHEN ? THEN sent_at END WHERE id = ?",
        (was_sent, row_id),
    )


def address_of(connection: sqlite3.Connection, row_id: int) -> str:
    """The other side of a message."""
    row = connection.execute(
        "SELECT c.address FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = ?",
        (row_id,),
    ).fetchone()
    return str(row["address"])
