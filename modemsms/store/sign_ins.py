"""Who came to the door, and whether it opened."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import from_ms, to_ms

# How somebody came in (a password, the demo's link, a link or a code for a new password), or did not; and that
# a code was sent, or asked for in vain.
Outcome = Literal["right", "wrong", "link", "invited", "code", "wrong_code", "code_sent", "code_asked"]

CAME_IN = ("right", "link", "invited", "code")


@dataclass(frozen=True, slots=True)
class SignIn:
    """One try. *name* is that of the account, empty where there is none of the name that was typed."""

    id: int
    at: datetime
    user_id: int | None
    name: str
    remote: str
    agent: str
    outcome: Outcome


def add(
    connection: sqlite3.Connection,
    now: datetime,
    user_id: int | None,
    name: str,
    remote: str,
    agent: str,
    outcome: Outcome,
) -> None:
    """Keep a try."""
    connection.execute(
        "INSERT INTO sign_ins (at, user_id, name, remote, agent, outcome) VALUES (?, ?, ?, ?, ?, ?)",
        (to_ms(now), user_id, name, remote, agent, outcome),
    )


def latest(
    connection: sqlite3.Connection, user_id: int | None, before: int | None, limit: int
) -> list[SignIn]:
    """The newest below the row *before*, of one person or (None) of everybody, newest first."""
    whose = "" if user_id is None else "user_id = :user AND"
    rows = connection.execute(
        f"SELECT id, at, user_id, name, remote, agent, outcome FROM sign_ins WHERE {whose} id < :before"
        " ORDER BY id DESC LIMIT :limit",
        {"user": user_id, "before": before if before is not None else 1 << 62, "limit": limit},
    )
    return [SignIn(row[0], from_ms(row[1]), *row[2:]) for row in rows]


def came_in_from(connection: sqlite3.Connection, user_id: int, remote: str, since: datetime) -> bool:
    """Whether a person came in from *remote* after *since*."""
    row = connection.execute(
        "SELECT 1 FROM sign_ins WHERE user_id = ? AND at >= ? AND remote = ?"
        f" AND outcome IN {CAME_IN} ORDER BY id DESC LIMIT 1",
        (user_id, to_ms(since), remote),
    ).fetchone()
    return row is not None


def count(connection: sqlite3.Connection, user_id: int, outcome: Outcome, since: datetime) -> int:
    """How often that happened to a person after *since*."""
    row = connection.execute(
        "SELECT count(*) FROM sign_ins WHERE user_id = ? AND outcome = ? AND at >= ?",
        (user_id, outcome, to_ms(since)),
    ).fetchone()
    return int(row[0])


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget tries older than *before*; how many."""
    return connection.execute(
        "DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE at < ? ORDER BY at LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
