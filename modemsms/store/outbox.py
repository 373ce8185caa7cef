"""The outbox: one row for each message that still has to leave, and who may take the next one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.clock import from_ms, to_ms

# No back-off is longer than this; a row due later than it was put off by a clock that has since
# been set back, and is due at once.
LONGEST_PAUSE = timedelta(hours=1)


# How long after its pause a text waits for another modem than the one that refused it.
AVOIDED_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A message in the outbox."""

    message_id: int
    conversation_id: int
    state: str
    priority: int
    wanted_modem: str | None
    avoid_modem: str | None
    sim_id: int | None
    started: bool
    due_at: datetime | None
    expires_at: datetime | None


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        message_id=row["message_id"],
        conversation_id=row["conversation_id"],
        state=row["state"],
        priority=row["priority"],
        wanted_modem=row["wanted_modem"],
        avoid_modem=row["avoid_modem"],
        sim_id=row["sim_id"],
        started=bool(row["started"]),
        due_at=None if row["due_at"] is None else from_ms(row["due_at"]),
        expires_at=None if row["expires_at"] is None else from_ms(row["expires_at"]),
    )


def add(
    connection: sqlite3.Connection,
    message_id: int,
    conversation_id: int,
    *,
    state: str,
    priority: int,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    wanted_modem: str | None = None,
) -> None:
    """Put a message into the outbox."""
    connection.execute(
        "INSERT INTO outbox (message_id, conversation_id, state, priority, due_at, expires_at, wanted_modem)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            message_id,
            conversation_id,
            state,
            priority,
            None if due_at is None else to_ms(due_at),
            None if expires_at is None else to_ms(expires_at),
            wanted_modem,
        ),
    )


def get(connection: sqlite3.Connection, message_id: int) -> Entry | None:
    """The entry of a message, None once nothing of it has to leave any more."""
    row = connection.execute("SELECT * FROM outbox WHERE message_id = ?", (message_id,)).fetchone()
    return None if row is None else _entry(row)


def remove(connection: sqlite3.Connection, message_id: int) -> None:
    """Nothing of this message has to leave any more."""
    connection.execute("DELETE FROM outbox WHERE message_id = ?", (message_id,))


def move(
    connection: sqlite3.Connection,
    message_id: int,
    state: str,
    *,
    due_at: datetime | None = None,
    avoid_modem: str | None = None,
) -> None:
    """Move a message to *state*."""
    connection.execute(
        "UPDATE outbox SET state = ?, due_at = ?, avoid_modem = ? WHERE message_id = ?",
        (state, None if due_at is None else to_ms(due_at), avoid_modem, message_id),
    )


def take_up(connection: sqlite3.Connection, message_id: int, sim_id: int) -> None:
    """A segment goes on the air from this SIM."""
    connection.execute(
        "UPDATE outbox SET state = 'air', due_at = NULL, sim_id = ? WHERE message_id = ?",
        (sim_id, message_id),
    )


def bind(connection: sqlite3.Connection, message_id: int, *, started: bool, sim_id: int | None) -> None:
    """Whether any segment may be out, and from which SIM the rest must follow."""
    connection.execute(
        "UPDATE outbox SET started = ?, sim_id = ? WHERE message_id = ?", (int(started), sim_id, message_id)
    )


# A message waits for its turn behind what is in the air to the same address, behind one of the same
# or a higher priority that is half out on a SIM that is here, and behind older ones of its own
# priority. A half-sent one waits only for older half-sent ones, or two of them could wait for each
# other for ever. A modem that refused a text leaves it to the others for a while, not for ever.
NEXT = """
SELECT o.* FROM outbox o
WHERE o.state = 'ready' AND o.priority <= :lowest
  AND (o.sim_id IS NULL OR o.sim_id = :sim)
  AND NOT (o.started AND :whole)
  AND (o.wanted_modem IS NULL OR o.wanted_modem = :modem)
  AND (o.avoid_modem IS NULL OR o.avoid_modem <> :modem OR :alone
    OR o.sim_id IS NOT NULL OR o.wanted_modem IS NOT NULL OR o.due_at <= :lapsed)
  AND NOT EXISTS (
    SELECT 1 FROM outbox x
    WHERE x.conversation_id = o.conversation_id AND x.message_id <> o.message_id
      AND (x.state = 'air'
        OR x.state = 'ready' AND x.started AND x.priority <= o.priority
           AND x.sim_id IN (SELECT value FROM json_each(:present))
           AND (NOT o.started OR x.message_id < o.message_id)
        OR x.state = 'ready' AND NOT o.started AND x.priority = o.priority AND x.message_id < o.message_id
           AND (NOT x.started OR x.sim_id IN (SELECT value FROM json_each(:present)))))
ORDER BY o.priority, o.message_id LIMIT 2
"""


