"""Contacts that may be one person: found, made one with a way back, or told apart for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, NotFound
from modemsms.services import snapshots
from modemsms.store import bin as deleted
from modemsms.store import contacts, conversations, duplicates, events, merging
from modemsms.store.contacts import Contact
from modemsms.store.database import Store

__all__ = ["Duplicates"]

MOST_PAIRS = 50

_BIN = "merged"


class Duplicates:
    """What the page does with people who are there twice."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def pairs(self) -> list[tuple[Contact, Contact]]:
        """Some pairs with the same name, or with numbers that end alike; the older contact first."""
        with self._store.read() as connection:
            found = [
                (contacts.get(connection, one), contacts.get(connection, other))
                for one, other in duplicates.pairs(connection, MOST_PAIRS)
            ]
        return [(one, other) for one, other in found if one is not None and other is not None]

    def merge(self, gone_id: int, kept_id: int) -> int:
        """Make the contact *gone_id* part of *kept_id*; the texts of both stay where they are.

        Where both know something, *kept_id* is right. For a day ``split`` takes the number that comes back.
        Raises ``NotFound``, and ``Conflict`` for one and the same.
        """
        if gone_id == kept_id:
            raise Conflict("This is one contact already.")
        with self._store.write() as connection:
            gone, kept = self._known(connection, gone_id), self._known(connection, kept_id)
            before = {
                "gone": snapshots.taken(connection, gone),
                "kept": snapshots.taken(connection, kept),
            }
            bin_id = deleted.put(connection, _BIN, before, self._now())
            merging.merge(connection, gone_id, kept_id)
            self._tell(connection, (*gone.numbers, *kept.numbers))
        return bin_id

    def split(self, bin_id: int) -> Contact:
        """Let both be as they were before they were made one; the one that had stayed.

        Raises ``NotFound`` once that is done or too long ago, ``Conflict`` where one of them is no longer there.
        """
        try:
            with self._store.write() as connection:
                before = deleted.take(connection, _BIN, bin_id)
                if before is None:
                    raise NotFound("There is nothing to bring back any more.")
                kept = self._known(connection, before["kept"]["id"])
                snapshots.set_back(connection, before["kept"])
                snapshots.put_back(connection, before["gone"])
                self._tell(connection, (*before["gone"]["numbers"], *kept.numbers))
        except sqlite3.IntegrityError as error:
            raise Conflict("One of these numbers belongs to another contact now.") from error
        return kept

    def tell_apart(self, one_id: int, other_id: int) -> None:
        """These two are two people, whatever they look like. Raises ``NotFound``."""
        with self._store.write() as connection:
            self._known(connection, one_id)
            self._known(connection, other_id)
            duplicates.tell_apart(connection, one_id, other_id)

    def doubt(self, one_id: int, other_id: int) -> None:
        """Perhaps these two are one after all."""
        with self._store.write() as connection:
            duplicates.take_back(connection, one_id, other_id)

    @staticmethod
    def _known(connection: sqlite3.Connection, contact_id: int) -> Contact:
        contact = contacts.get(connection, contact_id)
        if contact is None:
            raise NotFound("There is no such contact.")
        return contact

    def _tell(self, connection: sqlite3.Connection, numbers: tuple[str, ...]) -> None:
        for number in dict.fromkeys(numbers):
            conversation = conversations.with_address(connection, number)
            if conversation is not None:
                events.add(connection, "conversation", self._now(), conversation_id=conversation.id)
                self._store.tell()
