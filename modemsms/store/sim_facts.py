"""What a SIM carries besides its limits: its PIN, the code that tells its balance, and that balance."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class BalancePlan:
    """How the balance of a SIM is read; *every* zero is only by hand."""

    code: str
    pattern: str
    every: timedelta
    asked_at: datetime | None

    def due_at(self, now: datetime) -> datetime:
        """When it is to be read next. A clock that was set back makes it due."""
        if self.asked_at is None or self.asked_at > now + timedelta(minutes=5):
            return now
        return self.asked_at + self.every

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be read now."""
        return bool(self.every) and self.due_at(now) <= now


def balance_plan(connection: sqlite3.Connection, sim_id: int) -> BalancePlan | None:
    """How the balance of a SIM is read; None where nobody has said."""
    row = connection.execute(
        "SELECT balance_code, balance_pattern, balance_every_hours, balance_asked_at FROM sims WHERE id = ?",
        (sim_id,),
    ).fetchone()
    if row is None or not row["balance_code"]:
        return None
    asked_at = row["balance_asked_at"]
    return BalancePlan(
        row["balance_code"],
        row["balance_pattern"],
        timedelta(hours=row["balance_every_hours"]),
        None if asked_at is None else from_ms(asked_at),
    )


def balance_asked(connection: sqlite3.Connection, sim_id: int, now: datetime) -> None:
    """Its balance code is being dialled."""
    connection.execute("UPDATE sims SET balance_asked_at = ? WHERE id = ?", (to_ms(now), sim_id))


def set_balance(connection: sqlite3.Connection, sim_id: int, micros: int, text: str, now: datetime) -> None:
    """The network has told the balance."""
    connection.execute(
        "UPDATE sims SET balance_micros = ?, balance_text = ?, balance_at = ? WHERE id = ?",
        (micros, text, to_ms(now), sim_id),
    )


def pin(connection: sqlite3.Connection, sim_key: str) -> str:
    """The PIN that was entered on the page for this SIM; empty where none was."""
    row = connection.execute("SELECT pin FROM sims WHERE key = ?", (sim_key,)).fetchone()
    return "" if row is None else str(row["pin"])


def set_pin(connection: sqlite3.Connection, sim_key: str, value: str, now: datetime) -> None:
    """Keep the PIN of a SIM, which may never have opened before."""
    connection.execute(
        "INSERT INTO sims (key, pin, first_seen) VALUES (?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET pin = excluded.pin",
        (sim_key, value, to_ms(now)),
    )
