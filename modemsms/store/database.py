"""The database file: one connection for each thread at work, one writer at a time, every commit durable."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modemsms.errors import StoreUnavailable
from modemsms.events import Bell
from modemsms.store.turnstile import Turnstile

log = logging.getLogger(__name__)

# Another process (the command line adding a key) may hold the write lock; ten seconds is far over
# what any of our transactions takes, even on a slow SD card.
BUSY_SECONDS = 10

# Each connection may keep this many KiB of pages; the kernel caches the file anyway, and fifty web
# threads with SQLite's 2 MB each would not fit a Pi Zero.
CACHE_KIB = 512

# Bulk work touches the same index pages again and again; with too few it writes them out each time.
BULK_CACHE_KIB = 4096

# A connection costs half a megabyte once it has worked: the schema, its statements, its pages. So many lie
# ready for whoever comes next; the rest, left by a rush, is closed.
MOST_IDLE = 8


class _Mine(threading.local):
    """What a thread has in hand."""

    connection: sqlite3.Connection | None = None
    writing = False
    reading = 0
    bells: set[Bell]


class Store:
    """Gives transactions on the file at *path*, and rings its bells after a commit that asked for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.changed = Bell()
        """Rings when an event row was committed."""
        self.work = Bell()
        """Rings when there may be something new to send, or to look at sooner than planned."""
        self._local = _Mine()
        # The last one given back is the first to be taken: its pages and statements are the warm ones.
        self._idle: list[sqlite3.Connection] = []
        self._idle_guard = threading.Lock()
        self._turnstile = Turnstile()
        self._fault: str | None = None

    @property
    def fault(self) -> str | None:
        """Why the last write failed, None when it succeeded."""
        return self._fault

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, until it gives it back."""
        connection = self._local.connection
        if connection is None:
            with self._idle_guard:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._open()
            self._local.connection = connection
        return connection

    def _open(self) -> sqlite3.Connection:
        try:
            connection = connect(self.path)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"The database cannot be opened: {error}.") from error
        return connection

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Statements that only read. Inside ``write`` they see the transaction under way."""
        self._local.reading += 1
        try:
            yield self.connection()
        except sqlite3.Error as error:
            raise StoreUnavailable(f"The database cannot be read: {error}.") from error
        finally:
            self._local.reading -= 1

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed and on the disk when the block ends, undone when it raises.

        Inside another ``write`` of the same thread it joins that one. Raises ``StoreUnavailable``
        when the disk does not take it: then nothing of the block stands.
        """
        if self._local.writing:
            yield self.connection()
            return
        with self._turnstile:
            self._local.writing = True
            self._local.bells = set()
            try:
                yield from self._transaction()
            finally:
                self._local.writing = False
            bells = self._local.bells
        for bell in bells:
            bell.ring()

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Give this thread's connection more memory for a long run of writes in slices."""
        with self.read() as connection:
            connection.execute(f"PRAGMA cache_size = -{BULK_CACHE_KIB}")
        try:
            yield
        finally:
            with self.read() as connection:
                connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
                connection.execute("PRAGMA shrink_memory")

    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self.connection()
        try:
            before = connection.total_changes
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            self._failed(error)
            raise StoreUnavailable(f"The database cannot be written: {error}.") from error
        else:
            # A commit of nothing writes nothing, and says nothing about the disk.
            if connection.total_changes > before:
                self._fault = None
        finally:
            # After a full disk SQLite may have left the transaction open, or ended it by itself.
            if connection.in_transaction:
                _roll_back(connection)

    def _failed(self, error: sqlite3.Error) -> None:
        if self._fault is None:
            log.error("database_write_failed why=%s", error)
        self._fault = str(error)

    def tell(self) -> None:
        """Ring ``changed`` once the transaction under way is committed."""
        self._local.bells.add(self.changed)

    def tell_workers(self) -> None:
        """Ring ``work`` once the transaction under way is committed."""
        self._local.bells.add(self.work)

    def probe(self) -> bool:
        """Try a small durable write; whether it succeeded."""
        try:
            with self.read() as connection:
                # On a full disk the log may be what fills it.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with self.write() as connection:
                connection.execute(
                    "INSERT INTO settings (name, value) VALUES ('probed', unixepoch())"
                    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
                )
        except StoreUnavailable:
            return False
        return True

    def give_back(self) -> None:
        """Leave this thread's connection to whoever needs one next; call it when a thread goes to wait.

        Inside ``read`` or ``write`` the thread keeps it.
        """
        mine = self._local
        if mine.connection is None or mine.writing or mine.reading:
            return
        with self._idle_guard:
            if len(self._idle) < MOST_IDLE:
                self._idle.append(mine.connection)
                mine.connection = None
        self.release()

    def release(self) -> None:
        """Close this thread's connection; call it when a thread that used the store ends."""
        connection = self._local.connection
        if connection is not None:
            self._local.connection = None
            connection.close()

    def close(self) -> None:
        """Close this thread's connection and the idle ones. Other threads close their own, or the process's end does.

        A connection that is closed while another thread works with it takes the process down.
        """
        self.release()
        with self._idle_guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection as this house wants it: explicit transactions, WAL, durable, foreign keys on."""
    connection = sqlite3.connect(
        path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    for pragma in (
        "journal_mode = WAL",
        # A send depends on its attempt being on the disk: WAL with NORMAL would lose the last
        # commits at a power cut (sqlite.org/pragma.html#pragma_synchronous).
        "synchronous = FULL",
        "foreign_keys = ON",
        f"cache_size = -{CACHE_KIB}",
        "temp_store = MEMORY",
        # The log is folded into the database every megabyte, so that a small disk is enough.
        "wal_autocheckpoint = 256",
        "journal_size_limit = 1048576",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _roll_back(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        log.warning("rollback_failed why=%s", error)
