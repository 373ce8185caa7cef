"""Sending by hand: a text written on the page waits a few seconds, in which it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.outbox import Draft, Idempotency, Message, Outbox, Submitted
from modemsms.store import settings
from modemsms.store.database import Store

_UNDO_SECONDS = "undo_seconds"

USUAL = 5
MOST = 60


class Composing:
    """What people of the shop write. What programs send goes out at once."""

    def __init__(self, store: Store, outbox: Outbox, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._outbox = outbox
        self._now = now

    def undo_seconds(self) -> int:
        """How long a text can be taken back; 0 is not at all."""
        with self._store.read() as connection:
            kept = settings.get(connection, _UNDO_SECONDS)
        return int(kept) if kept is not None else USUAL

    def set_undo_seconds(self, seconds: int) -> None:
        """Keep that. Raises ``InvalidInput``."""
        if not 0 <= seconds <= MOST:
            raise InvalidInput("undo_seconds", f"Choose a time of 0 to {MOST} seconds; 0 sends at once.")
        with self._store.write() as connection:
            settings.put(connection, _UNDO_SECONDS, str(seconds))

    def send(
        self, draft: Draft, idempotency: Idempotency, unless: Callable[[], None] = lambda: None
    ) -> Submitted:
        """Take *draft* into the outbox, as ``Outbox.submit`` does; a text for now leaves after the pause.

        *unless* is asked when nobody else can write any more, and raises where it must not be sent.
        """
        with self._store.write():
            unless()
            return self._outbox.submit(self.after_the_pause(draft), idempotency=idempotency)

    def after_the_pause(self, draft: Draft) -> Draft:
        """*draft*, not before it could be taken back."""
        pause = timedelta(seconds=self.undo_seconds())
        now = self._now()
        if pause and (draft.send_at is None or draft.send_at < now + pause):
            return replace(draft, send_at=now + pause)
        return draft

    def take_back(self, message_id: str) -> Message:
        """Undo ``send``. Raises ``Conflict`` once it has begun to leave."""
        message = self._outbox.get(message_id)
        if message.status != "scheduled":
            raise Conflict("It has left already.", code="not_cancellable")
        return self._outbox.cancel(message_id)


def is_for_now(message: Message) -> bool:
    """Whether a scheduled text only waits for the pause to pass, and nobody chose its time."""
    return (
        message.status == "scheduled"
        and message.send_at is not None
        and message.send_at - message.created_at <= timedelta(seconds=MOST)
    )
