"""API keys: shown once, kept as a hash, slowed down when guessed."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import InvalidInput, NotFound, StoreUnavailable
from modemsms.services.throttle import Throttle, TooManyTries
from modemsms.store import keys
from modemsms.store.database import Store
from modemsms.store.keys import ApiKey

__all__ = ["ApiKey", "Keys", "TooManyTries"]

PREFIX = "msk_"

# When a key was used last is for people to see whether it is in use; a write at every call would
# make the flash card pay for it.
USED_GRAIN = timedelta(minutes=5)

# Programs retry; a misconfigured one must not be mistaken for a guesser too soon.
FREE_TRIES = 20

# The key id that stands for the command line on this machine.
LOCAL_KEY = ApiKey(0, "command line", datetime.fromtimestamp(0, clock.UTC), None, None)


class Keys:
    """Who may use the API."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now
        self._throttle = Throttle(now, FREE_TRIES)
        self._local_token: str | None = None

    def make_local_token(self) -> str:
        """A token for the command line of this machine, good for as long as this process lives."""
        self._local_token = secrets.token_urlsafe(32)
        return self._local_token

    def create(self, name: str) -> str:
        """Make a key; the only time that it is seen."""
        name = name.strip()
        if not name or len(name) > 80 or not name.isprintable():
            raise InvalidInput("name", "Give the key a name of up to 80 characters.")
        key = PREFIX + secrets.token_urlsafe(32)
        try:
            with self._store.write() as connection:
                keys.add(connection, name, _hash(key), self._now())
        except sqlite3.IntegrityError as error:
            raise InvalidInput("name", f"There is a key named “{name}” already.") from error
        return key

    def list(self) -> list[ApiKey]:
        """All keys by name, revoked ones included."""
        with self._store.read() as connection:
            return keys.all_keys(connection)

    def revoke(self, name: str) -> None:
        """End a key, at once. Raises ``NotFound``."""
        with self._store.write() as connection:
            if not keys.revoke(connection, name.strip(), self._now()):
                raise NotFound(f"There is no key named “{name}”.")
            # Its open streams hear of it at once.
            self._store.tell()

    def goes_on(self, key: ApiKey) -> bool:
        """Whether nobody has revoked *key* since it was checked."""
        with self._store.read() as connection:
            return key.id == LOCAL_KEY.id or keys.is_live(connection, key.id)

    def check(self, token: str, *, remote: str) -> ApiKey | None:
        """Whose *token* it is, None for a wrong or revoked one; raises ``TooManyTries``."""
        if self._local_token is not None and hmac.compare_digest(token.encode(), self._local_token.encode()):
            return LOCAL_KEY
        with self._store.read() as connection:
            key = keys.with_hash(connection, _hash(token))
        if key is None or key.revoked_at is not None:
            # Only wrong keys wait: a guesser at the same address must not lock a good one out.
            self._throttle.check(remote)
            self._throttle.wrong(remote)
            return None
        self._note_use(key)
        return key

    def _note_use(self, key: ApiKey) -> None:
        now = self._now()
        if key.last_used_at is not None and abs(now - key.last_used_at) < USED_GRAIN:
            return
        try:
            with self._store.write() as connection:
                keys.used(connection, key.id, now)
        except StoreUnavailable:
            return


def _hash(key: str) -> str:
    # A key has 256 random bits: a plain hash cannot be guessed, and is quick at every request.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
