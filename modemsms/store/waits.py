"""Lanes of the outbox that do not move, and why: what a waiting message shows as its reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from modemsms.store.messages import Reason


@dataclass(frozen=True, slots=True)
class Wait:
    """Why messages of a lane stand that have at least this *priority* (0 is all of them)."""

    reason: Reason
    priority: int = 0


def current(connection: sqlite3.Connection) -> dict[str, Wait]:
    """What is told now, by lane."""
    rows = connection.execute("SELECT lane, priority, code, sentence FROM waits")
    return {row["lane"]: Wait(Reason(row["code"], row["sentence"]), row["priority"]) for row in rows}


def put(connection: sqlite3.Connection, changes: Mapping[str, Wait | None]) -> None:
    """Tell other reasons; None for a lane that moves again."""
    for lane, wait in changes.items():
        if wait is None:
            connection.execute("DELETE FROM waits WHERE lane = ?", (lane,))
        else:
            connection.execute(
                "INSERT OR REPLACE INTO waits (lane, priority, code, sentence) VALUES (?, ?, ?, ?)",
                (lane, wait.priority, wait.reason.code, wait.reason.message),
            )
