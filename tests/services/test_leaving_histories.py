"""Random histories of people who leave and come back while texts to many go out: who is out gets none."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from modemsms.config import ModemConfig, SendingConfig
from modemsms.driver import Attempt
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.accounts import Accounts
from modemsms.services.consents import Consent
from modemsms.services.mailings import Letter
from modemsms.services.outbox import Draft, Idempotency, Message, MessageQuery
from modemsms.services.pace import Priority
from modemsms.services.writing import writing
from tests.desk import ANNA, BEN, CARA, Desk

PEOPLE = (ANNA, BEN, CARA)
NO_FUSE = SendingConfig(fuse_repeat_seconds=0, fuse_per_hour=0)
MODEMS = (ModemConfig(name="counter", port="/dev/one", per_minute=0, per_hour=0),)
TEXTS = ("Half price on Saturday", "Bread for everybody. " * 12)

people, texts = st.sampled_from(PEOPLE), st.sampled_from(TEXTS)


class Leaving(RuleBasedStateMachine):
    """A shop that writes to many, and people who leave and come back at any moment."""

    @initialize()
    def open_the_shop(self) -> None:
        self.directory = TemporaryDirectory()
        self.desk = Desk(Path(self.directory.name) / "shop.db", NO_FUSE, MODEMS)
        self.author = Accounts(self.desk.store).add("Ann", None, "staff")
        self.sim = self.desk.plug_in()
        self.out: set[str] = set()
        self.air: Attempt | None = None
        self.mailings: list[int] = []

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.close()
            self.directory.cleanup()

    # --- people

    @rule(who=people, word=st.sampled_from(["STOP", "stop.", "Unsubscribe"]))
    def leaves(self, who: str, word: str) -> None:
        self.desk.clock.passes(seconds=7)
        self.desk.receive(self.sim, who, word)
        self.out.add(who)

    @rule(who=people)
    def comes_back(self, who: str) -> None:
        self.desk.clock.passes(seconds=7)
        self.desk.receive(self.sim, who, "START")
        self.out.discard(who)

    @rule(who=people, text=st.sampled_from(["Please stop texting me", "Yes", "Hello", "HELP"]))
    def says_something_else(self, who: str, text: str) -> None:
        self.desk.clock.passes(seconds=7)
        self.desk.receive(self.sim, who, text)

    @rule(who=people)
    def is_said_to_have_left(self, who: str) -> None:
        self.desk.consents.say(who, "out", "at the counter", self.author)
        self.out.add(who)

    @rule(who=people)
    def is_imported(self, who: str) -> None:
        self.desk.consents.record(Consent(who, "in", "import", source="old.csv"))

    # --- the shop

    @rule(who=st.lists(people, min_size=2, max_size=3, unique=True), text=texts, later=st.booleans())
    def writes_to_several(self, who: list[str], text: str, later: bool) -> None:
        services = writing(self.desk.store, self.desk.outbox, self.desk.shop, self.desk.clock)
        chosen = services["recipients"].chosen([], ", ".join(who))
        assert {one.address for one in chosen.recipients} == set(who) - self.out
        send_at = self.desk.clock.passes(hours=1) if later else None
        self.desk.clock.passes(hours=-1 if later else 0)
        letter = Letter(text, chosen, author_id=self.author.id, send_at=send_at)
        once = Idempotency(-1, str(len(self.mailings)), text)
        try:
            self.mailings.append(services["mailings"].send(letter, once).mailing.id)
        except InvalidInput:
            assert set(who) <= self.out

    @rule(who=people, text=texts, priority=st.sampled_from([Priority.API, Priority.BULK]))
    def a_program_writes(self, who: str, text: str, priority: Priority) -> None:
        refused = False
        try:
            self.desk.outbox.submit(Draft(who, text, priority=priority))
        except Conflict as conflict:
            refused = conflict.code == "opted_out"
        assert refused == (who in self.out)

    @rule(data=st.data(), way=st.sampled_from(["resend", "retry", "cancel", "bring back", "send now"]))
    def somebody_presses_a_button(self, data: st.DataObject, way: str) -> None:
        found = self.desk.outbox.page(MessageQuery(direction="outbound", limit=500)).messages
        if not found:
            return
        message = data.draw(st.sampled_from(found))
        try:
            self._press(way, message)
        except (Conflict, InvalidInput):
            return

    def _press(self, way: str, message: Message) -> None:
        services = writing(self.desk.store, self.desk.outbox, self.desk.shop, self.desk.clock)
        match way:
            case "resend":
                self.desk.outbox.settle(message.id, "resend")
            case "retry":
                services["retries"].retry(message.id, self.author)
            case "cancel":
                self.desk.outbox.cancel(message.id)
            case "bring back":
                services["scheduled"].bring_back(message.id)
            case _:
                services["scheduled"].send_now(message.id)

    @precondition(lambda self: self.mailings)
    @rule(data=st.data(), back=st.booleans())
    def a_mailing_is_called_back_or_brought_back(self, data: st.DataObject, back: bool) -> None:
        planned = writing(self.desk.store, self.desk.outbox, self.desk.shop, self.desk.clock)[
            "planned_mailings"
        ]
        mailing = data.draw(st.sampled_from(self.mailings))
        try:
            planned.bring_back(mailing) if back else planned.call_back(mailing)
        except Conflict:
            return

    # --- the network

    @precondition(lambda self: self.air is None)
    @rule()
    def a_modem_asks(self) -> None:
        self.air = self.desk.claim().attempt
        if self.air is not None and self.air.to in self.out:
            message = self.desk.outbox.get(self.air.message_id)
            assert message.purpose == "answer", f"{message.text[:20]} went to somebody who had left"

    @precondition(lambda self: self.air is not None)
    @rule(how=st.sampled_from(["accepted", "accepted", "refused", "failed", "silent"]))
    def the_network_answers(self, how: str) -> None:
        assert self.air is not None
        attempt, self.air = self.air, None
        match how:
            case "accepted":
                self.desk.accepted(attempt)
            case "refused":
                self.desk.refused(attempt)
            case "failed":
                self.desk.refused(attempt, permanent=True)
            case _:
                self.desk.silent(attempt)

    @rule(hours=st.sampled_from([0.01, 0.2, 2]))
    def time_passes(self, hours: float) -> None:
        self.desk.due.run(self.desk.clock.passes(hours=hours))

    @rule()
    def the_power_fails(self) -> None:
        self.desk = self.desk.restarted()
        self.sim = self.desk.plug_in()
        self.air = None

    @rule()
    def the_ledger_and_the_world_agree(self) -> None:
        assert self.desk.consents.out_among(PEOPLE) == self.out


Leaving.TestCase.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLeaving = Leaving.TestCase
