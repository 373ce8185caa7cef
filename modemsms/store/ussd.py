"""Codes that were dialled, and what the network answered: each is a row before it leaves."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import from_ms, to_ms
from modemsms.store.messages import Reason

Purpose = Literal["person", "balance", "network"]


@dataclass(frozen=True, slots=True)
class Dialled:
    """One code, or one reply in a session. *text* is None until the network has answered."""

    id: int
    modem: str
    sim_id: int | None
    code: str
    purpose: Purpose
    asked_at: datetime
    dialled_at: datetime | None
    answered_at: datetime | None
    text: str | None
    is_open: bool
    error: Reason | None


def _dialled(row: sqlite3.Row) -> Dialled:
    return Dialled(
        id=row["id"],
        modem=row["modem"],
        sim_id=row["sim_id"],
        code=row["code"],
        purpose=row["purpose"],
        asked_at=from_ms(row["asked_at"]),
        dialled_at=None if row["dialled_at"] is None else from_ms(row["dialled_at"]),
        answered_at=None if row["answered_at"] is None else from_ms(row["answered_at"]),
        text=row["text"],
        is_open=bool(row["is_open"]),
        error=Reason(row["error_code"], row["error_sentence"] or "") if row["error_code"] else None,
    )


def ask(
    connection: sqlite3.Connection,
    modem: str,
    sim_id: int | None,
    code: str,
    purpose: Purpose,
    now: datetime,
) -> int:
    """Put a code into the queue of *modem*; its number."""
    cursor = connection.execute(
        "INSERT INTO ussd (modem, sim_id, code, purpose, asked_at) VALUES (?, ?, ?, ?, ?)",
        (modem, sim_id, code, purpose, to_ms(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def tell(
    connection: sqlite3.Connection, modem: str, sim_id: int | None, text: str, is_open: bool, now: datetime
) -> None:
    """The network said something that nobody had asked for."""
    connection.execute(
        "INSERT INTO ussd (modem, sim_id, code, purpose, asked_at, dialled_at, answered_at, text, is_open)"
        " VALUES (?, ?, '', 'network', ?, ?, ?, ?, ?)",
        (modem, sim_id, to_ms(now), to_ms(now), to_ms(now), text, int(is_open)),
    )


def get(connection: sqlite3.Connection, request: int) -> Dialled | None:
    """One code."""
    row = connection.execute("SELECT * FROM ussd WHERE id = ?", (request,)).fetchone()
    return None if row is None else _dialled(row)


def any_waiting(connection: sqlite3.Connection) -> bool:
    """Whether a code waits to be dialled: a look that takes no lock."""
    row = connection.execute(
        "SELECT 1 FROM ussd WHERE answered_at IS NULL AND dialled_at IS NULL LIMIT 1"
    ).fetchone()
    return row is not None


def waiting(connection: sqlite3.Connection, modem: str) -> list[Dialled]:
    """The codes of *modem* that have no answer yet, oldest first."""
    rows = connection.execute(
        "SELECT * FROM ussd WHERE modem = ? AND answered_at IS NULL ORDER BY id", (modem,)
    )
    return [_dialled(row) for row in rows]


def unanswered(connection: sqlite3.Connection) -> list[Dialled]:
    """Every code without an answer, of whatever modem."""
    return [
        _dialled(row)
        for row in connection.execute("SELECT * FROM ussd WHERE answered_at IS NULL ORDER BY id")
    ]


def dialled(connection: sqlite3.Connection, request: int, now: datetime) -> None:
    """The code is about to be handed to the modem. It is never dialled a second time."""
    connection.execute("UPDATE ussd SET dialled_at = ? WHERE id = ?", (to_ms(now), request))


def answered(
    connection: sqlite3.Connection, request: int, text: str, is_open: bool, now: datetime
) -> Dialled | None:
    """The network has answered, perhaps after it was given up; None where that request has an answer."""
    changed = connection.execute(
        "UPDATE ussd SET text = ?, is_open = ?, answered_at = ?, error_code = NULL, error_sentence = NULL"
        " WHERE id = ? AND text IS NULL",
        (text, int(is_open), to_ms(now), request),
    ).rowcount
    return get(connection, request) if changed else None


def failed(connection: sqlite3.Connection, request: int, error: Reason, now: datetime) -> Dialled | None:
    """There will be no answer; None where there is one already."""
    changed = connection.execute(
        "UPDATE ussd SET error_code = ?, error_sentence = ?, answered_at = ?"
        " WHERE id = ? AND answered_at IS NULL",
        (error.code, error.message, to_ms(now), request),
    ).rowcount
    return get(connection, request) if changed else None


def latest(connection: sqlite3.Connection, modem: str, limit: int) -> list[Dialled]:
    """What was dialled last with *modem*, newest first."""
    rows = connection.execute("SELECT * FROM ussd WHERE modem = ? ORDER BY id DESC LIMIT ?", (modem, limit))
    return [_dialled(row) for row in rows]


def closed(connection: sqlite3.Connection, modem: str) -> None:
    """No session of *modem* is open any more."""
    connection.execute("UPDATE ussd SET is_open = 0 WHERE modem = ? AND is_open", (modem,))


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget codes that were dialled before *before*; how many."""
    return connection.execute(
        "DELETE FROM ussd WHERE id IN (SELECT id FROM ussd WHERE asked_at < ? ORDER BY id LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
