"""What is judged once more when a text is about to leave: who left, was blocked or deleted, or sleeps meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from modemsms.services import leaving, left_out
from modemsms.store import consents, recipients
from modemsms.store.database import Store
from modemsms.store.outbox import Entry

Allowed = Callable[[str, datetime], datetime]


def at_any_hour(_: str, moment: datetime) -> datetime:
    """Allows every text at once."""
    return moment


class Gate:
    """Stands between the queue and the modems. What people of the shop write by hand passes."""

    def __init__(self, store: Store, allowed: Allowed = at_any_hour) -> None:
        """*allowed* is the first moment, from a given one on, at which a number may be texted unasked."""
        self._store = store
        self._allowed = allowed

    def keeps(self, connection: sqlite3.Connection, entry: Entry, now: datetime) -> bool:
        """Whether *entry* does not leave now; then it is ended, or waits, in this transaction."""
        if consents.must_stay(connection, entry.message_id):
            leaving.keep_here(self._store, connection, entry.message_id, now)
            return True
        meant = recipients.of_message(connection, entry.message_id)
        if meant is None:
            return False
        if meant.barred is not None:
            leaving.keep_here(self._store, connection, entry.message_id, now, left_out.reason(meant.barred))
            return True
        if entry.started:
            return False
        until = self._allowed(meant.number, now)
        if until <= now:
            return False
        recipients.sleep(connection, entry.message_id, until)
        # Who feeds the queue wakes it again.
        self._store.tell()
        return True
