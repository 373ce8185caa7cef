"""Modems behind pseudo-terminals, seen by programs that open, close, die, and pull plugs."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import serial

from drivers.simulator.faults import Fault, Moment, Unplug
from drivers.simulator.journal import Kind
from drivers.simulator.profile import Profile
from drivers.simulator.simulate import SimulatedModems, serve_until
from tests.drivers.simulator.bench import ANNA, submits

SOON = timedelta(seconds=10)


@pytest.fixture
def one(tmp_path: Path) -> Iterator[SimulatedModems]:
    """One modem with a link."""
    with SimulatedModems(1, links=[tmp_path / "modem"]) as simulated:
        yield simulated


def opened(path: Path) -> serial.Serial:
    return serial.Serial(str(path), 115200, timeout=10, exclusive=True)


def ask(port: serial.Serial, command: bytes) -> bytes:
    """Everything that comes until the final OK."""
    port.write(command + b"\r")
    return bytes(port.read_until(b"\r\nOK\r\n"))


def send(port: serial.Serial, to: str, text: str) -> bytes:
    """Send a text of one segment; everything behind the prompt until the final OK."""
    (pdu,) = submits(to, text)
    tpdu = pdu.encode()
    port.write(b"AT+CMGS=%d\r" % len(tpdu))
    assert port.read_until(b"> ").endswith(b"> ")
    port.write(b"00" + tpdu.hex().encode() + b"\x1a")
    return bytes(port.read_until(b"\r\nOK\r\n"))


def test_a_modem_answers_behind_its_link(one: SimulatedModems, tmp_path: Path) -> None:
    assert one.ports[0].path == tmp_path / "modem"

    with closing(opened(one.ports[0].path)) as port:
        assert ask(port, b"AT+CGMM").endswith(b"\r\nSimulated modem\r\n\r\nOK\r\n")


def test_the_line_itself_echoes_nothing(one: SimulatedModems) -> None:
    with closing(opened(one.ports[0].path)) as port:
        ask(port, b"ATE0")

        assert ask(port, b"AT") == b"\r\nOK\r\n"


def test_clients_may_come_and_go(one: SimulatedModems) -> None:
    for _ in range(20):
        with closing(opened(one.ports[0].path)) as port:
            assert ask(port, b"AT").endswith(b"OK\r\n")


def test_a_client_that_is_killed_leaves_a_modem_that_works(one: SimulatedModems) -> None:
    program = (
        "import serial, sys; p = serial.Serial(sys.argv[1]); p.write(b'AT+CMGS=20\\r'); sys.stdin.read()"
    )
    client = subprocess.Popen([sys.executable, "-c", program, str(one.ports[0].path)], stdin=subprocess.PIPE)
    prompted = one.network.wait_until(lambda: bool(one.modems[0].journal.entries(Kind.PROMPT)), SOON)
    client.kill()
    client.communicate()

    assert prompted
    with closing(opened(one.ports[0].path)) as port:
        port.write(b"\x1b")
        assert port.read_until(b"OK\r\n").endswith(b"OK\r\n")
        assert ask(port, b"AT").endswith(b"OK\r\n")


def test_sole_use_ends_with_the_client_that_asked_for_it(one: SimulatedModems) -> None:
    """gammu takes TIOCEXCL; for others than root that would outlive it on a pty."""
    program = (
        "import fcntl, os, sys, termios\n"
        "os.setuid(65534)\n"
        "for _ in range(2):\n"
        "    line = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\n"
        "    fcntl.ioctl(line, termios.TIOCEXCL)\n"
        "    os.write(line, b'AT\\r')\n"
        "    while b'OK' not in os.read(line, 100): pass\n"
        "    os.close(line)\n"
    )
    if os.geteuid() != 0:
        program = program.replace("os.setuid(65534)\n", "")
    device = one.ports[0].device
    device.chmod(0o666)

    subprocess.run([sys.executable, "-c", program, str(device)], check=True, timeout=20)


def test_a_text_goes_out_and_one_comes_in(one: SimulatedModems) -> None:
    modem = one.modems[0]
    with closing(opened(one.ports[0].path)) as port:
        ask(port, b"AT+CNMI=2,1,0,0,0")

        assert b"\r\n+CMGS: 1\r\n" in send(port, ANNA, "Hello €")
        one.network.send(ANNA, modem.card.number, "Hi!")

        assert port.read_until(b'"SM",1\r\n') == b'\r\n+CMTI: "SM",1\r\n'
    assert [text.text for text in one.network.texts(ANNA)] == ["Hello €"]


def test_air_time_is_kept(tmp_path: Path) -> None:
    air = timedelta(seconds=0.3)
    with SimulatedModems(1, air=air) as simulated, closing(opened(simulated.ports[0].path)) as port:
        start = time.monotonic()

        send(port, ANNA, "Hello")

        assert time.monotonic() - start >= 0.3


def test_without_air_time_it_is_fast(one: SimulatedModems) -> None:
    with closing(opened(one.ports[0].path)) as port:
        ask(port, b"ATE0")
        start = time.monotonic()

        for _ in range(200):
            send(port, ANNA, "Hello")

        # A thousand a second are usual; one pause a text would show.
        assert time.monotonic() - start < 5


def test_four_modems_at_once_each_keep_their_air_time() -> None:
    with SimulatedModems(4, air=timedelta(seconds=0.2)) as simulated:

        def work(path: Path) -> None:
            with closing(opened(path)) as port:
                for _ in range(5):
                    send(port, ANNA, "Hello")

        threads = [threading.Thread(target=work, args=(port.path,)) for port in simulated.ports]
        start = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert time.monotonic() - start >= 1.0
        assert simulated.network.on_air_count == 20
        assert len({text.sender for text in simulated.network.texts()}) == 4


def test_nobody_who_reads_costs_neither_time_nor_memory() -> None:
    with SimulatedModems(
        1, profile=Profile(chatter="^RSSI:18" * 50, chatter_every=timedelta(milliseconds=1))
    ) as s:
        blocked = s.network.wait_until(lambda: s.ports[0].blocked, SOON)
        before = time.process_time(), time.monotonic()
        s.network.wait_until(lambda: False, timedelta(seconds=0.3))
        spent = (time.process_time() - before[0]) / (time.monotonic() - before[1])

    assert blocked
    assert spent < 0.5


def test_an_idle_modem_uses_no_processor(one: SimulatedModems) -> None:
    with closing(opened(one.ports[0].path)) as port:
        ask(port, b"AT")
        before = time.process_time()

        one.network.wait_until(lambda: False, timedelta(seconds=1))

        assert time.process_time() - before < 0.05


# --- plugs ----------------------------------------------------------------------------------------


def test_an_unplugged_modem_is_gone_and_comes_back_under_another_name(
    one: SimulatedModems, tmp_path: Path
) -> None:
    socket = one.ports[0]
    first = socket.device
    with closing(opened(socket.path)) as port:
        socket.unplug()

        assert not socket.plugged
        assert not os.path.lexists(tmp_path / "modem")
        with pytest.raises((OSError, serial.SerialException)):
            port.write(b"AT\r")
            port.read(1)

        # The client still holds the old line: the new one must have another name.
        socket.plug(tmp_path / "other")

    assert socket.device != first
    with closing(opened(tmp_path / "other")) as port:
        assert ask(port, b"AT").endswith(b"OK\r\n")


def test_a_port_can_vanish_in_mid_send_and_come_back_by_itself(one: SimulatedModems) -> None:
    fault = Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Unplug(back_after=timedelta(seconds=0.2)))
    one.modems[0].faults.add(fault)

    with closing(opened(one.ports[0].path)) as port, pytest.raises((OSError, serial.SerialException)):
        send(port, ANNA, "Hello")

    assert one.network.wait_until(lambda: one.ports[0].plugged, SOON)
    assert one.network.on_air_count == 1
    with closing(opened(one.ports[0].path)) as port:
        assert b"+CMGS: 2" in send(port, ANNA, "Hello again")


def test_what_was_said_before_a_fault_is_heard_before_it(one: SimulatedModems) -> None:
    fault = Fault(Moment.AFTER_CMGS, Unplug(back_after=timedelta(seconds=0.1)))
    one.modems[0].faults.add(fault)
    (pdu,) = submits(ANNA, "Hello")

    with closing(opened(one.ports[0].path)) as port:
        port.write(b"AT+CMGS=%d\r" % len(pdu.encode()))
        port.read_until(b"> ")
        port.write(b"00" + pdu.encode().hex().encode() + b"\x1a")
        one.network.wait_until(lambda: not one.ports[0].plugged, SOON)

    assert one.modems[0].journal.entries(Kind.ANSWER, "+CMGS: 1")
    assert not one.modems[0].journal.entries(Kind.ANSWER, "OK")


def test_a_vanishing_reboot_says_its_banner_on_the_new_line(one: SimulatedModems) -> None:
    one.modems[0].reboot(timedelta(seconds=0.1), vanishes=True)
    assert one.network.wait_until(lambda: one.ports[0].plugged, SOON)

    line = os.open(one.ports[0].path, os.O_RDWR | os.O_NOCTTY)
    try:
        assert os.read(line, 100).startswith(b"\r\nRDY\r\n")
    finally:
        os.close(line)


def test_a_file_in_the_place_of_a_link_is_not_touched(tmp_path: Path) -> None:
    mine = tmp_path / "modem"
    mine.write_text("mine")

    with pytest.raises(FileExistsError):
        SimulatedModems(1, links=[mine])

    assert mine.read_text() == "mine"


def test_an_old_link_is_replaced_and_gone_after_the_end(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    link.symlink_to("/dev/pts/nowhere")

    with SimulatedModems(1, links=[link]) as simulated:
        assert link.readlink() == simulated.ports[0].device

    assert not os.path.lexists(link)


def test_a_link_that_somebody_else_took_over_stays(tmp_path: Path) -> None:
    link = tmp_path / "modem"
    with SimulatedModems(1, links=[link]):
        link.unlink()
        link.symlink_to("/dev/null")

    assert link.readlink() == Path("/dev/null")


# --- modemsms simulate ----------------------------------------------------------------------------


def test_serving_tells_the_paths_and_ends_when_asked_to(tmp_path: Path) -> None:
    stop, told = threading.Event(), queue.SimpleQueue[str]()
    links = [tmp_path / "a", tmp_path / "b"]
    serving = threading.Thread(target=serve_until, args=(stop, 3, links), kwargs={"tell": told.put})
    serving.start()
    try:
        paths = [told.get(timeout=10) for _ in range(3)]
        with closing(opened(links[1])) as port:
            assert b"100002" in ask(port, b"AT+CNUM")
    finally:
        stop.set()
        serving.join(10)

    assert paths[:2] == [str(link) for link in links]
    assert paths[2].startswith("/dev/pts/")
    assert not serving.is_alive()
    assert not any(os.path.lexists(link) for link in links)