def next_for(
    connection: sqlite3.Connection,
    modem: str,
    sim_id: int,
    *,
    lowest_priority: int,
    alone: bool,
    whole: bool,
    present_sims: Iterable[int],
    now: datetime,
) -> tuple[Entry | None, bool]:
    """The message that *modem* takes next, and whether another stands behind it.

    *alone* says that no other modem could take a message that was put off *modem*; *whole* that it
    takes no half-sent ones.
    """
    values = {
        "modem": modem,
        "sim": sim_id,
        "lowest": lowest_priority,
        "alone": alone,
        "whole": whole,
        "present": json.dumps(sorted(present_sims)),
        "lapsed": to_ms(now - AVOIDED_FOR),
    }
    rows = connection.execute(NEXT, values).fetchall()
    return (_entry(rows[0]) if rows else None), len(rows) > 1


def any_ready(connection: sqlite3.Connection) -> bool:
    """Whether anything at all waits for a modem: a look that takes no lock."""
    return connection.execute("SELECT 1 FROM outbox WHERE state = 'ready' LIMIT 1").fetchone() is not None


def due(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Entry]:
    """Scheduled and put-off messages whose time has come."""
    moment, far = to_ms(now), to_ms(now + LONGEST_PAUSE)
    rows = connection.execute(
        "SELECT * FROM outbox WHERE state IN ('scheduled', 'later') AND due_at <= ? ORDER BY due_at LIMIT ?",
        (moment, limit),
    ).fetchall()
    if not rows:
        rows = connection.execute(
            "SELECT * FROM outbox WHERE state IN ('scheduled', 'later') AND state = 'later' AND due_at > ? LIMIT ?",
            (far, limit),
        ).fetchall()
    return [_entry(row) for row in rows]


def expired(connection: sqlite3.Connection, now: datetime, limit: int) -> list[Entry]:
    """Messages that nobody may send any more; what is in the air is left alone."""
    rows = connection.execute(
        "SELECT * FROM outbox WHERE expires_at IS NOT NULL AND expires_at <= ? AND state <> 'air'"
        " ORDER BY expires_at LIMIT ?",
        (to_ms(now), limit),
    )
    return [_entry(row) for row in rows]


def without_modem(connection: sqlite3.Connection, limit: int) -> list[Entry]:
    """Messages that ask for a modem which was taken away."""
    rows = connection.execute(
        "SELECT * FROM outbox WHERE wanted_modem IS NOT NULL AND state <> 'air'"
        " AND wanted_modem NOT IN (SELECT name FROM modems) LIMIT ?",
        (limit,),
    )
    return [_entry(row) for row in rows]


def without_sim(
    connection: sqlite3.Connection, present_sims: Iterable[int], since: datetime, limit: int
) -> list[Entry]:
    """Half-sent messages whose SIM is not here and has sent nothing of them since *since*."""
    rows = connection.execute(
        "SELECT * FROM outbox o WHERE started AND state <> 'air'"
        " AND sim_id NOT IN (SELECT value FROM json_each(?))"
        " AND (SELECT max(started_at) FROM attempts a WHERE a.message_id = o.message_id) <= ? LIMIT ?",
        (json.dumps(sorted(present_sims)), to_ms(since), limit),
    )
    return [_entry(row) for row in rows]


def next_moment(connection: sqlite3.Connection) -> datetime | None:
    """When the next scheduled, put-off or expiring message wants to be looked at."""
    row = connection.execute(
        "SELECT min(moment) AS moment FROM ("
        " SELECT min(due_at) AS moment FROM outbox WHERE state IN ('scheduled', 'later')"
        " UNION ALL SELECT min(expires_at) FROM outbox WHERE expires_at IS NOT NULL AND state <> 'air')"
    ).fetchone()
    return None if row["moment"] is None else from_ms(row["moment"])


def texted_since(
    connection: sqlite3.Connection, conversation_id: int, since: datetime, now: datetime
) -> list[tuple[str, int]]:
    """Texts to one address that went into the queue in a window, with the time: what the fuse judges.

    Held, failed and cancelled ones reached nobody and do not count.
    """
    rows = connection.execute(
        "SELECT m.text, m.queued_at FROM messages m LEFT JOIN outbox o ON o.message_id = m.id"
        " WHERE m.conversation_id = ? AND m.direction = 'outbound' AND m.queued_at > ? AND m.queued_at <= ?"
        " AND m.status NOT IN ('failed', 'cancelled', 'scheduled') AND ifnull(o.state, '') <> 'held'"
        # An hour holds few messages of one conversation, all among its newest.
        " AND m.id > (SELECT ifnull(min(id), 0) FROM (SELECT id FROM messages WHERE conversation_id = ?"
        " ORDER BY id DESC LIMIT 1000)) - 1",
        (conversation_id, to_ms(since), to_ms(now), conversation_id),
    )
    return [(row["text"], row["queued_at"]) for row in rows]


def restored(connection: sqlite3.Connection) -> list[int]:
    """Every message in the outbox, for a restore that must send nothing by itself."""
    return [
        row["message_id"] for row in connection.execute("SELECT message_id FROM outbox ORDER BY message_id")
    ]


def is_awaited(connection: sqlite3.Connection, conversation_id: int) -> bool:
    """Whether a message to this conversation could be taken now, if nothing else is in the way."""
    row = connection.execute(
        "SELECT 1 FROM outbox WHERE conversation_id = ? AND state = 'ready' LIMIT 1", (conversation_id,)
    ).fetchone()
    return row is not None
