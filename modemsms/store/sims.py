"""SIM cards: what is known of each, wherever it is plugged in, and the terms that its owner set."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.clock import from_ms, to_ms
from modemsms.phone import pretty


@dataclass(frozen=True, slots=True)
class Sim:
    """One SIM. *last_reference* is the TP-MR that its last submit used, as far as is known."""

    id: int
    key: str
    number: str | None
    last_reference: int | None
    first_seen: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What belongs to a SIM and moves with it. A limit that is None is left to the config; 0 is none.

    Limits and bundle are in segments, money is in millionths of *currency*. *bundle_day* is the day of
    the month on which the bundle, and the limit of a month, begin anew. *month_units* is what left since
    *month_from* (milliseconds) and may be billed.
    """

    failover: bool
    id: int
    key: str
    iccid: str | None
    imsi: str | None
    number: str | None
    label: str
    own_number: str | None
    per_minute: int | None
    per_hour: int | None
    per_day: int | None
    per_month: int | None
    price_micros: int | None
    currency: str
    bundle: int
    bundle_day: int
    spacing_min_ms: int
    spacing_max_ms: int
    month_from: int
    month_units: int

    @property
    def title(self) -> str:
        """What the shop calls it: its label, else its number, else the end of its card's number."""
        if self.label:
            return self.label
        number = self.own_number or self.number
        if number:
            return pretty(number)
        return f"…{self.iccid[-4:]}" if self.iccid else self.key

    @property
    def spacing(self) -> tuple[timedelta, timedelta]:
        """The shortest and the longest pause between two texts."""
        return timedelta(milliseconds=self.spacing_min_ms), timedelta(milliseconds=self.spacing_max_ms)


_TERMS = (
    "failover, id, key, iccid, imsi, number, label, own_number, per_minute, per_hour, per_day, per_month,"
    " price_micros, currency, bundle, bundle_day, spacing_min_ms, spacing_max_ms, month_from, month_units"
)


@dataclass(frozen=True, slots=True)
class Balance:
    """How the balance of a SIM is read, and what it was when it was read last (millionths, UTC)."""

    at: datetime | None
    code: str
    pattern: str
    every_hours: int
    warning_micros: int | None
    micros: int | None
    text: str


def seen(
    connection: sqlite3.Connection,
    key: str,
    *,
    iccid: str | None,
    imsi: str | None,
    number: str | None,
    now: datetime,
) -> Sim:
    """The SIM with this key, made when it is new; facts that are known replace older ones.

    A card that told only its IMSI once, and its ICCID later (or the other way round), is one SIM.
    """
    known = _known_otherwise(connection, key, iccid, imsi)
    connection.execute(
        "INSERT INTO sims (key, iccid, imsi, number, first_seen) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET iccid = ifnull(excluded.iccid, iccid),"
        " imsi = ifnull(excluded.imsi, imsi), number = ifnull(excluded.number, number)",
        (known or key, iccid, imsi, number, to_ms(now)),
    )
    return _sim(connection.execute("SELECT * FROM sims WHERE key = ?", (known or key,)).fetchone())


def _known_otherwise(
    connection: sqlite3.Connection, key: str, iccid: str | None, imsi: str | None
) -> str | None:
    """The key under which the card was seen before; None where it has *key*, or is new.

    A key that was made up for a second live holder belongs to nobody else.
    """
    if imsi is None or key not in (iccid, imsi):
        return None
    row = connection.execute(
        "SELECT key FROM sims WHERE imsi = :imsi AND (iccid IS NULL OR :iccid IS NULL OR iccid = :iccid)"
        " AND instr(key, '@') = 0"
        " AND NOT EXISTS (SELECT 1 FROM sims WHERE key = :key) ORDER BY id LIMIT 1",
        {"imsi": imsi, "iccid": iccid, "key": key},
    ).fetchone()
    return None if row is None else str(row["key"])


def get(connection: sqlite3.Connection, sim_id: int) -> Sim:
    """One SIM."""
    return _sim(connection.execute("SELECT * FROM sims WHERE id = ?", (sim_id,)).fetchone())


