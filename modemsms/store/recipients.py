"""Who gets an occurrence: one row for each number, whatever becomes of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from modemsms.clock import from_ms, to_ms

State = Literal["new", "waiting", "taken", "left_out", "stopped"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One number of an occurrence. *name* is empty for nobody's, *home_sim* the SIM that they know."""

    number: str
    position: int
    contact_id: int | None
    name: str
    home_sim: int | None
    state: State
    reason: str | None
    due_at: datetime | None


_SELECT = (
    "SELECT r.*, ifnull(k.name, '') AS name FROM recipients r"
    " LEFT JOIN contact_numbers n ON n.number = r.number LEFT JOIN contacts k ON k.id = n.contact_id"
)


def recipient_of(row: sqlite3.Row) -> Recipient:
    """The recipient of *row*, which has the name beside its columns."""
    return Recipient(
        number=row["number"],
        position=row["position"],
        contact_id=row["contact_id"],
        name=row["name"],
        home_sim=row["home_sim"],
        state=cast(State, row["state"]),
        reason=row["reason"],
        due_at=None if row["due_at"] is None else from_ms(row["due_at"]),
    )


def unseen(connection: sqlite3.Connection, occurrence_id: int, limit: int) -> list[Recipient]:
    """The first whom nobody has looked at."""
    rows = connection.execute(
        f"{_SELECT} WHERE r.occurrence_id = ? AND r.state = 'new' ORDER BY r.position LIMIT ?",
        (occurrence_id, limit),
    )
    return [recipient_of(row) for row in rows]


def admit(
    connection: sqlite3.Connection, occurrence_id: int, admitted: Iterable[tuple[str, datetime | None]]
) -> None:
    """Let these numbers get it, each from a moment on, or at once."""
    connection.executemany(
        "UPDATE recipients SET state = 'waiting', due_at = ? WHERE occurrence_id = ? AND number = ?",
        [(0 if due_at is None else to_ms(due_at), occurrence_id, number) for number, due_at in admitted],
    )


def leave_out(
    connection: sqlite3.Connection, occurrence_id: int, left_out: Iterable[tuple[str, str]]
) -> None:
    """These numbers do not get it, each with why."""
    connection.executemany(
        "UPDATE recipients SET state = 'left_out', reason = ? WHERE occurrence_id = ? AND number = ?",
        [(reason, occurrence_id, number) for number, reason in left_out],
    )


def homes(connection: sqlite3.Connection, occurrence_id: int) -> list[int | None]:
    """The SIM cards, and None for no certain one, for which somebody waits."""
    found: list[int | None] = []
    row = connection.execute(
        "SELECT 1 FROM recipients WHERE occurrence_id = ? AND state = 'waiting' AND home_sim IS NULL LIMIT 1",
        (occurrence_id,),
    ).fetchone()
    if row is not None:
        found.append(None)
    after = -1
    while True:
        row = connection.execute(
            "SELECT home_sim FROM recipients WHERE occurrence_id = ? AND state = 'waiting' AND home_sim > ?"
            " ORDER BY home_sim LIMIT 1",
            (occurrence_id, after),
        ).fetchone()
        if row is None:
            return found
        after = int(row["home_sim"])
        found.append(after)


def next_for(
    connection: sqlite3.Connection, occurrence_id: int, home_sim: int | None, now: datetime, limit: int
) -> list[Recipient]:
    """The first of one SIM whose turn has come."""
    rows = connection.execute(
        f"{_SELECT} WHERE r.occurrence_id = ? AND r.state = 'waiting' AND r.home_sim IS ? AND r.due_at <= ?"
        " ORDER BY r.due_at, r.position LIMIT ?",
        (occurrence_id, home_sim, to_ms(now), limit),
    )
    return [recipient_of(row) for row in rows]


def next_moment(connection: sqlite3.Connection, occurrence_id: int, now: datetime) -> datetime | None:
    """When somebody's turn comes who has to wait now."""
    row = connection.execute(
        "SELECT min(due_at) AS at FROM recipients WHERE occurrence_id = ? AND state = 'waiting' AND due_at > ?",
        (occurrence_id, to_ms(now)),
    ).fetchone()
    return None if row["at"] is None else from_ms(row["at"])


def take(connection: sqlite3.Connection, occurrence_id: int, number: str, message_id: int) -> None:
    """A number has its message."""
    connection.execute(
        "UPDATE recipients SET state = 'taken', message_id = ? WHERE occurrence_id = ? AND number = ?",
        (message_id, occurrence_id, number),
    )


def stop(connection: sqlite3.Connection, occurrence_id: int, limit: int) -> int:
    """Some of those who have no message get none any more; how many."""
    return connection.execute(
        "UPDATE recipients SET state = 'stopped' WHERE occurrence_id = :of AND number IN ("
        " SELECT number FROM recipients WHERE occurrence_id = :of AND state IN ('new', 'waiting') LIMIT :limit)",
        {"of": occurrence_id, "limit": limit},
    ).rowcount


