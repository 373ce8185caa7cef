"""``driver = "simulator"``: each configured modem is an AT driver on a modem of one shared network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.at.modem import AtModem
from drivers.simulator.devices import SimulatedDevices
from modemsms.driver import (
    Accepted,
    Attempt,
    DeviceSettings,
    Driver,
    DriverEvent,
    Identified,
    ModemSettings,
    ModemState,
    SegmentReceived,
    StateChanged,
)
from modemsms.gsm.tpdu import Deliver
from tests.drivers.simulator.bench import submits


@pytest.fixture
def devices() -> Iterator[SimulatedDevices]:
    """Simulated modems, fast on the air, and nobody who answers."""
    devices = SimulatedDevices(AtModem, air=timedelta(0), customers=False)
    yield devices
    devices.close()


def settings(port: str) -> DeviceSettings:
    return DeviceSettings("simulator", port, (ModemSettings(port),))


def until(driver: Driver, wanted: Callable[[DriverEvent], bool]) -> DriverEvent:
    """Work the driver until it tells an event that is *wanted*."""
    for _ in range(200):
        for event in driver.wait(timedelta(seconds=10)):
            if wanted(event):
                return event
    raise AssertionError("not told")


def ready(event: DriverEvent) -> bool:
    return isinstance(event, StateChanged) and event.state is ModemState.READY


def test_two_configured_modems_text_each_other(devices: SimulatedDevices) -> None:
    counter, spare = devices.create(settings("counter")), devices.create(settings("spare"))
    try:
        until(counter, ready)
        until(spare, ready)
        to = devices.modems["spare"].card.number
        (pdu,) = submits(to, "Hello over there")
        counter.submit(Attempt(1, 1, to, "Hello over there", "m1", pdu))

        accepted = until(counter, lambda event: isinstance(event, Accepted))
        received = until(spare, lambda event: isinstance(event, SegmentReceived))
    finally:
        counter.close()
        spare.close()

    assert accepted == Accepted(1, 1)
    assert isinstance(received, SegmentReceived)
    assert Deliver.decode(received.tpdu).text == "Hello over there"


def test_the_same_port_is_the_same_modem(devices: SimulatedDevices) -> None:
    seen = []
    for _ in range(2):
        driver = devices.create(settings("counter"))
        seen.append(until(driver, lambda event: isinstance(event, Identified)))
        driver.close()

    assert seen[0] == seen[1]
    assert list(devices.modems) == ["counter"]


def test_nothing_is_left_after_the_end() -> None:
    devices = SimulatedDevices(AtModem)
    link: Path = devices.port("counter")
    assert link.is_symlink()

    devices.close()

    assert not link.parent.exists()
