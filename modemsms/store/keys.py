"""API keys, hashed, and the requests that each has made under an idempotency key."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key by its name; the key itself is never kept."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


def _key(row: sqlite3.Row) -> ApiKey:
    return ApiKey(
        row["id"],
        row["name"],
        from_ms(row["created_at"]),
        None if row["last_used_at"] is None else from_ms(row["last_used_at"]),
        None if row["revoked_at"] is None else from_ms(row["revoked_at"]),
    )


def add(connection: sqlite3.Connection, name: str, key_hash: str, now: datetime) -> None:
    """Insert a key; raises ``sqlite3.IntegrityError`` when a live one has that name."""
    connection.execute(
        "INSERT INTO api_keys (name, hash, created_at) VALUES (?, ?, ?)", (name, key_hash, to_ms(now))
    )


def with_hash(connection: sqlite3.Connection, key_hash: str) -> ApiKey | None:
    """The key with this hash, revoked or not."""
    row = connection.execute("SELECT * FROM api_keys WHERE hash = ?", (key_hash,)).fetchone()
    return None if row is None else _key(row)


def all_keys(connection: sqlite3.Connection) -> list[ApiKey]:
    """Every key, revoked ones included, oldest first."""
    return [_key(row) for row in connection.execute("SELECT * FROM api_keys ORDER BY id")]


def revoke(connection: sqlite3.Connection, name: str, now: datetime) -> bool:
    """End the live key of this name; whether there was one."""
    return (
        connection.execute(
            "UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", (to_ms(now), name)
        ).rowcount
        > 0
    )


def is_live(connection: sqlite3.Connection, key_id: int) -> bool:
    """Whether a key is there and not revoked."""
    row = connection.execute(
        "SELECT 1 FROM api_keys WHERE id = ? AND revoked_at IS NULL", (key_id,)
    ).fetchone()
    return row is not None


def used(connection: sqlite3.Connection, key_id: int, now: datetime) -> None:
    """Note when a key was used last."""
    connection.execute("UPDATE api_keys SET last_used_at = ? WHERE id = ?", (to_ms(now), key_id))


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request made before under the same idempotency key."""

    body_hash: str
    message_id: int


def earlier(connection: sqlite3.Connection, key_id: int, key: str, since: datetime) -> Earlier | None:
    """The request of this API key under this idempotency key, unless it is older than *since*."""
    row = connection.execute(
        "SELECT body_hash, message_id FROM idempotency WHERE key_id = ? AND key = ? AND created_at >= ?",
        (key_id, key, to_ms(since)),
    ).fetchone()
    return None if row is None else Earlier(row["body_hash"], row["message_id"])


def is_used(connection: sqlite3.Connection, key_id: int, key: str) -> bool:
    """Whether anything was ever sent under this key."""
    row = connection.execute(
        "SELECT 1 FROM idempotency WHERE key_id = ? AND key = ?", (key_id, key)
    ).fetchone()
    return row is not None


def remember(
    connection: sqlite3.Connection, key_id: int, key: str, body_hash: str, message_id: int, now: datetime
) -> None:
    """Keep what was answered to a request."""
    connection.execute(
        "INSERT OR REPLACE INTO idempotency (key_id, key, body_hash, message_id, created_at) VALUES (?, ?, ?, ?, ?)",
        (key_id, key, body_hash, message_id, to_ms(now)),
    )


def forget_requests(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget requests older than *before*; how many."""
    return connection.execute(
        "DELETE FROM idempotency WHERE (key_id, key) IN"
        " (SELECT key_id, key FROM idempotency WHERE created_at < ? LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
