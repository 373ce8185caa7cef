"""Random histories of broadcasts: whatever happens in whichever order, each person gets each occurrence once.

The model knows who is in the group, who has left, who is blocked and who is a contact; nothing else.
"""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from modemsms.config import ModemConfig, SendingConfig
from modemsms.driver import Attempt
from modemsms.errors import Conflict
from modemsms.services.accounts import Accounts
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Broadcast, Letter, Occurrence, Options
from modemsms.services.patterns import Days
from modemsms.services.recurrence import Recurrence
from modemsms.store import broadcasts, messages, results
from tests.desk import Desk
from tests.station import Station

NUMBERS = tuple(f"+4477009000{n:02d}" for n in range(8))
CONTACTS, NOBODYS = NUMBERS[:6], NUMBERS[6:]
NO_FUSE = SendingConfig(fuse_repeat_seconds=0, fuse_per_hour=0)
MODEMS = tuple(
    ModemConfig(name=name, port=f"/dev/{name}", per_minute=0, per_hour=0) for name in ("counter", "spare")
)
SIMS = {"counter": "8944000000000000001", "spare": "8944000000000000002"}

STEPS = ("ask", "ask", "ask", "ask", "accepted", "accepted", "refused", "failed", "silent")

people, extras = st.sampled_from(NUMBERS), st.sets(st.sampled_from(NUMBERS), max_size=2)
paces = st.sampled_from([None, None, 2])
buttons = st.sampled_from(["pause", "resume", "resume", "stop", "faster", "slower"])
modems = st.sampled_from(tuple(SIMS))


