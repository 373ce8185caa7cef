"""The examination of a machine made of files, with programs of a few lines."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.machine.examine import examine, present_user
from drivers.machine.scene import User
from modemsms.devices import Finding, Severity
from tests.drivers.at.test_transport import OPEN, Pty, other_program
from tests.drivers.discovery.tree import ADB, CD, ETHERNET, Gadget, Part, Tree, tool, write

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OWNER = User("shop", is_root=False, groups=frozenset({"dialout", "plugdev", "tty", "root"}))
STRANGER = User("pi", is_root=False, groups=frozenset({"pi"}))

Examine = Callable[..., dict[str, Finding]]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A machine with nothing plugged in."""
    return Tree(tmp_path / "machine")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """The folder of the programs that are installed."""
    folder = tmp_path / "programs"
    folder.mkdir()
    return folder


@pytest.fixture
def look(tree: Tree, programs: Path, tmp_path: Path) -> Examine:
    """Examines the machine: what was found, by code."""

    def examined(
        *ports: str, user: User = OWNER, now: datetime = NOON, ours: tuple[int, ...] = ()
    ) -> dict[str, Finding]:
        findings = examine(
            tree.root,
            {"PATH": str(programs)},
            ports=ports,
            data_dir=tmp_path / "data",
            user=user,
            now=now,
            ours=ours,
        )
        return {finding.code: finding for finding in findings}

    return examined


def process(tree: Tree, pid: int, name: str, *words: str) -> None:
    """A program runs."""
    write(tree.root / "proc" / str(pid), {"comm": name})
    (tree.root / "proc" / str(pid) / "cmdline").write_text("\0".join([name, *words]))


def stick(tree: Tree, socket: str = "1-1") -> str:
    """A modem is plugged in: the path of its port."""
    return tree.plug(socket, Gadget("2c7c:0125", [Part(2, tty="/dev/null")]))[0]


def test_a_machine_that_is_well_has_no_problem(look: Examine, tree: Tree) -> None:
    stick(tree)

    assert {finding.severity for finding in look("auto").values()} == {Severity.OK}


def test_every_finding_that_is_not_well_has_a_step(look: Examine, tree: Tree, programs: Path) -> None:
    stick(tree)
    tree.plug("1-2", Gadget("12d1:1446", [Part(0, CD, "usb-storage")]))
    process(tree, 311, "ModemManager")
    process(tree, 312, "gammu-smsd")
    tool(programs, "vcgencmd", "echo throttled=0x50005")
    tool(programs, "udevadm", "")

    findings = look(user=STRANGER, now=datetime(1970, 1, 1, tzinfo=UTC)).values()

    assert all(finding.step for finding in findings if finding.severity is not Severity.OK)
    assert len([finding for finding in findings if finding.severity is not Severity.OK]) >= 7


def test_modem_manager_is_named_with_the_rules_against_it(look: Examine, tree: Tree) -> None:
    stick(tree)
    process(tree, 311, "ModemManager")

    found = look()["modem_manager"]

    assert "ModemManager (process 311)" in found.sentence
    assert "60-modemsms.rules" in found.step
    write(tree.root / "etc/udev/rules.d", {"60-modemsms.rules": "#"})
    assert "modem_manager" not in look()


def test_a_program_on_the_port_is_named_with_what_ends_it(look: Examine, tree: Tree) -> None:
    pty = Pty()
    tree.real_processes()
    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=pty.path)]))

    with other_program(OPEN, pty.path) as (program, _):
        found = look()["port_in_use"]

        assert found.severity is Severity.PROBLEM
        assert f"(process {program.pid})" in found.sentence
        assert f"sudo kill {program.pid}" in found.step
        assert look(ours=(program.pid,))["port_in_use"].severity is Severity.OK
    pty.close()


def test_a_lock_file_of_gammu_smsd_names_it(look: Examine, tree: Tree) -> None:
    stick(tree)
    process(tree, 812, "gammu-smsd")
    write(tree.root / "run/lock", {"LCK..ttyUSB0": "       812"})

    assert look()["port_in_use"].step == "sudo systemctl disable --now gammu-smsd"


def test_a_login_prompt_on_the_modems_port_is_to_be_switched_off(look: Examine, tree: Tree) -> None:
    port = tree.uart("ttyAMA0", "/dev/null", alias="serial0")
    process(tree, 501, "agetty", "-o", "-p -- \\u", "--keep-baud", "115200", "ttyAMA0", "vt220")

    assert "serial-getty@ttyAMA0.service" in look(port)["getty"].step
    assert "serial-getty@ttyAMA0.service" in look(str(tree.root / "dev/serial0"))["getty"].step
    assert "getty" not in look()


def test_the_kernels_console_on_the_modems_port_is_told(look: Examine, tree: Tree) -> None:
    port = tree.uart("ttyAMA0", "/dev/null", alias="serial0")
    write(tree.root / "proc", {"cmdline": "console=serial0,115200 console=tty1 root=PARTUUID=1-02 rootwait"})

    assert "console" in look(str(tree.root / "dev/serial0"))
    assert "console" not in look(port.replace("ttyAMA0", "ttyAMA1"))


def test_brltty_that_took_an_adapter_is_told(look: Examine, tree: Tree) -> None:
    process(tree, 77, "brltty")
    assert "brltty" not in look()

    tree.plug("1-1", Gadget("1a86:7523", [Part(0, driver="usbfs")]))

    assert look()["brltty"].severity is Severity.PROBLEM


