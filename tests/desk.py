"""A shop's desk for tests: real services over a real database, one SIM, and a clock that is told the time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import msgspec

from modemsms.config import ModemConfig, SendingConfig
from modemsms.driver import Accepted, Attempt, Ended, Identity, ModemState
from modemsms.errors import Cause, DriverError, OutcomeUnknown, SendRejected
from modemsms.gsm.address import Address
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver, StatusReport, deliver_of
from modemsms.services.asking import asking
from modemsms.services.calls import Calls
from modemsms.services.clock_trust import ClockTrust
from modemsms.services.contacts import Contacts
from modemsms.services.conversations import Conversations
from modemsms.services.devices import Devices
from modemsms.services.due import Due
from modemsms.services.feed import Feed
from modemsms.services.fields import Fields
from modemsms.services.gate import Allowed, at_any_hour
from modemsms.services.groups import Groups
from modemsms.services.heard import Heard
from modemsms.services.inbox import Inbox
from modemsms.services.kept import Kept
from modemsms.services.ledger import Claim, Ledger
from modemsms.services.modems import Modems
from modemsms.services.outbox import Draft, Message, Outbox
from modemsms.services.pace import Priority
from modemsms.services.rules import Rules
from modemsms.services.self_test import SelfTests
from modemsms.services.shop import Shop
from modemsms.services.sims import Sims
from modemsms.services.ussd import Ussd
from modemsms.services.waiting import Waiting
from modemsms.store.database import Store
from modemsms.store.migrations import upgrade
from modemsms.store.sims import Sim

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

ANNA = "+447700900001"
BEN = "+447700900002"
CARA = "+447700900003"

CONGESTION = Cause("cms_42", "The network is busy.")
UNASSIGNED = Cause("cms_1", "This number is not in use.")
SILENCE = Cause("no_answer", "The modem gave no answer.")


@dataclass
class Clock:
    """The time, which stands still until it is told."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **how_long: float) -> datetime:
        self.now += timedelta(**how_long)
        return self.now


