"""What follows when somebody leaves: texts to many do not go out to them any more, whatever wrote or moved them."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from modemsms.errors import Conflict
from modemsms.services import fate
from modemsms.store import consents, messages, outbox, segments
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.segments import Segment

OPTED_OUT = Reason("opted_out", "This person asked for no more texts.")
REFUSED = (
    "This person asked for no more texts. Only somebody of the shop can answer them, in their conversation."
)

# More than this waits for hardly anybody; what is left is judged when its turn comes.
AT_ONCE = 50


def refuse(connection: sqlite3.Connection, address: str) -> None:
    """Raise ``Conflict`` (``opted_out``) when *address* has left."""
    if consents.is_out(connection, address):
        raise Conflict(REFUSED, code="opted_out")


def cancel_waiting(store: Store, connection: sqlite3.Connection, number: str, now: datetime) -> None:
    """Cancel the texts to many that wait for *number*, in the transaction in which it left."""
    for message_id in consents.waiting_for(connection, number, AT_ONCE):
        keep_here(store, connection, message_id, now)


def keep_here(
    store: Store, connection: sqlite3.Connection, message_id: int, now: datetime, why: Reason = OPTED_OUT
) -> None:
    """What of a message has not left stays here; *why* is first of all that its recipient has left."""
    parts = segments.of_message(connection, message_id)
    if all(part.status == "waiting" and not _may_be_out(connection, part) for part in parts):
        message = messages.by_row(connection, message_id)
        assert message is not None
        outbox.remove(connection, message_id)
        messages.set_status(connection, message_id, "cancelled", why)
        fate.tell_message(store, connection, message_id, message.conversation_id, now)
        return
    for part in parts:
        if part.status == "waiting":
            known = ("unknown", fate.BEFORE) if _may_be_out(connection, part) else ("failed", why)
            segments.settle(connection, part.id, *known, now)
    fate.refresh(store, message_id, now)


def _may_be_out(connection: sqlite3.Connection, part: Segment) -> bool:
    return segments.had_outcome(connection, part, "unknown")
