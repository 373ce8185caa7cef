"""Contacts: names for numbers."""

from __future__ import annotations

import builtins
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.phone import PhoneNumber
from modemsms.services import snapshots
from modemsms.services.details import Details, checked
from modemsms.services.shop import Shop
from modemsms.store import bin as deleted
from modemsms.store import contacts, conversations, events, merging
from modemsms.store.contacts import Contact
from modemsms.store.database import Store

__all__ = ["Contact", "Contacts", "Details", "Origin"]

LONGEST_NAME = 120
LONGEST_NOTES = 10_000

_BIN = "contact"

Origin = Literal["person", "inbound", "import", "form", "api"]


class Contacts:
    """What the page does with people."""

    def __init__(self, store: Store, shop: Shop, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._shop = shop
        self._now = now

    def list(self, words: str = "", after: tuple[str, int] | None = None, limit: int = 100) -> list[Contact]:
        """Contacts by name: all, above *after*, or those that *words* find by name or digits."""
        with self._store.read() as connection:
            if words.strip():
                return contacts.found(connection, words, limit)
            return contacts.by_name(connection, after, limit)

    def nameless(self, before: int | None = None, limit: int = 100) -> builtins.list[Contact]:
        """Strangers who wrote and have no name yet, the newest first, below *before* (the last one seen)."""
        with self._store.read() as connection:
            return contacts.nameless(connection, before, limit)

    def by_row(self, after: int = 0, limit: int = 100) -> builtins.list[Contact]:
        """Everybody, strangers too, as they were made: those above the row *after*."""
        with self._store.read() as connection:
            return contacts.by_row(connection, after, limit)

    def get(self, contact_id: int) -> Contact:
        """One contact. Raises ``NotFound``."""
        with self._store.read() as connection:
            contact = contacts.get(connection, contact_id)
        if contact is None:
            raise NotFound("There is no such contact.")
        return contact

    def add(
        self,
        name: str,
        numbers: Sequence[str],
        notes: str = "",
        details: Details | None = None,
        origin: Origin = "person",
    ) -> Contact:
        """Make a contact; *numbers* in any common writing, the preferred one first.

        A stranger who wrote from one of them is meant. Raises ``InvalidInput``.
        """
        dialled = self._numbers(numbers)
        try:
            with self._store.write() as connection:
                known = checked(connection, details or Details())
                title, remarks = _name(name), notes[:LONGEST_NOTES]
                strangers = contacts.nameless_among(connection, dialled)
                if strangers:
                    # What chose them before they had a name means them still.
                    contact_id = strangers[0]
                    contacts.change(connection, contact_id, title, remarks)
                else:
                    contact_id = contacts.add(connection, title, (), remarks, self._now(), origin)
                for stranger in strangers[1:]:
                    merging.merge(connection, stranger, contact_id)
                contacts.set_numbers(connection, contact_id, dialled)
                known.keep(connection, contact_id)
                self._tell(connection, dialled)
        except sqlite3.IntegrityError as error:
            raise InvalidInput("numbers", "One of these numbers belongs to another contact.") from error
        return self.get(contact_id)

    def change(
        self,
        contact_id: int,
        *,
        name: str,
        numbers: Sequence[str],
        notes: str = "",
        details: Details | None = None,
    ) -> Contact:
        """Change all of a contact; without *details* these stay as they are. Raises ``InvalidInput``."""
        before = self.get(contact_id)
        dialled = self._numbers(numbers)
        try:
            with self._store.write() as connection:
                known = checked(connection, details or Details(before.language, before.birthday))
                for stranger in contacts.nameless_among(connection, dialled):
                    if stranger != contact_id:
                        merging.merge(connection, stranger, contact_id)
                contacts.change(connection, contact_id, _name(name), notes[:LONGEST_NOTES])
                contacts.set_numbers(connection, contact_id, dialled)
                known.keep(connection, contact_id)
                self._tell(connection, [*before.numbers, *dialled])
        except sqlite3.IntegrityError as error:
            raise InvalidInput("numbers", "One of these numbers belongs to another contact.") from error
        return self.get(contact_id)

    def of_number(self, number: str) -> Contact | None:
        """Whose number (E.164) this is."""
        with self._store.read() as connection:
            return contacts.with_number(connection, number)

    def delete(self, contact_id: int) -> int:
        """Forget a contact; the conversations stay. For a day ``restore`` takes the number that comes back.

        Raises ``NotFound``.
        """
        with self._store.write() as connection:
            before = self.get(contact_id)
            bin_id = deleted.put(connection, _BIN, snapshots.taken(connection, before), self._now())
            contacts.delete(connection, contact_id)
            self._tell(connection, before.numbers)
        return bin_id

    def restore(self, bin_id: int) -> Contact:
        """Bring a deleted contact back, into the groups that are still there.

        Raises ``NotFound`` once it is back or gone for good, ``Conflict`` when one of its numbers is
        somebody else's now.
        """
        try:
            with self._store.write() as connection:
                kept = deleted.take(connection, _BIN, bin_id)
                if kept is None:
                    raise NotFound("There is nothing to bring back any more.")
                contact_id = snapshots.put_back(connection, kept)
                self._tell(connection, kept["numbers"])
        except sqlite3.IntegrityError as error:
            raise Conflict("One of these numbers belongs to another contact now.") from error
        return self.get(contact_id)

    def _numbers(self, numbers: Sequence[str]) -> Sequence[str]:
        written = [number for number in numbers if number.strip()]
        if not written:
            raise InvalidInput("numbers", "Enter at least one phone number.")
        return [PhoneNumber.parse(number, self._shop.country, field="numbers").e164 for number in written]

    def _tell(self, connection: sqlite3.Connection, numbers: Sequence[str]) -> None:
        for number in dict.fromkeys(numbers):
            conversation = conversations.with_address(connection, number)
            if conversation is not None:
                events.add(connection, "conversation", self._now(), conversation_id=conversation.id)
                self._store.tell()


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
    return name
