"""Backups: a copy while everything runs, a look whether it is sound, and a restore that sends nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from modemsms import clock
from modemsms.errors import InvalidInput, StoreUnavailable
from modemsms.store import messages, outbox, segments
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.migrations import upgrade

RESTORED = Reason(
    "restored",
    "It waited to be sent when the backup was made. It may have gone out since; look before you send it.",
)
# Copied in steps of this many pages, so that writers pass in between.
PAGES_AT_ONCE = 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """What a sound backup holds."""

    messages: int
    contacts: int
    newest_at: datetime | None


class Backups:
    """Copies of the database of *store*."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def backup(self, file: Path) -> Verified:
        """Write a copy to *file* (replaced whole, or not at all) and verify it."""
        partial = file.with_name(f".{file.name}.partial")
        try:
            with closing(sqlite3.connect(partial)) as target:
                self._store.connection().backup(target, pages=PAGES_AT_ONCE)
                target.execute("PRAGMA journal_mode = DELETE")
            verified = verify(partial)
            _sync(partial)
            partial.replace(file)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnavailable(f"The backup could not be written: {error}.") from error
        finally:
            partial.unlink(missing_ok=True)
        return verified


def verify(file: Path) -> Verified:
    """What the backup *file* holds. Raises ``InvalidInput`` when it is broken or no backup of ours."""
    if not file.is_file():
        raise InvalidInput("file", f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro&immutable=1", uri=True)) as connection:
            damage = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if damage != "ok":
                raise InvalidInput("file", f"{file} is damaged: {damage}.")
            count, newest = connection.execute("SELECT count(*), max(created_at) FROM messages").fetchone()
            people = connection.execute("SELECT count(*) FROM contacts").fetchone()[0]
    except sqlite3.Error as error:
        raise InvalidInput("file", f"{file} is not a backup of modemsms ({error}).") from error
    return Verified(count, people, None if newest is None else clock.from_ms(newest))


def damage(database: Path) -> str | None:
    """What is wrong with *database*, which may be in use; None when it is sound.

    Other than ``verify`` it reads the write-ahead log too.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)) as connection:
            found: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    return None if found == "ok" else found


def restore(file: Path, database: Path, now: datetime) -> Verified:
    """Put the backup *file* in the place of *database*, which nobody may have open.

    Nothing of it is sent by itself: what was waiting or in the air becomes ``unknown`` with reason
    ``restored``. The database that was there is kept beside it as ``NAME.before-restore``.
    """
    verified = verify(file)
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.restoring")
    _remove(fresh)
    read_only = f"file:{quote(str(file))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(read_only, uri=True)) as source, closing(sqlite3.connect(fresh)) as target:
        source.backup(target)
    upgrade(fresh)
    _calm(fresh, now)
    _sync(fresh)
    if database.exists():
        with closing(sqlite3.connect(database)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.replace(database.with_name(f"{database.name}.before-restore"))
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    fresh.replace(database)
    return verified


def _calm(database: Path, now: datetime) -> None:
    """Make everything that would be sent a thing to be looked at."""
    store = Store(database)
    try:
        with store.write() as connection:
            for attempt in segments.open_attempts(connection):
                segments.end_attempt(connection, attempt.id, "unknown", now)
            for message_id in outbox.restored(connection):
                for part in segments.of_message(connection, message_id):
                    if part.status in {"waiting", "air"}:
                        segments.settle(connection, part.id, "unknown", RESTORED, now)
                outbox.remove(connection, message_id)
                messages.set_status(connection, message_id, "unknown", RESTORED)
        store.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.connection().execute("PRAGMA journal_mode = DELETE")
    finally:
        store.close()


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    for name in (file.name, f"{file.name}-wal", f"{file.name}-shm", f"{file.name}-journal"):
        file.with_name(name).unlink(missing_ok=True)
