"""Who is signed in, and in which browsers; each can be ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import NotFound, StoreUnavailable
from modemsms.store import accounts, sessions
from modemsms.store.accounts import User
from modemsms.store.database import Store
from modemsms.store.sessions import Session

__all__ = ["Session", "Sessions", "Visit"]

# When somebody was here last is for people to read; a write at every click would wear out the flash card.
SEEN_GRAIN = timedelta(minutes=5)

# What a browser calls itself is its own to say.
LONGEST_AGENT = 300

# More than anybody looks through; older ones are ended with "all others".
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with an account, in one browser."""

    user: User
    session: Session


class Sessions:
    """Begins, finds and ends the sessions of the page."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def begin(self, user: User, *, remote: str, agent: str) -> str:
        """The token that the browser keeps: the only time that it is seen."""
        token = secrets.token_urlsafe(32)
        with self._store.write() as connection:
            sessions.begin(connection, user.id, _hash(token), remote, agent[:LONGEST_AGENT], self._now())
        return token

    def find(self, token: str, *, remote: str) -> Visit | None:
        """Whose *token* it is; None for a wrong one, an ended session and an ended account."""
        with self._store.read() as connection:
            session = sessions.with_hash(connection, _hash(token))
            user = accounts.get(connection, session.user_id) if session else None
        if session is None or user is None or user.ended_at is not None:
            return None
        self._note_visit(session, remote)
        return Visit(user, session)

    def goes_on(self, session_id: int) -> bool:
        """Whether nobody has ended it."""
        with self._store.read() as connection:
            return sessions.is_open(connection, session_id)

    def of(self, user_id: int) -> list[Session]:
        """The browsers in which somebody is signed in, the latest seen first."""
        with self._store.read() as connection:
            return sessions.of_user(connection, user_id, MOST_SHOWN)

    def last_seen(self) -> dict[int, datetime]:
        """When each person was here last."""
        with self._store.read() as connection:
            return sessions.last_seen(connection)

    def end(self, user_id: int, session_id: int) -> None:
        """Sign somebody out of one browser. Raises ``NotFound``."""
        with self._store.write() as connection:
            if not sessions.end(connection, session_id, user_id, self._now()):
                raise NotFound("This browser is signed out already.")
            # Its open pages hear of it at once.
            self._store.tell()

    def end_all(self, user_id: int, *, but: int | None = None) -> int:
        """Sign somebody out everywhere, or everywhere else; of how many browsers."""
        with self._store.write() as connection:
            self._store.tell()
            return sessions.end_all(connection, user_id, self._now(), but=but)

    def _note_visit(self, session: Session, remote: str) -> None:
        now = self._now()
        # Who is signed in stays so on a full disk, and does not wait for it.
        if abs(now - session.seen_at) < SEEN_GRAIN or self._store.fault is not None:
            return
        try:
            with self._store.write() as connection:
                sessions.seen(connection, session.id, remote, now)
        except StoreUnavailable:
            return


def _hash(token: str) -> str:
    # 256 random bits: a plain hash cannot be guessed, and is quick at every request.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
