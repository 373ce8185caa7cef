"""Conversations: the inbox list, the messages of one, what is unread, and search."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from modemsms import clock
from modemsms.errors import InvalidInput, NotFound
from modemsms.phone import PhoneNumber
from modemsms.services.shop import Shop
from modemsms.store import accounts, contacts, conversations, events, messages, search
from modemsms.store.conversations import Conversation, Only
from modemsms.store.database import Store
from modemsms.store.messages import Message
from modemsms.store.search import HIT_BEGINS, HIT_ENDS, Hit

__all__ = [
    "HIT_BEGINS", "HIT_ENDS", "Conversation", "ConversationPage", "Conversations", "Found", "Hit", "Message", "Only",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """Some conversations, newest first, and the cursor of what follows."""

    conversations: list[Conversation]
    next: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: people, and messages, both newest first."""

    conversations: list[Conversation]
    messages: list[Hit]


class Conversations:
    """What the page does with conversations."""

    def __init__(self, store: Store, shop: Shop, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._shop = shop
        self._now = now

    def list(
        self, only: Only = "all", before: str | None = None, limit: int = 50, me: int | None = None
    ) -> ConversationPage:
        """Conversations by their newest message, newest first; *before* is a page's ``next``.

        *me* is the person whose conversations ``mine`` shows.
        """
        cursor = int(before) if before and before.isdecimal() else None
        with self._store.read() as connection:
            found = conversations.latest(connection, only, cursor, limit, me)
        return ConversationPage(found, str(found[-1].last_message_id) if len(found) == limit else None)

    def get(self, conversation_id: int) -> Conversation:
        """One conversation. Raises ``NotFound``."""
        with self._store.read() as connection:
            conversation = conversations.get(connection, conversation_id)
        if conversation is None:
            raise NotFound("There is no such conversation.")
        return conversation

    def titles(self, ids: Iterable[int]) -> dict[int, str]:
        """Whom each of these conversations is with, by its id: the contact's name, else the number."""
        with self._store.read() as connection:
            return conversations.titles(connection, ids)

    def open_with(self, number: str) -> Conversation:
        """The conversation with a number in any common writing, made when there is none."""
        address = PhoneNumber.parse(number, self._shop.country).e164
        with self._store.write() as connection:
            return self.get(conversations.open_with(connection, address))

    def messages(
        self,
        conversation_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        around: int | None = None,
        limit: int = 50,
    ) -> Sequence[Message]:
        """Messages of one conversation, oldest first: the newest, or those before, after or around a row."""
        with self._store.read() as connection:
            if around is None:
                return messages.in_conversation(
                    connection, conversation_id, before=before, after=after, limit=limit
                )
            older = messages.in_conversation(
                connection, conversation_id, before=around, after=None, limit=limit // 2
            )
            newer = messages.in_conversation(
                connection, conversation_id, before=None, after=around - 1, limit=limit // 2
            )
        return older + newer

    def mark_read(self, conversation_id: int, up_to: int) -> None:
        """Somebody has seen the messages up to row *up_to*."""
        conversation = self.get(conversation_id)
        if not conversation.unread and not conversation.attention:
            return
        with self._store.write() as connection:
            if conversations.mark_read(connection, conversation_id, up_to):
                self._tell(connection, conversation_id)

    def mark_unread(self, conversation_id: int) -> None:
        """The newest text counts as one that nobody has seen."""
        self.get(conversation_id)
        with self._store.write() as connection:
            conversations.mark_unread(connection, conversation_id)
            self._tell(connection, conversation_id)

    def archive(self, conversation_id: int, *, archived: bool) -> bool:
        """Put it away until the other side writes again, or fetch it back; whether that changed anything."""
        return self._change(
            conversation_id, lambda c: conversations.put_away(c, conversation_id, archived=archived)
        )

    def flag(self, conversation_id: int, *, flagged: bool) -> bool:
        """Mark it to come back to, or not; whether that changed anything."""
        return self._change(
            conversation_id, lambda c: conversations.flag(c, conversation_id, flagged=flagged)
        )

    def assign(self, conversation_id: int, user_id: int | None) -> bool:
        """Give it to a colleague, or to nobody; whether that changed anything. Raises ``InvalidInput``."""
        with self._store.read() as connection:
            if user_id is not None and accounts.get(connection, user_id) is None:
                raise InvalidInput("assignee", "This colleague is not here any more. Choose another.")
        return self._change(conversation_id, lambda c: conversations.assign(c, conversation_id, user_id))

    def block(self, conversation_id: int, *, blocked: bool) -> bool:
        """Take no notice of what this number writes, or do again; whether that changed anything."""
        return self._change(
            conversation_id, lambda c: conversations.block(c, conversation_id, blocked=blocked)
        )

    def _change(self, conversation_id: int, change: Callable[[sqlite3.Connection], bool]) -> bool:
        self.get(conversation_id)
        with self._store.write() as connection:
            changed = change(connection)
            if changed:
                self._tell(connection, conversation_id)
        return changed

    def _tell(self, connection: sqlite3.Connection, conversation_id: int) -> None:
        events.add(connection, "conversation", self._now(), conversation_id=conversation_id)
        self._store.tell()

    def search(self, words: str, limit: int = 30) -> Found:
        """People and messages that all of *words* fit."""
        with self._store.read() as connection:
            people = [
                conversation
                for contact in contacts.found(connection, words, limit)
                for number in contact.numbers
                if (conversation := conversations.with_address(connection, number)) is not None
            ]
            if not people and (address := self._address(words)):
                conversation = conversations.with_address(connection, address)
                people = [conversation] if conversation else []
            hits = search.messages(connection, words, limit)
        return Found(people[:limit], hits)

    def _address(self, words: str) -> str | None:
        try:
            return PhoneNumber.parse(words, self._shop.country).e164
        except InvalidInput:
            return None

    def needing_attention(self, most: int = 100) -> int:
        """How many conversations need a look; counted up to *most*."""
        with self._store.read() as connection:
            return conversations.needing_attention(connection, most)

    def unread(self) -> int:
        """How many conversations have texts that nobody has read."""
        with self._store.read() as connection:
            return conversations.unread(connection)
