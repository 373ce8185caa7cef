"""Who of an audience gets a broadcast, from when on, and why the others do not: the same for preflight and run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from modemsms.services import left_out
from modemsms.services.gate import Allowed
from modemsms.services.replies import Replies
from modemsms.store import consents, conversations, recipients


class Person(Protocol):
    """One of an audience, whether it is a row already or not."""

    @property
    def number(self) -> str:
        """E.164."""
        ...

    @property
    def name(self) -> str:
        """Empty where nobody knows it."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What a broadcast asks: its whole *text*, when it *starts*, over how long it is *spread*, and whom it skips.

    *but* is the row of the broadcast itself, 0 before it has one; *apart* is how long ago another one must be.
    """

    text: str
    starts: datetime
    spread: timedelta | None = None
    apart: timedelta | None = None
    but: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's: *due_at* from when on they may get *text*, or *reason* why they get none (``left_out``)."""

    number: str
    text: str
    due_at: datetime
    reason: str | None = None


class Admission:
    """Judges people, as many at once as are given."""

    def __init__(self, replies: Replies, landline: Callable[[str], bool], allowed: Allowed) -> None:
        """*allowed* is the first moment, from a given one on, at which a number may be texted (quiet hours)."""
        self._replies = replies
        self._landline = landline
        self._allowed = allowed

    def judge(
        self, connection: sqlite3.Connection, terms: Terms, people: Sequence[Person], first: int, of: int
    ) -> list[Verdict]:
        """Each of *people*, who stand at place *first* and behind it among *of* in all."""
        numbers = [one.number for one in people]
        gone = consents.out_among(connection, numbers)
        blocked = conversations.blocked(connection, numbers)
        recent: set[str] = set()
        if terms.apart is not None:
            recent = recipients.texted_since(connection, numbers, terms.starts - terms.apart, terms.but)
        texts = self._replies.filled_each(terms.text, [(one.number, one.name or None) for one in people])
        verdicts = []
        for place, (number, text) in enumerate(zip(numbers, texts, strict=True), first):
            why = None
            if number in gone:
                why = left_out.OPTED_OUT
            elif number in blocked:
                why = left_out.BLOCKED
            elif number in recent:
                why = left_out.RECENTLY
            elif self._replies.unfilled(text) is not None:
                why = left_out.MISSING_FIELD
            elif self._landline(number):
                why = left_out.LANDLINE
            due_at = terms.starts if why else self._allowed(number, _place_in(terms, place, of))
            verdicts.append(Verdict(number, text, due_at, why))
        return verdicts


def _place_in(terms: Terms, place: int, of: int) -> datetime:
    if terms.spread is None or of < 2:
        return terms.starts
    return terms.starts + terms.spread * place / of
