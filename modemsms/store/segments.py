"""Segments and the attempts to hand them over: the ledger's own rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms
from modemsms.store.messages import Reason


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of an outbound message. *sequence* counts from 1."""

    id: int
    message_id: int
    sequence: int
    status: str
    reason: Reason | None
    tries: int
    sim_id: int | None
    expected_reference: int | None
    reference: int | None


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One attempt; *ended* once its outcome is known. *segment_id* is None for a whole message."""

    id: int
    message_id: int
    segment_id: int | None
    modem: str
    sim_id: int
    started_at: datetime
    ended: bool
    outcome: str | None


def _segment(row: sqlite3.Row) -> Segment:
    return Segment(
        id=row["id"],
        message_id=row["message_id"],
        sequence=row["sequence"],
        status=row["status"],
        reason=Reason(row["reason_code"], row["reason_sentence"] or "") if row["reason_code"] else None,
        tries=row["tries"],
        sim_id=row["sim_id"],
        expected_reference=row["expected_reference"],
        reference=row["reference"],
    )


def create(connection: sqlite3.Connection, message_id: int, count: int) -> None:
    """Make the segments of a message that is claimed for the first time."""
    connection.executemany(
        "INSERT INTO segments (message_id, sequence, status) VALUES (?, ?, 'waiting')",
        [(message_id, sequence) for sequence in range(1, count + 1)],
    )


def of_message(connection: sqlite3.Connection, message_id: int) -> list[Segment]:
    """All segments of a message, in order; none before its first claim."""
    rows = connection.execute("SELECT * FROM segments WHERE message_id = ? ORDER BY sequence", (message_id,))
    return [_segment(row) for row in rows]


def get(connection: sqlite3.Connection, segment_id: int) -> Segment:
    """One segment."""
    return _segment(connection.execute("SELECT * FROM segments WHERE id = ?", (segment_id,)).fetchone())


def settle(
    connection: sqlite3.Connection, segment_id: int, status: str, reason: Reason | None, now: datetime
) -> None:
    """Move one segment to *status*."""
    connection.execute(
        "UPDATE segments SET status = ?, reason_code = ?, reason_sentence = ?, settled_at = ? WHERE id = ?",
        (status, reason.code if reason else None, reason.message if reason else None, to_ms(now), segment_id),
    )


def mark_sent(
    connection: sqlite3.Connection, segment_id: int, sim_id: int, reference: int | None, now: datetime
) -> None:
    """The network took the segment from this SIM under this TP-MR."""
    connection.execute(
        "UPDATE segments SET status = 'sent', reason_code = NULL, reason_sentence = NULL, sim_id = ?,"
        " reference = ?, sent_at = ?, settled_at = ? WHERE id = ?",
        (sim_id, reference, to_ms(now), to_ms(now), segment_id),
    )


def put_back(
    connection: sqlite3.Connection, segment_id: int, reason: Reason | None, *, tries: int
) -> None:  # fmt: skip
    """The segment waits again, after *tries* counted attempts."""
    connection.execute(
        "UPDATE segments SET status = 'waiting', reason_code = ?, reason_sentence = ?, tries = ? WHERE id = ?",
        (reason.code if reason else None, reason.message if reason else None, tries, segment_id),
    )


def unknown_before(connection: sqlite3.Connection, moment: datetime, spared: Sequence[str]) -> list[int]:
    """Messages with a segment unknown since before *moment*, but for tests, codes and the reason codes *spared*."""
    marks = ", ".join("?" for _ in spared)
    rows = connection.execute(
        "SELECT DISTINCT message_id FROM segments WHERE status = 'unknown' AND settled_at <= ?"
        f" AND ifnull(reason_code, '') NOT IN ({marks})"
        " AND (SELECT ifnull(purpose, '') FROM messages m WHERE m.id = segments.message_id)"
        " NOT IN ('self_test', 'code')"
        # Nothing goes again by itself to somebody who has left meanwhile.
        " AND NOT EXISTS (SELECT 1 FROM messages m JOIN conversations c ON c.id = m.conversation_id"
        " JOIN consent_now n ON n.number = c.address WHERE m.id = segments.message_id AND n.what = 'out')"
        # By itself a segment goes again once; what is unknown then is a person's.
        " AND (SELECT count(*) FROM attempts a WHERE a.message_id = segments.message_id AND a.outcome = 'unknown'"
        " AND (a.segment_id = segments.id OR a.segment_id IS NULL)) <= 1"
        " ORDER BY message_id LIMIT 100",
        (to_ms(moment), *spared),
    )
    return [row["message_id"] for row in rows]


def begin_attempt(
    connection: sqlite3.Connection,
    taken: Sequence[Segment],
    *,
    whole: bool,
    modem: str,
    sim_id: int,
    expected_reference: int | None,
    now: datetime,
) -> int:
    """Write ahead that *taken* are about to be handed to *modem* in one go; the attempt's id."""
    connection.executemany(
        "UPDATE segments SET status = 'air', sim_id = ?, expected_reference = ? WHERE id = ?",
        [(sim_id, expected_reference, segment.id) for segment in taken],
    )
    cursor = connection.execute(
        "INSERT INTO attempts (message_id, segment_id, units, modem, sim_id, started_at) VALUES (?, ?, ?, ?, ?, ?)",
        (taken[0].message_id, None if whole else taken[0].id, len(taken), modem, sim_id, to_ms(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def attempt(connection: sqlite3.Connection, attempt_id: int) -> AttemptRow | None:
    """One attempt, None when there is no such."""
    row = connection.execute("SELECT * FROM attempts WHERE id = ?", (attempt_id,)).fetchone()
    return None if row is None else _attempt(row)


def _attempt(row: sqlite3.Row) -> AttemptRow:
    return AttemptRow(
        id=row["id"],
        message_id=row["message_id"],
        segment_id=row["segment_id"],
        modem=row["modem"],
        sim_id=row["sim_id"],
        started_at=from_ms(row["started_at"]),
        ended=row["ended_at"] is not None,
        outcome=row["outcome"],
    )


def end_attempt(
    connection: sqlite3.Connection, attempt_id: int, outcome: str, now: datetime, *, counted: bool = True
) -> None:
    """Note how an attempt ended; *counted* is whether it used up a limit."""
    connection.execute(
        "UPDATE attempts SET ended_at = ?, outcome = ?, counted = ? WHERE id = ?",
        (to_ms(now), outcome, int(counted), attempt_id),
    )


def open_attempts(connection: sqlite3.Connection) -> list[AttemptRow]:
    """Attempts without an end, oldest first: what was in the air when something died."""
    rows = connection.execute("SELECT * FROM attempts WHERE ended_at IS NULL ORDER BY id")
    return [_attempt(row) for row in rows]


def had_outcome(connection: sqlite3.Connection, segment: Segment, outcome: str) -> bool:
    """Whether any attempt for this segment ended so."""
    row = connection.execute(
        "SELECT 1 FROM attempts WHERE message_id = ? AND outcome = ?"
        " AND (segment_id = ? OR segment_id IS NULL) LIMIT 1",
        (segment.message_id, outcome, segment.id),
    ).fetchone()
    return row is not None


def call_restored(connection: sqlite3.Connection, reason: Reason) -> None:
    """What is unknown in a restored backup may have been settled since: it stays where it is."""
    connection.execute(
        "UPDATE segments SET reason_code = ?, reason_sentence = ? WHERE status = 'unknown'",
        (reason.code, reason.message),
    )


def is_newest_attempt(connection: sqlite3.Connection, row: AttemptRow) -> bool:
    """Whether no later attempt was made for the same message."""
    newest = connection.execute(
        "SELECT max(id) AS id FROM attempts WHERE message_id = ? AND segment_id IS ?",
        (row.message_id, row.segment_id),
    ).fetchone()
    return bool(newest["id"] == row.id)


def left_within(
    connection: sqlite3.Connection, sim_id: int, since: datetime, now: datetime
) -> Iterator[tuple[int, int]]:
    """What left this SIM in a window, newest first: when (ms) and how many segments.

    What lies in the future was written by a wrong clock and does not count.
    """
    rows = connection.execute(
        "SELECT started_at, units FROM attempts WHERE counted = 1 AND sim_id = ? AND started_at > ?"
        " AND started_at <= ? ORDER BY started_at DESC",
        (sim_id, to_ms(since), to_ms(now)),
    )
    for row in rows:
        yield row["started_at"], row["units"]


def left_between(connection: sqlite3.Connection, sim_id: int, since: datetime, now: datetime) -> int:
    """How many segments left this SIM in a window, counted as ``left_within`` does."""
    row = connection.execute(
        "SELECT sum(units) FROM attempts WHERE counted = 1 AND sim_id = ? AND started_at > ? AND started_at <= ?",
        (sim_id, to_ms(since), to_ms(now)),
    ).fetchone()
    return row[0] or 0


def left_since(connection: sqlite3.Connection, sim_id: int, since: datetime) -> int:
    """How many segments this SIM was given since *since*."""
    row = connection.execute(
        "SELECT ifnull(sum(units), 0) AS n FROM attempts WHERE counted = 1 AND sim_id = ? AND started_at > ?",
        (sim_id, to_ms(since)),
    ).fetchone()
    return int(row["n"])


def billed_since(connection: sqlite3.Connection, sim_id: int, since: datetime) -> int:
    """How many segments the network took from this SIM since *since*, or may have taken."""
    row = connection.execute(
        "SELECT sum(units) FROM attempts WHERE counted = 1 AND sim_id = ? AND started_at >= ?"
        " AND ifnull(outcome, '') NOT IN ('rejected', 'refused', 'not_sent')",
        (sim_id, to_ms(since)),
    ).fetchone()
    return row[0] or 0


@dataclass(frozen=True, slots=True)
class LastText:
    """The attempt that a SIM made last, and when it was done with it."""

    attempt_id: int
    left_at: datetime


def last_text(connection: sqlite3.Connection, sim_id: int, now: datetime) -> LastText | None:
    """What this SIM was given last, as far as the clock goes; None for nothing."""
    row = connection.execute(
        "SELECT id, started_at, ended_at FROM attempts WHERE counted = 1 AND sim_id = ? AND started_at <= ?"
        " ORDER BY started_at DESC, id DESC LIMIT 1",
        (sim_id, to_ms(now)),
    ).fetchone()
    if row is None:
        return None
    # An end in the future was written by a clock that has been set back since.
    ended: int = row["ended_at"] or row["started_at"]
    return LastText(row["id"], from_ms(ended if ended <= to_ms(now) else row["started_at"]))


@dataclass(frozen=True, slots=True)
class Ending:
    """How one attempt of a SIM ended, and for whom it was."""

    outcome: str
    conversation_id: int


def last_endings(
    connection: sqlite3.Connection, sim_id: int, since: datetime, now: datetime, limit: int
) -> list[Ending]:
    """The last *limit* attempts of a SIM in a window that have ended, newest first."""
    rows = connection.execute(
        "SELECT a.outcome, m.conversation_id FROM attempts a JOIN messages m ON m.id = a.message_id"
        " WHERE a.counted = 1 AND a.sim_id = ? AND a.started_at > ? AND a.started_at <= ?"
        " AND a.outcome IS NOT NULL ORDER BY a.started_at DESC LIMIT ?",
        (sim_id, to_ms(since), to_ms(now), limit),
    )
    return [Ending(row["outcome"], row["conversation_id"]) for row in rows]


def in_the_air(connection: sqlite3.Connection) -> dict[int, int]:
    """How many attempts are in the air, by SIM."""
    rows = connection.execute("SELECT sim_id, count(*) FROM attempts WHERE ended_at IS NULL GROUP BY sim_id")
    return {row[0]: row[1] for row in rows}
