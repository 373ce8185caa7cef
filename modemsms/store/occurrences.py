"""Occurrences: each run of a broadcast, with its progress in figures that cost no counting."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from modemsms.clock import from_ms, to_ms

State = Literal["running", "paused", "done", "stopped", "missed"]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people an occurrence has, and where they stand.

    *waiting* have no message yet, *left_out* get none, *stopped* would have got one; the states of messages follow.
    """

    people: int
    waiting: int
    left_out: int
    stopped: int
    queued: int
    sending: int
    sent: int
    delivered: int
    undelivered: int
    failed: int
    unknown: int
    cancelled: int
    replied: int
    opted_out: int

    @property
    def in_queue(self) -> int:
        """Messages that still have to leave, or are leaving."""
        return self.queued + self.sending

    @property
    def out(self) -> int:
        """Messages that the network took."""
        return self.sent + self.delivered + self.undelivered


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One run. *key* is its local date, *due_at* its moment; *per_minute* is the pace, None as fast as SIMs may."""

    id: int
    broadcast_id: int
    key: str
    due_at: datetime
    state: State
    text: str
    started_at: datetime | None
    ended_at: datetime | None
    per_minute: int | None
    fed_at: datetime | None
    tally: Tally


_COUNTED = tuple(Tally.__dataclass_fields__)


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)


def _occurrence(row: sqlite3.Row) -> Occurrence:
    return Occurrence(
        id=row["id"],
        broadcast_id=row["broadcast_id"],
        key=row["key"],
        due_at=from_ms(row["due_at"]),
        state=cast(State, row["state"]),
        text=row["text"],
        started_at=_moment(row["started_at"]),
        ended_at=_moment(row["ended_at"]),
        per_minute=row["per_minute"],
        fed_at=_moment(row["fed_at"]),
        tally=Tally(*(row[name] for name in _COUNTED)),
    )


def begin(
    connection: sqlite3.Connection,
    broadcast_id: int,
    key: str,
    due_at: datetime,
    state: State,
    text: str,
    per_minute: int | None,
    now: datetime,
) -> int | None:
    """Insert one; None where it is there already: each occurrence is once."""
    ended = to_ms(now) if state == "missed" else None
    row = connection.execute(
        "INSERT INTO occurrences (broadcast_id, key, due_at, state, text, per_minute, started_at, ended_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        (
            broadcast_id,
            key,
            to_ms(due_at),
            state,
            text,
            per_minute,
            None if ended is not None else to_ms(now),
            ended,
        ),
    ).fetchone()
    return None if row is None else int(row["id"])


def get(connection: sqlite3.Connection, occurrence_id: int) -> Occurrence | None:
    """One occurrence."""
    row = connection.execute("SELECT * FROM occurrences WHERE id = ?", (occurrence_id,)).fetchone()
    return None if row is None else _occurrence(row)


def of_broadcast(
    connection: sqlite3.Connection, broadcast_id: int, limit: int, before: int = 1 << 62
) -> list[Occurrence]:
    """Those of one broadcast, newest first, below row *before*."""
    rows = connection.execute(
        "SELECT * FROM occurrences WHERE broadcast_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (broadcast_id, before, limit),
    )
    return [_occurrence(row) for row in rows]


def newest_of(connection: sqlite3.Connection, broadcast_ids: list[int]) -> dict[int, Occurrence]:
    """The newest one of each of some broadcasts."""
    marks = ", ".join("?" * len(broadcast_ids))
    rows = connection.execute(
        "SELECT * FROM occurrences WHERE id IN (SELECT max(id) FROM occurrences"
        f" WHERE broadcast_id IN ({marks}) GROUP BY broadcast_id)",
        broadcast_ids,
    )
    return {row["broadcast_id"]: _occurrence(row) for row in rows}


def unfinished_of(connection: sqlite3.Connection, broadcast_id: int) -> list[Occurrence]:
    """Those of one broadcast that run or are paused."""
    rows = connection.execute(
        "SELECT * FROM occurrences WHERE state IN ('running', 'paused') AND broadcast_id = ? ORDER BY id",
        (broadcast_id,),
    )
    return [_occurrence(row) for row in rows]


def under_way(connection: sqlite3.Connection, state: State) -> list[Occurrence]:
    """Those in *state* (running, or paused), oldest first."""
    rows = connection.execute("SELECT * FROM occurrences WHERE state = ? ORDER BY id", (state,))
    return [_occurrence(row) for row in rows]


def set_state(
    connection: sqlite3.Connection, occurrence_id: int, state: State, ended_at: datetime | None
) -> None:
    """Move one to *state*."""
    connection.execute(
        "UPDATE occurrences SET state = ?, ended_at = ? WHERE id = ?",
        (state, None if ended_at is None else to_ms(ended_at), occurrence_id),
    )


def forget(connection: sqlite3.Connection, occurrence_id: int) -> None:
    """One that nobody was meant by."""
    connection.execute("DELETE FROM occurrences WHERE id = ?", (occurrence_id,))


def set_people(connection: sqlite3.Connection, occurrence_id: int, people: int) -> None:
    """Say how many it has, none of whom has a message yet."""
    connection.execute(
        "UPDATE occurrences SET people = ?, waiting = ? WHERE id = ?", (people, people, occurrence_id)
    )


def set_pace(connection: sqlite3.Connection, occurrence_id: int, per_minute: int | None) -> None:
    """Another pace from now on."""
    connection.execute(
        "UPDATE occurrences SET per_minute = ?, fed_at = NULL WHERE id = ?", (per_minute, occurrence_id)
    )


def fed(connection: sqlite3.Connection, occurrence_id: int, moment: datetime) -> None:
    """From *moment* on its pace allows the next."""
    connection.execute("UPDATE occurrences SET fed_at = ? WHERE id = ?", (to_ms(moment), occurrence_id))