class Casting(RuleBasedStateMachine):
    """A shop with a group and broadcasts, on two modems."""

    @initialize()
    def open_the_shop(self) -> None:
        self.directory = TemporaryDirectory()
        self.desk = Desk(Path(self.directory.name) / "shop.db", NO_FUSE, MODEMS)
        self.author = Accounts(self.desk.store).add("Ann", None, "staff")
        self.ids = {number: self.desk.contacts.add(f"P{number[-1]}", [number]).id for number in CONTACTS}
        self.group = self.desk.groups.add("Regulars").id
        self.members: set[str] = set(CONTACTS[:4])
        self.desk.groups.put_in(self.group, [self.ids[number] for number in self.members])
        self.out: set[str] = set()
        self.blocked: set[str] = set()
        self.air: dict[str, Attempt] = {}
        self.outcomes: dict[tuple[int, str], list[str]] = {}
        self.made: list[Broadcast] = []
        self.seen: set[int] = set()
        self._open()
        self.a_broadcast_is_made(0, again=False, per_minute=None, extra={NOBODYS[0]})

    def _open(self) -> None:
        self.station = Station(self.desk, ahead=2)
        self.sims = {modem: self.desk.plug_in(modem, iccid) for modem, iccid in SIMS.items()}

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            try:
                self._everything_ends()
            finally:
                self.desk.close()
                self.directory.cleanup()

    # Few rules of much choice: an example has only some of the rules, and each of these is needed.

    @rule(data=st.data(), who=people, hours=st.sampled_from([0, 0, 0.1, 1, 26]), again=st.booleans())
    def the_shop_does_something(self, data: st.DataObject, who: str, hours: float, again: bool) -> None:
        match data.draw(st.sampled_from(["make", "press", "press", "group", "delete", "answer", "block"])):
            case "make":
                self.a_broadcast_is_made(hours, again, data.draw(paces), data.draw(extras))
            case "press":
                self.somebody_presses_a_button(data.draw(st.sampled_from(self.made)), data.draw(buttons))
            case "group":
                self.the_group_changes(who, into=again)
            case "delete":
                self.a_contact_is_deleted(who)
            case "answer":
                self.somebody_answers_by_hand(who)
            case _:
                self.somebody_is_blocked(who, blocked=again)

    @rule(who=people, word=st.sampled_from(["STOP", "START", "How late are you open?", "at the counter"]))
    def people_do_something(self, who: str, word: str) -> None:
        if word == "at the counter":
            self.somebody_says_so_at_the_counter(who)
        else:
            self.somebody_writes(who, word)

    @rule(steps=st.lists(st.tuples(modems, st.sampled_from(STEPS)), min_size=4, max_size=12))
    def the_modems_work(self, steps: list[tuple[str, str]]) -> None:
        for modem, step in steps:
            self._tick()
            if step == "ask":
                self.a_modem_asks(modem)
            else:
                self.the_network_answers(modem, step)

    @rule(what=st.sampled_from(["power", "day", "day back", 1, 30, 3 * 60]))
    def time_passes(self, what: str | int) -> None:
        match what:
            case "power":
                self.the_power_fails()
            case "day":
                self.desk.clock.passes(days=1)
            case "day back":
                self.desk.clock.passes(days=-1)
            case _:
                self.desk.clock.passes(minutes=float(what))
        self._tick()

    # --- the shop

    def a_broadcast_is_made(self, hours: float, again: bool, per_minute: int | None, extra: set[str]) -> None:
        now = self.desk.clock()
        daily = Recurrence(Days(1), time(12), now.date(), self.desk.shop.zone) if again else None
        letter = Letter(
            "Bread, {first_name|friend}",
            Audience(Picks(groups=(self.group,), numbers=tuple(sorted(extra)))),
            options=Options(per_minute=per_minute),
            send_at=None if again or not hours else now + timedelta(hours=hours),
            recurrence=daily,
            author_id=self.author.id,
        )
        self.made.append(self.station.broadcasts.create(letter))

    def somebody_presses_a_button(self, broadcast: Broadcast, verb: str) -> None:
        all_of_them = self.station.broadcasts
        try:
            match verb:
                case "pause":
                    all_of_them.pause(broadcast.id)
                case "resume":
                    all_of_them.resume(broadcast.id)
                case "stop":
                    all_of_them.stop(broadcast.id)
                case _:
                    all_of_them.set_pace(broadcast.id, 3 if verb == "slower" else None)
        except Conflict:
            return

    def the_group_changes(self, who: str, into: bool) -> None:
        if who not in self.ids:
            return
        if into:
            self.desk.groups.put_in(self.group, [self.ids[who]])
            self.members.add(who)
        else:
            self.desk.groups.take_out(self.group, self.ids[who])
            self.members.discard(who)

    def a_contact_is_deleted(self, who: str) -> None:
        if who in self.ids:
            self.desk.contacts.delete(self.ids.pop(who))
            self.members.discard(who)

    def somebody_answers_by_hand(self, who: str) -> None:
        try:
            self.desk.write(who, "In person", author_id=self.author.id)
        except Conflict:
            assert who in self.out

    def somebody_is_blocked(self, who: str, blocked: bool) -> None:
        self.desk.conversations.block(self.desk.conversations.open_with(who).id, blocked=blocked)
        self.blocked = self.blocked | {who} if blocked else self.blocked - {who}

    # --- people

    def somebody_writes(self, who: str, word: str) -> None:
        self.desk.clock.passes(seconds=7)
        self.desk.receive(self.sims["counter"], who, word)
        contact = self.desk.contacts.of_number(who)
        if contact is not None:
            self.ids[who] = contact.id
        if word == "STOP":
            self.out.add(who)
        elif word == "START":
            self.out.discard(who)

    def somebody_says_so_at_the_counter(self, who: str) -> None:
        self.desk.consents.say(who, "out", "at the counter", self.author)
        self.out.add(who)

    # --- the network

    def a_modem_asks(self, modem: str) -> None:
        if modem in self.air:
            return
        attempt = self.desk.claim(modem).attempt
        if attempt is not None:
            self.air[modem] = attempt
            self._may_leave(attempt)

    def _may_leave(self, attempt: Attempt) -> None:
        with self.desk.store.read() as connection:
            message = messages.by_id(connection, attempt.message_id)
        assert message is not None
        if message.occurrence_id is None:
            return
        key = message.occurrence_id, attempt.to
        assert attempt.to not in self.out, "who left got a broadcast"
        assert attempt.to not in self.blocked, "who is blocked got a broadcast"
        assert self.station.broadcasts.occurrence(message.occurrence_id).state == "running"
        assert set(self.outcomes.get(key, [])) <= {"refused"}, f"{key} got it twice"
        self.outcomes.setdefault(key, []).append("air")

    def the_network_answers(self, modem: str, how: str) -> None:
        attempt = self.air.pop(modem, None)
        if attempt is None:
            return
        match how:
            case "accepted":
                self.desk.accepted(attempt)
            case "refused":
                self.desk.refused(attempt)
            case "failed":
                self.desk.refused(attempt, permanent=True)
            case _:
                self.desk.silent(attempt)
        with self.desk.store.read() as connection:
            message = messages.by_id(connection, attempt.message_id)
        assert message is not None
        if message.occurrence_id is not None:
            self.outcomes[message.occurrence_id, attempt.to][-1] = how

    # --- time and power

    def the_power_fails(self) -> None:
        self.desk = self.desk.restarted()
        self.air.clear()
        for outcomes in self.outcomes.values():
            if outcomes[-1] == "air":
                outcomes[-1] = "unknown"
        self._open()

    def _tick(self) -> None:
        wanted = {one.row_id: self._meant(one) for one in self._due()}
        self.station.tick()
        for broadcast in self.made:
            for one in self.station.broadcasts.occurrences(broadcast.id):
                if one.id not in self.seen:
                    self.seen.add(one.id)
                    if one.state != "missed":
                        assert self._numbers(one) == wanted[broadcast.row_id]

    def _due(self) -> list[Broadcast]:
        with self.desk.store.read() as connection:
            return broadcasts.due(connection, self.desk.clock(), 100)

    def _meant(self, broadcast: Broadcast) -> set[str]:
        picks = Audience.from_json(broadcast.audience).include
        return {number for number in self.members if number in self.ids} | set(picks.numbers)

    def _numbers(self, occurrence: Occurrence) -> set[str]:
        with self.desk.store.read() as connection:
            return {one.recipient.number for one in results.results(connection, occurrence.id, 0, 100)}

    # --- at the end

    def _everything_ends(self) -> None:
        """Let what runs come to its end: then everybody got it, or stands there with why not."""
        for broadcast in self.made:
            try:
                seen = self.station.broadcasts.resume(broadcast.id)
            except Conflict:
                continue
            if seen.broadcast.recurrence is not None:
                self.station.broadcasts.change(broadcast.id, self._once(broadcast))
        for modem in tuple(self.air):
            self.the_network_answers(modem, "accepted")
        for _ in range(300):
            if all(self.station.state(one) not in {"running", "scheduled"} for one in self.made):
                break
            self.desk.clock.passes(minutes=31)
            for _ in range(2):
                self._tick()
                for modem in SIMS:
                    self.a_modem_asks(modem)
                    self.the_network_answers(modem, "accepted")
        self._tick()
        for broadcast in self.made:
            for one in self.station.broadcasts.occurrences(broadcast.id):
                self._adds_up(one)

    def _once(self, broadcast: Broadcast) -> Letter:
        later = self.desk.clock() + timedelta(hours=1)
        return Letter(broadcast.text, Audience.from_json(broadcast.audience), send_at=later)

    def _adds_up(self, occurrence: Occurrence) -> None:
        assert occurrence.state in {"done", "stopped", "missed"}, occurrence
        tally = occurrence.tally
        results = self.station.broadcasts.results(occurrence.id)
        assert len(results) == tally.people
        assert tally.waiting == tally.in_queue == 0, tally
        for one in results:
            state = one.recipient.state
            assert state in {"taken", "left_out", "stopped"}
            assert (state == "left_out") == bool(one.recipient.reason)
            if state == "taken":
                assert one.status in {"sent", "failed", "unknown", "cancelled"}
                assert one.why is not None or one.status in {"sent", "failed"}
        for status in ("sent", "failed", "unknown", "cancelled"):
            assert getattr(tally, status) == sum(one.status == status for one in results), status


def played(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


Casting.TestCase.settings = played(60, 30)
TestCasting = Casting.TestCase


class LongCasting(Casting):
    """The same, for hours."""


LongCasting.TestCase.settings = played(400, 80)
TestLongCasting = pytest.mark.soak(LongCasting.TestCase)
