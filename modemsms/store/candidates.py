"""A file that somebody hands over as a backup: whether it is one of ours, sound and not newer, and what it holds.

Nothing of it is trusted: it is opened for reading only, its triggers and views must be ours to the letter.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from modemsms.clock import from_ms
from modemsms.store.migrations import migrations

log = logging.getLogger(__name__)

# The first octets of every SQLite database (sqlite.org/fileformat2.html, 1.3).
HEADER = b"SQLite format 3\x00"

# Tables that SQLite keeps for itself and for the search; their making is written as each version likes.
_OF_SQLITE = re.compile(r"sqlite_|messages_fts_")


class Unfit(StrEnum):
    """Why a file cannot be used."""

    FOREIGN = "foreign"
    NEWER = "newer"
    OTHER_TABLES = "other_tables"
    DAMAGED = "damaged"
    NO_OWNER = "no_owner"
    """Nobody could sign in by it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a sound copy holds, and who can sign in by it."""

    messages: int
    contacts: int
    newest_at: datetime | None
    shop: str
    owners: tuple[str, ...]


def examine(file: Path) -> Candidate | Unfit:
    """What *file* holds, or why it cannot be used. Nobody may be writing to it."""
    try:
        with file.open("rb") as opened:
            if opened.read(len(HEADER)) != HEADER:
                return Unfit.FOREIGN
        uri = f"file:{quote(str(file))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA trusted_schema = OFF")
            return _wrong(connection) or _contents(connection)
    except sqlite3.DatabaseError as error:
        log.info("backup_damaged why=%s", error)
        return Unfit.DAMAGED


def _wrong(connection: sqlite3.Connection) -> Unfit | None:
    if not _has(connection, migrations.migrations_table):
        return Unfit.FOREIGN
    known = [migration.name for migration in migrations.pending(Database(memory=True))]
    applied = _applied(connection)
    if set(applied) - set(known):
        return Unfit.NEWER
    if not applied or applied != known[: len(applied)]:
        return Unfit.FOREIGN
    if _schema(connection) != _expected(known[len(applied) :]):
        return Unfit.OTHER_TABLES
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return None if found == "ok" else Unfit.DAMAGED


def _has(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def _applied(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        f"SELECT name FROM {migrations.migrations_table} WHERE migration_set = ? ORDER BY name",
        (migrations.name,),
    )
    return [str(row["name"]) for row in rows]


def _expected(missing: Sequence[str]) -> dict[tuple[str, str], str]:
    """The tables of a database in which the steps *missing* are still to be made."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.row_factory = sqlite3.Row
        migrations.apply(Database(connection, execute_plugins=False), stop_before=missing)
        return _schema(connection)


def _schema(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = connection.execute("SELECT type, name, ifnull(sql, '') AS sql FROM sqlite_master")
    return {
        (row["type"], row["name"]): "" if _OF_SQLITE.match(row["name"]) else " ".join(row["sql"].split())
        for row in rows
        if not row["name"].startswith("sqlite_stat")
    }


def _contents(connection: sqlite3.Connection) -> Candidate | Unfit:
    texts, newest = connection.execute("SELECT count(*), max(created_at) FROM messages").fetchone()
    contacts = connection.execute("SELECT count(*) FROM contacts").fetchone()[0]
    shop = connection.execute("SELECT value FROM settings WHERE name = 'shop.name'").fetchone()
    columns = {row["name"] for row in connection.execute("PRAGMA table_info(users)")}
    here = " AND ended_at IS NULL" if "ended_at" in columns else ""
    owners = connection.execute(f"SELECT name FROM users WHERE role = 'owner'{here} ORDER BY id LIMIT 10")
    found = tuple(str(row["name"]) for row in owners)
    if not found:
        return Unfit.NO_OWNER
    moment = None if newest is None else from_ms(newest)
    return Candidate(texts, contacts, moment, "" if shop is None else str(shop["value"]), found)
