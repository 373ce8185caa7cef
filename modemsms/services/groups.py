"""Fixed groups: who is in them is what somebody of the shop chose, one by one."""

from __future__ import annotations

import builtins
import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.store import contacts, groups
from modemsms.store.contacts import Contact
from modemsms.store.database import Store
from modemsms.store.groups import Group

__all__ = ["Group", "Groups"]

LONGEST_NAME = 80
MOST_GROUPS = 500

# One text may go to all of a group, so this bounds what one press of a button can start.
MOST_MEMBERS = 50_000


class Groups:
    """What the page does with groups."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def list(self) -> builtins.list[Group]:
        """All groups by name, each with how many are in it."""
        with self._store.read() as connection:
            return groups.all_groups(connection, MOST_GROUPS)

    def get(self, group_id: int) -> Group:
        """One group. Raises ``NotFound``."""
        with self._store.read() as connection:
            group = groups.get(connection, group_id)
        if group is None:
            raise NotFound("There is no such group.")
        return group

    def members(
        self, group_id: int, after: tuple[str, int] | None = None, limit: int = MOST_MEMBERS
    ) -> builtins.list[Contact]:
        """Who is in it by name, above *after* (name and id of the last one seen). Raises ``NotFound``."""
        group = self.get(group_id)
        with self._store.read() as connection:
            return groups.members(connection, group, after, limit)

    def found(self, group_id: int, words: str, limit: int = 100) -> builtins.list[tuple[Contact, bool]]:
        """Contacts that *words* find, each with whether it is in the group."""
        self.get(group_id)
        with self._store.read() as connection:
            people = contacts.found(connection, words, limit)
            inside = groups.among(connection, group_id, [one.id for one in people])
        return [(one, one.id in inside) for one in people]

    def of_contact(self, contact_id: int) -> builtins.list[Group]:
        """The groups that a contact is in, by name."""
        with self._store.read() as connection:
            return groups.of_contact(connection, contact_id)

    def of_each(self, contact_ids: Iterable[int]) -> dict[int, builtins.list[int]]:
        """The rows of the groups that these contacts are in, by contact."""
        with self._store.read() as connection:
            return groups.of_contacts(connection, contact_ids)

    def add(self, name: str) -> Group:
        """Make an empty group. Raises ``InvalidInput`` for a name that is taken, empty or too long."""
        try:
            with self._store.write() as connection:
                if len(groups.all_groups(connection, MOST_GROUPS)) == MOST_GROUPS:
                    raise InvalidInput("name", f"A shop has at most {MOST_GROUPS} groups.")
                group_id = groups.add(connection, _name(name))
        except sqlite3.IntegrityError as error:
            raise _taken() from error
        return self.get(group_id)

    def rename(self, group_id: int, name: str) -> Group:
        """Give it another name."""
        self.get(group_id)
        try:
            with self._store.write() as connection:
                groups.rename(connection, group_id, _name(name))
        except sqlite3.IntegrityError as error:
            raise _taken() from error
        return self.get(group_id)

    def put_in(self, group_id: int, contact_ids: Iterable[int]) -> int:
        """Put contacts in; how many were not in before. Raises ``InvalidInput`` when it would be too full."""
        ids = builtins.list(contact_ids)
        with self._store.write() as connection:
            if self.get(group_id).members + len(ids) > MOST_MEMBERS:
                raise InvalidInput("members", f"A group has at most {MOST_MEMBERS} people.")
            return groups.put_in(connection, group_id, ids)

    def take_out(self, group_id: int, contact_id: int) -> bool:
        """Take a contact out; whether it was in."""
        self.get(group_id)
        with self._store.write() as connection:
            return groups.take_out(connection, group_id, contact_id)

    def set_of_contact(self, contact_id: int, group_ids: Iterable[int]) -> None:
        """Let a contact be in exactly these groups."""
        wanted = set(group_ids)
        with self._store.write() as connection:
            before = {group.id for group in groups.of_contact(connection, contact_id)}
            for group_id in before - wanted:
                groups.take_out(connection, group_id, contact_id)
            for group_id in wanted - before:
                if groups.get(connection, group_id) is not None:
                    groups.put_in(connection, group_id, [contact_id])

    def delete(self, group_id: int) -> None:
        """Forget a group, not its people; for a day ``restore`` brings it back."""
        self.get(group_id)
        with self._store.write() as connection:
            groups.hide(connection, group_id, self._now())

    def restore(self, group_id: int) -> Group:
        """Bring a deleted group back; one that is here stays.

        Raises ``NotFound`` once it is gone for good, ``Conflict`` when its name is taken.
        """
        try:
            with self._store.write() as connection:
                groups.unhide(connection, group_id)
        except sqlite3.IntegrityError as error:
            raise Conflict("There is a new group of that name. Give that one another name first.") from error
        return self.get(group_id)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
    return name


def _taken() -> InvalidInput:
    return InvalidInput("name", "There is a group of that name already.")
