"""Resets of a USB device on a machine made of files, and the driver that asks for them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.at.modem import AtModem
from drivers.at.rescue import SURROUNDINGS, Pause, Plan, Rescue
from drivers.at.resets import reset_usb, usb_device_of
from drivers.discovery.sysfs import UsbDevice
from drivers.simulator.profile import Profile
from drivers.simulator.simulate import SimulatedModems
from modemsms.driver import DeviceSettings, ModemSettings, ModemState, Noticed, Sign, StateChanged
from tests.drivers.at.hooks import calls, hook, play
from tests.drivers.discovery.tree import Gadget, Part, Tree
from tests.drivers.rigs import PATIENCE, hear

STICK = "12d1:1001"
HOLDER = """
import os, sys
os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A machine with nothing plugged in; its processes are those of this one."""
    tree = Tree(tmp_path / "machine")
    (tree.root / "proc" / "net").rmdir()
    (tree.root / "proc").rmdir()
    (tree.root / "proc").symlink_to("/proc")
    return tree


@pytest.fixture
def stick(tree: Tree) -> Iterator[tuple[UsbDevice, list[str]]]:
    """A stick with two ttys and the kernel's switch for it."""
    ends = [os.openpty() for _ in range(2)]
    parts = [Part(number, tty=os.ttyname(slave)) for number, (_, slave) in enumerate(ends)]
    ports = tree.plug("1-1.3", Gadget(STICK, parts))
    (tree.root / "sys/bus/usb/devices/1-1.3/authorized").write_text("1")
    # The test's own ends are not another modem of ours.
    for _, slave in ends:
        os.close(slave)
    device = usb_device_of(ports[0], tree.root)
    assert device is not None
    yield device, ports
    for master, _ in ends:
        os.close(master)


def steps(plan: Plan, look: Callable[[], str]) -> tuple[list[str], str]:
    """What *look* sees at each pause of *plan*, and what came of it."""
    seen: list[str] = []
    while True:
        try:
            step = next(plan)
        except StopIteration as end:
            return seen, end.value
        assert isinstance(step, Pause), step
        seen.append(look())


def test_the_device_is_found_by_any_name_of_its_port(
    tree: Tree, stick: tuple[UsbDevice, list[str]], tmp_path: Path
) -> None:
    device, ports = stick
    link = tmp_path / "counter"
    link.symlink_to(ports[1])

    assert usb_device_of(str(link), tree.root) == device
    assert device.usb_id == STICK
    assert usb_device_of("/dev/ttyS0", tree.root) is None


