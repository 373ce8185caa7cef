"""Modems that the shop named, and the history of each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from modemsms.clock import from_ms, to_ms

# A modem's history is for people to read; what is older than this many lines nobody reads.
HISTORY_LINES = 500


@dataclass(frozen=True, slots=True)
class ModemRow:
    """One modem as it was named, in the file or on the page."""

    name: str
    driver: str
    port: str
    slot: int
    paused: bool
    source: Literal["file", "page"]
    imei: str | None = None
    calls: Literal["reject", "ring"] = "reject"
    user: str = "sms"
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a modem, in the shop's words; *sign* is one that the lamp knows."""

    at: datetime
    sentence: str
    sign: str | None = None
    id: int = 0


def _modem(row: sqlite3.Row) -> ModemRow:
    return ModemRow(
        name=row["name"],
        driver=row["driver"],
        port=row["port"],
        slot=row["slot"],
        paused=bool(row["paused"]),
        source=row["source"],
        imei=row["imei"],
        calls=row["calls"],
        user=row["user"],
        password=row["password"],
    )


def all_modems(connection: sqlite3.Connection) -> list[ModemRow]:
    """Every modem, in the order in which they were named."""
    return [_modem(row) for row in connection.execute("SELECT * FROM modems ORDER BY id")]


def get(connection: sqlite3.Connection, name: str) -> ModemRow | None:
    """One modem."""
    row = connection.execute("SELECT * FROM modems WHERE name = ?", (name,)).fetchone()
    return None if row is None else _modem(row)


def put(
    connection: sqlite3.Connection, name: str, driver: str, port: str, slot: int, source: str, now: datetime
) -> None:
    """Name a modem, or change what stands under its name."""
    connection.execute(
        "INSERT INTO modems (name, driver, port, slot, source, created_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET driver = excluded.driver, port = excluded.port,"
        " slot = excluded.slot, source = excluded.source",
        (name, driver, port, slot, source, to_ms(now)),
    )


def set_access(connection: sqlite3.Connection, name: str, *, user: str, password: str, calls: str) -> None:
    """How a phone named on the page is signed in to, and what is done to calls."""
    connection.execute(
        "UPDATE modems SET user = ?, password = ?, calls = ? WHERE name = ?", (user, password, calls, name)
    )


def remove(connection: sqlite3.Connection, name: str) -> bool:
    """Forget a modem; its messages stay. Whether there was one."""
    return connection.execute("DELETE FROM modems WHERE name = ?", (name,)).rowcount > 0


def set_paused(connection: sqlite3.Connection, name: str, paused: bool) -> None:
    """Remember that a person paused (or resumed) it."""
    connection.execute("UPDATE modems SET paused = ? WHERE name = ?", (int(paused), name))


def identified(connection: sqlite3.Connection, name: str, imei: str | None, iccid: str | None) -> None:
    """The box and the SIM that were last seen under this name; what is not told stays as it was."""
    connection.execute(
        "UPDATE modems SET imei = ifnull(?, imei), iccid = ifnull(?, iccid) WHERE name = ?",
        (imei, iccid, name),
    )


def move(connection: sqlite3.Connection, name: str, port: str) -> None:
    """It has been found on another port."""
    connection.execute("UPDATE modems SET port = ? WHERE name = ?", (port, name))


def rename(connection: sqlite3.Connection, name: str, new: str) -> None:
    """Give a modem another name, and all that is still to happen or to be looked up under it.

    What it sent stays under the name that it had then. Where a SIM tells nothing of itself, its key is
    the modem's name.
    """
    connection.execute("UPDATE modems SET name = ? WHERE name = ?", (new, name))
    for table in ("modem_history", "signal_samples", "ussd", "self_tests"):
        connection.execute(f"UPDATE {table} SET modem = ? WHERE modem = ?", (new, name))
    connection.execute(
        "UPDATE messages SET wanted_modem = ? WHERE id IN (SELECT message_id FROM outbox WHERE wanted_modem = ?)",
        (new, name),
    )
    connection.execute(
        "UPDATE messages SET wanted_modem = ? WHERE status IN ('unknown', 'failed', 'undelivered')"
        " AND wanted_modem = ?",
        (new, name),
    )
    connection.execute("UPDATE outbox SET wanted_modem = ? WHERE wanted_modem = ?", (new, name))
    connection.execute("DELETE FROM waits WHERE lane = ?", (f"modem {name}",))
    connection.execute("UPDATE OR IGNORE sims SET key = ? WHERE key = ?", (new, name))
    connection.execute("UPDATE OR IGNORE pin_tries SET sim_key = ? WHERE sim_key = ?", (new, name))


def note(
    connection: sqlite3.Connection, name: str, sentence: str, now: datetime, sign: str | None = None
) -> None:
    """Add a line to a modem's history, and forget the oldest beyond ``HISTORY_LINES``."""
    connection.execute(
        "INSERT INTO modem_history (modem, at, sentence, sign) VALUES (?, ?, ?, ?)",
        (name, to_ms(now), sentence, sign),
    )
    connection.execute(
        "DELETE FROM modem_history WHERE modem = ? AND id <= (SELECT id FROM modem_history WHERE modem = ?"
        " ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (name, name, HISTORY_LINES),
    )


def last_sign(connection: sqlite3.Connection, name: str, sign: str) -> HistoryLine | None:
    """The newest line of a modem's history that carries *sign*."""
    row = connection.execute(
        "SELECT at, sentence FROM modem_history WHERE modem = ? AND sign = ? ORDER BY id DESC LIMIT 1",
        (name, sign),
    ).fetchone()
    return None if row is None else HistoryLine(from_ms(row["at"]), row["sentence"])


def history(
    connection: sqlite3.Connection, name: str, limit: int, before: int | None = None
) -> list[HistoryLine]:
    """A modem's history, newest first, below the line *before*."""
    rows = connection.execute(
        "SELECT at, sentence, sign, id FROM modem_history WHERE modem = ? AND id < ? ORDER BY id DESC LIMIT ?",
        (name, before if before is not None else 1 << 62, limit),
    )
    return [HistoryLine(from_ms(row["at"]), row["sentence"], row["sign"], row["id"]) for row in rows]
