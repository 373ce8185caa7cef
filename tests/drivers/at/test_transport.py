"""Real ports: ptys, and other programs that hold them."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from drivers.at.holders import others_on
from drivers.at.ports import Whereabouts, speeds
from drivers.at.transport import Port
from modemsms.errors import ModemUnavailable

SPEED = 115200
LOCKED = "import serial, sys; port = serial.Serial(sys.argv[1], exclusive=True); print('open', flush=True); input()"
OPEN = "import os, sys; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); print('open', flush=True); input()"
SIMULATED = (
    "from drivers.simulator.simulate import SimulatedModems\n"
    "with SimulatedModems() as simulated: print(simulated.ports[0].path, flush=True); input()"
)


class Pty:
    """The two ends of a pseudo-terminal; the test is the modem."""

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)
        self.path = os.ttyname(slave)
        self._slave = slave

    def close(self) -> None:
        """Pull the modem out."""
        for descriptor in (self.master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)
        self.master = self._slave = -1


@pytest.fixture
def pty() -> Iterator[Pty]:
    """A port."""
    pty = Pty()
    yield pty
    pty.close()


@contextmanager
def other_program(code: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A program that runs *code* until the end of the block; and the first line that it printed."""
    program = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    with program:
        yield program, program.stdout.readline().strip()
        program.communicate("\n")


def refusal(path: str) -> ModemUnavailable:
    """Why *path* cannot be opened."""
    with pytest.raises(ModemUnavailable) as refused:
        Port(path, SPEED)
    return refused.value


def test_bytes_pass_both_ways(pty: Pty) -> None:
    port = Port(pty.path, SPEED)

    port.write(b"AT\r")
    assert os.read(pty.master, 100) == b"AT\r"
    os.write(pty.master, b"\r\nOK\r\n")
    assert port.read() == b"\r\nOK\r\n"

    port.close()


def test_a_slow_modem_gets_its_bytes_in_slices(pty: Pty) -> None:
    port = Port(pty.path, SPEED)  # Q43

    port.write(b"0123456789" * 10, slice_octets=18)

    came = b""
    while len(came) < 100:
        came += os.read(pty.master, 1000)
    assert came == b"0123456789" * 10
    port.close()


def test_a_port_that_is_not_there_is_named() -> None:
    cause = refusal("/dev/ttyUSB99").cause

    assert cause.code == "port_missing"
    assert "/dev/ttyUSB99" in cause.sentence


def test_a_port_without_the_right_to_it_says_what_to_do(pty: Pty, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> serial.Serial:
        raise serial.SerialException(errno.EACCES, "could not open port")

    # root may open everything
    monkeypatch.setattr(serial, "Serial", refuse)

    cause = refusal(pty.path).cause

    assert cause.code == "port_denied"
    assert "usermod" in cause.sentence


def test_a_file_is_no_port(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    assert refusal(str(file)).cause.code == "port_unusable"


def test_a_device_without_line_settings_is_no_port() -> None:
    cause = refusal("/dev/null").cause

    assert (cause.code, cause.sentence) == (
        "port_unusable",
        "/dev/null is no serial port. Give the port of the modem.",
    )


@pytest.mark.parametrize("code", [LOCKED, OPEN], ids=["locked", "only open"])
def test_a_port_that_another_program_holds_names_it(pty: Pty, code: str) -> None:
    with other_program(code, pty.path) as (program, _):
        cause = refusal(pty.path).cause

        assert cause.code == "port_busy"
        assert f"(process {program.pid})" in cause.sentence
        assert "python" in cause.sentence

    Port(pty.path, SPEED).close()


def test_the_program_behind_the_far_end_is_the_modem_and_no_rival() -> None:
    with other_program(SIMULATED) as (_, path):
        assert others_on(path) == []
        Port(path, SPEED).close()


def test_two_ports_of_ours_do_not_share_a_modem(pty: Pty) -> None:
    port = Port(pty.path, SPEED)

    assert refusal(pty.path).cause.code == "port_busy"
    port.close()


def test_an_unplugged_modem_is_gone_at_the_next_touch(pty: Pty) -> None:
    port = Port(pty.path, SPEED)
    pty.close()

    for touch in (port.read, lambda: port.write(b"AT\r")):
        with pytest.raises(ModemUnavailable) as gone:
            touch()
        assert gone.value.cause.code == "modem_gone"
    port.close()


def test_a_modem_that_takes_no_more_bytes_is_not_waited_for_for_ever(
    pty: Pty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.at.transport.WRITE_TIMEOUT", 0.05)
    port = Port(pty.path, SPEED)

    with pytest.raises(ModemUnavailable) as stuck:
        port.write(b"x" * 1_000_000)

    assert stuck.value.cause.code == "modem_stuck"
    port.close()


def test_a_pty_has_no_control_lines_and_does_not_mind(pty: Pty, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("drivers.at.transport.DTR_LOW", 0.0)
    port = Port(pty.path, SPEED)

    port.pulse_dtr()
    port.write(b"AT\r")

    assert os.read(pty.master, 100) == b"AT\r"
    port.close()


def test_a_modem_is_found_by_its_socket_when_its_name_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = tmp_path / "by-path"
    sockets.mkdir()
    monkeypatch.setattr("drivers.at.ports._BY_SOCKET", sockets)
    old, new = tmp_path / "ttyUSB0", tmp_path / "ttyUSB1"
    old.touch()
    link = sockets / "pci-0000:00:14.0-usb-0:2:1.0-port0"
    link.symlink_to(old)
    whereabouts = Whereabouts(str(old))
    whereabouts.seen()

    old.rename(new)
    link.unlink()
    assert whereabouts.path == str(old)
    link.symlink_to(new)

    assert whereabouts.path == str(link)


def test_the_usual_speed_is_tried_between_all_others() -> None:
    tried = [speed for speed, _ in zip(speeds(), range(12), strict=False)]

    assert tried[::2] == [SPEED] * 6
    assert set(tried[1::2]) == {9600, 57600, 38400, 19200, 230400, 460800}