@cache
def _empty_database() -> bytes:
    """One without a row, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "modemsms.db"
        upgrade(path)
        return path.read_bytes()


@dataclass
class Desk:
    """The services, and short words for what tests do with them."""

    path: Path
    rules: SendingConfig = field(default_factory=SendingConfig)
    modems_named: Sequence[ModemConfig] = (
        ModemConfig(name="counter", port="/dev/one", per_minute=0, per_hour=0),
        ModemConfig(name="spare", port="/dev/two", per_minute=0, per_hour=0),
    )
    clock: Clock = field(default_factory=Clock)
    steady: Callable[[], float] | None = None
    allowed: Allowed = at_any_hour

    def __post_init__(self) -> None:
        if not self.path.exists():
            self.path.write_bytes(_empty_database())
        self.store = Store(self.path)
        self.kept = Kept(self.store)
        self.live_rules = Rules(self.rules, self.kept)
        london = ZoneInfo("Europe/London")
        self.shop = Shop("Corner Books", "GB", london, self.rules.max_characters, self.kept)
        self.modems = Modems(self.store, now=self.clock)
        self.modems.load(self.modems_named)
        self.outbox = Outbox(self.store, self.live_rules, self.shop, now=self.clock)
        self.conversations = Conversations(self.store, self.shop, now=self.clock)
        self.contacts = Contacts(self.store, self.shop, now=self.clock)
        self.groups = Groups(self.store, now=self.clock)
        self.fields = Fields(self.store, now=self.clock)
        # A clock that nobody sets: the one of these tests, unless one of them breaks it.
        self.clock_trust = ClockTrust(
            self.store, self.clock, self.steady or (lambda: self.clock().timestamp())
        )
        trusted = self.clock_trust.holds
        self.ledger = Ledger(self.store, self.live_rules, self.shop.clock_zone, trusted, self.may_be_texted)
        self.self_tests = SelfTests(self.store, self.modems, self.outbox, self.shop, now=self.clock)
        asked = asking(self.store, self.kept, self.shop, self.outbox, self.clock)
        self.consents, self.keywords, self.sign_ups = asked["consents"], asked["keywords"], asked["sign_ups"]
        heard = Heard(self.keywords, self.consents, self.outbox, self.sign_ups)
        self.inbox = Inbox(self.store, self.shop, self.self_tests.arrived, heard)
        self.due = Due(
            self.store, self.live_rules, self.ledger, self.inbox, self.outbox, self.modems, trusted
        )
        self.sims = Sims(self.store, self.modems, self.shop, now=self.clock)
        self.waiting = Waiting(self.store, self.modems, self.ledger, self.shop)
        self.feed = Feed(self.store, self.modems)
        self.ussd = Ussd(self.store, self.modems, now=self.clock)
        self.calls = Calls(self.store, self.shop)
        self.devices = Devices(self.store, self.modems, now=self.clock)

    def may_be_texted(self, number: str, moment: datetime) -> datetime:
        return self.allowed(number, moment)

    def close(self) -> None:
        self.store.close()

    def restarted(self) -> Desk:
        """The same database after the process died: nothing in memory survives."""
        self.store.close()
        desk = Desk(self.path, self.rules, self.modems_named, self.clock, self.steady)
        desk.ledger.recover(self.clock())
        return desk

    def with_rules(self, **rules: object) -> Desk:
        self.store.close()
        return Desk(self.path, msgspec.structs.replace(self.rules, **rules), self.modems_named, self.clock)

    def plug_in(self, modem: str = "counter", iccid: str = "8944000000000000001") -> Sim:
        self.modems.identified(modem, Identity(iccid=iccid), self.clock())
        self.modems.state_changed(modem, ModemState.READY, None)
        sim = self.modems.sim_of(modem)
        assert sim is not None
        return sim

    def write(self, to: str, text: str = "Your books are here", **draft: object) -> Message:
        return self.outbox.submit(Draft(to, text, **draft)).message  # type: ignore[arg-type] # any field

    def claim(self, modem: str = "counter") -> Claim:
        sender, _ = self.modems.sender(modem, self.clock(), whole_messages=False)
        assert sender is not None, f"{modem} may not send"
        return self.ledger.claim(sender, self.clock())

    def take(self, modem: str = "counter") -> Attempt:
        attempt = self.claim(modem).attempt
        assert attempt is not None, "nothing to send"
        return attempt

    def accepted(self, attempt: Attempt, reference: int | None = None) -> None:
        self.ledger.end(Accepted(attempt.id, reference), self.clock())

    def ended(self, attempt: Attempt, error: DriverError) -> None:
        self.ledger.end(Ended(attempt.id, error), self.clock())

    def refused(self, attempt: Attempt, *, permanent: bool = False) -> None:
        self.ended(attempt, SendRejected(UNASSIGNED if permanent else CONGESTION, permanent=permanent))

    def silent(self, attempt: Attempt) -> None:
        self.ended(attempt, OutcomeUnknown(SILENCE))

    def send(self, to: str, text: str = "Your books are here", reference: int | None = None) -> Message:
        """Write a text and let the network take all of it."""
        message = self.write(to, text)
        while self.outbox.get(message.id).status in {"queued", "sending"}:
            self.accepted(self.take(), reference)
            reference = None if reference is None else (reference + 1) % 256
        return self.outbox.get(message.id)

    def report(self, sim: Sim, reference: int, recipient: str, tp_status: int = 0) -> None:
        moment = Timestamp.of(self.clock())
        report = StatusReport(
            reference=reference,
            recipient=Address.parse(recipient),
            timestamp=moment,
            discharged=moment,
            status=tp_status,
        )
        self.inbox.take(sim, "counter", report.encode(), self.clock())

    def status(self, message: Message) -> str:
        return self.outbox.get(message.id).status

    def reason(self, message: Message) -> str | None:
        reason = self.outbox.get(message.id).reason
        return reason.code if reason else None

    def delivers(self, sender: str, text: str, reference: int = 7) -> list[Deliver]:
        """What a phone's text becomes on its way to us: one TPDU for each segment."""
        cut = self.outbox.count(text)
        return [
            deliver_of(submit, Address.parse(sender), self.clock())
            for submit in cut.submits(Address.parse(ANNA), reference=reference)
        ]

    def receive(self, sim: Sim, sender: str, text: str, reference: int = 7) -> None:
        for deliver in self.delivers(sender, text, reference):
            self.inbox.take(sim, "counter", deliver.encode(), self.clock())

    def received(self, address: str) -> list[Message]:
        conversation = self.conversations.open_with(address)
        return [m for m in self.conversations.messages(conversation.id) if m.direction == "inbound"]


__all__ = ["ANNA", "BEN", "CARA", "START", "Clock", "Desk", "Priority"]
