"""Codes for a forgotten password: the hash of each, how often it may be tried, and the texts that carry them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class ResetCode:
    """The code that somebody was sent last."""

    hash: str
    made_at: datetime
    tries_left: int


def get(connection: sqlite3.Connection, user_id: int) -> ResetCode | None:
    """The code of a person."""
    row = connection.execute(
        "SELECT hash, made_at, tries_left FROM reset_codes WHERE user_id = ?", (user_id,)
    ).fetchone()
    return None if row is None else ResetCode(row[0], from_ms(row[1]), row[2])


def put(connection: sqlite3.Connection, user_id: int, code_hash: str, tries: int, now: datetime) -> None:
    """Keep a new code, in the place of the one before."""
    connection.execute(
        "INSERT OR REPLACE INTO reset_codes (user_id, hash, made_at, tries_left) VALUES (?, ?, ?, ?)",
        (user_id, code_hash, to_ms(now), tries),
    )


def try_once(connection: sqlite3.Connection, user_id: int) -> None:
    """One try fewer."""
    connection.execute("UPDATE reset_codes SET tries_left = tries_left - 1 WHERE user_id = ?", (user_id,))


def forget(connection: sqlite3.Connection, user_id: int) -> bool:
    """The code of a person is spent; whether there was one."""
    return connection.execute("DELETE FROM reset_codes WHERE user_id = ?", (user_id,)).rowcount > 0


def forget_all(connection: sqlite3.Connection) -> None:
    """No code is good any more."""
    connection.execute("DELETE FROM reset_codes")


def is_code(connection: sqlite3.Connection, message_id: int) -> bool:
    """Whether a message carries a code, which nobody but its recipient may read."""
    row = connection.execute("SELECT purpose FROM messages WHERE id = ?", (message_id,)).fetchone()
    return row is not None and row["purpose"] == "code"


def blank(connection: sqlite3.Connection, before: datetime) -> int:
    """Take the words out of texts with codes that were written before *before*; how many."""
    return connection.execute(
        "UPDATE messages SET text = '' WHERE purpose = 'code' AND text <> '' AND created_at <= ?",
        (to_ms(before),),
    ).rowcount


def oldest_text(connection: sqlite3.Connection) -> datetime | None:
    """When the oldest text with a code that can still be read was written."""
    row = connection.execute(
        "SELECT min(created_at) FROM messages WHERE purpose = 'code' AND text <> ''"
    ).fetchone()
    return None if row[0] is None else from_ms(row[0])
