"""Full-text search over what was written, newest first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from modemsms.store.messages import SELECT, Message, message_of

# Marks around a hit in a snippet: control characters, which no text that we keep contains.
HIT_BEGINS = "\x02"
HIT_ENDS = "\x03"


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found; *snippet* has its words between ``HIT_BEGINS`` and ``HIT_ENDS``."""

    message: Message
    snippet: str


def match_expression(words: str) -> str:
    """An FTS5 expression for *words*: all of them, each as the beginning of a word; "" for none.

    Quotes make every operator of FTS5 plain text.
    """
    tokens = ["".join(c if c.isalnum() else " " for c in word).split() for word in words.split()]
    flat = [token for parts in tokens for token in parts][:12]
    return " ".join(f'"{token}"*' for token in flat)


def messages(connection: sqlite3.Connection, words: str, limit: int) -> list[Hit]:
    """The newest messages that contain all of *words*."""
    expression = match_expression(words)
    if not expression:
        return []
    snippets = {
        row["rowid"]: row["snippet"]
        for row in connection.execute(
            "SELECT rowid, snippet(messages_fts, 0, ?, ?, '…', 16) AS snippet FROM messages_fts"
            " WHERE messages_fts MATCH ? AND NOT EXISTS (SELECT 1 FROM messages n"
            " WHERE n.id = messages_fts.rowid AND n.purpose = 'note' AND n.status = 'cancelled')"
            " ORDER BY rowid DESC LIMIT ?",
            (HIT_BEGINS, HIT_ENDS, expression, limit),
        )
    }
    rows = connection.execute(
        f"{SELECT} WHERE m.id IN ({', '.join('?' for _ in snippets)}) ORDER BY m.id DESC", list(snippets)
    )
    return [Hit(message_of(row), snippets[row["id"]]) for row in rows]
