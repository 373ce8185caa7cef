"""Tests of the way out and back: one row for each, from its beginning."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.clock import from_ms, to_ms
from modemsms.store.messages import Reason


@dataclass(frozen=True, slots=True)
class SelfTest:
    """One test: a text from one SIM to another, or to itself."""

    id: int
    token: str
    from_sim: int
    to_sim: int
    modem: str
    message_id: int | None
    started_at: datetime
    sent_at: datetime | None
    received_at: datetime | None
    failed_at: datetime | None
    error: Reason | None

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.received_at is None and self.failed_at is None

    @property
    def passed(self) -> bool:
        """Whether the text came back."""
        return self.received_at is not None

    @property
    def out(self) -> timedelta | None:
        """How long the text took to the network."""
        return None if self.sent_at is None else self.sent_at - self.started_at

    @property
    def back(self) -> timedelta | None:
        """How long it took from the network to us."""
        if self.received_at is None:
            return None
        return self.received_at - (self.sent_at or self.started_at)


def _test(row: sqlite3.Row) -> SelfTest:
    def moment(name: str) -> datetime | None:
        return None if row[name] is None else from_ms(row[name])

    return SelfTest(
        id=row["id"],
        token=row["token"],
        from_sim=row["from_sim"],
        to_sim=row["to_sim"],
        modem=row["modem"],
        message_id=row["message_id"],
        started_at=from_ms(row["started_at"]),
        sent_at=moment("sent_at"),
        received_at=moment("received_at"),
        failed_at=moment("failed_at"),
        error=Reason(row["error_code"], row["error_sentence"] or "") if row["error_code"] else None,
    )


def begin(
    connection: sqlite3.Connection, token: str, from_sim: int, to_sim: int, modem: str, now: datetime
) -> int:
    """Note a test before its text is written; its id."""
    cursor = connection.execute(
        "INSERT INTO self_tests (token, from_sim, to_sim, modem, started_at) VALUES (?, ?, ?, ?, ?)",
        (token, from_sim, to_sim, modem, to_ms(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def set_message(connection: sqlite3.Connection, test_id: int, message_id: int) -> None:
    """The text of a test."""
    connection.execute("UPDATE self_tests SET message_id = ? WHERE id = ?", (message_id, test_id))


def with_token(connection: sqlite3.Connection, token: str) -> SelfTest | None:
    """The test whose text says *token*."""
    row = connection.execute("SELECT * FROM self_tests WHERE token = ?", (token,)).fetchone()
    return None if row is None else _test(row)


def still_open(connection: sqlite3.Connection) -> list[SelfTest]:
    """The tests that have not ended, oldest first."""
    rows = connection.execute(
        "SELECT * FROM self_tests WHERE received_at IS NULL AND failed_at IS NULL ORDER BY id"
    )
    return [_test(row) for row in rows]


def last_of(connection: sqlite3.Connection, sim_id: int) -> SelfTest | None:
    """The newest test that left from a SIM and has ended."""
    row = connection.execute(
        "SELECT * FROM self_tests WHERE from_sim = ?"
        " AND (received_at IS NOT NULL OR failed_at IS NOT NULL) ORDER BY id DESC LIMIT 1",
        (sim_id,),
    ).fetchone()
    return None if row is None else _test(row)


def last_begun(connection: sqlite3.Connection, sim_id: int) -> datetime | None:
    """When a SIM was tested last."""
    row = connection.execute(
        "SELECT started_at FROM self_tests WHERE from_sim = ? ORDER BY id DESC LIMIT 1", (sim_id,)
    ).fetchone()
    return None if row is None else from_ms(row["started_at"])


def sent(connection: sqlite3.Connection, test_id: int, at: datetime) -> None:
    """The network took its text."""
    connection.execute(
        "UPDATE self_tests SET sent_at = ifnull(sent_at, ?) WHERE id = ?", (to_ms(at), test_id)
    )


def received(connection: sqlite3.Connection, test_id: int, now: datetime) -> None:
    """Its text came back. One that was given up has succeeded after all, late."""
    connection.execute(
        "UPDATE self_tests SET received_at = ifnull(received_at, ?), failed_at = NULL, error_code = NULL,"
        " error_sentence = NULL WHERE id = ?",
        (to_ms(now), test_id),
    )


def failed(connection: sqlite3.Connection, test_id: int, why: Reason, now: datetime) -> None:
    """Its text did not leave, or did not come back."""
    connection.execute(
        "UPDATE self_tests SET failed_at = ?, error_code = ?, error_sentence = ? WHERE id = ?",
        (to_ms(now), why.code, why.message, test_id),
    )


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget tests that began before *before*; how many."""
    return connection.execute(
        "DELETE FROM self_tests WHERE id IN (SELECT id FROM self_tests WHERE started_at < ? ORDER BY id LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
