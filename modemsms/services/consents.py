"""Consent: who may be texted in bulk, and how that came about. An answer by hand is always the shop's own choice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from modemsms import clock
from modemsms.errors import InvalidInput
from modemsms.services import fate, leaving
from modemsms.store import consents, conversations, events, messages
from modemsms.store.accounts import User
from modemsms.store.consents import Consent, How, Standing, What
from modemsms.store.database import Store
from modemsms.store.messages import Message, Reason

__all__ = ["JOINED", "LEFT", "Consent", "Consents", "How", "Standing", "What"]

LONGEST_WORDS = 1000

# Beside a text that came in, in place of nothing: what it did, or what somebody here read in it.
LEFT = Reason("opted_out", "They left. No text to several people reaches them any more.")
JOINED = Reason("opted_in", "They want the shop's offers.")

# Who has left comes back by the own text, or by what somebody of the shop was told; not by a list or a program.
_NEVER_BRINGS_BACK = frozenset({"import", "form", "api"})


class Consents:
    """The ledger, and what follows from it. Numbers are E.164."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def standing(self, number: str) -> Standing | None:
        """How *number* stands; None where nobody ever asked."""
        with self._store.read() as connection:
            return consents.standing(connection, number)

    def is_out(self, number: str) -> bool:
        """Whether *number* asked for no more texts."""
        with self._store.read() as connection:
            return consents.is_out(connection, number)

    def out_among(self, numbers: Iterable[str]) -> set[str]:
        """Which of *numbers* must not be texted in bulk."""
        with self._store.read() as connection:
            return consents.out_among(connection, numbers)

    def history(self, number: str, limit: int = 200) -> list[tuple[datetime, Consent]]:
        """What is written of *number*, newest first, each with when."""
        with self._store.read() as connection:
            return consents.history(connection, number, limit)

    def page(
        self, after: int = 0, number: str | None = None, limit: int = 500
    ) -> list[tuple[int, datetime, Consent]]:
        """The ledger above the row *after*, oldest first; of one *number* if that is given."""
        with self._store.read() as connection:
            return consents.after(connection, after, number, limit)

    def record(
        self, consent: Consent, connection: sqlite3.Connection | None = None, now: datetime | None = None
    ) -> bool:
        """Write one row, where it changes how the number stands; in the transaction of *connection* if given.

        No import, form or program brings back a number that has left.
        Whoever is out from now on gets none of the texts to many that wait for them. Whether it changed anything.
        """
        moment = now or self._now()
        if connection is not None:
            return self._record(connection, consent, moment)
        with self._store.write() as own:
            return self._record(own, consent, moment)

    def told(self, number: str, what: What, words: str, source: str, program: str) -> Standing | None:
        """Write down what a *program* of the shop knows; how the number stands now.

        Raises ``Conflict`` (``opted_out``) for ``in`` of a number that has left: that takes their own text, or the
        word of somebody of the shop.
        """
        with self._store.write() as connection:
            if what == "in":
                leaving.refuse(connection, number)
            self._record(connection, Consent(number, what, "api", words, source, who=program), self._now())
            return consents.standing(connection, number)

    def say(self, number: str, what: What, note: str, user: User) -> What | None:
        """Write down what somebody of the shop knows (``in`` or ``out``), with how they know it.

        How the number stood before, for ``say_back``; None where it stood like that already. Raises ``InvalidInput``
        (``note``): that somebody agreed must be said with when and how.
        """
        words = note.strip()
        if what == "in" and not words:
            raise InvalidInput("note", "Write how they agreed, such as “asked at the counter”.")
        if len(words) > LONGEST_WORDS or "\0" in words:
            raise InvalidInput("note", f"Write up to {LONGEST_WORDS:,} characters.")
        consent = Consent(number, what, "staff", words, user_id=user.id, who=user.name)
        with self._store.write() as connection:
            return self._said(connection, consent)

    def understood(self, message: Message, user: User) -> What | None:
        """Somebody of the shop reads in *message* that its sender wants no more texts. As ``say``."""
        left = Consent(
            message.address, "out", "staff", message.text, "understood", user.id, user.name, message.row_id
        )
        with self._store.write() as connection:
            self._mark(connection, message, LEFT)
            return self._said(connection, left)

    def _said(self, connection: sqlite3.Connection, consent: Consent) -> What | None:
        before = consents.standing(connection, consent.number)
        if not self._record(connection, consent, self._now()):
            return None
        return "none" if before is None else before.what

    def _mark(self, connection: sqlite3.Connection, message: Message, reason: Reason | None) -> None:
        messages.set_status(connection, message.row_id, message.status, reason)
        fate.tell_message(self._store, connection, message.row_id, message.conversation_id, self._now())

    def say_back(self, number: str, before: What, user: User, message: Message | None = None) -> None:
        """Take back what somebody of the shop wrote down: the number stands as *before* again. The row stays.

        *message* is the one in which it was read.
        """
        mistake = Consent(number, before, "staff", "", "taken_back", user.id, user.name)
        with self._store.write() as connection:
            if message is not None and message.address == number and message.reason == LEFT:
                self._mark(connection, message, None)
            now = consents.standing(connection, number)
            last = consents.history(connection, number, 1)
            # What the person has said meanwhile counts more.
            if now is not None and now.what != before and last and last[0][1].how == "staff":
                what = "none" if before == "asked" else before
                self._write(connection, replace(mistake, what=what), self._now())

    def _record(self, connection: sqlite3.Connection, consent: Consent, now: datetime) -> bool:
        before = consents.standing(connection, consent.number)
        if consent.what != "asked" and before is not None and before.what == consent.what:
            return False
        if consent.what == "in" and consent.how in _NEVER_BRINGS_BACK and before and before.what == "out":
            return False
        self._write(connection, consent, now)
        return True

    def _write(self, connection: sqlite3.Connection, consent: Consent, now: datetime) -> None:
        consents.add(connection, consent, now)
        if consent.what == "out":
            leaving.cancel_waiting(self._store, connection, consent.number, now)
        talk = conversations.with_address(connection, consent.number)
        if talk is not None:
            events.add(connection, "conversation", now, conversation_id=talk.id)
            self._store.tell()
