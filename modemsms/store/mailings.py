"""Mailings: one form that became several texts, each a message of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms
from modemsms.store.messages import SELECT, Message, message_of


@dataclass(frozen=True, slots=True)
class Mailing:
    """One text to several people. *text* is as it was written, with its fields; *chosen* who was chosen, as the
    form of a new message says it; *title* the names of these at that time; *texts* how many it became."""

    id: int
    title: str
    text: str
    chosen: tuple[str, ...]
    texts: int
    created_at: datetime
    author: str | None


@dataclass(frozen=True, slots=True)
class NewMailing:
    """What a row of ``mailings`` begins with. *key* is good once; *body_hash* tells what came with it."""

    user_id: int
    key: str
    body_hash: str
    title: str
    text: str
    chosen: tuple[str, ...]
    texts: int
    created_at: datetime


_SELECT = "SELECT g.*, u.name AS author FROM mailings g LEFT JOIN users u ON u.id = g.user_id"


def _mailing(row: sqlite3.Row) -> Mailing:
    return Mailing(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        chosen=tuple(json.loads(row["chosen"])),
        texts=row["texts"],
        created_at=from_ms(row["created_at"]),
        author=row["author"],
    )


def add(connection: sqlite3.Connection, new: NewMailing) -> int:
    """Insert *new*; its id."""
    cursor = connection.execute(
        "INSERT INTO mailings (user_id, key, body_hash, title, text, chosen, texts, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new.user_id,
            new.key,
            new.body_hash,
            new.title,
            new.text,
            json.dumps(new.chosen),
            new.texts,
            to_ms(new.created_at),
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def get(connection: sqlite3.Connection, mailing_id: int) -> Mailing | None:
    """One mailing."""
    row = connection.execute(f"{_SELECT} WHERE g.id = ?", (mailing_id,)).fetchone()
    return None if row is None else _mailing(row)


def earlier(connection: sqlite3.Connection, key: str) -> tuple[Mailing, str] | None:
    """The mailing that was made under *key*, with its hash."""
    row = connection.execute(f"{_SELECT} WHERE g.key = ?", (key,)).fetchone()
    return None if row is None else (_mailing(row), row["body_hash"])


def latest(connection: sqlite3.Connection, before: int | None, limit: int) -> list[Mailing]:
    """Mailings, newest first, below *before* (the id of the last one seen)."""
    rows = connection.execute(
        f"{_SELECT} WHERE g.id < ? ORDER BY g.id DESC LIMIT ?",
        (before if before is not None else 1 << 62, limit),
    )
    return [_mailing(row) for row in rows]


def rewrite(connection: sqlite3.Connection, mailing_id: int, text: str) -> None:
    """Let it say another text."""
    connection.execute("UPDATE mailings SET text = ? WHERE id = ?", (text, mailing_id))


def members(connection: sqlite3.Connection, mailing_id: int, after: int, limit: int) -> list[Message]:
    """Its texts by row, above row *after*."""
    rows = connection.execute(
        f"{SELECT} WHERE m.mailing_id = ? AND m.id > ? ORDER BY m.id LIMIT ?", (mailing_id, after, limit)
    )
    return [message_of(row) for row in rows]


def members_in(
    connection: sqlite3.Connection, mailing_id: int, statuses: Sequence[str], reason: str | None = None
) -> list[Message]:
    """Its texts in any of *statuses*, and with the code of *reason* where that is given, by row."""
    marks = ", ".join("?" * len(statuses))
    rows = connection.execute(
        f"{SELECT} WHERE m.mailing_id = ? AND m.status IN ({marks}) AND (? IS NULL OR m.reason_code = ?)"
        " ORDER BY m.id",
        (mailing_id, *statuses, reason, reason),
    )
    return [message_of(row) for row in rows]


def first_in(connection: sqlite3.Connection, mailing_id: int, status: str) -> Message | None:
    """The first of its texts in this state."""
    row = connection.execute(
        f"{SELECT} WHERE m.id = (SELECT id FROM messages WHERE mailing_id = ? AND status = ? ORDER BY id LIMIT 1)",
        (mailing_id, status),
    ).fetchone()
    return None if row is None else message_of(row)


def tally(connection: sqlite3.Connection, mailing_id: int) -> dict[str, int]:
    """How many of its texts are in each state."""
    rows = connection.execute(
        "SELECT status, count(*) AS n FROM messages WHERE mailing_id = ? GROUP BY status", (mailing_id,)
    )
    return {row["status"]: row["n"] for row in rows}


def due_together(connection: sqlite3.Connection, rows: Iterable[int]) -> dict[int, int]:
    """For the first text of a mailing, by its row: how many of that mailing go out with it."""
    found = connection.execute(
        "SELECT f.id AS id, count(*) AS n FROM json_each(?) j JOIN messages f ON f.id = j.value"
        " JOIN outbox o ON o.message_id = f.id"
        " JOIN messages m ON m.mailing_id = f.mailing_id AND m.mailing_id IS NOT NULL"
        " JOIN outbox x ON x.message_id = m.id AND x.state = 'scheduled' AND x.due_at = o.due_at GROUP BY f.id",
        (json.dumps(list(rows)),),
    )
    return {row["id"]: row["n"] for row in found}
