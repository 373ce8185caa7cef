"""Drafts: what people of the shop are writing, kept so that any of their devices can go on with it.

A draft lives as long as the form in which it stands: with the sending of that form it is gone, in the same commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict
from modemsms.store import drafts, events, keys
from modemsms.store.database import Store
from modemsms.store.drafts import KeptDraft

__all__ = ["NEW", "Drafts", "KeptDraft", "place_of"]

# Nobody writes more at once; the oldest go.
MOST = 200

# Where a text to somebody new is written.
NEW = "new"


def place_of(conversation_id: int) -> str:
    """Where a reply to this conversation is written."""
    return f"c{conversation_id}"


class Drafts:
    """Each person's own; nobody sees what a colleague has not sent."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def keep(
        self, user_id: int, place: str, text: str, *, form: str, recipients: str = "", leaves: bool = False
    ) -> KeptDraft | None:
        """Let *text* be what *user_id* writes at *place*, in the form with the one-time id *form*.

        A text without words is none: nothing is kept. Pages that show the conversation are told when a draft begins
        and ends, and when its writer *leaves* it. Raises ``Conflict`` for a form that was sent meanwhile.
        """
        draft = KeptDraft(place, text, recipients, form, self._now())
        with self._store.write() as connection:
            if keys.is_used(connection, -user_id, form):
                raise Conflict("This form was sent already.", code="idempotency")
            before = drafts.get(connection, user_id, place)
            kept = drafts.put(connection, user_id, draft) if text.strip() else None
            if kept is None:
                drafts.drop(connection, user_id, place)
            else:
                drafts.keep_newest(connection, user_id, MOST)
            if leaves or (before is None) != (kept is None):
                self._tell(connection, place)
        return kept

    def _tell(self, connection: sqlite3.Connection, place: str) -> None:
        if not place.startswith(NEW):
            events.add(connection, "conversation", self._now(), conversation_id=int(place[1:]))
            self._store.tell()

    def get(self, user_id: int, place: str) -> KeptDraft | None:
        """What *user_id* is writing at *place*."""
        with self._store.read() as connection:
            return drafts.get(connection, user_id, place)

    def new(self, user_id: int) -> list[KeptDraft]:
        """What *user_id* is writing to somebody new, newest first."""
        with self._store.read() as connection:
            return drafts.between(connection, user_id, NEW, "nex", MOST)

    def replies(self, user_id: int) -> dict[int, KeptDraft]:
        """What *user_id* is writing in conversations, by their ids."""
        with self._store.read() as connection:
            found = drafts.between(connection, user_id, "c", "d", MOST)
        return {int(draft.place[1:]): draft for draft in found}
