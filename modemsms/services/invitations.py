"""Links by which somebody chooses a password: each is good once, and for a few days."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import NotFound
from modemsms.services.accounts import Accounts
from modemsms.services.sign_ins import SignIns
from modemsms.services.throttle import Throttle, neighbourhood
from modemsms.store import accounts, invitations
from modemsms.store.accounts import User
from modemsms.store.database import Store

GOOD_FOR = timedelta(days=3)

SPENT = "This link was used already, or it is too old. Ask the owner of the shop for a new one."


class Invitations:
    """Makes the links, and takes the password that somebody chose."""

    def __init__(
        self, store: Store, people: Accounts, sign_ins: SignIns, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._store = store
        self._accounts = people
        self._sign_ins = sign_ins
        self._now = now
        self._throttle = Throttle(now)

    def make(self, user_id: int) -> str:
        """The secret part of a new link for somebody; the one before is no longer good."""
        token = secrets.token_urlsafe(24)
        with self._store.write() as connection:
            invitations.put(connection, user_id, _hash(token), self._now())
        return token

    def whose(self, token: str, *, remote: str) -> User:
        """Whom a link is for. Raises ``NotFound`` when it is spent, ``TooManyTries`` for guessers."""
        place = neighbourhood(remote)
        self._throttle.take(place)
        with self._store.read() as connection:
            user_id = invitations.whose(connection, _hash(token), self._now() - GOOD_FOR)
            user = None if user_id is None else accounts.get(connection, user_id)
        if user is None or user.ended_at is not None:
            raise NotFound(SPENT)
        self._throttle.right(place)
        return user

    def accept(self, token: str, password: str, *, remote: str, agent: str, here: bool) -> User:
        """Give the one whom the link is for this *password*; the link is spent. Raises ``InvalidInput``."""
        user = self.whose(token, remote=remote)
        self._accounts.renew(
            user, password, here=here, spend=lambda connection: invitations.forget(connection, user.id)
        )
        self._sign_ins.note(user, "invited", remote=remote, agent=agent)
        return user


def _hash(token: str) -> str:
    # 192 random bits: a plain hash cannot be guessed.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
