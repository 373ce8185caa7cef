"""Sending again what failed or was called back: a new message in the place of the old one, once."""

from __future__ import annotations

from modemsms.errors import Conflict
from modemsms.services import fate, leaving
from modemsms.services.composing import Composing
from modemsms.services.outbox import Draft, Message, Outbox
from modemsms.store import messages, takeovers
from modemsms.store.accounts import User
from modemsms.store.database import Store

# Final, and surely not with the recipient: the network never took it, gave up, or was never asked.
RETRIED = ("failed", "undelivered", "cancelled")


class Retries:
    """The button "Try again"."""

    def __init__(self, store: Store, outbox: Outbox, composing: Composing) -> None:
        self._store = store
        self._outbox = outbox
        self._composing = composing

    def retry(self, message_id: str, user: User) -> Message:
        """Send the text of a failed or cancelled message anew; pressed twice it is one new message.

        One that was to leave later still does, any other after the usual pause, in which ``take_back`` is possible;
        the old one needs nobody's attention any more. Raises
        ``Conflict`` for any other state and for who left, ``InvalidInput`` where the text cannot be sent any more.
        """
        with self._store.write() as connection:
            failed = self._outbox.get(message_id)
            taken_over = takeovers.retried_as(connection, failed.row_id)
            if taken_over is not None:
                return taken_over
            if failed.direction != "outbound" or failed.status not in RETRIED or not failed.is_text:
                raise Conflict(
                    "Only a text that failed or was cancelled can be sent again.", code="not_failed"
                )
            leaving.refuse(connection, failed.address)
            draft = Draft(
                failed.address,
                failed.text,
                modem=messages.wanted_modem(connection, failed.row_id),
                delivery_report=failed.delivery_report,
                flash=failed.flash,
                send_at=failed.send_at if failed.status == "cancelled" else None,
                author_id=user.id,
            )
            anew = self._outbox.submit(self._composing.after_the_pause(draft)).message
            takeovers.take_over(connection, failed.row_id, anew.row_id)
            fate.tell_message(self._store, connection, failed.row_id, failed.conversation_id, anew.created_at)
        return anew

    def take_back(self, message_id: str) -> Message:
        """Undo ``retry`` of the message: the new one is cancelled, and the old one stands as it did; which.

        Raises ``Conflict`` once the new one has begun to leave.
        """
        with self._store.write() as connection:
            failed = self._outbox.get(message_id)
            anew = takeovers.retried_as(connection, failed.row_id)
            if anew is None:
                return failed
            now = self._composing.take_back(anew.id).created_at
            takeovers.give_back(connection, failed.row_id)
            fate.tell_message(self._store, connection, failed.row_id, failed.conversation_id, now)
            return self._outbox.get(message_id)
