"""The sign-up page: somebody writes down a number, and its owner says yes by text before it counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput
from modemsms.phone import PhoneNumber
from modemsms.services.consents import Consent, Consents
from modemsms.services.kept import Kept
from modemsms.services.keywords import Keywords
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.shop import Shop
from modemsms.services.stop_words import AGREEMENTS, languages_of
from modemsms.store import consents, contacts, conversations, groups, sign_ups
from modemsms.store.database import Store
from modemsms.store.sign_ups import SignUp

__all__ = ["SignUp", "SignUpPage", "SignUps"]

_OPEN, _WORDS, _DOUBLE, _GROUP = "sign_up.open", "sign_up.words", "sign_up.double", "sign_up.group"

LONGEST_NAME = 80
LONGEST_WORDS = 600

# So long a yes counts; then the number is forgotten.
ASKED_FOR = timedelta(days=7)

# One question a day to one number, and not more in an hour than a busy counter has: each is a text that the shop
# pays for, and anybody in the room may write down any number.
AGAIN_AFTER = timedelta(days=1)
MOST_IN_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class SignUpPage:
    """What the owner set. *words* stands beside the button, and in the ledger; *group* takes who says yes."""

    is_open: bool
    words: str
    double: bool = True
    group: int | None = None


class SignUps:
    """What the page for customers does, and what a yes by text completes."""

    def __init__(
        self,
        store: Store,
        kept: Kept,
        shop: Shop,
        keywords: Keywords,
        ledger: Consents,
        outbox: Outbox,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._kept = kept
        self._shop = shop
        self._keywords = keywords
        self._consents = ledger
        self._outbox = outbox
        self._now = now

    def page(self) -> SignUpPage:
        """How it is set."""
        group = self._kept.get(_GROUP)
        return SignUpPage(
            is_open=self._kept.get(_OPEN) == "1",
            words=self._kept.get(_WORDS) or self._usual_words(),
            double=self._kept.get(_DOUBLE) != "0",
            group=int(group) if group else None,
        )

    def _usual_words(self) -> str:
        first = languages_of(self._shop.country)[0]
        return AGREEMENTS.get(first, AGREEMENTS["en"])

    def change(self, page: SignUpPage) -> None:
        """Keep *page*. Raises ``InvalidInput`` (``words``, ``group``)."""
        words = page.words.strip()
        if not words or len(words) > LONGEST_WORDS or "\0" in words:
            raise InvalidInput("words", f"Write what people agree to, in up to {LONGEST_WORDS} characters.")
        with self._store.read() as connection:
            if page.group is not None and groups.get(connection, page.group) is None:
                raise InvalidInput("group", "This group is not here any more. Choose another.")
        self._kept.put(
            {
                _OPEN: str(int(page.is_open)),
                _WORDS: words,
                _DOUBLE: str(int(page.double)),
                _GROUP: "" if page.group is None else str(page.group),
            }
        )

    def words(self) -> str:
        """What stands beside the button, with the shop's name."""
        return self.page().words.replace("{shop}", self._shop.name or "us")

    def sign_up(self, name: str, number: str) -> bool:
        """Take in what somebody wrote on the page; whether a text asks the number's owner first.

        Raises ``InvalidInput`` (``name``, ``number``), ``Conflict`` when too many came within an hour.
        """
        name = " ".join(name.split())
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
        address = PhoneNumber.parse(number, self._shop.country, field="number").e164
        now = self._now()
        asked = SignUp(address, now, name, self.words())
        with self._store.write() as connection:
            # Who has left comes back by a text from the own phone alone.
            if not self.page().double and not consents.is_out(connection, address):
                self._agreed(connection, asked, now)
                return False
            self._ask(connection, asked, now)
        return True

    def _agreed(self, connection: sqlite3.Connection, asked: SignUp, now: datetime) -> None:
        agreed = Consent(asked.number, "in", "form", asked.words, source="sign_up_page")
        if self._consents.record(agreed, connection, now):
            self._keep_contact(connection, asked, now)

    def _ask(self, connection: sqlite3.Connection, asked: SignUp, now: datetime) -> None:
        standing = consents.standing(connection, asked.number)
        is_in = standing is not None and standing.what == "in"
        # Whether this number is known here is nobody's business: the page says the same to everybody.
        if is_in or sign_ups.of(connection, asked.number, now - AGAIN_AFTER) is not None:
            return
        if sign_ups.count_since(connection, now - timedelta(hours=1), MOST_IN_AN_HOUR) >= MOST_IN_AN_HOUR:
            raise Conflict("Very many people signed up within an hour. Try again later, or text JOIN.")
        if conversations.blocked(connection, [asked.number]):
            return
        sign_ups.put(connection, asked)
        question = Consent(asked.number, "asked", "form", asked.words, source="sign_up_page")
        self._consents.record(question, connection, now)
        text = self._keywords.answer("question")
        draft = Draft(asked.number, text, purpose="answer", reference="question", delivery_report=False)
        self._outbox.put(connection, self._outbox.check(draft, now), now)

    # --- what came by text

    def is_asked(self, connection: sqlite3.Connection, number: str, now: datetime) -> bool:
        """Whether *number* was asked, and has not answered."""
        return sign_ups.of(connection, number, now - ASKED_FOR) is not None

    def confirmed(self, connection: sqlite3.Connection, number: str, now: datetime) -> SignUp | None:
        """The owner of *number* said yes; to what, None where nobody had asked."""
        asked = sign_ups.of(connection, number, now - ASKED_FOR)
        if asked is not None:
            sign_ups.forget(connection, number)
            self._keep_contact(connection, asked, now)
        return asked

    def refused(self, connection: sqlite3.Connection, number: str) -> None:
        """The owner of *number* said no."""
        sign_ups.forget(connection, number)

    def _keep_contact(self, connection: sqlite3.Connection, asked: SignUp, now: datetime) -> None:
        known = contacts.with_number(connection, asked.number)
        if known is None and asked.name:
            contact_id = contacts.add(connection, asked.name, [asked.number], "", now, "form")
        elif known is None:
            return
        else:
            contact_id = known.id
            if not known.name and asked.name:
                contacts.change(connection, known.id, asked.name, known.notes)
        group = self.page().group
        if group is not None and groups.get(connection, group) is not None:
            groups.put_in(connection, group, [contact_id])
