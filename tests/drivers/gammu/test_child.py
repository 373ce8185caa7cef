"""The child: it dies with its parent, hangs without harm, and leaves nothing behind."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.at.modem import AtModem
from drivers.gammu_child.deadlines import Deadlines
from drivers.gammu_child.process import Child
from drivers.gammu_phone import GammuPhone
from drivers.simulator.faults import Deaf, Fault, Late, Moment
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import (
    Accepted,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemSettings,
    ModemState,
    Noticed,
    StateChanged,
    UssdFailed,
)
from modemsms.errors import ModemUnavailable, OutcomeUnknown
from tests.drivers.gammu.rigs import needs_gammu, phone_on, settings
from tests.drivers.rigs import attempt, hear
from tests.drivers.test_driver_contract import is_outcome, is_ready

SOON = timedelta(seconds=20)
SHORT = Deadlines(call=1.0, text=1.0, beyond_submit=0.0)


@contextmanager
def mute_port() -> Iterator[tuple[int, Path]]:
    """A serial port at which somebody listens and says nothing: the master's descriptor, and the path."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    path = Path(os.ttyname(slave))
    # gammu takes the port for itself alone; nobody else may have it open.
    os.close(slave)
    try:
        yield master, path
    finally:
        os.close(master)


def wait_for_gammu(master: int, within: timedelta = SOON) -> None:
    """Until gammu has written a command, and waits for an answer."""
    poll = select.poll()
    poll.register(master, select.POLLIN)
    end = time.monotonic() + within.total_seconds()
    written = b""
    while b"AT" not in written:
        assert time.monotonic() < end, "nothing was written"
        for _, event in poll.poll(100):
            if event & select.POLLIN:
                written += os.read(master, 100)


def ends(pid: int, within: timedelta = SOON) -> bool:
    """Whether the process ends in time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(within.total_seconds() * 1000))
    finally:
        os.close(descriptor)


@contextmanager
def killed_at_last(process: subprocess.Popen[str]) -> Iterator[None]:
    """A test that fails leaves no process behind either."""
    try:
        yield
    finally:
        process.kill()


PARENT = """
import sys
from datetime import timedelta
from drivers.gammu_phone import GammuPhone
from modemsms.driver import DeviceSettings, ModemSettings

phone = GammuPhone(DeviceSettings("gammu", sys.argv[1], (ModemSettings("counter"),)))
phone.wait(timedelta(0))
print(phone.child_pid, flush=True)
while True:
    phone.wait(None)
