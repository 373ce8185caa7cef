"""Copies of the database as files: made while it is in use, looked at, put in its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from modemsms.clock import from_ms


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sound copy holds."""

    messages: int
    contacts: int
    newest_at: datetime | None


# Half a megabyte: as often is told how far a copy is.
PAGES_AT_ONCE = 128


def write(connection: sqlite3.Connection, file: Path, tell: Callable[[float], None]) -> None:
    """Copy what *connection* sees now to *file*, whole, with no log beside it; *tell* the share that is done.

    One snapshot is held for the length of the copy: without it each commit of somebody else would make
    SQLite begin anew (sqlite.org/c3ref/backup_finish.html).
    """
    with closing(sqlite3.connect(file)) as target:
        connection.execute("BEGIN")
        try:
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            connection.backup(
                target,
                pages=PAGES_AT_ONCE,
                progress=lambda _, left, whole: tell((whole - left) / max(whole, 1)),
            )
        finally:
            connection.execute("COMMIT")
        target.execute("PRAGMA journal_mode = DELETE")
    sync(file)


def look_into(file: Path) -> Contents | str:
    """What *file* holds, or what is wrong with it. Nobody may be writing to it."""
    try:
        with closing(sqlite3.connect(_read_only(file, immutable=True), uri=True)) as connection:
            damage = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if damage != "ok":
                return f"it is damaged: {damage}"
            count, newest = connection.execute("SELECT count(*), max(created_at) FROM messages").fetchone()
            people = connection.execute("SELECT count(*) FROM contacts").fetchone()[0]
    except sqlite3.Error as error:
        return f"it is not a backup of modemsms ({error})"
    return Contents(count, people, None if newest is None else from_ms(newest))


def damage(database: Path) -> str | None:
    """What is wrong with *database*, which may be in use, its log included; None when it is sound."""
    try:
        with closing(sqlite3.connect(_read_only(database, immutable=False), uri=True)) as connection:
            found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else found


def duplicate(file: Path, fresh: Path) -> None:
    """Copy the database *file*, which nobody writes to, to *fresh*."""
    for name in (fresh.name, f"{fresh.name}-wal", f"{fresh.name}-shm", f"{fresh.name}-journal"):
        fresh.with_name(name).unlink(missing_ok=True)
    read_only = _read_only(file, immutable=True)
    with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(fresh)) as target:
        source.backup(target)


def fold(connection: sqlite3.Connection) -> None:
    """Bring the log of a database that nobody else has open into its one file."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode = DELETE")


def put_in_place(fresh: Path, database: Path, kept: Path) -> None:
    """Let *fresh* take the place of *database*, and keep that as *kept*: at no moment is there none."""
    if database.exists():
        with closing(sqlite3.connect(database)) as old:
            fold(old)
        kept.unlink(missing_ok=True)
        os.link(database, kept)
    sync(fresh)
    fresh.replace(database)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    sync(database.parent)


def sync(path: Path) -> None:
    """Bring a file, or the names in a directory, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_only(file: Path, *, immutable: bool) -> str:
    return f"file:{quote(str(file))}?mode=ro" + ("&immutable=1" if immutable else "")
