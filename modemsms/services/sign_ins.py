"""The history of the door: who came in or did not, from where, and in which browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import StoreUnavailable
from modemsms.services.sessions import LONGEST_AGENT
from modemsms.store import sign_ins
from modemsms.store.accounts import User
from modemsms.store.database import Store
from modemsms.store.sign_ins import Outcome, SignIn

__all__ = ["Outcome", "SignIn", "SignIns"]

# Where somebody came in within this time, that person is known.
KNOWN_FOR = timedelta(days=30)


class SignIns:
    """Keeps the tries, and shows them."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def note(self, user: User | None, outcome: Outcome, *, remote: str, agent: str = "") -> None:
        """Keep one try.

        A name of nobody is not kept: it may be a password, typed into the wrong field. On a full disk nothing is
        kept, and nobody is refused for that.
        """
        user_id, name = (user.id, user.name) if user is not None else (None, "")
        try:
            with self._store.write() as connection:
                sign_ins.add(connection, self._now(), user_id, name, remote, agent[:LONGEST_AGENT], outcome)
        except StoreUnavailable:
            return

    def of(self, user_id: int, before: int | None = None, limit: int = 50) -> list[SignIn]:
        """The tries at one account, newest first, below the row *before*."""
        with self._store.read() as connection:
            return sign_ins.latest(connection, user_id, before, limit)

    def all(self, before: int | None = None, limit: int = 50) -> list[SignIn]:
        """The tries of everybody, newest first, below the row *before*."""
        with self._store.read() as connection:
            return sign_ins.latest(connection, None, before, limit)

    def knows(self, user: User, remote: str) -> bool:
        """Whether that person came in from *remote* not long ago."""
        with self._store.read() as connection:
            return sign_ins.came_in_from(connection, user.id, remote, self._now() - KNOWN_FOR)
