"""How an outbound message is cut into segments, kept for as long as any of it may be sent again."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cutting:
    """How the text of an outbound message is cut, decided when it was written."""

    locking: int
    single: int
    reference_bits: Literal[8, 16]
    concat_reference: int | None


def of_message(connection: sqlite3.Connection, row_id: int) -> Cutting:
    """How this message is cut."""
    row = connection.execute(
        "SELECT locking, single, reference_bits, concat_reference FROM messages WHERE id = ?", (row_id,)
    ).fetchone()
    return Cutting(*row)


def set_reference(connection: sqlite3.Connection, row_id: int, reference: int) -> None:
    """The reference that all segments of a long message carry, also when they are sent again."""
    connection.execute("UPDATE messages SET concat_reference = ? WHERE id = ?", (reference, row_id))
