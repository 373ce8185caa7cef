"""SIM cards: what is known of each, wherever it is plugged in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class Sim:
    """One SIM. *last_reference* is the TP-MR that its last submit used, as far as is known."""

    id: int
    key: str
    number: str | None
    last_reference: int | None
    first_seen: datetime


def seen(
    connection: sqlite3.Connection,
    key: str,
    *,
    iccid: str | None,
    imsi: str | None,
    number: str | None,
    now: datetime,
) -> Sim:
    """The SIM with this key, made when it is new; facts that are known replace older ones."""
    connection.execute(
        "INSERT INTO sims (key, iccid, imsi, number, first_seen) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET iccid = ifnull(excluded.iccid, iccid),"
        " imsi = ifnull(excluded.imsi, imsi), number = ifnull(excluded.number, number)",
        (key, iccid, imsi, number, to_ms(now)),
    )
    return _sim(connection.execute("SELECT * FROM sims WHERE key = ?", (key,)).fetchone())


def get(connection: sqlite3.Connection, sim_id: int) -> Sim:
    """One SIM."""
    return _sim(connection.execute("SELECT * FROM sims WHERE id = ?", (sim_id,)).fetchone())


def _sim(row: sqlite3.Row) -> Sim:
    return Sim(row["id"], row["key"], row["number"], row["last_reference"], from_ms(row["first_seen"]))


def last_reference(connection: sqlite3.Connection, sim_id: int) -> int | None:
    """The TP-MR that the last submit of this SIM used, as far as is known."""
    row = connection.execute("SELECT last_reference FROM sims WHERE id = ?", (sim_id,)).fetchone()
    return None if row is None else row["last_reference"]


def used(connection: sqlite3.Connection, sim_id: int, reference: int) -> None:
    """A submit of this SIM used (or is taken to have used) this TP-MR."""
    connection.execute("UPDATE sims SET last_reference = ? WHERE id = ?", (reference, sim_id))


def not_used(connection: sqlite3.Connection, sim_id: int, expected: int) -> None:
    """The submit that was taken to use *expected* never reached the modem."""
    connection.execute(
        "UPDATE sims SET last_reference = ? WHERE id = ? AND last_reference = ?",
        ((expected - 1) % 256, sim_id, expected),
    )


def pin_refused(connection: sqlite3.Connection, sim_key: str, pin_hash: str) -> bool:
    """Whether this PIN was tried on this SIM before and is not known to have opened it."""
    row = connection.execute(
        "SELECT 1 FROM pin_tries WHERE sim_key = ? AND pin_hash = ? AND NOT accepted", (sim_key, pin_hash)
    ).fetchone()
    return row is not None


def note_pin(connection: sqlite3.Connection, sim_key: str, pin_hash: str, now: datetime) -> None:
    """This PIN is about to be tried on this SIM."""
    connection.execute(
        "INSERT INTO pin_tries (sim_key, pin_hash, tried_at) VALUES (?, ?, ?)"
        " ON CONFLICT (sim_key, pin_hash) DO UPDATE SET tried_at = excluded.tried_at, accepted = 0",
        (sim_key, pin_hash, to_ms(now)),
    )


def pin_accepted(connection: sqlite3.Connection, sim_key: str, pin_hash: str) -> None:
    """The SIM opened after this PIN: it may be entered again after the next power cut."""
    connection.execute(
        "UPDATE pin_tries SET accepted = 1 WHERE sim_key = ? AND pin_hash = ?", (sim_key, pin_hash)
    )
