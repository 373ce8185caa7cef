"""The outbox: one row for each message that still has to leave, and who may take the next one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
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


# The SIM whose number the recipient knows, else the one with the longest beginning of the number in
# its rule, else none.
HOME = """
SELECT ifnull(c.sim_id, (
    SELECT s.id FROM sims s, json_each(s.prefixes) p
    WHERE s.prefixes <> '[]' AND substr(c.address, 1, length(p.value)) = p.value
    ORDER BY length(p.value) DESC, s.id LIMIT 1))
FROM conversations c WHERE c.id = {conversation}
"""


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
    occurrence_id: int | None = None,
) -> None:
    """Put a message into the outbox, in the lane of the SIM that it belongs to."""
    connection.execute(
        "INSERT INTO outbox (message_id, conversation_id, state, priority, due_at, expires_at, wanted_modem,"
        f" occurrence_id, home_sim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ({HOME.format(conversation='?')}))",
        (
            message_id,
            conversation_id,
            state,
            priority,
            None if due_at is None else to_ms(due_at),
            None if expires_at is None else to_ms(expires_at),
            wanted_modem,
            occurrence_id,
            conversation_id,
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


# --- lanes: who may take a message next (see schema_choice.py)

ANY = "any"

# Here stand the texts of broadcasts that somebody has paused. No modem asks for them.
PAUSED = "paused"


def lane_of_sim(sim_id: int) -> str:
    """The lane of the texts that belong to a SIM."""
    return f"sim {sim_id}"


def lane_of_rest(sim_id: int) -> str:
    """The lane of what is left of texts that a SIM has begun."""
    return f"half {sim_id}"


def lane_of_modem(name: str) -> str:
    """The lane of the texts for which somebody named a modem."""
    return f"modem {name}"


@dataclass(frozen=True, slots=True)
class Asker:
    """The modem that asks for work, and what it knows of the others.

    *present_sims* are the SIM cards that can go on with a text that they have begun; *shut* are lanes
    that have not moved for long and may not move for long: what waits in them holds up nobody else.
    """

    values: Mapping[str, object]

    @classmethod
    def of(cls, modem: str, *, present_sims: Iterable[int], shut: Iterable[str], now: datetime) -> Asker:
        """What every look of one claim is asked with."""
        return cls(
            {
                "modem": modem,
                "present": json.dumps(sorted(present_sims)),
                "shut": json.dumps(sorted({*shut, PAUSED})),
                "lapsed": to_ms(now - AVOIDED_FOR),
            }
        )


# A message waits for its turn behind what is in the air to the same address, behind one of the same
# or a higher priority that is half out on a SIM that is here, and behind older ones of its own
# priority. A half-sent one waits only for older half-sent ones, or two of them could wait for each
# other for ever. A modem that refused a text leaves it to the others for a while, not for ever.
_NEXT = """
SELECT o.* FROM outbox o
WHERE o.state = 'ready' AND o.lane = :lane AND o.priority BETWEEN :highest AND :lowest
  AND {avoiding}
  AND NOT EXISTS (
    SELECT 1 FROM outbox x
    WHERE x.conversation_id = o.conversation_id AND x.message_id <> o.message_id
      AND (x.state = 'air'
        OR x.state = 'ready' AND x.started AND x.priority <= o.priority
           AND x.sim_id IN (SELECT value FROM json_each(:present))
           AND (NOT o.started OR x.message_id < o.message_id)
        OR x.state = 'ready' AND NOT o.started AND x.priority = o.priority AND x.message_id < o.message_id
           AND CASE WHEN x.started THEN x.sim_id IN (SELECT value FROM json_each(:present))
               ELSE x.lane = o.lane OR x.lane NOT IN (SELECT value FROM json_each(:shut)) END))
ORDER BY o.priority, o.message_id LIMIT :limit
"""
_HEADS = _NEXT.format(
    avoiding="(o.avoid_modem IS NULL OR o.avoid_modem <> :modem OR :last_resort OR o.due_at <= :lapsed)"
)
_AVOIDING = _NEXT.format(avoiding="o.avoid_modem IS NOT NULL AND o.avoid_modem <> :modem")


def heads(
    connection: sqlite3.Connection,
    asker: Asker,
    lane: str,
    *,
    lowest: int,
    highest: int = 0,
    last_resort: bool = False,
    limit: int = 2,
) -> list[Entry]:
    """The first messages of a lane whose turn it is, by priority (from *highest* to *lowest*), then age.

    *last_resort* says that nobody else could take a message that was put off the asking modem.
    """
    return _heads(connection, _HEADS, asker, lane, lowest, highest, limit, last_resort=last_resort)


def heads_refused_elsewhere(
    connection: sqlite3.Connection, asker: Asker, lane: str, *, lowest: int, limit: int = 2
) -> list[Entry]:
    """The first messages of a lane that another modem has refused for the moment."""
    return _heads(connection, _AVOIDING, asker, lane, lowest, 0, limit, last_resort=False)


def _heads(
    connection: sqlite3.Connection,
    statement: str,
    asker: Asker,
    lane: str,
    lowest: int,
    highest: int,
    limit: int,
    *,
    last_resort: bool,
) -> list[Entry]:
    values = {
        **asker.values,
        "lane": lane,
        "lowest": lowest,
        "highest": highest,
        "last_resort": last_resort,
        "limit": limit,
    }
    return [_entry(row) for row in connection.execute(statement, values)]


def units(connection: sqlite3.Connection, message_id: int) -> int:
    """How many segments a message has."""
    row = connection.execute("SELECT segments FROM messages WHERE id = ?", (message_id,)).fetchone()
    return int(row["segments"])


def queued_at(connection: sqlite3.Connection, message_id: int) -> datetime | None:
    """When a message came into the queue."""
    row = connection.execute("SELECT queued_at FROM messages WHERE id = ?", (message_id,)).fetchone()
    return None if row["queued_at"] is None else from_ms(row["queued_at"])


def ready_in(connection: sqlite3.Connection, lane: str, limit: int) -> list[Entry]:
    """The first messages of a lane, whether it is their turn or not."""
    rows = connection.execute(
        "SELECT * FROM outbox WHERE state = 'ready' AND lane = ? ORDER BY priority, message_id LIMIT ?",
        (lane, limit),
    )
    return [_entry(row) for row in rows]


def find_homes(connection: sqlite3.Connection, after: int, limit: int) -> int | None:
    """Put the next *limit* messages behind row *after* into the lanes that conversations and rules say
    now; the last one's row, None when there are no more."""
    rows = connection.execute(
        f"SELECT message_id, home_sim, ({HOME.format(conversation='o.conversation_id')}) AS home FROM outbox o"
        " WHERE message_id > ? ORDER BY message_id LIMIT ?",
        (after, limit),
    ).fetchall()
    connection.executemany(
        "UPDATE outbox SET home_sim = ? WHERE message_id = ?",
        [(row["home"], row["message_id"]) for row in rows if row["home"] != row["home_sim"]],
    )
    return rows[-1]["message_id"] if rows else None


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


def scheduled_before(connection: sqlite3.Connection, moment: datetime, most: int) -> int:
    """How many scheduled messages fall due before *moment*; counted up to *most*."""
    row = connection.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM outbox INDEXED BY outbox_due"
        " WHERE state IN ('scheduled', 'later') AND state = 'scheduled' AND due_at < ? LIMIT ?)",
        (to_ms(moment), most),
    ).fetchone()
    return int(row["n"])


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
