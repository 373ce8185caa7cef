"""Random histories of a bad day: whatever happens in which order, each text has one true end."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from drivers.simulator.faults import Action, Deaf, Fault, Late, Moment, Noise, Reboot, Refuse, Silence, Unplug
from drivers.simulator.profiles import PROFILES
from modemsms.driver import Accepted, DriverEvent, Ended, ModemState
from modemsms.errors import ModemNotReady, OutcomeUnknown, SendRejected
from tests.drivers.at.wire import BEN, Wire

# A share of these is played each time, all of them with --soak.
HISTORIES = 1000
SHARE = 40

STRAY_BYTES = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"????\r\n",
        b"\r\n",
        b"f`f",
        b"OKAY see you at 5\r\n",
        b"^RSSI:18\r\n",
        b"RING\r\n",
    ),
    *(b'+CMTI: "SM",3\r\n', b"+CDS: 25\r\n", b"+CREG: 1\r\n", b"NO CARRIER\r\n", b"+CPIN: READY\r\n"),
    *(b"SMS Ready\r\n", b'+CUSD: 0,"> hi",15\r\n', b"ERROR+CNUM: 1\r\n", b"^BOOT:1,2\r\n"),
]


class BadDay:
    """One history. *seed* decides everything in it."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        # "forgetful" deletes nothing, by its nature.
        make = self.dice.choice(sorted(set(PROFILES) - {"forgetful"}))
        air, storage = self.dice.choice([0.0, 0.5, 3.0]), self.dice.choice([5, 20])
        self.wire = Wire(PROFILES[make], air=air, storage=storage)
        self.wire.garble = self._lose_some
        self.sent: dict[int, str] = {}
        self.expected: set[str] = set()

    def play(self) -> None:
        """A bad day, and then one on which nothing more goes wrong."""
        happenings = (
            *([self._send] * 7),
            *([self._receive] * 3),
            *([self._go_wrong] * 3),
            *([self._stray] * 2),
            *([self._let_time_pass] * 4),
            self._fall_silent,
            self._unplug,
            self._restart,
            self._fill_the_disk,
        )
        self.wire.plug_in()
        for _ in range(self.dice.randrange(20, 80)):
            self.dice.choice(happenings)()
        self._recover()

    def _lose_some(self, data: bytes) -> bytes:
        return data[: self.dice.randrange(len(data))] if data and self.dice.random() < 0.003 else data

    def _send(self) -> None:
        wire = self.wire
        idle = not self.sent or wire.outcomes(max(self.sent))
        if idle and wire.state is not None and wire.state.state is ModemState.READY:
            number = f"+49170{len(self.sent):07d}"
            self.sent[wire.submit("Hello", number)] = number

    def _receive(self) -> None:
        text = f"text {len(self.expected)}"
        self.expected.add(text)
        self.wire.network.send(BEN, self.wire.sim.number, text)

    def _go_wrong(self) -> None:
        dice = self.dice
        actions: list[Action] = [
            Silence(),
            Deaf(timedelta(seconds=dice.choice([1, 20, 100]))),
            Late(timedelta(seconds=dice.choice([1, 30, 200])), listens=dice.random() < 0.5),
            Reboot(timedelta(seconds=dice.choice([1, 5])), vanishes=dice.random() < 0.3),
            Unplug(timedelta(seconds=dice.choice([1, 20]))),
            Refuse(dice.choice([38, 500, None, 332, 305, 310, 322])),
            Noise(),
        ]
        action = dice.choice(actions)
        self.wire.modem.faults.add(Fault(dice.choice(list(Moment)), action))

    def _stray(self) -> None:
        self.wire.noise = self.dice.choice(STRAY_BYTES)

    def _let_time_pass(self) -> None:
        self.wire.pass_time(self.dice.choice([0, 0.1, 1, 10, 100]))

    def _fall_silent(self) -> None:
        self.wire.modem.deafen(timedelta(seconds=self.dice.choice([1, 30, 300])))

    def _unplug(self) -> None:
        self.wire.unplug()
        self.wire.pass_time(1)
        self.wire.modem.power_up()
        self.wire.plug_in()

    def _restart(self) -> None:
        self.wire.modem.reboot(timedelta(seconds=2))

    def _fill_the_disk(self) -> None:
        self.wire.commits = not self.wire.commits

    def _recover(self) -> None:
        wire = self.wire
        wire.modem.faults.clear()
        wire.modem.hear_again()
        wire.garble, wire.commits = bytes, True
        wire.pass_time(2500)
        wire.commit()
        wire.pass_time(4000)

    # --- what must be true in the end ---------------------------------------------------------

    def check(self) -> None:
        """The modem works, no text is lost, and no outcome is a lie."""
        wire = self.wire
        assert wire.state is not None
        assert wire.state.state is ModemState.READY
        assert set(wire.texts()) == self.expected
        assert wire.sim.memory.used == 0
        for attempt_id, number in self.sent.items():
            outcomes = wire.outcomes(attempt_id)
            times = sum(segment.recipient == number for segment in wire.network.air)
            self._check_outcomes(outcomes, times)

    def _check_outcomes(self, outcomes: list[DriverEvent], times: int) -> None:
        assert times <= 1
        assert 1 <= len(outcomes) <= 2
        last = outcomes[-1]
        if len(outcomes) == 2:
            assert is_unknown(outcomes[0])
            assert isinstance(last, Accepted)
        if isinstance(last, Accepted):
            assert times == 1
        elif times and not is_unknown(last):
            # The simulated network refuses some texts that it has sent.
            assert isinstance(last, Ended)
            assert isinstance(last.error, SendRejected | ModemNotReady)


def is_unknown(outcome: DriverEvent) -> bool:
    """It may have been sent, or not."""
    return isinstance(outcome, Ended) and isinstance(outcome.error, OutcomeUnknown)


@pytest.mark.parametrize("seed", range(SHARE))
def test_a_bad_day_ends_well(seed: int) -> None:
    day = BadDay(seed)

    day.play()

    day.check()


@pytest.mark.soak
def test_a_thousand_bad_days_end_well() -> None:
    for seed in range(SHARE, HISTORIES):
        day = BadDay(seed)
        day.play()
        day.check()