def _sim(row: sqlite3.Row) -> Sim:
    number = row["own_number"] or row["number"]
    return Sim(row["id"], row["key"], number, row["last_reference"], from_ms(row["first_seen"]))


def all_terms(connection: sqlite3.Connection) -> dict[int, Terms]:
    """The terms of every SIM that was ever seen, by its id."""
    rows = connection.execute(f"SELECT {_TERMS} FROM sims ORDER BY id")
    return {row["id"]: _terms(row) for row in rows}


def terms(connection: sqlite3.Connection, sim_id: int) -> Terms | None:
    """The terms of one SIM."""
    row = connection.execute(f"SELECT {_TERMS} FROM sims WHERE id = ?", (sim_id,)).fetchone()
    return None if row is None else _terms(row)


def _terms(row: sqlite3.Row) -> Terms:
    return Terms(bool(row[0]), *row[1:])


def set_terms(connection: sqlite3.Connection, sim_id: int, changes: Mapping[str, object]) -> None:
    """Set columns of a SIM; *changes* are by column name, and checked by the caller."""
    columns = ", ".join(f"{name} = ?" for name in changes)
    connection.execute(f"UPDATE sims SET {columns} WHERE id = ?", (*changes.values(), sim_id))


def set_month(connection: sqlite3.Connection, sim_id: int, began: datetime, units: int) -> None:
    """A SIM's month began then, and so many segments of it are used."""
    connection.execute(
        "UPDATE sims SET month_from = ?, month_units = ? WHERE id = ?", (to_ms(began), units, sim_id)
    )


def prefixes(connection: sqlite3.Connection, sim_id: int) -> tuple[str, ...]:
    """The beginnings of numbers that leave from this SIM."""
    row = connection.execute("SELECT prefixes FROM sims WHERE id = ?", (sim_id,)).fetchone()
    return tuple(json.loads(row["prefixes"]))


def set_prefixes(connection: sqlite3.Connection, sim_id: int, beginnings: Sequence[str]) -> None:
    """Numbers that begin so leave from this SIM."""
    connection.execute("UPDATE sims SET prefixes = ? WHERE id = ?", (json.dumps(list(beginnings)), sim_id))


def balance(connection: sqlite3.Connection, sim_id: int) -> Balance:
    """What is known of a SIM's balance."""
    row = connection.execute(
        "SELECT balance_at, balance_code, balance_pattern, balance_every_hours, balance_warning_micros,"
        " balance_micros, balance_text FROM sims WHERE id = ?",
        (sim_id,),
    ).fetchone()
    return Balance(None if row[0] is None else from_ms(row[0]), *row[1:])


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


def wrong_pins(connection: sqlite3.Connection, sim_key: str) -> int:
    """How many PINs this SIM has refused, or may have, since it was open last."""
    row = connection.execute(
        "SELECT count(*) FROM pin_tries WHERE sim_key = ? AND NOT accepted AND NOT forgiven", (sim_key,)
    ).fetchone()
    return int(row[0])


def note_pin(connection: sqlite3.Connection, sim_key: str, pin_hash: str, now: datetime) -> None:
    """This PIN is about to be tried on this SIM."""
    connection.execute(
        "INSERT INTO pin_tries (sim_key, pin_hash, tried_at) VALUES (?, ?, ?)"
        " ON CONFLICT (sim_key, pin_hash) DO UPDATE SET tried_at = excluded.tried_at, accepted = 0, forgiven = 0",
        (sim_key, pin_hash, to_ms(now)),
    )


def pin_accepted(connection: sqlite3.Connection, sim_key: str, pin_hash: str) -> None:
    """The SIM opened after this PIN: it may be entered again after the next power cut."""
    connection.execute(
        "UPDATE pin_tries SET accepted = 1 WHERE sim_key = ? AND pin_hash = ?", (sim_key, pin_hash)
    )


def opened(connection: sqlite3.Connection, sim_key: str) -> None:
    """The SIM is open, however that came: from now on it allows its three tries again."""
    connection.execute("UPDATE pin_tries SET forgiven = 1 WHERE sim_key = ? AND NOT forgiven", (sim_key,))
