"""Mailings: one text to several people, written by hand. Each gets a message of their own, all in one commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services import leaving
from modemsms.services.composing import Composing
from modemsms.services.outbox import Draft, Idempotency, Message, Outbox, Priority, Ready
from modemsms.services.recipients import Chosen, Recipient
from modemsms.services.replies import Replies
from modemsms.store import consents, keys, mailings
from modemsms.store.database import Store
from modemsms.store.mailings import Mailing, NewMailing

__all__ = ["Entry", "Letter", "Mailed", "Mailing", "MailingPage", "Mailings", "Personal"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to go to several. *text* may have fields such as ``{first_name}``, filled for each of them."""

    text: str
    to: Chosen
    author_id: int
    modem: str | None = None
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Mailed:
    """The mailing that a letter became; *repeated* when it had become that before."""

    mailing: Mailing
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class MailingPage:
    """Some of the texts that a mailing became, by row, and the row after which the next ones come."""

    messages: list[Message]
    next: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A mailing as the list of what goes out later shows it: *people* of it go out together."""

    mailing: Mailing
    people: int


class Personal:
    """Fills the fields of a text for each of several people."""

    def __init__(self, replies: Replies) -> None:
        self._replies = replies

    def filled(self, text: str, people: Sequence[Recipient]) -> list[str]:
        """*text* for each of *people*. Raises ``InvalidInput`` naming those for whom a field is not known."""
        texts = self._replies.filled_each(text, [(one.address, one.name) for one in people])
        lacking = [
            (one, field)
            for one, said in zip(people, texts, strict=True)
            if (field := self._replies.unfilled(said))
        ]
        if not lacking:
            return texts
        first, field = lacking[0]
        if len(lacking) == 1:
            why = f"Nothing is known for {field} of {first.title}. Give them a name in the contacts, or leave it out."
        else:
            why = (
                f"Nothing is known for {field} of {first.title}, and others: {len(lacking)} people."
                " Give them names in the contacts, or leave it out."
            )
        raise InvalidInput("text", why)


class Mailings:
    """What the page does with texts to several people, but for those that wait (``PlannedMailings``)."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        composing: Composing,
        replies: Replies,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._composing = composing
        self._personal = Personal(replies)
        self._now = now

    def texts(self, text: str, people: Sequence[Recipient]) -> list[str]:
        """What each of *people* gets. Raises ``InvalidInput`` where a field is not known for somebody."""
        return self._personal.filled(text, people)

    def send(self, letter: Letter, once: Idempotency) -> Mailed:
        """Take one message for each recipient into the outbox, all or none; they leave after the usual pause.

        The same *once* again is the mailing that it became before. Raises ``InvalidInput`` for what cannot be
        sent, ``Conflict`` for a key that was used for something else. Who left meanwhile gets none.
        """
        before = self._earlier(once)
        if before is not None:
            return before
        letter.to.check()
        now = self._now()
        ready = self._ready(letter, now)
        # One commit for all, so that nobody is left out whatever dies meanwhile; ``MOST`` bounds how long the
        # lock is held, and all that can be worked out before is.
        with self._store.bulk(), self._store.write() as connection:
            before = self._earlier(once)
            if before is not None:
                return before
            # Between the choice and this moment somebody may have left.
            left = consents.out_among(connection, [one.address for one in ready])
            ready = [one for one in ready if one.address not in left]
            if not ready:
                raise Conflict(leaving.REFUSED, code="opted_out")
            mailing_id = self._add(connection, letter, once, len(ready), now)
            rows = [
                self._outbox.put(
                    connection, replace(one, draft=replace(one.draft, mailing_id=mailing_id)), now
                )
                for one in ready
            ]
            keys.remember(connection, once.key_id, once.key, once.body_hash, rows[0], now)
        return Mailed(self.get(mailing_id))

    def _ready(self, letter: Letter, now: datetime) -> list[Ready]:
        people = letter.to.recipients
        # What people answer meanwhile goes first, and a fifth of every limit is theirs.
        draft = self._composing.after_the_pause(
            Draft(
                "",
                letter.text,
                modem=letter.modem,
                send_at=letter.send_at,
                author_id=letter.author_id,
                priority=Priority.BULK,
            )
        )
        texts = self._personal.filled(letter.text, people)
        return [
            self._outbox.check(replace(draft, to=one.address, text=text), now)
            for one, text in zip(people, texts, strict=True)
        ]

    def _add(
        self, connection: sqlite3.Connection, letter: Letter, once: Idempotency, texts: int, now: datetime
    ) -> int:
        return mailings.add(
            connection,
            NewMailing(
                user_id=letter.author_id,
                key=_key(once),
                body_hash=once.body_hash,
                title=letter.to.title,
                text=letter.text,
                chosen=tuple(choice.token for choice in letter.to.choices),
                texts=texts,
                created_at=now,
            ),
        )

    def _earlier(self, once: Idempotency) -> Mailed | None:
        with self._store.read() as connection:
            known = mailings.earlier(connection, _key(once))
            if known is not None and known[1] == once.body_hash:
                return Mailed(known[0], repeated=True)
            if known is None and not keys.is_used(connection, once.key_id, once.key):
                return None
        raise Conflict("This form was sent before with another text.", code="idempotency")

    def get(self, mailing_id: int) -> Mailing:
        """One mailing. Raises ``NotFound``."""
        with self._store.read() as connection:
            mailing = mailings.get(connection, mailing_id)
        if mailing is None:
            raise NotFound("There is no such text to several people.")
        return mailing

    def latest(self, before: int | None = None, limit: int = 50) -> Sequence[Mailing]:
        """Mailings, newest first, below *before*."""
        with self._store.read() as connection:
            return mailings.latest(connection, before, limit)

    def page(self, mailing_id: int, after: int = 0, limit: int = 100) -> MailingPage:
        """The texts that it became, above row *after*."""
        with self._store.read() as connection:
            found = mailings.members(connection, mailing_id, after, limit + 1)
        page = found[:limit]
        return MailingPage(page, page[-1].row_id if len(found) > limit else None)

    def tally(self, mailing_id: int) -> dict[str, int]:
        """How many of its texts are in each state."""
        with self._store.read() as connection:
            return mailings.tally(connection, mailing_id)

    def entries(self, texts: Sequence[Message]) -> dict[int, Entry]:
        """Those of *texts* that stand for a mailing on the list of what goes out later, by row."""
        ours = {text.row_id: text.mailing_id for text in texts if text.mailing_id is not None}
        if not ours:
            return {}
        known = {one: self.get(one) for one in set(ours.values())}
        with self._store.read() as connection:
            together = mailings.due_together(connection, ours)
        return {row: Entry(known[mailing], together.get(row, 1)) for row, mailing in ours.items()}


def _key(once: Idempotency) -> str:
    return f"{once.key_id} {once.key}"
