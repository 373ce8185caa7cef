"""A person's word on a text whose fate is unknown, and how that word is taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import Conflict
from modemsms.services import fate
from modemsms.services.composing import Composing
from modemsms.services.outbox import SETTLED, Message, Outbox
from modemsms.store import bin as deleted
from modemsms.store import messages, segments
from modemsms.store.database import Store
from modemsms.store.messages import Reason

_KIND = "settled"


@dataclass(frozen=True, slots=True)
class Settled:
    """A text that somebody gave their word on; *before* is the number under which its former state is kept."""

    message: Message
    before: int


class Settling:
    """The buttons "They got it" and "Send again"."""

    def __init__(
        self, store: Store, outbox: Outbox, composing: Composing, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._composing = composing
        self._now = now

    def arrived(self, message_id: str) -> Settled:
        """They got it. Raises ``Conflict`` for a text whose fate is known."""
        with self._store.write() as connection:
            unknown = self._outbox.get(message_id)
            parts = segments.of_message(connection, unknown.row_id)
            settled = self._outbox.settle(message_id, "delivered")
            content = {
                "message": unknown.row_id,
                "sent": unknown.sent_at is not None,
                "reason": _written(unknown.reason),
                "parts": {str(part.id): [part.status, _written(part.reason)] for part in parts},
            }
            return Settled(settled, deleted.put(connection, _KIND, content, self._now()))

    def again(self, message_id: str) -> Message:
        """Send it again, after the usual pause. Raises ``Conflict`` for a text whose fate is known."""
        pause = timedelta(seconds=self._composing.undo_seconds())
        return self._outbox.settle(message_id, "resend", pause)

    def not_again(self, message_id: str) -> Message:
        """Undo ``again``: it is unknown, as it was. Raises ``Conflict`` once it has begun to leave."""
        with self._store.write():
            message = self._outbox.get(message_id)
            if message.status == "unknown":
                return message
            if message.status != "queued":
                raise Conflict("It has left already.", code="not_cancellable")
            return self._outbox.cancel(message_id)

    def unsettle(self, message_id: str, before: int) -> Message:
        """Undo ``arrived``: what nothing but that word says is as it was. Raises ``Conflict`` when it is too late."""
        with self._store.write() as connection:
            message = self._outbox.get(message_id)
            if message.status == "unknown":
                return message
            content = deleted.take(connection, _KIND, before)
            if content is None or content["message"] != message.row_id or message.reason != SETTLED:
                raise Conflict("This cannot be taken back any more.", code="not_settled")
            self._put_back(connection, message.row_id, content)
            messages.not_delivered(connection, message.row_id, was_sent=content["sent"])
            fate.refresh(self._store, message.row_id, self._now())
            return self._outbox.get(message_id)

    def _put_back(self, connection: sqlite3.Connection, row_id: int, content: dict[str, object]) -> None:
        former = content["parts"]
        assert isinstance(former, dict)
        for part in segments.of_message(connection, row_id):
            if part.status == "delivered" and part.reason == SETTLED:
                status, reason = former.get(str(part.id), ("unknown", content["reason"]))
                segments.settle(connection, part.id, status, Reason(*reason) if reason else None, self._now())


def _written(reason: Reason | None) -> list[str] | None:
    return None if reason is None else [reason.code, reason.message]
