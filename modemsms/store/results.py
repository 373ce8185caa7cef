"""What became of each number of an occurrence: of their message, what they answered, why they got none."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms
from modemsms.store.messages import Reason
from modemsms.store.recipients import Recipient, recipient_of


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one number. *status* is that of their message, or empty; *why* its reason."""

    recipient: Recipient
    message_id: str | None
    conversation_id: int | None
    status: str
    why: Reason | None
    replied_at: datetime | None
    opted_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote back: *row_id* is that text, *name* empty for nobody's number."""

    number: str
    name: str
    row_id: int
    conversation_id: int
    text: str
    at: datetime


# Up to so many are looked up by their state and put in order; more are met soon enough on the way through all.
FEW = 2000

# The figure in which those of a state are counted.
_FIGURES = {
    "new": "waiting",
    "waiting": "waiting",
    "left_out": "left_out",
    "stopped": "stopped",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "unknown": "unknown",
    "cancelled": "cancelled",
}
_OWN_STATES = frozenset({"new", "waiting", "left_out", "stopped"})

_RESULT = (
    "SELECT r.*, ifnull(k.name, '') AS name, m.uuid, m.conversation_id, m.status, m.reason_code, m.reason_sentence"
    " FROM recipients r LEFT JOIN messages m ON m.id = r.message_id"
    " LEFT JOIN contact_numbers n ON n.number = r.number LEFT JOIN contacts k ON k.id = n.contact_id"
)


def results(
    connection: sqlite3.Connection, occurrence_id: int, after: int, limit: int, states: Sequence[str] = ()
) -> list[Result]:
    """What became of each, above position *after*; only of those in *states* (of theirs or their message's)."""
    if states and _counted(connection, occurrence_id, states) <= FEW:
        return _few(connection, occurrence_id, after, limit, states)
    marks = ", ".join("?" * len(states))
    only = f" AND (m.status IN ({marks}) OR r.state IN ({marks}))" if states else ""
    rows = connection.execute(
        f"{_RESULT} WHERE r.occurrence_id = ? AND r.position > ?{only} ORDER BY r.position LIMIT ?",
        (occurrence_id, after, *states, *states, limit),
    )
    return [_result(row) for row in rows]


def _counted(connection: sqlite3.Connection, occurrence_id: int, states: Sequence[str]) -> int:
    """At most how many are in *states*, from the figures of the occurrence."""
    columns = sorted({_FIGURES[state] for state in states if state in _FIGURES}) or ["0"]
    row = connection.execute(
        f"SELECT {' + '.join(columns)} AS n FROM occurrences WHERE id = ?", (occurrence_id,)
    ).fetchone()
    return 0 if row is None else int(row["n"])


def _few(
    connection: sqlite3.Connection, occurrence_id: int, after: int, limit: int, states: Sequence[str]
) -> list[Result]:
    marks = ", ".join("?" * len(states))
    rows = connection.execute(
        f"{_RESULT} WHERE r.message_id IN (SELECT id FROM messages WHERE occurrence_id = ? AND status IN ({marks}))"
        " AND r.position > ? ORDER BY +r.position LIMIT ?",
        (occurrence_id, *states, after, limit),
    ).fetchall()
    for state in _OWN_STATES & set(states):
        # Written out, so that SQLite sees that the index of this state holds them all.
        rows += connection.execute(
            f"{_RESULT} WHERE r.occurrence_id = ? AND r.state = '{state}' AND r.position > ?"
            " ORDER BY r.position LIMIT ?",
            (occurrence_id, after, limit),
        ).fetchall()
    return [_result(row) for row in sorted(rows, key=lambda row: int(row["position"]))[:limit]]


def replies(connection: sqlite3.Connection, occurrence_id: int, after: int, limit: int) -> list[Result]:
    """Those who wrote back, above position *after*."""
    rows = connection.execute(
        f"{_RESULT} WHERE r.occurrence_id = ? AND r.position > ? AND r.replied_at IS NOT NULL"
        " ORDER BY r.position LIMIT ?",
        (occurrence_id, after, limit),
    )
    return [_result(row) for row in rows]


def answers(connection: sqlite3.Connection, occurrence_id: int, limit: int) -> list[Answer]:
    """What came back, the newest first; a text that was deleted since is left out."""
    rows = connection.execute(
        "SELECT r.number, ifnull(k.name, '') AS name, m.id, m.conversation_id, m.text, r.replied_at"
        " FROM recipients r JOIN messages m ON m.id = r.reply_id"
        " LEFT JOIN contact_numbers n ON n.number = r.number LEFT JOIN contacts k ON k.id = n.contact_id"
        " WHERE r.occurrence_id = ? AND r.replied_at IS NOT NULL ORDER BY r.replied_at DESC, r.reply_id DESC LIMIT ?",
        (occurrence_id, limit),
    )
    return [
        Answer(
            row["number"],
            row["name"],
            row["id"],
            row["conversation_id"],
            row["text"],
            from_ms(row["replied_at"]),
        )
        for row in rows
    ]


def left(connection: sqlite3.Connection, occurrence_id: int, after: int, limit: int) -> list[Result]:
    """Those who asked for no more texts because of it, above position *after*."""
    rows = connection.execute(
        f"{_RESULT} WHERE r.occurrence_id = ? AND r.position > ? AND r.opted_out_at IS NOT NULL"
        " ORDER BY r.position LIMIT ?",
        (occurrence_id, after, limit),
    )
    return [_result(row) for row in rows]


def reasons(connection: sqlite3.Connection, occurrence_id: int) -> dict[str, int]:
    """How many were left out, by why."""
    rows = connection.execute(
        "SELECT reason, count(*) AS n FROM recipients WHERE occurrence_id = ? AND state = 'left_out' GROUP BY reason",
        (occurrence_id,),
    )
    return {row["reason"]: row["n"] for row in rows}


def _result(row: sqlite3.Row) -> Result:
    code = row["reason_code"]
    return Result(
        recipient=recipient_of(row),
        message_id=row["uuid"],
        conversation_id=row["conversation_id"],
        status=row["status"] or "",
        why=None if code is None else Reason(code, row["reason_sentence"]),
        replied_at=None if row["replied_at"] is None else from_ms(row["replied_at"]),
        opted_out_at=None if row["opted_out_at"] is None else from_ms(row["opted_out_at"]),
    )
