"""Sending again what failed or was called back: a new message in the place of the old one, once."""

from __future__ import annotations

from modemsms.errors import Conflict
from modemsms.services import fate, leaving
from modemsms.services.outbox import Draft, Message, Outbox
from modemsms.store import messages, takeovers
from modemsms.store.accounts import User
from modemsms.store.database import Store

# Final, and surely not with the recipient: the network never took it, gave up, or was never asked.
RETRIED = ("failed", "undelivered", "cancelled")


class Retries:
    """The button "Try again"."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def retry(self, message_id: str, user: User) -> Message:
        """Send the text of a failed or cancelled message anew; pressed twice it is one new message.

        One that was to leave later still does; the old one needs nobody's attention any more. Raises
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
            anew = self._outbox.submit(draft).message
            takeovers.take_over(connection, failed.row_id, anew.row_id)
            fate.tell_message(self._store, connection, failed.row_id, failed.conversation_id, anew.created_at)
        return anew
