"""Who belongs to the shop: what the owner decides about people, and what they say of themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.phone import PhoneNumber
from modemsms.services.accounts import checked_name
from modemsms.services.modems import Modems
from modemsms.services.shop import Shop
from modemsms.store import accounts, conversations, events, invitations, reset_codes, sessions
from modemsms.store.accounts import Role, User
from modemsms.store.database import Store

__all__ = ["People", "Role", "User"]

# How many conversations one transaction takes from somebody who leaves.
SLICE = 100


class People:
    """The accounts of the shop, those that were ended included."""

    def __init__(
        self, store: Store, modems: Modems, shop: Shop, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._modems = modems
        self._shop = shop
        self._now = now

    def everybody(self) -> list[User]:
        """All who have or had an account, in the order in which they came."""
        with self._store.read() as connection:
            return accounts.everybody(connection)

    def set_role(self, user_id: int, role: Role) -> User:
        """Make somebody an owner, or staff. Raises ``Conflict`` for the last owner."""
        with self._store.write() as connection:
            person = _present(connection, user_id)
            if role == "staff":
                _not_the_last_owner(connection, person)
            accounts.set_role(connection, user_id, role)
        return person

    def end(self, user_id: int) -> User:
        """End an account: its sessions end at once, and its conversations are nobody's.

        What that person wrote stays as it is. Raises ``Conflict`` for the last owner.
        """
        with self._store.write() as connection:
            person = _present(connection, user_id)
            _not_the_last_owner(connection, person)
            accounts.set_ended(connection, user_id, self._now())
            sessions.end_all(connection, user_id, self._now())
            # Whoever comes back does so with the password of before, or with a new link.
            invitations.forget(connection, user_id)
            reset_codes.forget(connection, user_id)
            self._store.tell()
        while self._unassign(user_id) == SLICE:
            pass
        return person

    def take_back(self, user_id: int) -> User:
        """Let somebody whose account was ended sign in again, as before."""
        with self._store.write() as connection:
            person = accounts.get(connection, user_id)
            if person is None:
                raise NotFound("There is no such account.")
            accounts.set_ended(connection, user_id, None)
        return person

    def set_profile(self, user_id: int, name: str, number: str, language: str) -> None:
        """Keep somebody's name, the number of one's own phone (empty: none) and language."""
        own = self.own_number(number) if number.strip() else None
        try:
            with self._store.write() as connection:
                accounts.set_profile(connection, user_id, checked_name(name), own, language)
        except sqlite3.IntegrityError as error:
            raise InvalidInput("name", f"There is somebody named “{name.strip()}” already.") from error

    def set_number(self, user_id: int, number: str) -> None:
        """Keep the number of somebody's own phone. Raises ``InvalidInput``."""
        own = self.own_number(number)
        with self._store.write() as connection:
            accounts.set_number(connection, user_id, own)

    def own_number(self, written: str) -> str:
        """The number of somebody's own phone. Raises ``InvalidInput`` also for one of the shop's SIM cards."""
        number = PhoneNumber.parse(written, self._shop.country, field="number").e164
        if any(modem.number == number for modem in self._modems.list()):
            raise InvalidInput("number", "That is the number of one of the shop's own SIM cards.")
        return number

    def _unassign(self, user_id: int) -> int:
        with self._store.write() as connection:
            freed = conversations.unassign_some(connection, user_id, SLICE)
            for conversation_id in freed:
                events.add(connection, "conversation", self._now(), conversation_id=conversation_id)
            if freed:
                self._store.tell()
        return len(freed)


def _present(connection: sqlite3.Connection, user_id: int) -> User:
    person = accounts.get(connection, user_id)
    if person is None or person.ended_at is not None:
        raise NotFound("This account is not there any more.")
    return person


def _not_the_last_owner(connection: sqlite3.Connection, person: User) -> None:
    if person.role == "owner" and not accounts.has_owner(connection, but=person.id):
        raise Conflict("The shop needs an owner. Make somebody else an owner first.", code="last_owner")
