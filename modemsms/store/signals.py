"""How strong each modem's signal was, every few minutes of the last days."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from modemsms.clock import from_ms, to_ms


def add(connection: sqlite3.Connection, now: datetime, dbm_by_modem: Mapping[str, int]) -> None:
    """Keep one sample of each modem."""
    connection.executemany(
        "INSERT OR REPLACE INTO signal_samples (modem, at, dbm) VALUES (?, ?, ?)",
        [(modem, to_ms(now), dbm) for modem, dbm in dbm_by_modem.items()],
    )


def since(connection: sqlite3.Connection, modem: str, begins: datetime) -> list[tuple[datetime, int]]:
    """The samples of *modem* from *begins* on, in order."""
    rows = connection.execute(
        "SELECT at, dbm FROM signal_samples WHERE modem = ? AND at >= ? ORDER BY at", (modem, to_ms(begins))
    )
    return [(from_ms(row["at"]), row["dbm"]) for row in rows]


def prune(connection: sqlite3.Connection, before: datetime) -> None:
    """Forget what is older; at most a few thousand rows are kept at all."""
    connection.execute("DELETE FROM signal_samples WHERE at < ?", (to_ms(before),))
