"""What goes out later: looked at, moved to another time, rewritten, sent at once, called back and brought back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput
from modemsms.services import fate, leaving
from modemsms.services.composing import MOST
from modemsms.services.outbox import Message, Outbox
from modemsms.services.pace import Priority
from modemsms.store import messages, outbox, scheduled
from modemsms.store.database import Store

# Further ahead a typing error is likelier than a plan.
FURTHEST = timedelta(days=3 * 366)

TOO_LATE = "It has left, or somebody called it back. Look at its conversation."


@dataclass(frozen=True, slots=True)
class Page:
    """Some texts by the time at which they go out, and the cursor of what follows."""

    messages: list[Message]
    next: str | None


class Scheduled:
    """Texts that wait for their time. One that is on its way already is nobody's to change: ``Conflict``."""

    def __init__(self, store: Store, outbox: Outbox, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._outbox = outbox
        self._now = now

    def list(
        self,
        cursor: str | None = None,
        until: datetime | None = None,
        limit: int = 50,
        *,
        overdue: bool = False,
    ) -> Page:
        """The next ones after *cursor* (a page's ``next``), before *until*.

        Those of this minute are left out, but for those that are *overdue*, because the clock is doubted.
        """
        from_, after = _position(cursor) or (self.begins(overdue=overdue), 0)
        with self._store.read() as connection:
            found = scheduled.waiting(connection, from_, until, after, limit + 1)
        page, more = found[:limit], found[limit:]
        last = page[-1] if more else None
        return Page(page, f"{last.send_at.isoformat()}|{last.row_id}" if last and last.send_at else None)

    def begins(self, *, overdue: bool = False) -> datetime:
        """From when on the list has texts: those of this minute can still be taken back where they were written."""
        return clock.from_ms(0) if overdue else self._now() + timedelta(seconds=MOST)

    def count(self) -> int:
        """How many there are."""
        with self._store.read() as connection:
            return scheduled.count(connection)

    def move(self, message_id: str, send_at: datetime) -> Message:
        """Let it go out at another time. Raises ``InvalidInput`` for one that is past, or years ahead."""
        self.check_time(send_at)
        return self._change(message_id, lambda message: self._moved(message, send_at))

    def send_now(self, message_id: str) -> Message:
        """Let it go out at once."""
        return self._change(message_id, lambda message: self._moved(message, self._now()))

    def change(self, message_id: str, text: str, send_at: datetime) -> Message:
        """Another text, another time, or both. Raises ``InvalidInput``, and changes nothing then."""
        message = self._waiting(message_id)
        if send_at != message.send_at:
            self.check_time(send_at)
        ready = self._outbox.checked(text) if text != message.text else None

        def both(message: Message) -> None:
            with self._store.write() as connection:
                scheduled.move(connection, message.row_id, send_at)
                if ready is not None:
                    scheduled.rewrite(connection, message.row_id, ready)

        return self._change(message_id, both)

    def bring_back(self, message_id: str) -> Message:
        """Take back a cancellation, as long as its time has not come."""
        with self._store.write() as connection:
            message = self._outbox.get(message_id)
            if message.status == "scheduled":
                return message
            if message.status != "cancelled" or message.send_at is None or message.send_at <= self._now():
                raise Conflict("Its time is over. Write it anew.", code="not_cancelled")
            leaving.refuse(connection, message.address)
            outbox.add(
                connection,
                message.row_id,
                message.conversation_id,
                state="scheduled",
                priority=Priority.PERSON,
                due_at=message.send_at,
                expires_at=message.expires_at,
                wanted_modem=messages.wanted_modem(connection, message.row_id),
            )
            scheduled.bring_back(connection, message.row_id)
            self._tell(message)
            return self._outbox.get(message_id)

    def check_time(self, send_at: datetime) -> None:
        """Raise ``InvalidInput`` for a time at which nothing can go out."""
        if send_at <= self._now():
            raise InvalidInput("at", "This time is over already. Choose a later one.")
        if send_at - self._now() > FURTHEST:
            raise InvalidInput("at", "This is more than three years ahead. Choose an earlier time.")

    def _change(self, message_id: str, change: Callable[[Message], None]) -> Message:
        with self._store.write():
            message = self._waiting(message_id)
            change(message)
            self._tell(message)
            return self._outbox.get(message_id)

    def _moved(self, message: Message, send_at: datetime) -> None:
        with self._store.write() as connection:
            scheduled.move(connection, message.row_id, send_at)

    def _waiting(self, message_id: str) -> Message:
        message = self._outbox.get(message_id)
        if message.status != "scheduled":
            raise Conflict(TOO_LATE, code="not_scheduled")
        return message

    def _tell(self, message: Message) -> None:
        with self._store.write() as connection:
            fate.tell_message(self._store, connection, message.row_id, message.conversation_id, self._now())
            self._store.tell_workers()


def _position(cursor: str | None) -> tuple[datetime, int] | None:
    moment, _, row = (cursor or "").partition("|")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if at.tzinfo is None or not row.isascii() or not row.isdecimal() or len(row) > 18:
        return None
    return at, int(row)
