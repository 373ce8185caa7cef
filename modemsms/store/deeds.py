"""Who of the shop did what, and when."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class DeedRow:
    """One thing that somebody did. *deed* is a stable word; *subject* and *detail* say to what, and how."""

    id: int
    at: datetime
    user_id: int | None
    who: str
    deed: str
    subject: str
    detail: str


def add(
    connection: sqlite3.Connection,
    now: datetime,
    user_id: int | None,
    who: str,
    deed: str,
    subject: str,
    detail: str,
) -> None:
    """Keep that *who* did *deed*."""
    connection.execute(
        "INSERT INTO deeds (at, user_id, who, deed, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (to_ms(now), user_id, who, deed, subject, detail),
    )


def latest(
    connection: sqlite3.Connection, before: int | None, limit: int, user_id: int | None = None
) -> list[DeedRow]:
    """The newest below the row *before*, newest first; of one person if *user_id* is given."""
    whose = "" if user_id is None else "user_id = :user AND"
    rows = connection.execute(
        f"SELECT id, at, user_id, who, deed, subject, detail FROM deeds WHERE {whose} id < :before"
        " ORDER BY id DESC LIMIT :limit",
        {"user": user_id, "before": before if before is not None else 1 << 62, "limit": limit},
    )
    return [DeedRow(row[0], from_ms(row[1]), *row[2:]) for row in rows]


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget deeds older than *before*; how many."""
    return connection.execute(
        "DELETE FROM deeds WHERE id IN (SELECT id FROM deeds WHERE at < ? ORDER BY id LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
