"""Small facts that must survive a restart."""

from __future__ import annotations

import sqlite3


def get(connection: sqlite3.Connection, name: str) -> str | None:
    """The value under *name*."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row["value"])


def put(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep *value* under *name*."""
    connection.execute(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
