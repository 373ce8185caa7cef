"""Notes that only the shop sees: a line in its place in the conversation, which is never sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services import fate
from modemsms.store import bin as deleted
from modemsms.store import conversations, messages
from modemsms.store.accounts import User
from modemsms.store.database import Store
from modemsms.store.messages import Message, NewMessage
from modemsms.store.notes import rewrite

LONGEST_NOTE = 4000

_KIND = "note"

KEPT, TAKEN_BACK = "delivered", "cancelled"


class Notes:
    """Writes notes and takes them back. A note that was taken back stays a row, so that it can return."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def add(self, conversation_id: int, text: str, user: User) -> Message:
        """A note of *user* at the end of the conversation. Raises ``InvalidInput``, ``NotFound``."""
        text = _checked(text)
        with self._store.write() as connection:
            if conversations.get(connection, conversation_id) is None:
                raise NotFound("There is no such conversation.")
            row_id = messages.add(
                connection,
                NewMessage(
                    conversation_id=conversation_id,
                    direction="outbound",
                    status=KEPT,
                    text=text,
                    encoding="gsm7",
                    segments=0,
                    created_at=self._now(),
                    purpose="note",
                    author_id=user.id,
                ),
            )
            fate.tell_message(self._store, connection, row_id, conversation_id, self._now())
            note = messages.by_row(connection, row_id)
        assert note is not None
        return note

    def take_back(self, message_id: str, user: User) -> Message:
        """Nobody sees it any more. Raises ``Conflict`` for somebody else's note unless *user* is an owner."""
        return self._change(message_id, user, TAKEN_BACK)

    def bring_back(self, message_id: str, user: User) -> Message:
        """Show again what was taken back. Raises as ``take_back`` does."""
        return self._change(message_id, user, KEPT)

    def rewrite(self, message_id: str, text: str, user: User) -> tuple[Message, int | None]:
        """The note says *text* from now on; and the number under which its old text is kept for a while.

        None where nothing changed. Raises ``InvalidInput``, ``NotFound``, and ``Conflict`` as ``take_back`` does.
        """
        text = _checked(text)
        with self._store.write() as connection:
            note = _note_of(connection, message_id, user)
            if note.text == text:
                return note, None
            kept = deleted.put(connection, _KIND, {"note": note.id, "text": note.text}, self._now())
            return self._say(connection, note, text), kept

    def as_before(self, message_id: str, kept: int, user: User) -> Message:
        """The note says again what is *kept*; where that is gone, or of another note, it stays as it is."""
        with self._store.write() as connection:
            note = _note_of(connection, message_id, user)
            before = deleted.take(connection, _KIND, kept)
            if before is None or before["note"] != note.id:
                return note
            return self._say(connection, note, str(before["text"]))

    def _say(self, connection: sqlite3.Connection, note: Message, text: str) -> Message:
        rewrite(connection, note.row_id, text)
        return self._told(connection, note)

    def _change(self, message_id: str, user: User, status: str) -> Message:
        with self._store.write() as connection:
            note = _note_of(connection, message_id, user)
            messages.set_status(connection, note.row_id, status, None)
            return self._told(connection, note)

    def _told(self, connection: sqlite3.Connection, note: Message) -> Message:
        fate.tell_message(self._store, connection, note.row_id, note.conversation_id, self._now())
        changed = messages.by_row(connection, note.row_id)
        assert changed is not None
        return changed


def _note_of(connection: sqlite3.Connection, message_id: str, user: User) -> Message:
    note = messages.by_id(connection, message_id)
    if note is None or note.purpose != "note":
        raise NotFound("There is no such note.")
    if note.author != user.name and user.role != "owner":
        raise Conflict("Only who wrote a note, or an owner, can change it.", code="not_yours")
    return note


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput("note", "Write the note first.")
    if len(text) > LONGEST_NOTE:
        raise InvalidInput("note", f"A note can have {LONGEST_NOTE:,} characters. Make it shorter.")
    if any(0xD800 <= ord(one) <= 0xDFFF for one in text) or "\0" in text:
        raise InvalidInput("note", "The note contains a character that cannot be kept. Type it anew.")
    return text
