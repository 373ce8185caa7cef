"""Who is signed in where: a row for each browser. The token itself is with the browser alone."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which somebody is signed in; *agent* is what it calls itself, *remote* where it was last."""

    id: int
    user_id: int
    begun_at: datetime
    seen_at: datetime
    remote: str
    agent: str


_SELECT = "SELECT id, user_id, begun_at, seen_at, remote, agent FROM sessions"


def _session(row: sqlite3.Row) -> Session:
    return Session(row[0], row[1], from_ms(row[2]), from_ms(row[3]), row[4], row[5])


def begin(
    connection: sqlite3.Connection, user_id: int, token_hash: str, remote: str, agent: str, now: datetime
) -> None:
    """Somebody signs in."""
    connection.execute(
        "INSERT INTO sessions (hash, user_id, begun_at, seen_at, remote, agent) VALUES (?, ?, ?, ?, ?, ?)",
        (token_hash, user_id, to_ms(now), to_ms(now), remote, agent),
    )


def with_hash(connection: sqlite3.Connection, token_hash: str) -> Session | None:
    """The session of a token, unless it was ended."""
    row = connection.execute(f"{_SELECT} WHERE hash = ? AND ended_at IS NULL", (token_hash,)).fetchone()
    return None if row is None else _session(row)


def is_open(connection: sqlite3.Connection, session_id: int) -> bool:
    """Whether a session goes on."""
    row = connection.execute(
        "SELECT 1 FROM sessions WHERE id = ? AND ended_at IS NULL", (session_id,)
    ).fetchone()
    return row is not None


def of_user(connection: sqlite3.Connection, user_id: int, limit: int) -> list[Session]:
    """The sessions of one person that go on, the latest seen first."""
    rows = connection.execute(
        f"{_SELECT} WHERE user_id = ? AND ended_at IS NULL ORDER BY seen_at DESC, id DESC LIMIT ?",
        (user_id, limit),
    )
    return [_session(row) for row in rows]


def last_seen(connection: sqlite3.Connection) -> dict[int, datetime]:
    """When each person was here last, as far as sessions are kept."""
    rows = connection.execute("SELECT user_id, max(seen_at) FROM sessions GROUP BY user_id")
    return {row[0]: from_ms(row[1]) for row in rows}


def seen(connection: sqlite3.Connection, session_id: int, remote: str, now: datetime) -> None:
    """The browser asked for something."""
    connection.execute(
        "UPDATE sessions SET seen_at = ?, remote = ? WHERE id = ?", (to_ms(now), remote, session_id)
    )


def end(connection: sqlite3.Connection, session_id: int, user_id: int, now: datetime) -> bool:
    """End one session of a person; whether it was going on."""
    return (
        connection.execute(
            "UPDATE sessions SET ended_at = ? WHERE id = ? AND user_id = ? AND ended_at IS NULL",
            (to_ms(now), session_id, user_id),
        ).rowcount
        > 0
    )


def end_all(connection: sqlite3.Connection, user_id: int, now: datetime, *, but: int | None = None) -> int:
    """End the sessions of a person, but for one of them; how many there were."""
    return connection.execute(
        "UPDATE sessions SET ended_at = ? WHERE user_id = ? AND ended_at IS NULL AND id IS NOT ?",
        (to_ms(now), user_id, but),
    ).rowcount


def end_everybodys(connection: sqlite3.Connection, now: datetime) -> None:
    """End every session of the shop."""
    connection.execute("UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL", (to_ms(now),))


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget sessions that nobody has used since *before*; how many."""
    return connection.execute(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE seen_at < ? ORDER BY seen_at LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
