"""The ledger of consent: who agreed to what, when and how, and when they left. Rows are only added."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from modemsms.clock import from_ms, to_ms
from modemsms.store import forgotten

What = Literal["asked", "in", "out"]
# *kept* is what stayed of somebody who was forgotten after having left.
How = Literal["keyword", "reply", "form", "import", "staff", "api", "kept"]


@dataclass(frozen=True, slots=True)
class Consent:
    """One row: *what* a number did, or was done for it, and *how*.

    *words* is the very text, of the person or of the form; *source* names the form or the file; *who* of the shop.
    """

    number: str
    what: What
    how: How
    words: str = ""
    source: str = ""
    user_id: int | None = None
    who: str = ""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a number stands now. Nobody has ever asked one that has none."""

    what: What
    since: datetime


def add(connection: sqlite3.Connection, consent: Consent, now: datetime) -> int:
    """Write one row; the standing of its number follows."""
    cursor = connection.execute(
        "INSERT INTO consents (at, number, what, how, words, source, user_id, who, message_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            to_ms(now),
            consent.number,
            consent.what,
            consent.how,
            consent.words,
            consent.source,
            consent.user_id,
            consent.who,
            consent.message_id,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def standing(connection: sqlite3.Connection, number: str) -> Standing | None:
    """How *number* stands."""
    row = connection.execute("SELECT what, since FROM consent_now WHERE number = ?", (number,)).fetchone()
    if row is not None:
        return Standing(cast(What, row["what"]), from_ms(row["since"]))
    left = forgotten.left(connection, [number])
    return Standing("out", from_ms(left[number])) if left else None


def out_among(connection: sqlite3.Connection, numbers: Iterable[str]) -> set[str]:
    """Which of *numbers* have left."""
    asked = list(numbers)
    known = {
        row["number"]: row["what"]
        for row in connection.execute(
            "SELECT n.number, n.what FROM json_each(?) j JOIN consent_now n ON n.number = j.value",
            (json.dumps(asked),),
        )
    }
    out = {number for number, what in known.items() if what == "out"}
    return out | set(forgotten.left(connection, [number for number in asked if number not in known]))


def history(connection: sqlite3.Connection, number: str, limit: int) -> list[tuple[datetime, Consent]]:
    """What is written of *number*, newest first."""
    rows = connection.execute(
        "SELECT * FROM consents WHERE number = ? ORDER BY id DESC LIMIT ?", (number, limit)
    )
    return [
        (
            from_ms(row["at"]),
            Consent(
                row["number"],
                cast(What, row["what"]),
                cast(How, row["how"]),
                row["words"],
                row["source"],
                row["user_id"],
                row["who"],
                row["message_id"],
            ),
        )
        for row in rows
    ]
