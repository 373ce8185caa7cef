"""From the name of a driver to the driver."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from drivers.at.modem import AtModem
from drivers.registry import Drivers
from modemsms.driver import Accepted, DeviceSettings, Driver, ModemSettings, ModemState, StateChanged
from tests.drivers.rigs import attempt, hear


def device(driver: str, port: str) -> DeviceSettings:
    """A device with one modem."""
    return DeviceSettings(driver, port, (ModemSettings("counter"),))


def first_state(driver: Driver) -> StateChanged:
    """What it says first."""
    (state, *_) = driver.wait(timedelta(seconds=5))
    driver.close()
    assert isinstance(state, StateChanged)
    return state


@pytest.mark.parametrize(
    ("name", "port"), [("gammu", "/dev/ttyUSB0"), ("android", "0123456789ABCDEF"), ("at", "auto")]
)
def test_what_comes_later_says_so_and_nothing_else(name: str, port: str) -> None:
    driver = Drivers().create(device(name, port))

    state = first_state(driver)

    assert (state.state, state.code) == (ModemState.UNAVAILABLE, "not_yet")
    assert "later version" in (state.sentence or "")


def test_an_at_modem_is_made_for_a_port() -> None:
    driver = Drivers().create(device("at", "/dev/no-such-port"))

    assert isinstance(driver, AtModem)
    assert first_state(driver).code == "port_missing"


def test_simulated_modems_text_each_other_over_one_network() -> None:
    drivers = Drivers(air=timedelta(0))
    one, other = (drivers.create(device("simulator", name)) for name in ("one", "other"))
    for driver in (one, other):
        hear(driver, lambda event: isinstance(event, StateChanged) and event.state is ModemState.READY)

    one.submit(attempt(to="+4915550100002"))

    hear(one, lambda event: isinstance(event, Accepted))
    hear(other, lambda event: type(event).__name__ == "SegmentReceived")
    one.close()
    other.close()
    drivers.close()


def test_the_same_simulated_modem_is_there_again_for_a_new_driver() -> None:
    drivers = Drivers()
    for _ in range(2):
        driver = drivers.create(device("simulator", "one"))
        events = hear(
            driver, lambda event: isinstance(event, StateChanged) and event.state is ModemState.READY
        )
        driver.close()
        assert any("+4915550100001" in str(event) for event in events)
    drivers.close()


def test_only_what_is_configured_is_loaded() -> None:
    code = (
        "import sys; from drivers.registry import Drivers; "
        "from modemsms.driver import DeviceSettings, ModemSettings; "
        "Drivers().create(DeviceSettings('gammu', 'x', (ModemSettings('a'),))); "
        "print([name for name in sys.modules if name.startswith(('serial', 'drivers.at', 'drivers.simulator'))])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
