"""Long random histories: whatever is pulled and killed, no text is lost and none goes out twice."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from drivers.simulator.phone.faults import (
    Answering,
    Cut,
    Delivering,
    Garbage,
    Lost,
    Replayed,
    Reset,
    Status,
    Unsigned,
)
from modemsms.driver import Accepted, Ended, MessageReceived
from modemsms.errors import ModemUnavailable, SendRejected
from tests.drivers.android.world import World, attempt, world
from tests.drivers.rigs import ANNA

STEPS = 40
ANSWERS: list[Answering] = [Reset(accepted=True), Reset(accepted=False), Cut(), Garbage(), Status(500)]
WEBHOOKS: list[Delivering] = [Lost(), Replayed(), Unsigned()]
HEALED_WITHIN = timedelta(seconds=40)


class History:
    """A shop that sends and receives while things go wrong."""

    def __init__(self, surroundings: World, seed: int) -> None:
        self.world = surroundings
        self.random = random.Random(seed)
        self.given: dict[int, str] = {}
        self.received: list[str] = []

    def step(self) -> None:
        phone, chance = self.world.phone, self.random
        kind = chance.choice(
            ["send"] * 5 + ["receive"] * 4 + ["unplug", "kill", "state", "answer", "webhook", "mend", "work"]
        )
        match kind:
            case "send":
                one = attempt(f"out {len(self.given)}")
                self.given[one.id] = one.text
                self.world.driver.submit(one)
            case "receive":
                text = f"in {len(self.received)}"
                self.received.append(text)
                phone.receive(ANNA, text)
            case "unplug":
                phone.unplug()
            case "kill":
                phone.kill_app()
            case "state":
                self.world.adb.set_state(phone, chance.choice(["offline", "unauthorized"]))
            case "answer":
                fault = chance.choice(ANSWERS)
                phone.faults.answer(fault, times=chance.randint(1, 3))
            case "webhook":
                event = chance.choice(["sms:received", "sms:sent", "sms:delivered"])
                phone.faults.webhook(chance.choice(WEBHOOKS), event=event, times=3)
            case "mend":
                self.mend()
            case _:
                pass
        for _ in range(chance.randint(1, 6)):
            self.hear(timedelta(milliseconds=chance.choice([0, 5, 40])))

    def mend(self) -> None:
        self.world.phone.plug_in()
        self.world.phone.start_app()
        self.world.adb.set_state(self.world.phone, "device")
        self.world.phone.faults.clear()

    def hear(self, within: timedelta) -> None:
        for event in self.world.driver.wait(within):
            self.world.heard.append(event)
            if isinstance(event, MessageReceived):
                self.world.driver.acknowledge(event.handle)

    def is_settled(self) -> bool:
        ended = {event.attempt_id for event in self.world.heard if isinstance(event, Accepted | Ended)}
        return ended >= set(self.given) and set(self.received) <= set(self.world.texts_in())


def play(seed: int) -> None:
    # A killed app never says what became of the text in its hands: that one is unknown in the end.
    with world(quirks={"pending_seconds": 10, "processed_seconds": 10}) as surroundings:
        surroundings.ready()
        history = History(surroundings, seed)
        for _ in range(STEPS):
            history.step()
        history.mend()
        surroundings.until_world(history.is_settled, HEALED_WITHIN)

        on_air = Counter(text.text for text in surroundings.network.texts(ANNA))
        outcomes = [event for event in surroundings.heard if isinstance(event, Accepted | Ended)]
        for outcome in outcomes:
            times = on_air[history.given[outcome.attempt_id]]
            if isinstance(outcome, Accepted):
                assert times == 1
            elif isinstance(outcome.error, ModemUnavailable | SendRejected):
                assert times == 0
            else:
                assert times <= 1
        assert Counter(surroundings.texts_in()) == Counter(history.received)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_and_nothing_goes_out_twice(seed: int) -> None:
    play(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 200))
def test_nothing_is_lost_and_nothing_goes_out_twice_for_long(seed: int) -> None:
    play(seed)
