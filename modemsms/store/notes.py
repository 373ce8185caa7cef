"""The text of a note that somebody changes."""

from __future__ import annotations

import sqlite3


def rewrite(connection: sqlite3.Connection, row_id: int, text: str) -> None:
    """The note says *text* from now on; the search follows by itself."""
    connection.execute("UPDATE messages SET text = ? WHERE id = ? AND purpose = 'note'", (text, row_id))
