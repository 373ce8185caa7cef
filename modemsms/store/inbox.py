"""Inbound segments as they came, and the groups that join long messages."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What the segments of one long message share (3GPP TS 23.040, 9.2.3.24.1 and .8)."""

    sim_id: int
    sender: str
    reference: int
    width: int
    total: int


@dataclass(frozen=True, slots=True)
class Group:
    """One long message under way; *missing* segments have not come, *message_id* once it is shown."""

    id: int
    total: int
    missing: int
    first_at: datetime
    message_id: int | None


def last_taken(connection: sqlite3.Connection, identity: str) -> datetime | None:
    """When a segment of this identity was taken last."""
    row = connection.execute(
        "SELECT taken_at FROM inbound_segments WHERE identity = ? ORDER BY id DESC LIMIT 1", (identity,)
    ).fetchone()
    return None if row is None else from_ms(row["taken_at"])


def add(
    connection: sqlite3.Connection,
    sim_id: int,
    *,
    identity: str,
    tpdu: bytes,
    now: datetime,
    group_id: int | None = None,
    sequence: int | None = None,
    message_id: int | None = None,
    why_unread: str | None = None,
) -> None:
    """Keep a segment as it came. *why_unread* says why it is not shown."""
    connection.execute(
        "INSERT INTO inbound_segments (sim_id, identity, tpdu, sequence, group_id, message_id, why_unread, taken_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (sim_id, identity, tpdu, sequence, group_id, message_id, why_unread, to_ms(now)),
    )


def open_group(
    connection: sqlite3.Connection, key: GroupKey, sequence: int, since: datetime, until: datetime
) -> Group | None:
    """The newest group of this key that began in a window and still lacks *sequence*."""
    row = connection.execute(
        "SELECT * FROM inbound_groups g WHERE missing > 0 AND sim_id = ? AND sender = ? AND reference = ?"
        " AND width = ? AND total = ? AND first_at >= ? AND first_at <= ? AND NOT EXISTS"
        " (SELECT 1 FROM inbound_segments s WHERE s.group_id = g.id AND s.sequence = ?)"
        " ORDER BY id DESC LIMIT 1",
        (key.sim_id, key.sender, key.reference, key.width, key.total, to_ms(since), to_ms(until), sequence),
    ).fetchone()
    return None if row is None else _group(row)


def new_group(connection: sqlite3.Connection, key: GroupKey, now: datetime) -> Group:
    """Begin a group of which no segment is in yet."""
    cursor = connection.execute(
        "INSERT INTO inbound_groups (sim_id, sender, reference, width, total, first_at, missing)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (key.sim_id, key.sender, key.reference, key.width, key.total, to_ms(now), key.total),
    )
    assert cursor.lastrowid is not None
    return Group(cursor.lastrowid, key.total, key.total, now, None)


def one_less(connection: sqlite3.Connection, group_id: int) -> None:
    """One of the missing segments is in."""
    connection.execute("UPDATE inbound_groups SET missing = missing - 1 WHERE id = ?", (group_id,))


def show(connection: sqlite3.Connection, group_id: int, message_id: int) -> None:
    """The group is shown as this message."""
    connection.execute("UPDATE inbound_groups SET message_id = ? WHERE id = ?", (message_id, group_id))
    connection.execute(
        "UPDATE inbound_segments SET message_id = ? WHERE group_id = ?", (message_id, group_id)
    )


def get_group(connection: sqlite3.Connection, group_id: int) -> Group:
    """One group."""
    return _group(connection.execute("SELECT * FROM inbound_groups WHERE id = ?", (group_id,)).fetchone())


def tpdus(connection: sqlite3.Connection, group_id: int) -> list[tuple[int, bytes, int]]:
    """The segments of a group that are in, in order: sequence, TPDU, SIM."""
    rows = connection.execute(
        "SELECT sequence, tpdu, sim_id FROM inbound_segments WHERE group_id = ? ORDER BY sequence",
        (group_id,),
    )
    return [(row["sequence"], row["tpdu"], row["sim_id"]) for row in rows]


def late_groups(connection: sqlite3.Connection, before: datetime, now: datetime, limit: int) -> list[Group]:
    """Incomplete groups that began before *before* and are not shown yet."""
    rows = connection.execute(
        "SELECT * FROM inbound_groups WHERE missing > 0 AND message_id IS NULL"
        # One from the future began under a clock that has been set back.
        " AND (first_at <= ? OR first_at > ?) ORDER BY first_at LIMIT ?",
        (to_ms(before), to_ms(now), limit),
    )
    return [_group(row) for row in rows]


def next_late(connection: sqlite3.Connection) -> datetime | None:
    """When the oldest incomplete group that is not shown began."""
    row = connection.execute(
        "SELECT min(first_at) AS at FROM inbound_groups WHERE missing > 0 AND message_id IS NULL"
    ).fetchone()
    return None if row["at"] is None else from_ms(row["at"])


def sim_of(connection: sqlite3.Connection, group_id: int) -> tuple[int, str]:
    """SIM and sender of a group."""
    row = connection.execute("SELECT sim_id, sender FROM inbound_groups WHERE id = ?", (group_id,)).fetchone()
    return row["sim_id"], row["sender"]


def _group(row: sqlite3.Row) -> Group:
    return Group(row["id"], row["total"], row["missing"], from_ms(row["first_at"]), row["message_id"])
