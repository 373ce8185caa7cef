"""From the name of a driver to the driver."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.at.modem import AtModem
from drivers.registry import Drivers, wrong_quirk
from modemsms.driver import Accepted, DeviceSettings, Driver, ModemSettings, ModemState, StateChanged
from tests.drivers.rigs import attempt, hear


def device(driver: str, port: str, name: str = "counter") -> DeviceSettings:
    """A device with one modem."""
    return DeviceSettings(driver, port, (ModemSettings(name),))


def first_state(driver: Driver) -> StateChanged:
    """What it says first."""
    (state, *_) = driver.wait(timedelta(seconds=5))
    driver.close()
    assert isinstance(state, StateChanged)
    return state


@pytest.fixture
def nowhere(tmp_path: Path) -> Drivers:
    """The drivers of a machine with nothing plugged in and no adb."""
    return Drivers(
        environ={"MODEMSMS_ROOT": str(tmp_path), "PATH": "", "ADB_SERVER_SOCKET": "tcp:127.0.0.1:1"}
    )


@pytest.mark.parametrize(
    ("driver", "port", "words"),
    [
        ("at", "auto", "plugged in"),
        ("gammu", "auto", "Modems page"),
        ("android", "0123456789ABCDEF", "adb"),
    ],
)
def test_what_is_not_there_says_what_to_do(nowhere: Drivers, driver: str, port: str, words: str) -> None:
    made = nowhere.create(device(driver, port))

    events = hear(made, lambda e: isinstance(e, StateChanged) and e.state is ModemState.UNAVAILABLE)

    made.close()
    state = events[-1]
    assert isinstance(state, StateChanged)
    assert words in (state.sentence or "")


def test_the_demo_looks_for_nothing() -> None:
    drivers = Drivers(discovers=False)

    assert first_state(drivers.create(device("at", "auto"))).code == "not_looking"
    assert drivers.examine(["/dev/ttyUSB0"], Path("/")) == []


def test_a_driver_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        Drivers().create(device("fax", "/dev/fax"))


def test_an_at_modem_is_made_for_a_port() -> None:
    driver = Drivers().create(device("at", "/dev/no-such-port"))

    assert isinstance(driver, AtModem)
    assert first_state(driver).code == "port_missing"


def test_a_quirk_that_nobody_knows_is_told() -> None:
    assert wrong_quirk("no_listing", value=True) is None
    assert "no_such" in (wrong_quirk("no_such", value=True) or "")


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
        "import sys; from drivers.registry import Drivers; Drivers(); "
        "names = ('serial', 'drivers.at', 'drivers.simulator', 'drivers.android', 'drivers.discovery', 'gammu'); "
        "print([name for name in sys.modules if name.startswith(names)])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
