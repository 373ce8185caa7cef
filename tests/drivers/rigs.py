"""A rig for each driver: the driver itself, and a world around it that a test can move."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Protocol

from drivers.at.modem import AtModem
from drivers.registry import Drivers
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import Attempt, DeviceSettings, Driver, DriverEvent, ModemSettings
from modemsms.gsm.address import Address
from modemsms.gsm.segments import segments

ANNA = "+491701234567"
PATIENCE = timedelta(seconds=10)

_ids = count(1)


class Rig(Protocol):
    """What a test of the contract needs of a driver's world."""

    driver: Driver

    def text_in(self, text: str) -> None:
        """Somebody texts the modem."""


class SimulatedRig:
    """An AT driver on a simulated modem behind a pty."""

    def __init__(self, simulated: SimulatedModems) -> None:
        self.simulated = simulated
        self.driver: Driver = AtModem(
            DeviceSettings("at", str(simulated.ports[0].path), (ModemSettings("counter"),))
        )

    def text_in(self, text: str) -> None:
        """By the simulated network."""
        self.simulated.network.send(ANNA, self.simulated.modems[0].card.number, text)


class AbsentRig:
    """A driver that this version does not have."""

    def __init__(self, name: str) -> None:
        self.driver: Driver = Drivers().create(DeviceSettings(name, "auto", (ModemSettings("counter"),)))

    def text_in(self, text: str) -> None:
        """Nobody can."""


@contextmanager
def at_rig() -> Iterator[Rig]:
    """A working AT modem."""
    with SimulatedModems(1) as simulated:
        rig = SimulatedRig(simulated)
        yield rig
        rig.driver.close()


@contextmanager
def absent_rig() -> Iterator[Rig]:
    """A driver that comes later."""
    rig = AbsentRig("gammu")
    yield rig
    rig.driver.close()


def attempt(text: str = "Hello", to: str = ANNA) -> Attempt:
    """One segment for one recipient, as the shop hands it over."""
    (submit,) = segments(text).submits(Address.parse(to))
    number = next(_ids)
    return Attempt(number, 1, to, text, f"message-{number}", submit)


def hear(
    driver: Driver, wanted: Callable[[DriverEvent], bool], within: timedelta = PATIENCE
) -> list[DriverEvent]:
    """Work *driver* until an event is *wanted*; all events up to that one."""
    events: list[DriverEvent] = []
    end = time.monotonic() + within.total_seconds()
    while not any(map(wanted, events)):
        left = end - time.monotonic()
        assert left > 0, f"never heard: {events}"
        events += driver.wait(timedelta(seconds=left))
    return events
