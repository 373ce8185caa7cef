"""Numbers that somebody wrote into the sign-up page, until their owners say yes."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody who may want the shop's offers. *words* is what stood beside the button."""

    number: str
    at: datetime
    name: str
    words: str


def put(connection: sqlite3.Connection, sign_up: SignUp) -> None:
    """Keep one; the same number again takes its place."""
    connection.execute(
        "INSERT OR REPLACE INTO sign_ups (number, at, name, words) VALUES (?, ?, ?, ?)",
        (sign_up.number, to_ms(sign_up.at), sign_up.name, sign_up.words),
    )


def of(connection: sqlite3.Connection, number: str, since: datetime) -> SignUp | None:
    """The one of *number*, unless it is older than *since*."""
    row = connection.execute(
        "SELECT * FROM sign_ups WHERE number = ? AND at >= ?", (number, to_ms(since))
    ).fetchone()
    return None if row is None else SignUp(row["number"], from_ms(row["at"]), row["name"], row["words"])


def count_since(connection: sqlite3.Connection, since: datetime, most: int) -> int:
    """How many came since *since*; counted up to *most*."""
    row = connection.execute(
        "SELECT count(*) AS n FROM (SELECT 1 FROM sign_ups WHERE at >= ? LIMIT ?)", (to_ms(since), most)
    ).fetchone()
    return int(row["n"])


def forget(connection: sqlite3.Connection, number: str) -> None:
    """The question to *number* is settled."""
    connection.execute("DELETE FROM sign_ups WHERE number = ?", (number,))


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget those whose owners never answered; how many."""
    return connection.execute(
        "DELETE FROM sign_ups WHERE number IN (SELECT number FROM sign_ups WHERE at < ? ORDER BY at LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
