"""The people of the shop at the door: the first owner, signing in, passwords."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.hashing import LONGEST_PASSWORD, Hashing
from modemsms.services.sign_ins import SignIns
from modemsms.services.throttle import Throttle, TooManyTries, neighbourhood
from modemsms.store import accounts, invitations, reset_codes, sessions
from modemsms.store.accounts import User
from modemsms.store.database import Store

__all__ = ["Accounts", "TooManyTries", "User"]

SHORTEST_PASSWORD = 8
WRONG = "Name or password is wrong."

# Wrong tries at one name from any number of addresses, before each further one from a place where that person
# is not known waits.
FREE_TRIES_AT_A_NAME = 20


def _nothing(_connection: sqlite3.Connection) -> bool:
    return True


class Accounts:
    """Who may use the page."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now
        self._throttle = Throttle(now)
        self._by_name = Throttle(now, FREE_TRIES_AT_A_NAME)
        self._hashing = Hashing()
        self._sign_ins = SignIns(store, now)
        self._first_run_code: str | None = None
        self._link_token: str | None = None

    def has_owner(self) -> bool:
        """Whether the shop has been set up."""
        with self._store.read() as connection:
            return accounts.has_owner(connection)

    def first_run_code(self) -> str:
        """The code that lets somebody who is not at the machine itself set up the shop."""
        if self._first_run_code is None:
            self._first_run_code = f"{secrets.randbelow(10**8):08d}"
        return self._first_run_code

    def first_owner(
        self, name: str, password: str, *, code: str | None, loopback: bool, remote: str = ""
    ) -> User:
        """Make the owner's account, once. From elsewhere than this machine only with the start's code."""
        if not loopback:
            place = f"code {neighbourhood(remote)}"
            self._throttle.take(place)
            if not hmac.compare_digest((code or "").encode(), self.first_run_code().encode()):
                raise InvalidInput("code", "This is not the code that modemsms printed when it started.")
            self._throttle.right(place)
        digest = self._hashing.hash(checked_password(password), here=loopback)
        with self._store.write() as connection:
            if accounts.has_owner(connection):
                raise Conflict("This shop has an owner already. Sign in instead.", code="has_owner")
            return accounts.add(connection, checked_name(name), digest, "owner", self._now())

    def add(self, name: str, password: str | None, role: Literal["owner", "staff"]) -> User:
        """Make an account for one more person; without *password* nobody can sign in with it yet."""
        digest = accounts.NO_PASSWORD
        name = checked_name(name)
        if password is not None:
            digest = self._hashing.hash(checked_password(password))
        try:
            with self._store.write() as connection:
                return accounts.add(connection, name, digest, role, self._now())
        except sqlite3.IntegrityError as error:
            raise self._name_taken(name) from error

    def set_password(self, name: str, password: str) -> None:
        """Give somebody a new password; all sessions of that person end. Raises ``NotFound``."""
        digest = self._hashing.hash(checked_password(password))
        with self._store.write() as connection:
            found = accounts.credentials(connection, name.strip())
            if found is None:
                raise NotFound(f"There is nobody named “{name}”.")
            self._keep(connection, found[0].id, digest)

    def change_password(self, user: User, present: str, new: str, *, here: bool) -> None:
        """Give oneself a *new* password, knowing the *present* one; all sessions end, this one too."""
        place = f"change {user.id}"
        self._throttle.take(place)
        checked_password(new, "new")
        with self._store.read() as connection:
            found = accounts.credentials(connection, user.name)
        if found is None or not self._hashing.fits(found[1], present, here=here):
            raise InvalidInput("present", "This is not your present password.")
        self._throttle.right(place)
        digest = self._hashing.hash(new, here=here)
        with self._store.write() as connection:
            self._keep(connection, user.id, digest)

    def sign_in(self, name: str, password: str, *, remote: str, agent: str = "", here: bool = False) -> User:
        """Who signs in. Raises ``InvalidInput`` when wrong, ``TooManyTries`` after too many of those.

        *here* is who sits at the machine itself: guessers elsewhere make nobody wait there.
        """
        name = name.strip()
        with self._store.read() as connection:
            found = accounts.credentials(connection, name)
        user, digest = found if found and found[0].ended_at is None else (None, "")
        places, brake = self._begin_try(name, user, remote, here=here)
        # A name that does not exist takes as long as a wrong password.
        if not self._hashing.fits(digest, password, here=here) or user is None:
            self._sign_ins.note(user, "wrong", remote=remote, agent=agent)
            raise InvalidInput("password", WRONG)
        self._throttle.right(*places)
        if brake is not None:
            self._by_name.right(brake)
        if self._hashing.is_outdated(digest):
            renewed = self._hashing.hash(password, here=here)
            with self._store.write() as connection:
                accounts.set_password(connection, user.id, renewed, end_sessions=False)
        self._sign_ins.note(user, "right", remote=remote, agent=agent)
        return user

    def _begin_try(
        self, name: str, user: User | None, remote: str, *, here: bool
    ) -> tuple[tuple[str, str], str | None]:
        """The places at which this try counts: the address, and the name unless it comes from a known place.

        The name counts at the address too: a colleague who signs in there now and then is not free to guess.
        """
        brake = name.casefold()[:80]
        place = "sign-in here" if here else f"sign-in {neighbourhood(remote)}"
        places = (place, f"{place} {brake}")
        self._throttle.take(*places)
        known = here or (user is not None and self._sign_ins.knows(user, remote))
        if known:
            return places, None
        self._by_name.take(brake)
        return places, brake

    def sign_in_link(self, token: str, *, remote: str = "", agent: str = "") -> User:
        """The demo's owner, by the link that the demo printed."""
        if self._link_token is None or not hmac.compare_digest(token.encode(), self._link_token.encode()):
            raise InvalidInput("token", "This link does not work any more.")
        owner = next(user for user in self.list() if user.role == "owner")
        self._sign_ins.note(owner, "link", remote=remote, agent=agent)
        return owner

    def make_link_token(self) -> str:
        """Make ``sign_in_link`` work for as long as this process lives."""
        self._link_token = secrets.token_urlsafe(24)
        return self._link_token

    def list(self) -> list[User]:
        """Everybody who may sign in."""
        with self._store.read() as connection:
            return [user for user in accounts.everybody(connection) if user.ended_at is None]

    def get(self, user_id: int) -> User:
        """One person, also one whose account was ended. Raises ``NotFound``."""
        with self._store.read() as connection:
            user = accounts.get(connection, user_id)
        if user is None:
            raise NotFound("There is no such account.")
        return user

    def renew(
        self, user: User, password: str, *, here: bool, spend: Callable[[sqlite3.Connection], bool] = _nothing
    ) -> None:
        """Give *user* a new password; all sessions of that person end.

        *spend* uses up the link or the code that gives the right to it, in the same transaction; False when
        somebody was faster. Raises ``InvalidInput``, and ``NotFound`` when nothing was left to spend.
        """
        digest = self._hashing.hash(checked_password(password), here=here)
        with self._store.write() as connection:
            if not spend(connection):
                raise NotFound("This was used already.")
            self._keep(connection, user.id, digest)

    def _keep(self, connection: sqlite3.Connection, user_id: int, digest: str) -> None:
        accounts.set_password(connection, user_id, digest, end_sessions=True)
        sessions.end_all(connection, user_id, self._now())
        # Another way to a new password that is still out would undo this one.
        invitations.forget(connection, user_id)
        reset_codes.forget(connection, user_id)
        # The open pages of those sessions hear of it at once.
        self._store.tell()

    def _name_taken(self, name: str) -> InvalidInput:
        with self._store.read() as connection:
            found = accounts.credentials(connection, name)
        if found is not None and found[0].ended_at is not None:
            return InvalidInput("name", f"The account of “{name}” was ended. Take it back instead.")
        return InvalidInput("name", f"There is somebody named “{name}” already.")


def checked_name(name: str) -> str:
    """*name* without the spaces around it; raises ``InvalidInput``."""
    name = name.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise InvalidInput("name", "Enter a name of up to 80 characters.")
    return name


def checked_password(password: str, field: str = "password") -> str:
    """*password* if it is long enough; raises ``InvalidInput`` for *field*."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput(field, f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput(field, f"The password may have at most {LONGEST_PASSWORD} characters.")
    return password
