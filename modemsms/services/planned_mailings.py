"""Mailings that wait for their time, changed as a whole: moved, rewritten, sent now, called back, brought back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import Conflict
from modemsms.services import fate
from modemsms.services.mailings import Mailing, Mailings
from modemsms.services.outbox import Message, Outbox, Priority, Reason
from modemsms.services.recipients import Recipient
from modemsms.services.scheduled import TOO_LATE, Scheduled
from modemsms.store import consents, conversations, mailings, messages, outbox, scheduled
from modemsms.store.database import Store

# Tells those that were called back together from one that somebody had called back before.
TOGETHER = Reason("called_back_together", "It was called back together with the others.")


class PlannedMailings:
    """Changes all texts of a mailing that still wait, in one commit. ``Conflict`` where none waits any more."""

    def __init__(
        self,
        store: Store,
        all_mailings: Mailings,
        outbox_: Outbox,
        one_by_one: Scheduled,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._mailings = all_mailings
        self._outbox = outbox_
        self._scheduled = one_by_one
        self._now = now

    def waiting(self, mailing_id: int) -> Message | None:
        """The first text that waits for its time, which tells the time of all; None where none does."""
        with self._store.read() as connection:
            return mailings.first_in(connection, mailing_id, "scheduled")

    def change(self, mailing_id: int, text: str, send_at: datetime) -> int:
        """Another text, another time, or both; for how many. Raises ``InvalidInput``, and changes nothing then."""
        mailing = self._mailings.get(mailing_id)
        before = self.waiting(mailing_id)
        if before is not None and send_at != before.send_at:
            self._scheduled.check_time(send_at)
        with self._store.bulk(), self._store.write() as connection:
            texts = self._waiting(connection, mailing_id)
            if text != mailing.text:
                self._rewrite(connection, mailing, texts, text)
            self._move(connection, texts, send_at)
        return len(texts)

    def move(self, mailing_id: int, send_at: datetime) -> int:
        """Another time; for how many. Raises ``InvalidInput`` for one at which nothing can go out."""
        return self.change(mailing_id, self._mailings.get(mailing_id).text, send_at)

    def send_now(self, mailing_id: int, pause: timedelta = timedelta()) -> int:
        """Let all go out when *pause* is over, in which that can be taken back; how many."""
        with self._store.bulk(), self._store.write() as connection:
            texts = self._waiting(connection, mailing_id)
            self._move(connection, texts, self._now() + pause)
        return len(texts)

    def call_back(self, mailing_id: int) -> int:
        """Call back whatever has not begun to leave; how many."""
        with self._store.bulk(), self._store.write() as connection:
            waiting = mailings.members_in(connection, mailing_id, ("scheduled", "queued"))
            gone = [text for text in waiting if self._call_back(connection, text)]
            if not gone:
                raise Conflict(TOO_LATE, code="not_cancellable")
            self._tell(connection, gone)
        return len(gone)

    def _call_back(self, connection: sqlite3.Connection, text: Message) -> bool:
        # What is queued may be half out, or go once more after nobody knew: that is weighed one by one.
        if text.status == "queued" and self._outbox.cancel(text.id).status != "cancelled":
            return False
        outbox.remove(connection, text.row_id)
        messages.set_status(connection, text.row_id, "cancelled", TOGETHER)
        return True

    def bring_back(self, mailing_id: int) -> int:
        """Take back ``call_back`` for those whose time has not come; how many."""
        now = self._now()
        with self._store.bulk(), self._store.write() as connection:
            gone = mailings.members_in(connection, mailing_id, ("cancelled",), TOGETHER.code)
            left = consents.out_among(connection, [text.address for text in gone])
            gone = [text for text in gone if text.address not in left]
            texts = [text for text in gone if text.send_at is not None and text.send_at > now]
            for text in texts:
                self._put_back(connection, text)
            if gone and not texts:
                raise Conflict("Its time is over. Write it anew.", code="not_cancelled")
            self._tell(connection, texts)
        return len(texts)

    def _put_back(self, connection: sqlite3.Connection, text: Message) -> None:
        outbox.add(
            connection,
            text.row_id,
            text.conversation_id,
            state="scheduled",
            priority=Priority.BULK,
            due_at=text.send_at,
            expires_at=text.expires_at,
            wanted_modem=messages.wanted_modem(connection, text.row_id),
        )
        messages.set_status(connection, text.row_id, "scheduled", None)

    def _waiting(self, connection: sqlite3.Connection, mailing_id: int) -> list[Message]:
        texts = mailings.members_in(connection, mailing_id, ("scheduled",))
        if not texts:
            raise Conflict(TOO_LATE, code="not_scheduled")
        return texts

    def _rewrite(
        self, connection: sqlite3.Connection, mailing: Mailing, texts: list[Message], written: str
    ) -> None:
        names = conversations.names(connection, [text.conversation_id for text in texts])
        people = [Recipient(text.address, names.get(text.conversation_id)) for text in texts]
        for text, said in zip(texts, self._mailings.texts(written, people), strict=True):
            scheduled.rewrite(connection, text.row_id, self._outbox.checked(said))
        mailings.rewrite(connection, mailing.id, written)

    def _move(self, connection: sqlite3.Connection, texts: Iterable[Message], send_at: datetime) -> None:
        for text in texts:
            scheduled.move(connection, text.row_id, send_at)
        self._tell(connection, texts)

    def _tell(self, connection: sqlite3.Connection, texts: Iterable[Message]) -> None:
        for text in texts:
            fate.tell_message(self._store, connection, text.row_id, text.conversation_id, self._now())
        self._store.tell_workers()
