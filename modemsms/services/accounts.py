"""The people of the shop: the first owner, signing in, passwords."""

from __future__ import annotations

import hmac
import secrets
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.throttle import Throttle, TooManyTries
from modemsms.store import accounts
from modemsms.store.accounts import User
from modemsms.store.database import Store

__all__ = ["Accounts", "TooManyTries", "User"]

# OWASP's first choice of memory and time; argon2's own default peaks at 64 MiB, too much for a Pi Zero.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
WRONG = "Name or password is wrong."


class Accounts:
    """Who may use the page."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now
        self._throttle = Throttle(now)
        # One hash at a time: thirty at once would take 600 MB.
        self._hashing = threading.Lock()
        self._absent = ""
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
            self._throttle.check(f"code {remote}")
            if not hmac.compare_digest((code or "").encode(), self.first_run_code().encode()):
                self._throttle.wrong(f"code {remote}")
                raise InvalidInput("code", "This is not the code that modemsms printed when it started.")
        digest = self._hash(checked_password(password))
        with self._store.write() as connection:
            if accounts.has_owner(connection):
                raise Conflict("This shop has an owner already. Sign in instead.", code="has_owner")
            return accounts.add(connection, checked_name(name), digest, "owner", self._now())

    def add(self, name: str, password: str, role: Literal["owner", "staff"]) -> User:
        """Make an account for one more person."""
        digest = self._hash(checked_password(password))
        try:
            with self._store.write() as connection:
                return accounts.add(connection, checked_name(name), digest, role, self._now())
        except sqlite3.IntegrityError as error:
            raise InvalidInput("name", f"There is somebody named “{name.strip()}” already.") from error

    def set_password(self, name: str, password: str) -> None:
        """Give somebody a new password; all sessions of that person end."""
        digest = self._hash(checked_password(password))
        with self._store.write() as connection:
            found = accounts.credentials(connection, name.strip())
            if found is None:
                raise NotFound(f"There is nobody named “{name}”.")
            accounts.set_password(connection, found[0].id, digest, end_sessions=True)

    def sign_in(self, name: str, password: str, *, remote: str) -> User:
        """Who signs in. Raises ``InvalidInput`` when wrong, ``TooManyTries`` after too many of those."""
        place = f"sign-in {remote}"
        self._throttle.check(place)
        with self._store.read() as connection:
            found = accounts.credentials(connection, name.strip())
        # A name that does not exist takes as long as a wrong password.
        right = self._verify(found[1] if found else self._hash_of_nobody(), password)
        if found is None or not right:
            self._throttle.wrong(place)
            raise InvalidInput("password", WRONG)
        self._throttle.right(place)
        user, digest = found
        if HASHER.check_needs_rehash(digest):
            with self._store.write() as connection:
                accounts.set_password(connection, user.id, self._hash(password), end_sessions=False)
        return user

    def sign_in_link(self, token: str) -> User:
        """The demo's owner, by the link that the demo printed."""
        if self._link_token is None or not hmac.compare_digest(token.encode(), self._link_token.encode()):
            raise InvalidInput("token", "This link does not work any more.")
        return next(user for user in self.list() if user.role == "owner")

    def make_link_token(self) -> str:
        """Make ``sign_in_link`` work for as long as this process lives."""
        self._link_token = secrets.token_urlsafe(24)
        return self._link_token

    def list(self) -> list[User]:
        """Everybody."""
        with self._store.read() as connection:
            return accounts.everybody(connection)

    def get(self, user_id: int) -> User:
        """One person. Raises ``NotFound``."""
        with self._store.read() as connection:
            user = accounts.get(connection, user_id)
        if user is None:
            raise NotFound("There is no such account.")
        return user

    def _hash(self, password: str) -> str:
        with self._hashing:
            return HASHER.hash(password)

    def _hash_of_nobody(self) -> str:
        if not self._absent:
            self._absent = self._hash(secrets.token_urlsafe())
        return self._absent

    def _verify(self, digest: str, password: str) -> bool:
        if len(password) > LONGEST_PASSWORD:
            return False
        with self._hashing:
            try:
                return HASHER.verify(digest, password)
            except (VerificationError, InvalidHashError):
                return False


def checked_name(name: str) -> str:
    """*name* without the spaces around it; raises ``InvalidInput``."""
    name = name.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise InvalidInput("name", "Enter a name of up to 80 characters.")
    return name


def checked_password(password: str) -> str:
    """*password* if it is long enough; raises ``InvalidInput``."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput("password", f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if len(password) > LONGEST_PASSWORD:
        raise InvalidInput("password", f"The password may have at most {LONGEST_PASSWORD} characters.")
    return password
