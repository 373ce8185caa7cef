"""Passwords as hashes, one at a time: a crowd at the door must take neither the memory nor the whole server."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from modemsms.services.throttle import TooManyTries

# OWASP's first choice of memory and time; argon2's own default peaks at 64 MiB, too much for a Pi Zero.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

LONGEST_PASSWORD = 256

# A hash takes a Pi Zero most of a second, and who waits for one holds a thread of the page: no more than these.
MOST_WAITING = 6
# Some of those places are for whoever sits at the machine itself.
MOST_FROM_ELSEWHERE = 4
BUSY_SECONDS = 5


class Hashing:
    """Makes and checks hashes in turn. One object for all that hash in this process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._turn = threading.Lock()
        self._waiting = 0
        self._absent = ""

    def hash(self, password: str, *, here: bool = True) -> str:
        """A new hash of *password*. Raises ``TooManyTries`` when too many wait; *here* has places of its own."""
        with self._in_turn(here=here):
            return HASHER.hash(password)

    def fits(self, digest: str, password: str, *, here: bool) -> bool:
        """Whether *password* has the hash *digest*; an empty digest fits none, and takes as long."""
        if len(password) > LONGEST_PASSWORD:
            return False
        with self._in_turn(here=here):
            if not digest and not self._absent:
                self._absent = HASHER.hash(secrets.token_urlsafe())
            try:
                return HASHER.verify(digest or self._absent, password) and bool(digest)
            except (VerificationError, InvalidHashError):
                return False

    @staticmethod
    def is_outdated(digest: str) -> bool:
        """Whether *digest* was made with less care than is taken now."""
        return HASHER.check_needs_rehash(digest)

    @contextmanager
    def _in_turn(self, *, here: bool) -> Iterator[None]:
        with self._guard:
            if self._waiting >= (MOST_WAITING if here else MOST_FROM_ELSEWHERE):
                raise TooManyTries(BUSY_SECONDS)
            self._waiting += 1
        try:
            with self._turn:
                yield
        finally:
            with self._guard:
                self._waiting -= 1
