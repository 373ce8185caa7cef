"""The people of the shop who may sign in."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from modemsms.clock import from_ms, to_ms

Role = Literal["owner", "staff"]

# In the place of a hash: somebody who has yet to choose a password. Nothing hashes to it.
NO_PASSWORD = ""


@dataclass(frozen=True, slots=True)
class User:
    """One person. *epoch* grows with every change of the password. An account that was ended stays.

    Its name stays reserved, and what it wrote keeps its author.
    """

    id: int
    name: str
    role: Role
    epoch: int
    number: str | None = None
    language: str = ""
    theme: str = "system"
    text_size: str = "normal"
    ended_at: datetime | None = None
    has_password: bool = True


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
        None if row["ended_at"] is None else from_ms(row["ended_at"]),
        row["password_hash"] != NO_PASSWORD,
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
    """All people, in the order in which they came, those who left included."""
    return [_user(row) for row in connection.execute("SELECT * FROM users ORDER BY id")]


def has_owner(connection: sqlite3.Connection, but: int | None = None) -> bool:
    """Whether the shop has an owner who can sign in, other than the person *but*."""
    row = connection.execute(
        "SELECT 1 FROM users WHERE role = 'owner' AND ended_at IS NULL AND password_hash <> ? AND id IS NOT ?"
        " LIMIT 1",
        (NO_PASSWORD, but),
    ).fetchone()
    return row is not None


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


def set_role(connection: sqlite3.Connection, user_id: int, role: Role) -> None:
    """Make somebody an owner, or staff."""
    connection.execute("UPDATE users SET role = ? WHERE id = ?", (role, user_id))


def set_ended(connection: sqlite3.Connection, user_id: int, ended_at: datetime | None) -> None:
    """End an account, or (None) take it back."""
    connection.execute(
        "UPDATE users SET ended_at = ? WHERE id = ?",
        (None if ended_at is None else to_ms(ended_at), user_id),
    )


def set_profile(
    connection: sqlite3.Connection, user_id: int, name: str, number: str | None, language: str
) -> None:
    """What somebody says of oneself; raises ``sqlite3.IntegrityError`` when the name is taken."""
    connection.execute(
        "UPDATE users SET name = ?, number = ?, language = ? WHERE id = ?", (name, number, language, user_id)
    )


def set_look(connection: sqlite3.Connection, user_id: int, theme: str, text_size: str, language: str) -> None:
    """Keep how the pages look for somebody."""
    connection.execute(
        "UPDATE users SET theme = ?, text_size = ?, language = ? WHERE id = ?",
        (theme, text_size, language, user_id),
    )


def set_number(connection: sqlite3.Connection, user_id: int, number: str) -> None:
    """Where somebody's own phone is reached."""
    connection.execute("UPDATE users SET number = ? WHERE id = ?", (number, user_id))
