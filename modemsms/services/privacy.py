"""One person's data, as privacy law has it: handed out whole, and forgotten whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, NotFound
from modemsms.services.values import written
from modemsms.store import consents, contacts, conversations, fields, groups, messages, personal
from modemsms.store.consents import Consent
from modemsms.store.contacts import Contact
from modemsms.store.database import Store
from modemsms.store.messages import Message

__all__ = ["Privacy", "Record"]

# So many texts go in one transaction: others write meanwhile.
SLICE = 200

MOST_CONSENTS = 1000

# Stands for a name in what went to several people.
SOMEBODY = "…"


@dataclass(frozen=True, slots=True)
class Record:
    """All that is known of one person but the texts. *values* by the names of the fields."""

    contact: Contact
    created_at: datetime
    values: dict[str, str]
    groups: tuple[str, ...]
    consents: tuple[tuple[datetime, Consent], ...]
    conversation_ids: tuple[int, ...]


class Privacy:
    """What somebody may ask of a shop that has their number."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, contact_id: int) -> Record:
        """What is known of one person. Raises ``NotFound``."""
        with self._store.read() as connection:
            contact = contacts.get(connection, contact_id)
            if contact is None:
                raise NotFound("There is no such contact.")
            values = fields.values_of(connection, [contact_id]).get(contact_id, {})
            talks = [conversations.with_address(connection, number) for number in contact.numbers]
            ledger = [
                row
                for number in contact.numbers
                for row in consents.history(connection, number, MOST_CONSENTS)
            ]
            return Record(
                contact=contact,
                created_at=clock.from_ms(contacts.created_at_ms(connection, contact_id)),
                values={
                    field.name: written(field, values[field.id])
                    for field in fields.everything(connection)
                    if field.id in values
                },
                groups=tuple(group.name for group in groups.of_contact(connection, contact_id)),
                consents=tuple(ledger),
                conversation_ids=tuple(talk.id for talk in talks if talk is not None),
            )

    def texts(self, record: Record) -> Iterator[Message]:
        """All texts, calls and notes of that person, number by number, oldest first, slice by slice."""
        for conversation_id in record.conversation_ids:
            after = 0
            while True:
                with self._store.read() as connection:
                    found = messages.in_conversation(
                        connection, conversation_id, before=None, after=after, limit=SLICE
                    )
                yield from found
                if len(found) < SLICE:
                    break
                after = found[-1].row_id

    def forget(self, contact_id: int) -> None:
        """Remove one person wholly: contact, texts, notes, drafts; there is no way back.

        That they had left stays as a hash, so that they are left alone. Raises ``NotFound``, and ``Conflict``
        while a text to them is in the air.
        """
        contact = self.record(contact_id).contact
        with self._store.read() as connection:
            if personal.is_in_the_air(connection, contact.numbers):
                raise Conflict("A text to them is on its way at this moment. Try again in a minute.")
        with self._store.write() as connection:
            personal.rename_mailings(connection, contact_id, contact.name, contact.numbers, SOMEBODY)
        full = True
        while full:
            with self._store.write() as connection:
                full = personal.forget_texts(connection, contact.numbers, SLICE) == SLICE
        with self._store.write() as connection:
            if personal.is_in_the_air(connection, contact.numbers):
                raise Conflict("A text to them is on its way at this moment. Try again in a minute.")
            personal.forget(connection, contact_id, contact.name, contact.numbers)
