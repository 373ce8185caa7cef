"""Modems that the shop named, and the history of each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a modem, in the shop's words."""

    at: datetime
    sentence: str


def _modem(row: sqlite3.Row) -> ModemRow:
    return ModemRow(
        row["name"], row["driver"], row["port"], row["slot"], bool(row["paused"]), row["source"]
    )  # fmt: skip


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


def remove(connection: sqlite3.Connection, name: str) -> bool:
    """Forget a modem; its messages stay. Whether there was one."""
    return connection.execute("DELETE FROM modems WHERE name = ?", (name,)).rowcount > 0


def set_paused(connection: sqlite3.Connection, name: str, paused: bool) -> None:
    """Remember that a person paused (or resumed) it."""
    connection.execute("UPDATE modems SET paused = ? WHERE name = ?", (int(paused), name))


def note(connection: sqlite3.Connection, name: str, sentence: str, now: datetime) -> None:
    """Add a line to a modem's history, and forget the oldest beyond ``HISTORY_LINES``."""
    connection.execute(
        "INSERT INTO modem_history (modem, at, sentence) VALUES (?, ?, ?)", (name, to_ms(now), sentence)
    )
    connection.execute(
        "DELETE FROM modem_history WHERE modem = ? AND id <= (SELECT id FROM modem_history WHERE modem = ?"
        " ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (name, name, HISTORY_LINES),
    )


def history(connection: sqlite3.Connection, name: str, limit: int) -> list[HistoryLine]:
    """A modem's history, newest first."""
    rows = connection.execute(
        "SELECT at, sentence FROM modem_history WHERE modem = ? ORDER BY id DESC LIMIT ?", (name, limit)
    )
    return [HistoryLine(from_ms(row["at"]), row["sentence"]) for row in rows]