def texted_since(
    connection: sqlite3.Connection, numbers: Iterable[str], since: datetime, but: int
) -> set[str]:
    """Which of *numbers* got another broadcast since *since*, than the broadcast *but*."""
    rows = connection.execute(
        "SELECT DISTINCT r.number FROM json_each(?) j JOIN recipients r ON r.number = j.value"
        " JOIN occurrences o ON o.id = r.occurrence_id JOIN messages m ON m.id = r.message_id"
        " WHERE m.sent_at >= ? AND o.broadcast_id <> ?",
        (json.dumps(list(numbers)), to_ms(since), but),
    )
    return {row["number"] for row in rows}


# --- what is in the queue


def queued(connection: sqlite3.Connection, occurrence_id: int) -> dict[int | None, int]:
    """How many of its messages wait in the queue, by the SIM that they belong to."""
    rows = connection.execute(
        "SELECT home_sim, count(*) AS n FROM outbox WHERE occurrence_id = ? GROUP BY home_sim",
        (occurrence_id,),
    )
    return {row["home_sim"]: row["n"] for row in rows}


def hold(connection: sqlite3.Connection, occurrence_id: int, *, paused: bool) -> None:
    """Let its messages in the queue wait, or go on."""
    connection.execute(
        "UPDATE outbox SET paused = ?,"
        " due_at = CASE WHEN state = 'ready' AND avoid_modem IS NULL THEN NULL ELSE due_at END"
        " WHERE occurrence_id = ?",
        (int(paused), occurrence_id),
    )


def in_queue(connection: sqlite3.Connection, occurrence_id: int) -> list[int]:
    """Its messages in the queue that are not in the air, by row."""
    rows = connection.execute(
        "SELECT message_id FROM outbox WHERE occurrence_id = ? AND state <> 'air' ORDER BY message_id",
        (occurrence_id,),
    )
    return [row["message_id"] for row in rows]


def is_deleted(connection: sqlite3.Connection, recipient: Recipient) -> bool:
    """Whether somebody who was a contact is none any more, under this number."""
    if recipient.contact_id is None:
        return False
    row = connection.execute("SELECT 1 FROM contact_numbers WHERE number = ?", (recipient.number,)).fetchone()
    return row is None


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a message in the queue is meant for, and why it must stay here after all."""

    number: str
    barred: Literal["blocked", "deleted"] | None


def of_message(connection: sqlite3.Connection, message_id: int) -> Meant | None:
    """The recipient of a message of a broadcast; None for any other message."""
    row = connection.execute(
        "SELECT r.number, c.blocked, r.contact_id IS NOT NULL"
        "  AND NOT EXISTS (SELECT 1 FROM contact_numbers n WHERE n.number = r.number) AS deleted"
        " FROM recipients r JOIN messages m ON m.id = r.message_id JOIN conversations c ON c.id = m.conversation_id"
        " WHERE r.message_id = ?",
        (message_id,),
    ).fetchone()
    if row is None:
        return None
    return Meant(row["number"], "blocked" if row["blocked"] else "deleted" if row["deleted"] else None)


def sleep(connection: sqlite3.Connection, message_id: int, until: datetime) -> None:
    """Let a message in the queue wait until a moment."""
    connection.execute(
        "UPDATE outbox SET paused = 1, due_at = ? WHERE message_id = ?", (to_ms(until), message_id)
    )


def wake(connection: sqlite3.Connection, occurrence_id: int, now: datetime) -> int:
    """Let those go on whose moment has come; how many."""
    return connection.execute(
        "UPDATE outbox SET paused = 0, due_at = NULL, avoid_modem = NULL"
        " WHERE occurrence_id = ? AND paused AND state = 'ready' AND due_at <= ?",
        (occurrence_id, to_ms(now)),
    ).rowcount


def next_to_wake(connection: sqlite3.Connection, occurrence_id: int) -> datetime | None:
    """When the next of them goes on."""
    row = connection.execute(
        "SELECT min(due_at) AS at FROM outbox WHERE occurrence_id = ? AND paused AND state = 'ready'",
        (occurrence_id,),
    ).fetchone()
    return None if row["at"] is None else from_ms(row["at"])


def ahead(
    connection: sqlite3.Connection, occurrence_id: int
) -> tuple[dict[int | None, int], datetime | None]:
    """How many are still to come, by the SIM that they belong to, and when the last one's turn comes."""
    rows = connection.execute(
        "SELECT home_sim, count(*) AS n, max(due_at) AS last FROM recipients"
        " WHERE occurrence_id = ? AND state IN ('new', 'waiting') GROUP BY home_sim",
        (occurrence_id,),
    ).fetchall()
    found = {row["home_sim"]: int(row["n"]) for row in rows}
    for home, n in queued(connection, occurrence_id).items():
        found[home] = found.get(home, 0) + n
    last = max((row["last"] for row in rows if row["last"] is not None), default=0)
    return found, from_ms(last) if last else None
