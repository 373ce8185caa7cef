"""People of a list go into the contacts: who has the number already is met, not doubled; a slice at a time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from modemsms import clock
from modemsms.services import snapshots
from modemsms.services.consents import Consent, Consents
from modemsms.services.errands import Tell
from modemsms.services.fields import Value
from modemsms.services.importing.persons import LONGEST_NOTES, MOST_NUMBERS, Person
from modemsms.services.importing.plans import Plan
from modemsms.store import contacts, conversations, events, fields, groups, imports, merging
from modemsms.store.contacts import Contact
from modemsms.store.database import Store
from modemsms.store.imports import Counts, ImportRow, Outcome

# A transaction with its commit stays under 50 ms, so that workers and pages pass between two.
SLICE_SECONDS = 0.015


def digest(snapshot: Mapping[str, object]) -> str:
    """What tells a contact that was changed from one that was not."""
    return hashlib.blake2b(imports.as_json(snapshot).encode(), digest_size=8).hexdigest()


class WritingIn:
    """Writes the people of one import; run in a thread of its own. *own* names the fields by a column's target."""

    def __init__(
        self,
        store: Store,
        ledger: Consents,
        batch: ImportRow,
        plan: Plan,
        own: Mapping[str, int],
        group_id: int | None,
        now: datetime,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._import = batch
        self._plan = plan
        self._own = own
        self._group_id = group_id
        self._now = now

    def run(self, people: Iterable[Person], tell: Tell) -> None:
        """Write all of *people* that are not written yet."""
        left = (person for person in people if person.row > self._import.done)
        done = 0
        with self._store.bulk():
            while written := self._slice(left):
                done += written
                tell(done / max(self._import.total, 1))

    def _slice(self, people: Iterator[Person]) -> int:
        outcomes: list[Outcome] = []
        # Before the lock is taken: the file may be slow.
        waiting = next(people, None)
        if waiting is None:
            return 0
        with self._store.write() as connection:
            enough = clock.monotonic() + SLICE_SECONDS
            while waiting is not None:
                outcomes.append(self._one(connection, waiting))
                waiting = next(people, None) if clock.monotonic() < enough else None
            imports.note(connection, self._import.id, outcomes)
            did = [one.did for one in outcomes]
            counts = Counts(did.count("added"), did.count("changed"), did.count("same"), did.count("refused"))
            imports.count(connection, self._import.id, counts, outcomes[-1].row)
        return len(outcomes)

    def _one(self, connection: sqlite3.Connection, person: Person) -> Outcome:
        ids = list(dict.fromkeys(imports.owners(connection, person.numbers).values()))
        here = [
            one for one in (contacts.get(connection, contact_id) for contact_id in ids) if one is not None
        ]
        named = [one for one in here if one.name]
        if len(named) > 1:
            return Outcome(
                person.row,
                "refused",
                problem=f"The numbers belong to “{named[0].name}” and to “{named[1].name}”."
                " Make them one contact first.",
                written=(person.name, *person.numbers),
            )
        if not here:
            return self._added(connection, person)
        met = named[0] if named else here[0]
        for stranger in here:
            if stranger.id != met.id:
                merging.merge(connection, stranger.id, met.id)
        return self._met(connection, person, met.id)

    def _added(self, connection: sqlite3.Connection, person: Person) -> Outcome:
        contact_id = contacts.add(connection, person.name, person.numbers, person.notes, self._now, "import")
        if person.language or person.birthday:
            contacts.describe(connection, contact_id, person.language, person.birthday)
        if person.values:
            fields.put(connection, contact_id, self._values(person))
        return self._outcome(connection, person, contact_id, "")

    def _met(self, connection: sqlite3.Connection, person: Person, contact_id: int) -> Outcome:
        contact = contacts.get(connection, contact_id)
        assert contact is not None
        before = snapshots.taken(connection, contact)
        wins = self._plan.on_meeting == "update"
        name = (person.name or contact.name) if wins else (contact.name or person.name)
        notes = _notes(contact, person)
        if (name, notes) != (contact.name, contact.notes):
            contacts.change(connection, contact_id, name, notes)
        numbers = list(dict.fromkeys([*contact.numbers, *person.numbers]))[:MOST_NUMBERS]
        if numbers != list(contact.numbers):
            contacts.set_numbers(connection, contact_id, numbers)
        language = (person.language or contact.language) if wins else (contact.language or person.language)
        birthday = (person.birthday or contact.birthday) if wins else (contact.birthday or person.birthday)
        contacts.describe(connection, contact_id, language, birthday)
        values = self._values(person)
        fields.put(
            connection,
            contact_id,
            values if wins else {one: value for one, value in values.items() if one not in before["values"]},
        )
        return self._outcome(connection, person, contact_id, imports.as_json(before))

    def _outcome(
        self, connection: sqlite3.Connection, person: Person, contact_id: int, before: str
    ) -> Outcome:
        """Put the contact *contact_id* into the group, and say what was done; *before* is empty for a new one."""
        if self._group_id is not None:
            groups.put_in(connection, self._group_id, [contact_id])
        now_here = contacts.get(connection, contact_id)
        assert now_here is not None
        snapshot = snapshots.taken(connection, now_here)
        agreed = self._agreed(connection, person)
        if before and imports.as_json(snapshot) == before:
            return Outcome(person.row, "same", contact_id, agreed=agreed)
        for number in person.numbers:
            talk = conversations.with_address(connection, number)
            if talk is not None:
                events.add(connection, "conversation", self._now, conversation_id=talk.id)
                self._store.tell()
        return Outcome(
            person.row, "changed" if before else "added", contact_id, before, digest(snapshot), agreed
        )

    def _agreed(self, connection: sqlite3.Connection, person: Person) -> tuple[str, ...]:
        """Write down that they agreed, or want no texts; for which numbers that was new."""
        batch = self._import
        if person.left:
            what, words = "out", ""
        elif self._plan.agreed:
            what, words = "in", self._plan.agreed
        else:
            return ()
        return tuple(
            number
            for number in person.numbers
            if self._ledger.record(
                Consent(
                    number,
                    "out" if what == "out" else "in",
                    "import",
                    words,
                    batch.source,
                    batch.user_id,
                    batch.who,
                ),
                connection,
                self._now,
            )
        )

    def _values(self, person: Person) -> dict[int, Value | None]:
        return {self._own[target]: value for target, value in person.values.items() if target in self._own}


def _notes(contact: Contact, person: Person) -> str:
    """The notes of both: nothing that somebody wrote here is lost."""
    if not person.notes or person.notes in contact.notes:
        return contact.notes
    return "\n".join(filter(None, (contact.notes, person.notes)))[:LONGEST_NOTES]
