"""What stays of people who are forgotten wholly and had left: a keyed hash of the number, and when they left."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterable

from modemsms.store import settings

# Numbers are few enough to try them all; without this key, which stays with the shop, that tells nothing.
_KEY = "forgotten.key"


def keep(connection: sqlite3.Connection, number: str, at_ms: int) -> None:
    """Remember that whoever has *number* had left."""
    connection.execute(
        "INSERT INTO forgotten_opt_outs (hash, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (_hash(_key(connection), number), at_ms),
    )


def left(connection: sqlite3.Connection, numbers: Iterable[str]) -> dict[str, int]:
    """Which of *numbers* were forgotten after they had left, each with when that was."""
    if connection.execute("SELECT 1 FROM forgotten_opt_outs LIMIT 1").fetchone() is None:
        return {}
    key = _key(connection)
    found = {}
    for number in numbers:
        row = connection.execute(
            "SELECT at FROM forgotten_opt_outs WHERE hash = ?", (_hash(key, number),)
        ).fetchone()
        if row is not None:
            found[number] = int(row["at"])
    return found


def come_back(connection: sqlite3.Connection, numbers: Iterable[str]) -> None:
    """These numbers are known again: that they left stands in the ledger once more, as of then."""
    for number, at_ms in left(connection, numbers).items():
        known = connection.execute("SELECT 1 FROM consent_now WHERE number = ?", (number,)).fetchone()
        if known is None:
            connection.execute(
                "INSERT INTO consents (at, number, what, how) VALUES (?, ?, 'out', 'kept')", (at_ms, number)
            )
        connection.execute(
            "DELETE FROM forgotten_opt_outs WHERE hash = ?", (_hash(_key(connection), number),)
        )


def _key(connection: sqlite3.Connection) -> bytes:
    kept = settings.get(connection, _KEY)
    if kept is None:
        kept = secrets.token_hex(32)
        settings.put(connection, _KEY, kept)
    return bytes.fromhex(kept)


def _hash(key: bytes, number: str) -> str:
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()
