"""The shop of the demo: forty contacts and a fortnight of talk, written through the real services."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from modemsms import clock
from modemsms.config import Config, DataConfig, ModemConfig, SendingConfig, ShopConfig, WebConfig
from modemsms.driver import Accepted
from modemsms.gsm.address import Address
from modemsms.gsm.tpdu import deliver_of
from modemsms.services import fate
from modemsms.services.contacts import Contacts
from modemsms.services.conversations import Conversations
from modemsms.services.inbox import Inbox
from modemsms.services.ledger import Ledger, Sender
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.pace import Limits
from modemsms.services.shop import Shop
from modemsms.store import conversations, segments, signals, sims
from modemsms.store.database import Store

OWNER = "demo"
FORTNIGHT = timedelta(days=14)

# A SIM of its own, so that the live modems begin with nothing behind them.
PAST_SIM = "demo-history"

FIRST_NAMES = (
    "Maria", "Tom", "Aylin", "Jonas", "Sofia", "Peter", "Nadia", "Ben", "Clara", "Omar",
    "Ines", "Leo", "Hanna", "Yusuf", "Greta", "Paul", "Mila", "Anton", "Rosa", "Felix",
)  # fmt: skip
LAST_NAMES = (
    "Keller", "Becker", "Yılmaz", "Weber", "Rossi", "Lang", "Haddad", "Novak", "Brandt", "Said",
    "Costa", "Vogt", "Jung", "Demir", "Sommer", "Roth", "Petrov", "Frank", "Lopez", "Arnold",
)  # fmt: skip

# What was said: ">" is the shop, "<" the customer.
TALKS = (
    ("> Hi {name}, your sourdough order (2 loaves) is ready from 3 pm.", "< Perfect, I'll be there at 4 😊"),
    (
        "< Is the rye bread back on Friday?",
        "> Yes, fresh from 7 am. Shall we keep one for you?",
        "< Yes please!",
    ),
    ("> Your cake is ready for pickup. Total 21.40 €.", "< Thank you! On my way"),
    ("< Können Sie die Brötchen morgen schon um 6:30 bereitlegen?", "> Machen wir, 40 Stück liegen bereit."),
    ("> We open at 7 on Sunday.", "< Grazie! A presto"),
    ("< Can I add a small apple cake? 🍏", "> Of course, added.", "< 👍"),
    ("> Reminder: your order is waiting until 6 pm today.",),
    ("< هل الخبز الطازج متوفر اليوم؟", "> نعم، حتى السادسة مساءً."),
    ("< Do you have anything gluten-free?", "> Every Tuesday and Friday: buckwheat bread and almond cake."),
    (
        "> Hi {name}, the oven was down this morning, so bread comes at 11. Sorry!",
        "< No problem, thanks for telling me",
    ),
)


def config(data_dir: Path, *, port: int, modems: int) -> Config:
    """The demo's configuration: *modems* simulated ones, without the limits of a real SIM."""
    return Config(
        file=None,
        shop=ShopConfig(name="Corner Bakery", country="DE", timezone="Europe/Berlin"),
        web=WebConfig(port=port),
        data=DataConfig(str(data_dir)),
        sending=SendingConfig(),
        modems=tuple(
            ModemConfig(
                name="counter" if number == 1 else f"spare {number - 1}",
                driver="simulator",
                port=f"simulated {number}",
                per_minute=60,
                per_hour=0,
            )
            for number in range(1, modems + 1)
        ),
    )


def furnish(store: Store, shop: Shop, rules: SendingConfig, modems: Sequence[str], now: datetime) -> None:
    """Give an empty shop its contacts and its past."""
    dice = random.Random(7)
    past = _Past(store, shop, rules)
    people = [
        (f"{first} {last}", f"+49171234{n:04d}") for n, (first, last) in enumerate(_names(dice), start=1)
    ]
    contacts = Contacts(store, shop)
    for name, number in people:
        contacts.add(name, [number])
    # The order of messages is the order in which they were written, so the past is written in order.
    talks = sorted((_opening_hours(now, dice), dice.choice(people[:28])) for _ in range(60))
    for moment, (name, number) in talks:
        past.talk(number, name.split()[0], dice.choice(TALKS), moment)
    past.leave_unread(last=4)
    past.let_any_sim_answer()
    _past_signal(store, modems, now, dice)


