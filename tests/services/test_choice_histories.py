"""Random histories of a shop with three modems and three SIM cards, and what must hold in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from modemsms.config import ModemConfig, SendingConfig
from modemsms.driver import Attempt, ModemState
from modemsms.errors import ModemUnavailable
from modemsms.services.outbox import Message
from modemsms.services.pace import BULK_SHARE, Priority
from modemsms.services.sims import SimCard, SimChanges
from modemsms.services.standing import GRACE
from modemsms.store.messages import Reason
from tests.desk import ANNA, BEN, CARA, SILENCE, Desk

MODEMS = ("counter", "spare", "third")
CARDS = ("8944000000000000001", "8944000000000000002", "8944000000000000003")
PEOPLE = (ANNA, BEN, CARA, "+491711000001", "+491711000002")
LONG = "A text of two segments. " * 12
GONE = Reason("unplugged", "It is not plugged in.")
NO_RULES = SendingConfig(fuse_repeat_seconds=0, fuse_per_hour=0)

CHANGES = st.one_of(
    st.builds(SimChanges, failover=st.booleans()),
    st.builds(
        SimChanges,
        per_minute=st.sampled_from([0, 1, 3]),
        per_day=st.sampled_from([0, 2, 5]),
        per_month=st.sampled_from([0, 0, 6]),
    ),
    st.builds(
        SimChanges,
        spacing_min=st.sampled_from([timedelta(0), timedelta(seconds=3)]),
        spacing_max=st.sampled_from([timedelta(seconds=3), timedelta(seconds=20)]),
    ),
    st.builds(
        SimChanges,
        bundle=st.sampled_from([0, 3, 100]),
        prefixes=st.sampled_from([(), ("+49",), ("+44",)]),
    ),
)

modems, cards, people = st.sampled_from(MODEMS), st.sampled_from(CARDS), st.sampled_from(PEOPLE)


@dataclass
class Text:
    """What the model knows of a text: who it is for, and from which SIM it has begun."""

    message: Message
    to: str
    modem: str | None
    priority: Priority
    begun_from: int | None = None
    refused: bool = False


@dataclass
class Flight:
    """A text in the air, and the SIM it is from."""

    attempt: Attempt
    text: Text
    sim: int
    began: datetime


@dataclass
class Model:
    """What a careful person with pen and paper would know."""

    sims: dict[str, int] = field(default_factory=dict)
    knows: dict[str, int] = field(default_factory=dict)
    away_since: dict[int, datetime] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    left: list[tuple[int, datetime]] = field(default_factory=list)
    written: int = 0


class Histories(RuleBasedStateMachine):
    """Everything that happens to a shop; each claim is checked against what its rules allow."""

    @initialize(failover=st.tuples(st.booleans(), st.booleans(), st.booleans()))
    def opens(self, failover: tuple[bool, ...]) -> None:
        self.directory = TemporaryDirectory(prefix="modemsms-choice-")
        named = [ModemConfig(name=n, port=f"/dev/{n}", per_minute=0, per_hour=0) for n in MODEMS]
        self.desk = Desk(Path(self.directory.name) / "modemsms.db", NO_RULES, named)
        self.model = Model()
        self.flights: list[Flight] = []
        self.held: dict[str, str] = {}
        for modem, card, others in zip(MODEMS, CARDS, failover, strict=True):
            self.model.sims[card] = self.desk.plug_in(modem, card).id
            self.held[modem] = card
            self.desk.sims.change(self.model.sims[card], SimChanges(failover=others))
        for person, modem in zip(PEOPLE, MODEMS, strict=False):
            self.a_customer_writes(person, modem)

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        try:
            self.what_can_leave_leaves_and_the_rest_says_what_it_waits_for()
            self.everything_leaves_once_all_is_well()
        finally:
            self.desk.close()
            self.directory.cleanup()

    # --- what happens

    @rule(to=people, modem=st.none() | modems, priority=st.sampled_from(Priority), long=st.booleans())
    def somebody_writes(self, to: str, modem: str | None, priority: Priority, long: bool) -> None:
        message = self.desk.write(to, LONG if long else "Hello", modem=modem, priority=priority)
        self.model.texts[message.id] = Text(message, to, modem, priority)

    @rule(person=people, modem=modems)
    def a_customer_writes(self, person: str, modem: str) -> None:
        sim = self.desk.modems.sim_of(modem)
        if sim is None or modem not in self.held:
            return
        # Each with words of its own: the very same text once more would be a repetition by the network.
        self.model.written += 1
        self.desk.receive(sim, person, f"Hello, for the {self.model.written}th time")
        self.model.knows[person] = sim.id

    @rule(modem=modems, texts=st.lists(st.tuples(people, st.sampled_from(Priority)), max_size=4))
    def a_modem_goes(self, modem: str, texts: list[tuple[str, Priority]]) -> None:
        if modem in self.held:
            del self.held[modem]
            self.desk.modems.state_changed(modem, ModemState.UNAVAILABLE, GONE)
            self.look()
            for to, priority in texts:
                self.somebody_writes(to, None, priority, long=False)

    @rule(modem=modems, card=cards)
    def a_modem_comes(self, modem: str, card: str) -> None:
        if modem not in self.held and card not in self.held.values():
            self.held[modem] = card
            self.desk.plug_in(modem, card)
            self.look()

    @rule(card=cards, changes=CHANGES)
    def the_owner_changes_a_sim(self, card: str, changes: SimChanges) -> None:
        self.desk.sims.change(self.model.sims[card], changes)

    @rule(seconds=st.sampled_from([1, 5, 30, 61, 200, 4000, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.desk.clock.passes(seconds=seconds)
        self.look()

    @rule(seconds=st.sampled_from([5, 4000]))
    def the_clock_is_set_back(self, seconds: int) -> None:
        self.desk.clock.passes(seconds=-seconds)
        self.look()

    @rule()
    def the_daemon_is_killed(self) -> None:
        for flight in self.flights:
            self.maybe_out(flight)
        self.flights.clear()
        self.desk = self.desk.restarted()
        for modem, card in self.held.items():
            self.desk.plug_in(modem, card)
        self.model.away_since = {
            sim: self.desk.clock() for card, sim in self.model.sims.items() if card not in self.held.values()
        }
        self.look()

    @rule(modem=modems)
    def a_modem_asks(self, modem: str) -> None:
        if modem in self.held:
            self.claim(modem)

    @precondition(lambda self: bool(self.flights))
    @rule(data=st.data(), outcome=st.sampled_from(["accepted", "accepted", "refused", "silent", "not there"]))
    def a_text_lands(self, data: st.DataObject, outcome: str) -> None:
        flight = self.flights.pop(data.draw(st.integers(0, len(self.flights) - 1)))
        match outcome:
            case "accepted":
                self.maybe_out(flight)
                self.desk.accepted(flight.attempt)
            case "silent":
                self.maybe_out(flight)
                self.desk.silent(flight.attempt)
            case "refused":
                flight.text.refused = True
                self.desk.refused(flight.attempt)
            case _:
                self.model.left.remove((flight.sim, flight.began))
                self.desk.ended(flight.attempt, ModemUnavailable(SILENCE))

    # --- helpers of the history

    def look(self) -> None:
        now = self.desk.clock()
        self.desk.due.run(now)
        self.desk.waiting.run(now)
        here = {self.model.sims[card] for card in self.held.values()}
        self.model.away_since = {
            sim: min(self.model.away_since.get(sim, now), now)
            for sim in self.model.sims.values()
            if sim not in here
        }

    def maybe_out(self, flight: Flight) -> None:
        self.model.knows.setdefault(flight.text.to, flight.sim)
        flight.text.begun_from = flight.sim

    def claim(self, modem: str) -> tuple[bool, datetime | None]:
        """Let a modem ask; whether it got something, which is checked, and when it asks again."""
        sender, rests_until = self.desk.modems.sender(modem, self.desk.clock(), whole_messages=False)
        if sender is None:
            return False, rests_until
        card = self.desk.sims.get(sender.sim.id)
        claim = self.desk.ledger.claim(sender, self.desk.clock())
        if claim.attempt is None:
            assert claim.more_at is None or claim.more_at > self.desk.clock()
            return False, claim.more_at
        text = self.model.texts[claim.attempt.message_id]
        self.check_recipient(text)
        self.check_sim(text, modem, card)
        self.check_limits(text, card)
        self.flights.append(Flight(claim.attempt, text, card.id, self.desk.clock()))
        self.model.left.append((card.id, self.desk.clock()))
        return True, None

    # --- what must hold

    def check_recipient(self, text: Text) -> None:
        assert all(flight.text.to != text.to for flight in self.flights), "two in the air to one person"

    def check_sim(self, text: Text, modem: str, card: SimCard) -> None:
        if text.begun_from is not None:
            assert card.id == text.begun_from, "a half-sent text changed its SIM"
            return
        if text.modem is not None:
            assert text.modem == modem
            return
        home = self.home(text.to)
        if home is None or home == card.id:
            return
        other = self.desk.sims.get(home)
        assert other.failover, "a SIM sent for another whose owner forbids it"
        since = self.model.away_since.get(home)
        away = since is not None and self.desk.clock() - since >= GRACE
        limited = bool(other.limits.per_day or other.limits.per_month or other.limits.per_minute)
        assert away or limited or text.refused, "a SIM sent for another that is there"

    def home(self, person: str) -> int | None:
        if person in self.model.knows:
            return self.model.knows[person]
        ruled = [
            (-len(beginning), sim.id)
            for sim in self.desk.sims.list()
            for beginning in sim.prefixes
            if person.startswith(beginning)
        ]
        return min(ruled)[1] if ruled else None

    def check_limits(self, text: Text, card: SimCard) -> None:
        now = self.desk.clock()
        moments = sorted(at for sim, at in self.model.left if sim == card.id and at <= now)
        share = BULK_SHARE if text.priority is Priority.BULK else 1
        for window, limit in card.limits.windows():
            used = sum(now - window < at for at in moments)
            assert not limit or used < max(1, int(limit * share)), f"{used} within {window}, of {limit}"
        if card.limits.per_month:
            assert card.used_this_month < max(1, int(card.limits.per_month * share))
        if moments and text.begun_from is None:
            assert now - moments[-1] >= card.spacing_min, "no pause between two texts"

    def waiting(self) -> Iterator[Message]:
        for text in self.model.texts.values():
            message = self.desk.outbox.get(text.message.id)
            if message.status in {"queued", "sending"}:
                yield message

    def pump(self, rounds: int) -> None:
        """Let everybody work until nothing has moved for an hour."""
        still = timedelta(0)
        for _ in range(rounds):
            if still > timedelta(hours=1):
                return
            moved, moments = False, []
            for modem in self.held:
                got, more_at = self.claim(modem)
                moved = moved or got
                moments.append(more_at)
            for flight in self.flights:
                self.maybe_out(flight)
                self.desk.accepted(flight.attempt)
            self.flights.clear()
            if moved:
                still = timedelta(0)
                continue
            moments += [self.desk.due.next_moment(), self.desk.waiting.next_moment(self.desk.clock())]
            next_at = min((at for at in moments if at is not None), default=None)
            before = self.desk.clock()
            if next_at is None or not before < next_at:
                next_at = before + timedelta(seconds=30)
            if next_at - before < timedelta(hours=1):
                still += next_at - before
            self.desk.clock.now = next_at
            self.look()
        raise AssertionError("it never came to rest")

    @rule()
    def what_can_leave_leaves_and_the_rest_says_what_it_waits_for(self) -> None:
        self.pump(rounds=2000)

        for message in self.waiting():
            text = self.model.texts[message.id]
            reason = self.desk.reason(message)
            if text.begun_from is not None:
                assert reason == "waiting_for_sim"
            elif text.modem is not None:
                assert text.modem not in self.held
                assert reason == "waiting_for_modem"
            elif self.held:
                home = self.home(text.to)
                assert home is not None
                assert home in self.model.away_since
                assert not self.desk.sims.get(home).failover
                assert reason == "waiting_for_sim"

    def everything_leaves_once_all_is_well(self) -> None:
        for modem in list(self.held):
            self.desk.modems.state_changed(modem, ModemState.UNAVAILABLE, GONE)
        self.held = dict(zip(MODEMS, CARDS, strict=True))
        for modem, card in self.held.items():
            self.desk.plug_in(modem, card)
        self.look()
        self.pump(rounds=2000)

        assert list(self.waiting()) == []


def played(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )


Histories.TestCase.settings = played(15, 30)
TestHistories = Histories.TestCase


class LongHistories(Histories):
    """The same, for hours."""


LongHistories.TestCase.settings = played(200, 60)
TestLongHistories = pytest.mark.soak(LongHistories.TestCase)
