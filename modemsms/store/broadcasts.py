"""Broadcasts: one text to an audience, once or again and again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from modemsms.clock import from_ms, to_ms
from modemsms.store.messages import new_id

State = Literal["scheduled", "paused", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast. *audience*, *options* and *recurrence* are JSON; *next_key* is the local date of *next_at*."""

    row_id: int
    id: str
    title: str
    text: str
    audience: str
    options: str
    recurrence: str | None
    state: State
    next_at: datetime | None
    next_key: str | None
    author_id: int | None
    author: str | None
    program: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What a row begins with. *key* is good once; *body_hash* tells what came with it."""

    title: str
    text: str
    audience: str
    options: str
    recurrence: str | None
    next_at: datetime
    next_key: str
    author_id: int | None
    program: str
    key: str | None
    body_hash: str
    created_at: datetime


_SELECT = "SELECT b.*, u.name AS author FROM broadcasts b LEFT JOIN users u ON u.id = b.author_id"


def _broadcast(row: sqlite3.Row) -> Broadcast:
    return Broadcast(
        row_id=row["id"],
        id=row["uuid"],
        title=row["title"],
        text=row["text"],
        audience=row["audience"],
        options=row["options"],
        recurrence=row["recurrence"],
        state=cast(State, row["state"]),
        next_at=None if row["next_at"] is None else from_ms(row["next_at"]),
        next_key=row["next_key"],
        author_id=row["author_id"],
        author=row["author"],
        program=row["program"],
        created_at=from_ms(row["created_at"]),
    )


def add(connection: sqlite3.Connection, new: NewBroadcast) -> int:
    """Insert *new*; its row."""
    cursor = connection.execute(
        "INSERT INTO broadcasts (uuid, title, text, audience, options, recurrence, state, next_at, next_key,"
        " author_id, program, key, body_hash, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, 'scheduled', ?, ?, ?, ?, ?, ?, ?)",
        (
            new_id(),
            new.title,
            new.text,
            new.audience,
            new.options,
            new.recurrence,
            to_ms(new.next_at),
            new.next_key,
            new.author_id,
            new.program,
            new.key,
            new.body_hash,
            to_ms(new.created_at),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def by_row(connection: sqlite3.Connection, row_id: int) -> Broadcast:
    """One broadcast that is known to be there."""
    return _broadcast(connection.execute(f"{_SELECT} WHERE b.id = ?", (row_id,)).fetchone())


def by_id(connection: sqlite3.Connection, broadcast_id: str) -> Broadcast | None:
    """One broadcast by its public id."""
    row = connection.execute(f"{_SELECT} WHERE b.uuid = ?", (broadcast_id,)).fetchone()
    return None if row is None else _broadcast(row)


def earlier(connection: sqlite3.Connection, key: str) -> tuple[Broadcast, str] | None:
    """The broadcast that was made under *key*, with its hash."""
    row = connection.execute(f"{_SELECT} WHERE b.key = ?", (key,)).fetchone()
    return None if row is None else (_broadcast(row), row["body_hash"])


def latest(connection: sqlite3.Connection, before: int | None, limit: int) -> list[Broadcast]:
    """Broadcasts, newest first, below row *before*."""
    rows = connection.execute(
        f"{_SELECT} WHERE b.id < ? ORDER BY b.id DESC LIMIT ?", (1 << 62 if before is None else before, limit)
    )
    return [_broadcast(row) for row in rows]


def coming(
    connection: sqlite3.Connection, limit: int, after: tuple[datetime, int] | None = None
) -> list[Broadcast]:
    """Those of which an occurrence comes, the next one first, above *after* (a moment, and a row of it)."""
    moment, row_id = (0, 0) if after is None else (to_ms(after[0]), after[1])
    rows = connection.execute(
        f"{_SELECT} WHERE b.state = 'scheduled' AND b.next_at IS NOT NULL AND (b.next_at, b.id) > (?, ?)"
        " ORDER BY b.next_at, b.id LIMIT ?",
        (moment, row_id, limit),
    )
    return [_broadcast(row) for row in rows]


def coming_before(connection: sqlite3.Connection, moment: datetime, most: int) -> int:
    """How many have an occurrence that begins before *moment*; counted up to *most*."""
    row = connection.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM broadcasts"
        " WHERE state = 'scheduled' AND next_at IS NOT NULL AND next_at < ? LIMIT ?)",
        (to_ms(moment), most),
    ).fetchone()
    return int(row["n"])


def due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Broadcast]:
    """Those of which an occurrence is due."""
    rows = connection.execute(
        f"{_SELECT} WHERE b.state = 'scheduled' AND b.next_at IS NOT NULL AND b.next_at <= ?"
        " ORDER BY b.next_at LIMIT ?",
        (to_ms(now), limit),
    )
    return [_broadcast(row) for row in rows]


def next_moment(connection: sqlite3.Connection) -> datetime | None:
    """When the next occurrence of any is due."""
    row = connection.execute(
        "SELECT min(next_at) AS at FROM broadcasts WHERE state = 'scheduled' AND next_at IS NOT NULL"
    ).fetchone()
    return None if row["at"] is None else from_ms(row["at"])


def plan(
    connection: sqlite3.Connection,
    row_id: int,
    state: State,
    next_at: datetime | None,
    next_key: str | None,
) -> None:
    """Say what comes next."""
    connection.execute(
        "UPDATE broadcasts SET state = ?, next_at = ?, next_key = ? WHERE id = ?",
        (state, None if next_at is None else to_ms(next_at), next_key, row_id),
    )


def change(connection: sqlite3.Connection, row_id: int, new: NewBroadcast) -> None:
    """Let it say and do what *new* says; who made it, and when, stays."""
    connection.execute(
        "UPDATE broadcasts SET title = ?, text = ?, audience = ?, options = ?, recurrence = ?, next_at = ?,"
        " next_key = ? WHERE id = ?",
        (
            new.title,
            new.text,
            new.audience,
            new.options,
            new.recurrence,
            to_ms(new.next_at),
            new.next_key,
            row_id,
        ),
    )


def set_options(connection: sqlite3.Connection, row_id: int, options: str) -> None:
    """Let it go out in another way."""
    connection.execute("UPDATE broadcasts SET options = ? WHERE id = ?", (options, row_id))


def hold_all(connection: sqlite3.Connection, now: datetime) -> None:
    """After a restore: nothing goes on or catches up by itself."""
    connection.execute(
        "UPDATE broadcasts SET state = 'paused' WHERE state = 'scheduled' AND next_at <= ?", (to_ms(now),)
    )
    connection.execute("UPDATE occurrences SET state = 'paused' WHERE state = 'running'")
