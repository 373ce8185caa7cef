"""Links by which somebody chooses a password; the hash of each."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from modemsms.clock import to_ms


def put(connection: sqlite3.Connection, user_id: int, token_hash: str, now: datetime) -> None:
    """Keep the link of a person, in the place of the one before."""
    connection.execute(
        "INSERT INTO invitations (user_id, hash, made_at) VALUES (?, ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at",
        (user_id, token_hash, to_ms(now)),
    )


def whose(connection: sqlite3.Connection, token_hash: str, since: datetime) -> int | None:
    """For whom a link was made, unless before *since*."""
    row = connection.execute(
        "SELECT user_id FROM invitations WHERE hash = ? AND made_at >= ?", (token_hash, to_ms(since))
    ).fetchone()
    return None if row is None else int(row["user_id"])


def forget(connection: sqlite3.Connection, user_id: int) -> bool:
    """The link of a person is spent; whether there was one."""
    return connection.execute("DELETE FROM invitations WHERE user_id = ?", (user_id,)).rowcount > 0


def forget_all(connection: sqlite3.Connection) -> None:
    """No link is good any more."""
    connection.execute("DELETE FROM invitations")