"""


@needs_gammu
def test_it_dies_with_its_parent_even_inside_a_call_of_gammu() -> None:
    with mute_port() as (master, path):
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(path)], stdout=subprocess.PIPE, text=True
        )
        with parent, killed_at_last(parent):
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            wait_for_gammu(master)
            os.kill(child, 0)

            parent.kill()

            assert ends(child, timedelta(seconds=2))


@needs_gammu
def test_it_dies_with_the_thread_that_started_it() -> None:
    born: list[Child] = []

    def bear() -> None:
        child = Child()
        select.select([child], [], [], SOON.total_seconds())  # its greeting
        born.append(child)

    thread = threading.Thread(target=bear)
    thread.start()
    thread.join()
    (child,) = born

    assert ends(child.pid, timedelta(seconds=5))
    child.kill()


def test_one_whose_parent_is_gone_already_does_not_begin() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from drivers.lifeline import die_with; die_with(1 << 30)"],
        timeout=SOON.total_seconds(),
    )

    assert done.returncode == -signal.SIGKILL


@needs_gammu
def test_closing_ends_it_at_once_even_inside_a_call_of_gammu() -> None:
    with mute_port() as (master, path):
        phone = GammuPhone(settings(path))
        phone.wait(timedelta(milliseconds=50))
        child = phone.child_pid
        assert child is not None
        while not select.select([master], [], [], 0)[0]:
            phone.wait(timedelta(milliseconds=50))

        began = time.monotonic()
        phone.close()

        assert time.monotonic() - began < 1
        assert ends(child, timedelta(0))


def is_hung(event: DriverEvent) -> bool:
    """The history has it."""
    return isinstance(event, Noticed) and "hung" in event.sentence


@needs_gammu
def test_one_that_hangs_is_replaced_while_other_modems_do_not_notice() -> None:
    with SimulatedModems(2) as simulated, phone_on(simulated, deadlines=SHORT) as rig:
        hear(rig.driver, is_ready, SOON)
        other = AtModem(DeviceSettings("at", str(simulated.ports[1].path), (ModemSettings("other"),)))
        hear(other, is_ready, SOON)
        simulated.modems[0].deafen()
        first = rig.phone.child_pid
        assert first is not None
        heard: list[DriverEvent] = []

        began = time.monotonic()
        rig.driver.ussd(1, 1, "*100#")
        thread = threading.Thread(target=lambda: heard.extend(hear(rig.driver, is_hung, SOON)))
        thread.start()
        sent = 0
        longest = 0.0
        while thread.is_alive():
            text_began = time.monotonic()
            other.submit(attempt())
            hear(other, is_outcome, SOON)
            longest = max(longest, time.monotonic() - text_began)
            sent += 1
        thread.join()
        replaced_after = time.monotonic() - began - SHORT.call

        assert replaced_after <= 3
        assert rig.phone.child_pid not in (None, first)
        assert ends(first, timedelta(0))
        assert any(isinstance(event, UssdFailed) for event in heard)
        assert sent > 10
        assert longest < 0.5
        other.close()


@needs_gammu
def test_after_the_replacement_it_works_again() -> None:
    with SimulatedModems(1) as simulated, phone_on(simulated, deadlines=SHORT) as rig:
        hear(rig.driver, is_ready, SOON)
        simulated.modems[0].deafen()
        rig.driver.ussd(1, 1, "*100#")
        hear(rig.driver, is_hung, SOON)

        simulated.modems[0].hear_again()
        hear(rig.driver, is_ready, SOON)
        rig.driver.submit(attempt())

        assert any(isinstance(event, Accepted) for event in hear(rig.driver, is_outcome, SOON))


def quick(simulated: SimulatedModems, seconds: float) -> DeviceSettings:
    """With so long for a text."""
    return DeviceSettings(
        "gammu",
        str(simulated.ports[0].path),
        (ModemSettings("counter"),),
        submit_timeout=timedelta(seconds=seconds),
    )


@needs_gammu
@pytest.mark.parametrize(
    ("moment", "error"),
    [(Moment.BEFORE_PROMPT, ModemUnavailable), (Moment.AFTER_CTRL_Z, OutcomeUnknown)],
    ids=str,
)
def test_the_fate_of_a_text_over_which_it_hung_is_read_from_its_log(
    moment: Moment, error: type[Exception]
) -> None:
    with SimulatedModems(1) as simulated, phone_on(simulated, quick(simulated, 3.0), SHORT) as rig:
        hear(rig.driver, is_ready, SOON)
        simulated.modems[0].faults.add(Fault(moment, Deaf()))

        rig.driver.submit(attempt())
        (ended,) = [e for e in hear(rig.driver, is_outcome, SOON) if isinstance(e, Ended)]

        assert isinstance(ended.error, error)


@needs_gammu
def test_a_text_that_is_slow_on_the_air_is_waited_for() -> None:
    with SimulatedModems(1) as simulated, phone_on(simulated) as rig:
        hear(rig.driver, is_ready, SOON)
        simulated.modems[0].faults.add(Fault(Moment.AFTER_CTRL_Z, Late(timedelta(seconds=4))))

        rig.driver.submit(attempt())

        assert any(isinstance(event, Accepted) for event in hear(rig.driver, is_outcome, SOON))


@needs_gammu
def test_one_that_dies_by_itself_is_replaced() -> None:
    with SimulatedModems(1) as simulated, phone_on(simulated) as rig:
        hear(rig.driver, is_ready, SOON)
        first = rig.phone.child_pid
        assert first is not None

        os.kill(first, signal.SIGKILL)
        events = hear(rig.driver, is_ready, SOON)

        states = [event for event in events if isinstance(event, StateChanged)]
        assert [state.code for state in states] == ["gammu_failed", None]
        assert rig.phone.child_pid not in (None, first)


def test_without_gammu_a_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gammu.py").write_text("raise ImportError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    phone = GammuPhone(settings(f"dummy:{tmp_path}"))

    events = hear(phone, lambda event: isinstance(event, StateChanged) and event.code is not None, SOON)

    state = events[-1]
    assert isinstance(state, StateChanged)
    assert (state.state, state.code) == (ModemState.UNAVAILABLE, "gammu_missing")
    assert state.sentence is not None
    assert "apt install python3-gammu" in state.sentence
    phone.close()


def test_a_port_that_is_not_there_needs_no_gammu(tmp_path: Path) -> None:
    phone = GammuPhone(settings(tmp_path / "ttyUSB7"))

    (state,) = phone.wait(timedelta(seconds=1))

    assert isinstance(state, StateChanged)
    assert state.code == "port_missing"
    assert phone.child_pid is None
    phone.close()


@needs_gammu
def test_a_port_that_another_program_has_is_left_alone() -> None:
    holder = (
        "import os, sys; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); print(flush=True); sys.stdin.read()"
    )
    with (
        mute_port() as (_, path),
        subprocess.Popen(
            [sys.executable, "-c", holder, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as other,
    ):
        assert other.stdout is not None
        other.stdout.readline()
        phone = GammuPhone(settings(path))

        (state,) = phone.wait(timedelta(seconds=1))

        assert isinstance(state, StateChanged)
        assert state.code == "port_busy"
        assert f"process {other.pid}" in (state.sentence or "")
        phone.close()
        other.communicate()


def test_the_daemon_does_not_load_gammu() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, drivers.gammu_phone; sys.exit('gammu' in sys.modules)"],
        timeout=SOON.total_seconds(),
    )

    assert done.returncode == 0
