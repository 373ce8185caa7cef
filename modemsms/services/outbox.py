"""Texts that leave: taking them in, calling them back, and settling those whose fate is unknown."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from modemsms import clock
from modemsms.errors import CodecError, Conflict, InvalidInput, NotFound
from modemsms.gsm.segments import Segments
from modemsms.gsm.segments import segments as cut
from modemsms.phone import PhoneNumber, is_dialable
from modemsms.services import fate, fuse, leaving
from modemsms.services.draft import Draft
from modemsms.services.ledger import BEFORE
from modemsms.services.pace import Priority
from modemsms.services.rules import SendingRules
from modemsms.services.sendable import check_text
from modemsms.services.shop import Shop
from modemsms.store import consents, conversations, keys, messages, modems, outbox, segments
from modemsms.store.database import Store
from modemsms.store.messages import Message, MessageQuery, NewMessage, Reason
from modemsms.store.segments import Segment

__all__ = [
    "Draft",
    "Idempotency",
    "Message",
    "MessagePage",
    "MessageQuery",
    "Outbox",
    "Priority",
    "Ready",
    "Reason",
    "Submitted",
]

# A bulk call holds the write lock so long at a time (with the commit under 50 ms), then lets the workers pass.
SLICE_SECONDS = 0.03

# How long an API key's idempotency keys are remembered.
IDEMPOTENCY = timedelta(days=30)

SETTLED = Reason("settled_by_person", "Somebody in the shop says that it arrived.")
CALLED_BACK = frozenset({"scheduled", "queued"})


@dataclass(frozen=True, slots=True)
class Idempotency:
    """Makes a repeated request the same request: the key, whose it is, and a hash of the body."""

    key_id: int
    key: str
    body_hash: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """The message that a draft became; *repeated* when it had become that before."""

    message: Message
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Some messages, oldest first, and the cursor of what follows."""

    messages: list[Message]
    next: str | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A draft that was found good."""

    draft: Draft
    address: str
    segments: Segments


class Outbox:
    """What the page, the API and the command line do with outbound messages."""

    def __init__(
        self, store: Store, rules: SendingRules, shop: Shop, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._rules = rules
        self._shop = shop
        self._now = now

    def submit(self, draft: Draft, *, idempotency: Idempotency | None = None) -> Submitted:
        """Take *draft* into the outbox, durably, and wake the modems.

        Raises ``InvalidInput`` for what cannot be sent, ``Conflict`` for an idempotency key used with
        another body, ``StoreUnavailable`` when nothing was taken.
        """
        now = self._now()
        if idempotency is not None:
            before = self._earlier(idempotency, now)
            if before is not None:
                return before
        ready = self.check(draft, now)
        with self._store.write() as connection:
            before = self._earlier(idempotency, now) if idempotency is not None else None
            if before is not None:
                return before
            row_id = self.put(connection, ready, now)
            if idempotency is not None:
                keys.remember(
                    connection, idempotency.key_id, idempotency.key, idempotency.body_hash, row_id, now
                )
            message = messages.by_row(connection, row_id)
        assert message is not None
        return Submitted(message)

    def submit_many(self, drafts: Sequence[Draft]) -> int:
        """Take all of *drafts* or, when one is invalid, none; how many. Commits in slices.

        Who has left is left out.
        """
        now = self._now()
        waiting = deque(self.check(draft, now) for draft in drafts)
        taken = 0
        with self._store.bulk():
            while waiting:
                with self._store.write() as connection:
                    enough = clock.monotonic() + SLICE_SECONDS
                    while waiting and clock.monotonic() < enough:
                        ready = waiting.popleft()
                        if not consents.is_out(connection, ready.address):
                            self.put(connection, ready, now)
                            taken += 1
        return taken

    def _earlier(self, idempotency: Idempotency, now: datetime) -> Submitted | None:
        with self._store.read() as connection:
            earlier = keys.earlier(connection, idempotency.key_id, idempotency.key, now - IDEMPOTENCY)
            if earlier is None:
                return None
            if earlier.body_hash != idempotency.body_hash:
                raise Conflict(
                    "This Idempotency-Key was used before with another request.", code="idempotency"
                )
            message = messages.by_row(connection, earlier.message_id)
        assert message is not None
        return Submitted(message, repeated=True)

    def check(self, draft: Draft, now: datetime) -> Ready:
        """*draft* as it goes out. Raises ``InvalidInput`` for one that cannot be sent."""
        address = self.address(draft.to)
        text = self.checked(draft.text)
        if draft.expires_at is not None:
            if draft.expires_at <= now:
                raise InvalidInput("expires_at", "The time after which it must not be sent is over already.")
            if draft.send_at is not None and draft.expires_at <= draft.send_at:
                raise InvalidInput("expires_at", "It would expire before it is sent.")
        if draft.modem is not None:
            with self._store.read() as connection:
                if modems.get(connection, draft.modem) is None:
                    raise InvalidInput("modem", f"There is no modem named “{draft.modem}”.")
        return Ready(draft, address, text)

    def address(self, to: str) -> str:
        """The address that *to* is, in any common writing. Raises ``InvalidInput``."""
        try:
            return PhoneNumber.parse(to, self._shop.country).e164
        except InvalidInput:
            # A short code is no number of the world, but who texted us from one can be answered.
            with self._store.read() as connection:
                if is_dialable(to) and conversations.with_address(connection, to) is not None:
                    return to
            raise

    def checked(self, text: str) -> Segments:
        """*text* as it goes out. Raises ``InvalidInput`` for one that cannot be sent."""
        check_text(text, self._rules.max_characters)
        try:
            return self.count(text)
        except CodecError as error:
            raise InvalidInput("text", f"This text cannot be sent: {error}.") from error

    def put(self, connection: sqlite3.Connection, ready: Ready, now: datetime) -> int:
        """Take what ``check`` found good, in *connection*; its row. ``Conflict`` for a recipient who left."""
        draft, text = ready.draft, ready.segments
        if draft.minds_who_left:
            leaving.refuse(connection, ready.address)
        conversation_id = conversations.open_with(connection, ready.address)
        later = draft.send_at is not None and draft.send_at > now
        held = None
        if not later and draft.purpose is None:
            held = fuse.held_because(connection, self._rules, conversation_id, text.text, now)
        row_id = messages.add(connection, self._row(ready, conversation_id, later=later, held=held, now=now))
        outbox.add(
            connection,
            row_id,
            conversation_id,
            state="scheduled" if later else "held" if held else "ready",
            priority=draft.priority,
            due_at=draft.send_at if later else None,
            expires_at=draft.expires_at,
            wanted_modem=draft.modem,
            occurrence_id=draft.occurrence_id,
        )
        fate.tell_message(self._store, connection, row_id, conversation_id, now)
        self._store.tell_workers()
        return row_id

    def _row(
        self, ready: Ready, conversation_id: int, *, later: bool, held: Reason | None, now: datetime
    ) -> NewMessage:
        draft, text = ready.draft, ready.segments
        return NewMessage(
            conversation_id=conversation_id,
            direction="outbound",
            status="scheduled" if later else "queued",
            text=text.text,
            encoding=text.encoding.value,
            locking=text.locking,
            single=text.single,
            reference_bits=self._rules.reference_bits,
            segments=len(text.parts),
            created_at=now,
            reason=held,
            delivery_report=draft.delivery_report,
            flash=draft.flash,
            wanted_modem=draft.modem,
            reference=draft.reference,
            queued_at=None if later else now,
            send_at=draft.send_at,
            expires_at=draft.expires_at,
            attention=held is not None,
            purpose=draft.purpose,
            author_id=draft.author_id,
            mailing_id=draft.mailing_id,
            occurrence_id=draft.occurrence_id,
        )

    def count(self, text: str) -> Segments:
        """What *text* becomes on the air: encoding, segments, what is left, what forces Unicode.

        Raises ``CodecError`` for a text that no modem can carry.
        """
        return cut(
            text,
            smart_encoding=self._rules.smart_encoding,
            shift_tables=self._rules.shift_tables,
            reference_width=self._rules.reference_bits,
        )

    def get(self, message_id: str) -> Message:
        """One message by its public id, in either direction. Raises ``NotFound``."""
        with self._store.read() as connection:
            message = messages.by_id(connection, message_id)
        if message is None:
            raise NotFound("There is no message with this ID.")
        return message

    def page(self, query: MessageQuery) -> MessagePage:
        """Messages in both directions, oldest first."""
        with self._store.read() as connection:
            found = messages.matching(connection, replace(query, limit=query.limit + 1))
        page, more = found[: query.limit], found[query.limit :]
        return MessagePage(page, str(page[-1].row_id) if more else None)

    def unsure(self, limit: int = 200) -> list[Message]:
        """What waits for a person's word: unknown and held messages, newest first."""
        with self._store.read() as connection:
            found = messages.with_statuses(connection, ("unknown",), limit) + messages.held(connection, limit)
        return sorted(found, key=lambda message: -message.row_id)[:limit]

    def cancel(self, message_id: str) -> Message:
        """Call back a message of which nothing has left. Raises ``Conflict`` once it is sending."""
        with self._store.write() as connection:
            message = self.get(message_id)
            if message.status == "cancelled":
                return message
            if message.direction == "inbound" or message.status not in CALLED_BACK:
                raise Conflict("It is too late to cancel this message.", code="not_cancellable")
            parts = segments.of_message(connection, message.row_id)
            if any(segments.had_outcome(connection, part, "unknown") for part in parts):
                self._not_again(connection, message, parts)
            else:
                outbox.remove(connection, message.row_id)
                messages.set_status(connection, message.row_id, "cancelled", None)
                self._tell(connection, message)
            return self.get(message_id)

    def _not_again(self, connection: sqlite3.Connection, message: Message, parts: Sequence[Segment]) -> None:
        """Take back a "send again": what may have gone out before is unknown, as it was."""
        for part in parts:
            if part.status == "waiting":
                segments.settle(connection, part.id, "unknown", BEFORE, self._now())
        fate.refresh(self._store, message.row_id, self._now())

    def settle(
        self, message_id: str, outcome: Literal["delivered", "resend"], pause: timedelta = timedelta(0)
    ) -> Message:
        """A person's word on an unknown message: "they got it", or "send again" (once *pause* is over)."""
        with self._store.write() as connection:
            message = self.get(message_id)
            if message.status != "unknown":
                raise Conflict("Only a message whose fate is unknown can be settled.", code="not_unknown")
            if outcome == "resend":
                leaving.refuse(connection, message.address)
                self.resend(message.row_id, pause)
            else:
                self._arrived(connection, message)
            return self.get(message_id)

    def _arrived(self, connection: sqlite3.Connection, message: Message) -> None:
        now = self._now()
        parts = segments.of_message(connection, message.row_id)
        if not parts:
            segments.create(connection, message.row_id, message.segments)
            parts = segments.of_message(connection, message.row_id)
        for part in parts:
            if part.status != "delivered":
                segments.settle(connection, part.id, "delivered", SETTLED, now)
        fate.refresh(self._store, message.row_id, now)

    def resend(self, row_id: int, pause: timedelta = timedelta(0)) -> None:
        """Queue the unknown segments of a message again, under the same reference. In a ``write``.

        They leave when *pause* is over, at most a minute.
        """
        now = self._now()
        with self._store.write() as connection:
            message = messages.by_row(connection, row_id)
            assert message is not None
            parts = segments.of_message(connection, row_id)
            for part in parts:
                if part.status == "unknown":
                    segments.put_back(connection, part.id, None, tries=0)
            if outbox.get(connection, row_id) is None:
                outbox.add(
                    connection,
                    row_id,
                    message.conversation_id,
                    state="later" if pause else "ready",
                    due_at=now + pause if pause else None,
                    priority=Priority.PERSON,
                    wanted_modem=messages.wanted_modem(connection, row_id),
                    expires_at=None
                    if message.expires_at is None or message.expires_at <= now
                    else message.expires_at,
                )
            if parts:
                fate.refresh(self._store, row_id, now)
            else:
                messages.set_status(connection, row_id, "queued", None)
                self._tell(connection, message)
            self._store.tell_workers()

    def release(self, message_id: str) -> Message:
        """A person says that a held message may go. Raises ``Conflict`` for any other."""
        with self._store.write() as connection:
            message = self.get(message_id)
            if not message.held:
                raise Conflict("This message is not held.", code="not_held")
            leaving.refuse(connection, message.address)
            outbox.move(connection, message.row_id, "ready")
            messages.set_status(connection, message.row_id, "queued", None)
            self._tell(connection, message)
            self._store.tell_workers()
            return self.get(message_id)

    def _tell(self, connection: sqlite3.Connection, message: Message) -> None:
        fate.tell_message(self._store, connection, message.row_id, message.conversation_id, self._now())