def _past_signal(store: Store, modems: Sequence[str], now: datetime, dice: random.Random) -> None:
    """A day of signal as a shop has it: it wanders."""
    for place, name in enumerate(modems):
        dbm = -71.0 - 8 * place
        with store.write() as connection:
            for step in range(24 * 12):
                dbm += dice.uniform(-2, 2) + (-73 - 8 * place - dbm) * 0.05
                signals.add(connection, now - timedelta(minutes=5 * (24 * 12 - step)), {name: round(dbm)})


def _names(dice: random.Random) -> list[tuple[str, str]]:
    pairs = [(first, last) for first in FIRST_NAMES for last in LAST_NAMES]
    return dice.sample(pairs, 40)


def _opening_hours(now: datetime, dice: random.Random) -> datetime:
    """A moment of the last fortnight, between seven and six o'clock."""
    day = (now - timedelta(days=dice.randrange(1, FORTNIGHT.days))).replace(hour=7, minute=0, second=0)
    return day + timedelta(minutes=dice.randrange(11 * 60))


class _Past:
    """Writes history as it would have happened: through outbox, ledger and inbox, at another time."""

    def __init__(self, store: Store, shop: Shop, rules: SendingConfig) -> None:
        self._moment = clock.now()
        self._store = store
        self._outbox = Outbox(store, rules, shop, self._now)
        self._ledger = Ledger(store, rules)
        self._inbox = Inbox(store, shop)
        self._conversations = Conversations(store, shop, self._now)
        with store.write() as connection:
            self._sim = sims.seen(
                connection,
                PAST_SIM,
                iccid=None,
                imsi=None,
                number="+4915550100001",
                now=self._moment - FORTNIGHT * 2,
            )

    def _now(self) -> datetime:
        return self._moment

    def talk(self, number: str, name: str, lines: tuple[str, ...], begins: datetime) -> None:
        """One exchange; the customer's lines count as read."""
        self._moment = begins
        for line in lines:
            self._moment += timedelta(minutes=3)
            text = line[2:].format(name=name)
            if line.startswith("<"):
                self._hear(number, text)
            else:
                self._say(number, text)
        conversation = self._conversations.open_with(number)
        self._conversations.mark_read(conversation.id, conversation.last_message_id)

    def _say(self, number: str, text: str) -> None:
        message = self._outbox.submit(Draft(number, text)).message
        sender = Sender("counter", 1, self._sim, Limits())
        while (attempt := self._ledger.claim(sender, self._moment).attempt) is not None:
            self._ledger.end(Accepted(attempt.id), self._moment)
        self._arrived(message.row_id)

    def _arrived(self, row_id: int) -> None:
        self._moment += timedelta(seconds=4)
        with self._store.write() as connection:
            for part in segments.of_message(connection, row_id):
                segments.settle(connection, part.id, "delivered", None, self._moment)
            fate.refresh(self._store, row_id, self._moment)

    def _hear(self, number: str, text: str) -> None:
        for submit in self._outbox.count(text).submits(Address.parse("+4915550100001")):
            deliver = deliver_of(submit, Address.parse(number), self._moment)
            self._inbox.take(self._sim, "counter", deliver.encode(), self._moment)

    def let_any_sim_answer(self) -> None:
        """The SIM of the past is in none of the demo's modems."""
        with self._store.write() as connection:
            conversations.forget_sim(connection, self._sim.id, limit=1000)

    def leave_unread(self, *, last: int) -> None:
        """Of the newest conversations that a customer had the last word in, some are still unread."""
        page = self._conversations.list(limit=30).conversations
        waiting = [one for one in page if one.last_direction == "inbound"][:last]
        with self._store.write() as connection:
            for one in waiting:
                conversations.mark_unread(connection, one.id)