def test_a_device_is_given_up_by_the_kernel_and_taken_again(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    switch = tree.root / "sys/bus/usb/devices/1-1.3/authorized"

    seen, sentence = steps(reset_usb(device, ports[0], root=tree.root), switch.read_text)

    assert (seen, switch.read_text(), sentence) == (["0"], "1", "")


def test_a_reset_that_is_broken_off_leaves_the_device_on(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    switch = tree.root / "sys/bus/usb/devices/1-1.3/authorized"
    rescue = Rescue(reset_usb(device, ports[0], root=tree.root), 0.0)
    assert switch.read_text() == "0"

    rescue.abandon()

    assert switch.read_text() == "1"


def test_the_next_way_is_tried_where_one_is_missing_and_at_a_second_reset(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    driver = tree.root / "sys/bus/usb/drivers/usb"
    driver.mkdir(parents=True)
    for name in ("bind", "unbind"):
        (driver / name).write_text("")
    look = (driver / "unbind").read_text

    _, second = steps(reset_usb(device, ports[0], root=tree.root, first=1), look)
    assert second == ""
    assert ((driver / "unbind").read_text(), (driver / "bind").read_text()) == ("1-1.3", "1-1.3")
    (tree.root / "sys/bus/usb/devices/1-1.3/authorized").unlink()
    seen, _ = steps(reset_usb(device, ports[0], root=tree.root), look)

    assert seen == ["1-1.3"]


def test_what_cannot_be_reset_is_told_with_the_way_out(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    (tree.root / "sys/bus/usb/devices/1-1.3/authorized").unlink()

    _, sentence = steps(reset_usb(device, ports[0], root=tree.root), str)

    assert "Unplug the modem" in sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write everything")
def test_what_may_not_be_reset_is_told_with_the_rule_that_allows_it(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    (tree.root / "sys/bus/usb/devices/1-1.3/authorized").chmod(0o444)

    _, sentence = steps(reset_usb(device, ports[0], root=tree.root), str)

    assert 'ATTR{idVendor}=="12d1"' in sentence


def test_a_device_of_which_another_program_uses_a_port_is_left_alone(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    switch = tree.root / "sys/bus/usb/devices/1-1.3/authorized"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, ports[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()

        seen, sentence = steps(reset_usb(device, ports[0], root=tree.root), switch.read_text)
        other.stdin.close()

    assert seen == []
    assert switch.read_text() == "1"
    assert f"(process {other.pid}) uses another port of it" in sentence


def test_a_device_with_another_modem_of_ours_on_it_is_left_alone(
    tree: Tree, stick: tuple[UsbDevice, list[str]]
) -> None:
    device, ports = stick
    ours = os.open(ports[1], os.O_RDWR | os.O_NOCTTY)

    seen, sentence = steps(reset_usb(device, ports[0], root=tree.root), str)
    os.close(ours)

    assert seen == []
    assert "another modem of modemsms" in sentence


def uhubctl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The program that switches the ports of hubs, on the PATH."""
    folder.mkdir()
    monkeypatch.setitem(SURROUNDINGS, "PATH", str(folder))
    return hook(folder / "uhubctl")


def test_the_power_of_a_hubs_port_comes_last_and_only_where_nobody_else_is_on_the_hub(
    tree: Tree, stick: tuple[UsbDevice, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, ports = stick
    (tree.root / "sys/bus/usb/devices/1-1.3/authorized").unlink()
    program = uhubctl(tmp_path / "bin", monkeypatch)

    alone = play(Rescue(reset_usb(device, ports[0], root=tree.root), 0.0))
    tree.plug("1-1.4", Gadget("046d:c31c"))
    beside = play(Rescue(reset_usb(device, ports[0], root=tree.root), 0.0))

    assert alone == ""
    assert [call[-1] for call in calls(program)] == ["off", "on"]
    assert calls(program)[0][:5] == ["-e", "-l", "1-1", "-p", "3"]
    assert "other devices are on the same USB hub" in beside


# --- the whole driver -------------------------------------------------------------------------


def test_a_silent_modem_is_reset_and_powered_anew_by_its_driver(
    tree: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for constant in ("start.ATTENTION_TIMEOUT", "recovery.ANSWER_TIMEOUT", "recovery.QUIET"):
        monkeypatch.setattr(f"drivers.at.{constant}", 0.01)
    for constant in ("recovery.AFTER_ESCAPE", "recovery.GUARD", "transport.DTR_LOW", "resets.OFF"):
        monkeypatch.setattr(f"drivers.at.{constant}", 0.01)
    monkeypatch.setattr("drivers.at.power.WITHOUT_POWER", 0.01)
    monkeypatch.setattr("drivers.at.situation.SILENT_PAUSES", (0.02,))
    program = hook(tmp_path / "power")
    with SimulatedModems(1) as simulated:
        (port,) = tree.plug("1-1.3", Gadget(STICK, [Part(0, tty=str(simulated.ports[0].device))]))
        switch = tree.root / "sys/bus/usb/devices/1-1.3/authorized"
        switch.write_text("?")
        simulated.modems[0].deafen()
        settings = DeviceSettings("at", port, (ModemSettings("counter"),), power_hook=program)
        modem = AtModem(settings, root=tree.root)

        def powered(event: object) -> bool:
            return isinstance(event, Noticed) and "power is being switched" in event.sentence

        told = hear(modem, powered, timedelta(seconds=30))
        simulated.modems[0].hear_again()
        hear(modem, lambda event: isinstance(event, StateChanged) and event.state is ModemState.READY)
        modem.close()

    assert switch.read_text() == "1"
    assert [call[0] for call in calls(program)][:2] == ["off", "on"]
    assert all(event.sign in (Sign.RECOVERY, Sign.GIVEN_UP) for event in told if isinstance(event, Noticed))


def test_a_stick_that_vanishes_at_its_restart_is_back_under_another_number(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    stick = Profile(restart_vanishes=True, boot_time=timedelta(seconds=1))
    with SimulatedModems(1, links=[link], profile=stick) as simulated:
        modem = AtModem(DeviceSettings("at", str(link), (ModemSettings("counter"),)))
        hear(modem, lambda event: isinstance(event, StateChanged) and event.state is ModemState.READY)
        before = link.readlink()

        modem.repair(1, "The daily test text did not arrive.")
        gone = hear(modem, lambda event: isinstance(event, StateChanged) and event.code == "restarting")
        port = simulated.ports[0]
        end = time.monotonic() + PATIENCE.total_seconds()
        while port.plugged:
            assert time.monotonic() < end
            modem.wait(timedelta(milliseconds=20))
        held = _take(before)
        hear(modem, lambda event: isinstance(event, StateChanged) and event.state is ModemState.READY)
        modem.close()

        assert link.readlink() != before
        assert simulated.modems[0].powered
    for descriptor in held:
        os.close(descriptor)
    (told,) = [event.sentence for event in gone if isinstance(event, Noticed)]
    assert told == "The daily test text did not arrive. It is being restarted."


def _take(name: Path) -> list[int]:
    """Open ptys until the next one cannot be *name*: the kernel gives the lowest number that is free."""
    held: list[int] = []
    while not held or int(Path(os.ttyname(held[-1])).name) < int(name.name):
        held += os.openpty()
    return held
