"""The people of the shop who may sign in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import to_ms

Role = Literal["owner", "staff"]


@dataclass(frozen=True, slots=True)
class User:
    """One person. *epoch* grows with every change of the password, which ends older sessions."""

    id: int
    name: str
    role: Role
    epoch: int
    number: str | None = None
    language: str = ""
    theme: str = "system"
    text_size: str = "normal"


def _user(row: sqlite3.Row) -> User:
    return User(
        row["id"],
        row["name"],
        row["role"],
        row["epoch"],
        row["number"],
        row["language"],
        row["theme"],
        row["text_size"],
    )


def get(connection: sqlite3.Connection, user_id: int) -> User | None:
    """One person."""
    row = connection.execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone()
    return None if row is None else _user(row)


def credentials(connection: sqlite3.Connection, name: str) -> tuple[User, str] | None:
    """A person by name, with the hash of the password."""
    row = connection.execute("SELECT * FROM users WHERE name = ?", (name,)).fetchone()
    return None if row is None else (_user(row), row["password_hash"])


def everybody(connection: sqlite3.Connection) -> list[User]:
    """All people, in the order in which they came."""
    return [_user(row) for row in connection.execute("SELECT * FROM users ORDER BY id")]


def has_owner(connection: sqlite3.Connection) -> bool:
    """Whether the shop has an owner yet."""
    return connection.execute("SELECT 1 FROM users WHERE role = 'owner' LIMIT 1").fetchone() is not None


def add(connection: sqlite3.Connection, name: str, password_hash: str, role: Role, now: datetime) -> User:
    """Insert a person; raises ``sqlite3.IntegrityError`` when the name is taken."""
    connection.execute(
        "INSERT INTO users (name, password_hash, role, created_at) VALUES (?, ?, ?, ?)",
        (name, password_hash, role, to_ms(now)),
    )
    row = connection.execute("SELECT * FROM users WHERE name = ?", (name,)).fetchone()
    return _user(row)


def set_password(
    connection: sqlite3.Connection, user_id: int, password_hash: str, *, end_sessions: bool
) -> None:
    """Keep a new hash; *end_sessions* is off only when the same password is hashed anew."""
    connection.execute(
        "UPDATE users SET password_hash = ?, epoch = epoch + ? WHERE id = ?",
        (password_hash, int(end_sessions), user_id),
    )
