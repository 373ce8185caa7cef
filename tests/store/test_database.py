"""Transactions, durability, and what happens when the disk does not take it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from modemsms.errors import StoreRefused, StoreUnavailable
from modemsms.store import settings
from modemsms.store.database import MOST_IDLE, Store
from modemsms.store.migrations import migrations, upgrade
from modemsms.store.turnstile import Turnstile


@pytest.fixture
def store(tmp_path: Path) -> Store:
    upgrade(tmp_path / "modemsms.db")
    return Store(tmp_path / "modemsms.db")


def test_a_block_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        settings.put(connection, "name", "value")
        raise ZeroDivisionError

    with store.read() as connection:
        assert settings.get(connection, "name") is None


def test_a_block_within_a_block_is_one_transaction(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write():
        with store.write() as connection:
            settings.put(connection, "name", "value")
        raise ZeroDivisionError

    with store.read() as connection:
        assert settings.get(connection, "name") is None


def test_every_commit_is_durable(store: Store) -> None:
    with store.read() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_threads_that_write_at_once_all_succeed(store: Store) -> None:
    def write(name: str) -> None:
        for n in range(25):
            with store.write() as connection:
                settings.put(connection, f"{name} {n}", "x")
        store.release()

    threads = [threading.Thread(target=write, args=(f"thread {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with store.read() as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone()[0] == 200


def test_a_connection_that_is_given_back_serves_the_next_thread(store: Store) -> None:
    given = store.connection()
    store.give_back()

    assert in_threads(1, store.connection) == [given]
    assert store.connection() is not given


def test_a_thread_keeps_its_connection_inside_a_block(store: Store) -> None:
    with store.read() as connection:
        store.give_back()
        assert store.connection() is connection
    with store.write() as connection:
        settings.put(connection, "name", "value")
        store.give_back()
        assert store.connection() is connection

    store.give_back()
    assert in_threads(1, store.connection) == [connection]


def test_few_connections_stay_open_after_a_rush(store: Store) -> None:
    together = threading.Barrier(MOST_IDLE + 4)

    def work() -> sqlite3.Connection:
        connection = store.connection()
        together.wait(10)
        store.give_back()
        return connection

    rush = in_threads(MOST_IDLE + 4, work)

    assert len([connection for connection in rush if is_open(connection)]) == MOST_IDLE
    store.close()
    assert not any(is_open(connection) for connection in rush)


def in_threads(count: int, work: Callable[[], sqlite3.Connection]) -> list[sqlite3.Connection]:
    """What *work* gives in so many threads at once."""
    with ThreadPoolExecutor(count) as threads:
        return [future.result(20) for future in [threads.submit(work) for _ in range(count)]]


def is_open(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def test_the_bell_rings_after_the_commit_and_not_without_one(store: Store) -> None:
    seen: list[str | None] = []

    def look() -> None:
        other = sqlite3.connect(store.path)
        seen.append(settings.get(_rows(other), "name"))
        other.close()

    store.changed.listen(look)
    with pytest.raises(ZeroDivisionError), store.write():
        store.tell()
        raise ZeroDivisionError
    assert seen == []
    with store.write() as connection:
        settings.put(connection, "name", "value")
        store.tell()
        store.tell()

    assert seen == ["value"]


def _rows(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.row_factory = sqlite3.Row
    return connection


def test_a_full_disk_is_told_and_writing_goes_on_when_there_is_room(store: Store) -> None:
    with store.read() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreUnavailable), store.write() as connection:
        settings.put(connection, "name", "x" * 100_000)
    assert store.fault is not None
    with store.read() as connection:
        connection.execute("PRAGMA max_page_count = 1073741823")

    assert store.probe()
    assert store.fault is None


def test_a_turnstile_serves_in_order() -> None:
    turnstile = Turnstile()
    order: list[int] = []
    threads: list[threading.Thread] = []

    def pass_through(number: int) -> None:
        with turnstile:
            order.append(number)

    with turnstile:
        for number in range(5):
            thread = threading.Thread(target=pass_through, args=(number,))
            thread.start()
            threads.append(thread)
            deadline = threading.Event()
            while len(turnstile.waiting()) <= number:
                deadline.wait(0.001)
    for thread in threads:
        thread.join(5)

    assert order == [0, 1, 2, 3, 4]


def test_an_upgrade_runs_once_and_is_idempotent(tmp_path: Path) -> None:
    path = tmp_path / "modemsms.db"
    upgrade(path)
    upgrade(path)

    with Store(path).read() as connection:
        assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] == 0


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "modemsms.db"
    upgrade(path)
    with Store(path).write() as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('modemsms', 'm999', '')"
        )

    with pytest.raises(StoreRefused, match="newer version"):
        upgrade(path)


def test_an_older_database_is_copied_before_it_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "modemsms.db"
    upgrade(path)
    with Store(path).write() as connection:
        settings.put(connection, "name", "value")
    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])

    @migrations()
    def m002_later(db: object) -> None:
        db.conn.execute("DELETE FROM settings")  # type: ignore[attr-defined] # a Database

    upgrade(path)

    copy = sqlite3.connect(tmp_path / "modemsms.db.before-m002_later")
    assert settings.get(_rows(copy), "name") == "value"
    copy.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "modemsms.db"
    upgrade(path)
    with Store(path).write() as connection:
        settings.put(connection, "name", "value")
    monkeypatch.setattr(migrations, "_migrations", [*migrations._migrations])

    @migrations()
    def m002_broken(db: object) -> None:
        db.conn.execute("DELETE FROM settings")  # type: ignore[attr-defined] # a Database
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upgrade(path)

    with Store(path).read() as connection:
        assert settings.get(connection, "name") == "value"


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\x00" + b"\xff" * 200])
def test_a_file_that_is_no_database_is_refused_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "modemsms.db"
    path.write_bytes(content)

    with pytest.raises(StoreRefused, match="cannot be used"):
        upgrade(path)
