"""A forgotten password: a code texted to the person's own phone opens the way to a new one."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import InvalidInput, ModemSmsError
from modemsms.services.accounts import Accounts, checked_password
from modemsms.services.lamp import Lamp
from modemsms.services.modems import Modems
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.sign_ins import SignIns
from modemsms.services.throttle import Throttle, neighbourhood
from modemsms.store import accounts, reset_codes, sign_ins
from modemsms.store.accounts import User
from modemsms.store.database import Store

log = logging.getLogger(__name__)

DIGITS = 8
GOOD_FOR = timedelta(minutes=10)
TRIES = 5
AGAIN_AFTER = timedelta(minutes=3)
# Each code is a text that the shop pays for, and anybody may ask for one.
MOST_IN_A_DAY = 5

# A code whose text could not leave is not kept for longer than this.
READABLE_FOR = timedelta(minutes=15)

WRONG = "This code is wrong, or no longer good. After five tries, or ten minutes, ask for a new one."


class Forgotten:
    """Sends codes, and takes them. Whether a name exists is told to nobody."""

    def __init__(
        self,
        store: Store,
        people: Accounts,
        history: SignIns,
        outbox: Outbox,
        modems: Modems,
        lamp: Lamp,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._accounts = people
        self._sign_ins = history
        self._outbox = outbox
        self._modems = modems
        self._lamp = lamp
        self._now = now
        self._throttle = Throttle(now)

    def can_send(self) -> bool:
        """Whether any modem could send a code now."""
        return bool(self._modems.ready_sims())

    def ask(self, name: str, words: Callable[[str], str], *, remote: str, agent: str) -> None:
        """Text a code to the one of that *name*, in *words*, if there is such a one with a phone.

        Does the same for the one who asks where there is none. Raises ``TooManyTries``, ``StoreUnavailable``.
        """
        self._throttle.take(f"ask {neighbourhood(remote)}")
        with self._store.write() as connection:
            user = _present(connection, name)
            number = self._number_of(user)
            sent = False
            if user is not None and number and self._may_have_one(connection, user):
                sent = self._send(connection, user, number, words)
            self._sign_ins.note(user, "code_sent" if sent else "code_asked", remote=remote, agent=agent)

    def renew(self, name: str, code: str, password: str, *, remote: str, agent: str, here: bool) -> User:
        """Give the one of that *name* a new *password*, if *code* is the one that was texted.

        All sessions of that person end. Raises ``InvalidInput``, ``TooManyTries``.
        """
        checked_password(password)
        place = f"code {neighbourhood(remote)}"
        self._throttle.take(place)
        user = self._take(name, "".join(code.split()), remote, agent)
        if user is None:
            raise InvalidInput("code", WRONG)
        self._accounts.renew(
            user, password, here=here, spend=lambda connection: reset_codes.forget(connection, user.id)
        )
        self._throttle.right(place)
        self._sign_ins.note(user, "code", remote=remote, agent=agent)
        return user

    # --- what the clock asks

    def run(self, now: datetime) -> None:
        """Take the words out of texts that have waited for too long."""
        with self._store.read() as connection:
            oldest = reset_codes.oldest_text(connection)
        if oldest is not None and abs(now - oldest) >= READABLE_FOR:
            with self._store.write() as connection:
                reset_codes.blank(connection, max(oldest, now - READABLE_FOR))

    def next_moment(self, now: datetime) -> datetime | None:
        """When the next text is to be blanked, unless it leaves before."""
        del now
        with self._store.read() as connection:
            oldest = reset_codes.oldest_text(connection)
        return None if oldest is None else oldest + READABLE_FOR

    def _number_of(self, user: User | None) -> str:
        if user is None:
            return ""
        return user.number or (self._lamp.owner_number() if user.role == "owner" else "")

    def _may_have_one(self, connection: sqlite3.Connection, user: User) -> bool:
        now = self._now()
        last = reset_codes.get(connection, user.id)
        if last is not None and abs(now - last.made_at) < AGAIN_AFTER:
            return False
        return sign_ins.count(connection, user.id, "code_sent", now - timedelta(days=1)) < MOST_IN_A_DAY

    def _send(
        self, connection: sqlite3.Connection, user: User, number: str, words: Callable[[str], str]
    ) -> bool:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        expires_at = self._now() + GOOD_FOR
        try:
            self._outbox.submit(Draft(number, words(code), purpose="code", expires_at=expires_at))
        except ModemSmsError as error:
            log.warning("code_not_sent why=%s", type(error).__name__)
            return False
        reset_codes.put(connection, user.id, _hash(user.id, code), TRIES, self._now())
        return True

    def _take(self, name: str, code: str, remote: str, agent: str) -> User | None:
        """Use up one try; whose code it was. One transaction, whether the name exists or not."""
        with self._store.write() as connection:
            user = _present(connection, name)
            kept = None if user is None else reset_codes.get(connection, user.id)
            if user is not None and kept is not None:
                reset_codes.try_once(connection, user.id)
                good = kept.tries_left > 0 and abs(self._now() - kept.made_at) <= GOOD_FOR
                if hmac.compare_digest(kept.hash, _hash(user.id, code)) and good:
                    return user
            self._sign_ins.note(user, "wrong_code", remote=remote, agent=agent)
        return None


def _present(connection: sqlite3.Connection, name: str) -> User | None:
    found = accounts.credentials(connection, name.strip())
    return found[0] if found is not None and found[0].ended_at is None else None


def _hash(user_id: int, code: str) -> str:
    return hashlib.sha256(f"{user_id} {code}".encode("utf-8", "replace")).hexdigest()