def test_gpsd_that_opens_everything_is_told(look: Examine, tree: Tree) -> None:
    stick(tree)
    process(tree, 88, "gpsd")
    assert "gpsd" not in look()

    write(tree.root / "etc/default", {"gpsd": 'USBAUTO="true"'})

    assert "USBAUTO" in look()["gpsd"].step


def test_another_daemon_for_texts_is_told(look: Examine, tree: Tree) -> None:
    stick(tree)
    process(tree, 99, "smsd")

    assert "smsd (process 99)" in look()["other_daemon"].sentence


def test_network_manager_on_a_modems_network_card_is_told(look: Examine, tree: Tree, programs: Path) -> None:
    tree.plug("1-1", Gadget("12d1:14dc", [Part(0, ETHERNET, "cdc_ether", card="eth1")]))
    process(tree, 55, "NetworkManager")
    tool(programs, "nmcli", "printf 'eth0:connected\\neth1:connected\\n'")

    assert look()["network_manager"].step == "sudo nmcli device set eth1 managed no"
    tool(programs, "nmcli", "echo eth1:unmanaged")
    assert "network_manager" not in look()


def test_a_missing_group_comes_with_the_exact_line(look: Examine, tree: Tree) -> None:
    port = tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty="/dev/null")]))[0]
    tree.plug("1-2", Gadget("18d1:4ee7", [Part(0, ADB, "")]))
    group = Path(port).group()

    steps = [
        finding.step
        for finding in examine(tree.root, {}, ports=(), data_dir=tree.root, user=STRANGER)
        if finding.code == "groups"
    ]

    assert [step.partition(".")[0] for step in steps] == [
        f"sudo usermod -aG {group} pi",
        "sudo usermod -aG plugdev pi",
    ]


def test_the_user_of_this_process_is_known() -> None:
    assert present_user().is_root == (os.geteuid() == 0)


def test_a_stick_on_cd_needs_usb_modeswitch(look: Examine, tree: Tree) -> None:
    tree.plug("1-1", Gadget("19d2:2000", [Part(0, CD, "usb-storage")]))

    assert "apt install usb-modeswitch" in look()["modeswitch"].step
    tool(tree.root / "usr/sbin", "usb_modeswitch", "")
    assert look()["modeswitch"].step == "Unplug it and plug it in again."


def test_a_phone_needs_adb(look: Examine, tree: Tree, programs: Path) -> None:
    tree.plug("1-1", Gadget("18d1:4ee7", [Part(0, ADB, "")]))

    assert look()["adb"].step == "sudo apt install adb"
    tool(programs, "adb", "")
    assert look()["adb"].severity is Severity.OK


def test_a_modem_that_is_put_to_sleep_is_told(look: Examine, tree: Tree) -> None:
    stick(tree)
    write(tree.root / "sys/bus/usb/devices/1-1/power", {"control": "auto"})

    assert "1-1/power/control" in look()["autosuspend"].step


@pytest.mark.parametrize(
    ("bits", "code", "severity"),
    [
        ("0x0", "low_voltage", Severity.OK),
        ("0x50005", "low_voltage", Severity.PROBLEM),
        ("0x50000", "low_voltage", Severity.ADVICE),
        ("0x80008", "throttled", Severity.ADVICE),
        ("0x20002", "throttled", Severity.ADVICE),
        ("0x80000", "throttled", Severity.ADVICE),
    ],
)
def test_the_words_of_the_firmware_are_told_in_plain_ones(
    look: Examine, programs: Path, bits: str, code: str, severity: Severity
) -> None:
    tool(programs, "vcgencmd", f'[ "$1" = get_throttled ] && echo throttled={bits}')

    found = {finding for finding in look().values() if finding.code in ("low_voltage", "throttled")}

    assert {(finding.code, finding.severity) for finding in found} == {(code, severity)}


def test_a_clock_that_nobody_set_is_told(look: Examine, tree: Tree, programs: Path) -> None:
    assert look(now=datetime(1970, 1, 1, tzinfo=UTC))["clock"].severity is Severity.PROBLEM
    assert "clock" not in look()
    tool(programs, "timedatectl", "echo no")
    assert "set-ntp" in look()["clock"].step
    write(tree.root / "run/systemd/timesync", {"synchronized": ""})
    assert look()["clock"].severity is Severity.OK


def test_a_full_disk_is_told(look: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    true = os.statvfs("/")

    def nearly_full(_: object) -> os.statvfs_result:
        values = list(true)
        values[4] = 500 * 1024**2 // true.f_frsize
        return os.statvfs_result(values)

    # no disk of a known size is at hand
    monkeypatch.setattr(os, "statvfs", nearly_full)

    assert look()["disk"].severity is Severity.ADVICE


def test_a_disk_that_became_read_only_is_told(look: Examine, tree: Tree, tmp_path: Path) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\n/dev/mmcblk0p2 {os.path.realpath(tmp_path)} ext4 ro,noatime 0 0"
    write(tree.root / "proc", {"mounts": mounts})

    assert look()["read_only"].severity is Severity.PROBLEM


def test_programs_that_hang_or_fail_hold_nothing_up(look: Examine, tree: Tree, programs: Path) -> None:
    process(tree, 55, "NetworkManager")
    for name in ("vcgencmd", "timedatectl"):
        tool(programs, name, "exec /bin/sleep 60")
    tool(programs, "nmcli", "exit 8")

    began = time.monotonic()
    found = look()

    assert time.monotonic() - began < 2.0
    assert "disk" in found
    assert "low_voltage" not in found
