"""What a text does by itself when it is one of the shop's words: who leaves is out before anybody reads it.

It happens in the transaction that takes the text in. Whatever it says, a text is answered at most once a day in each
way, and never to a short code or a name: two machines that answer each other come to an end.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.errors import InvalidInput
from modemsms.phone import MIN_SUBSCRIBER_DIGITS, is_dialable, masked
from modemsms.services.consents import JOINED, LEFT, Consent, Consents, How
from modemsms.services.keywords import AnswerKind, Keywords
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.sign_ups import SignUps
from modemsms.store import consents, conversations, messages

log = logging.getLogger(__name__)

# Each kind of answer once in this time, and not more than these together.
ANSWERED_ONCE_IN = timedelta(days=1)
MOST_ANSWERS = 4


@dataclass(frozen=True, slots=True)
class Came:
    """A text that was just taken in."""

    row_id: int
    conversation_id: int
    address: str
    text: str


class Heard:
    """Acts on words. Called with each text that comes in and is news."""

    def __init__(self, keywords: Keywords, ledger: Consents, outbox: Outbox, sign_ups: SignUps) -> None:
        self._keywords = keywords
        self._consents = ledger
        self._outbox = outbox
        self._sign_ups = sign_ups

    def __call__(self, connection: sqlite3.Connection, came: Came, now: datetime) -> None:
        """Do what *came* asks for, if it is one of the words and nothing else."""
        match self._keywords.meaning(came.text):
            case "leave":
                self._leave(connection, came, now)
            case "back":
                self._join(connection, came, now)
            case "yes" if self._sign_ups.is_asked(connection, came.address, now):
                self._join(connection, came, now)
            case "help":
                self._answer(connection, "help", came, now)
            case _:
                return

    def _leave(self, connection: sqlite3.Connection, came: Came, now: datetime) -> None:
        left = Consent(came.address, "out", "keyword", came.text, message_id=came.row_id)
        self._sign_ups.refused(connection, came.address)
        messages.set_status(connection, came.row_id, "received", LEFT)
        if self._consents.record(left, connection, now):
            log.info("opted_out number=%s", masked(came.address))
            self._answer(connection, "left", came, now)

    def _join(self, connection: sqlite3.Connection, came: Came, now: datetime) -> None:
        asked = self._sign_ups.confirmed(connection, came.address, now)
        how: How = "keyword" if asked is None else "reply"
        source = "" if asked is None else asked.words
        joined = Consent(came.address, "in", how, came.text, source, message_id=came.row_id)
        messages.set_status(connection, came.row_id, "received", JOINED)
        if self._consents.record(joined, connection, now):
            log.info("opted_in number=%s", masked(came.address))
            self._answer(connection, "joined", came, now)

    def _answer(self, connection: sqlite3.Connection, kind: AnswerKind, came: Came, now: datetime) -> None:
        """Answer in the shop's words, unless enough was answered today."""
        text = self._keywords.answer(kind)
        given = consents.answers_since(connection, came.conversation_id, now - ANSWERED_ONCE_IN, MOST_ANSWERS)
        if not text or kind in given or len(given) >= MOST_ANSWERS:
            return
        if not _is_person(came.address) or conversations.blocked(connection, [came.address]):
            return
        try:
            draft = Draft(came.address, text, purpose="answer", reference=kind, delivery_report=False)
            ready = self._outbox.check(draft, now)
        except InvalidInput as error:
            # What came in is kept whatever becomes of the answer.
            log.warning("answer_not_sent kind=%s why=%s", kind, error.why)
            return
        self._outbox.put(connection, ready, now)


def _is_person(address: str) -> bool:
    digits = address.removeprefix("+")
    return is_dialable(address) and len(digits) >= MIN_SUBSCRIBER_DIGITS
