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

# "none" takes back what somebody of the shop wrote down by mistake: then nobody has ever asked.
What = Literal["asked", "in", "out", "none"]
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


def is_out(connection: sqlite3.Connection, number: str) -> bool:
    """Whether *number* has left."""
    return bool(out_among(connection, [number]))


def history(connection: sqlite3.Connection, number: str, limit: int) -> list[tuple[datetime, Consent]]:
    """What is written of *number*, newest first."""
    rows = connection.execute(
        "SELECT * FROM consents WHERE number = ? ORDER BY id DESC LIMIT ?", (number, limit)
    )
    return [(from_ms(row["at"]), _consent(row)) for row in rows]


def after(
    connection: sqlite3.Connection, row: int, number: str | None, limit: int
) -> list[tuple[int, datetime, Consent]]:
    """The ledger above *row*, oldest first: of everybody, or of one *number*; whom nobody knows any more is out."""
    of_one = "" if number is None else " AND number = :number"
    rows = connection.execute(
        f"SELECT * FROM consents WHERE id > :row AND number IS NOT NULL{of_one} ORDER BY id LIMIT :limit",
        {"row": row, "number": number, "limit": limit},
    )
    return [(row["id"], from_ms(row["at"]), _consent(row)) for row in rows]


def get(connection: sqlite3.Connection, row_id: int) -> tuple[datetime, Consent] | None:
    """One row, unless its person was forgotten."""
    row = connection.execute(
        "SELECT * FROM consents WHERE id = ? AND number IS NOT NULL", (row_id,)
    ).fetchone()
    return None if row is None else (from_ms(row["at"]), _consent(row))


def _consent(row: sqlite3.Row) -> Consent:
    return Consent(
        row["number"],
        cast(What, row["what"]),
        cast(How, row["how"]),
        row["words"],
        row["source"],
        row["user_id"],
        row["who"],
        row["message_id"],
    )


# A text to a person who left stays here when it is one of many, or when no person wrote it: by its place in the
# queue, by the mailing that it belongs to, or for want of an author; or when it takes the place of another, which may
# have been such a one. What the shop answers by itself has a purpose.
_TO_MANY = (
    "m.purpose IS NULL AND (o.priority > 0 OR m.mailing_id IS NOT NULL OR m.author_id IS NULL"
    " OR EXISTS (SELECT 1 FROM messages before WHERE before.retried_as = m.id))"
)


def must_stay(connection: sqlite3.Connection, message_id: int) -> bool:
    """Whether a message in the outbox is a text to many whose recipient has left."""
    row = connection.execute(
        "SELECT c.address FROM outbox o JOIN messages m ON m.id = o.message_id"
        " JOIN conversations c ON c.id = m.conversation_id"
        f" WHERE o.message_id = ? AND {_TO_MANY}",
        (message_id,),
    ).fetchone()
    return row is not None and is_out(connection, row["address"])


def waiting_for(connection: sqlite3.Connection, number: str, limit: int) -> list[int]:
    """The texts to many that wait for *number*, but for one that is in the air."""
    rows = connection.execute(
        "SELECT o.message_id FROM conversations c JOIN outbox o ON o.conversation_id = c.id"
        " JOIN messages m ON m.id = o.message_id"
        f" WHERE c.address = ? AND o.state <> 'air' AND {_TO_MANY} ORDER BY o.message_id LIMIT ?",
        (number, limit),
    )
    return [row["message_id"] for row in rows]


def answers_since(
    connection: sqlite3.Connection, conversation_id: int, since: datetime, limit: int
) -> list[str]:
    """The kinds of what was answered by itself in a conversation since *since*."""
    rows = connection.execute(
        "SELECT reference FROM messages WHERE conversation_id = ? AND purpose = 'answer' AND created_at >= ?"
        " ORDER BY id DESC LIMIT ?",
        (conversation_id, to_ms(since), limit),
    )
    return [row["reference"] or "" for row in rows]
