"""Status reports as they came, and the segments they may speak of."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import to_ms


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment that a report may be about."""

    segment_id: int
    message_id: int
    status: str
    address: str
    expected_reference: int | None
    reference: int | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report that found no segment yet."""

    id: int
    reference: int
    recipient: str
    tp_status: int


def add(
    connection: sqlite3.Connection,
    sim_id: int,
    *,
    reference: int,
    recipient: str,
    tp_status: int,
    segment_id: int | None,
    now: datetime,
) -> None:
    """Keep a report; *segment_id* is what it was matched with."""
    connection.execute(
        "INSERT INTO reports (sim_id, reference, recipient, tp_status, taken_at, segment_id)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (sim_id, reference, recipient, tp_status, to_ms(now), segment_id),
    )


def waiting(connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> list[ReportRow]:
    """Reports for this SIM and TP-MR that came before anything they fit, oldest first."""
    rows = connection.execute(
        "SELECT id, reference, recipient, tp_status FROM reports"
        " WHERE segment_id IS NULL AND sim_id = ? AND reference = ? AND taken_at >= ? ORDER BY id",
        (sim_id, reference, to_ms(since)),
    )
    return [ReportRow(*row) for row in rows]


def unmatched(connection: sqlite3.Connection, sim_id: int, since: datetime) -> list[ReportRow]:
    """Reports of this SIM since *since* that fit nothing yet, oldest first."""
    rows = connection.execute(
        "SELECT id, reference, recipient, tp_status FROM reports"
        " WHERE segment_id IS NULL AND sim_id = ? AND taken_at >= ? ORDER BY id",
        (sim_id, to_ms(since)),
    )
    return [ReportRow(*row) for row in rows]


def claim(connection: sqlite3.Connection, report_id: int, segment_id: int) -> None:
    """This report speaks of that segment."""
    connection.execute("UPDATE reports SET segment_id = ? WHERE id = ?", (segment_id, report_id))


CANDIDATE = (
    "SELECT s.id AS segment_id, s.message_id, s.status, s.expected_reference, s.reference, c.address"
    " FROM segments s JOIN messages m ON m.id = s.message_id JOIN conversations c ON c.id = m.conversation_id"
)


def sent_under(
    connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime
) -> list[Candidate]:
    """Segments sent from this SIM under this TP-MR whose fate is open, newest first."""
    rows = connection.execute(
        f"{CANDIDATE} WHERE s.status = 'sent' AND s.sim_id = ? AND s.reference = ? AND s.sent_at >= ?"
        " ORDER BY s.id DESC LIMIT 50",
        (sim_id, reference, to_ms(since)),
    )
    return [_candidate(row) for row in rows]


def unsure(connection: sqlite3.Connection, sim_id: int, since: datetime) -> list[Candidate]:
    """Segments tried on this SIM that are unknown, failed, in the air or backing off, newest first."""
    rows = connection.execute(
        f"{CANDIDATE} WHERE s.status IN ('unknown', 'failed', 'waiting', 'air') AND s.sim_id = ?"
        " AND m.created_at >= ? AND EXISTS (SELECT 1 FROM attempts a WHERE a.segment_id = s.id)"
        " ORDER BY s.id DESC LIMIT 200",
        (sim_id, to_ms(since)),
    )
    return [_candidate(row) for row in rows]


def used_reference(connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> list[str]:
    """The addresses to which segments of any fate went from this SIM under this TP-MR lately."""
    rows = connection.execute(
        "SELECT c.address FROM segments s JOIN messages m ON m.id = s.message_id"
        " JOIN conversations c ON c.id = m.conversation_id"
        " WHERE s.sim_id = ? AND s.reference = ? AND s.sent_at >= ? ORDER BY s.id DESC LIMIT 50",
        (sim_id, reference, to_ms(since)),
    )
    return [row["address"] for row in rows]


def _candidate(row: sqlite3.Row) -> Candidate:
    return Candidate(
        segment_id=row["segment_id"],
        message_id=row["message_id"],
        status=row["status"],
        address=row["address"],
        expected_reference=row["expected_reference"],
        reference=row["reference"],
    )


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget reports older than *before*; how many."""
    return connection.execute(
        "DELETE FROM reports WHERE id IN (SELECT id FROM reports WHERE taken_at < ? LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
