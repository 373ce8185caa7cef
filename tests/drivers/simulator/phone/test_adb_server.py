"""The adb server, spoken to as a driver does it: by its socket."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers.simulator.phone import AdbServer
from drivers.simulator.phone.adb.protocol import receive
from drivers.simulator.phone.adb.shell import Packet
from drivers.simulator.phone.faults import Slow
from tests.drivers.simulator.phone.handset import Handset


class Client:
    """One connection to an adb server."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def ask(self, request: str) -> bytes:
        """Send a request; the four letters that come first."""
        self.connection.sendall(b"%04x" % len(request) + request.encode())
        return receive(self.connection, 4)

    def text(self) -> str:
        """A text with its length in front."""
        return receive(self.connection, int(receive(self.connection, 4), 16)).decode()

    def rest(self) -> bytes:
        """All to the end."""
        data = b""
        while piece := self.connection.recv(65536):
            data += piece
        return data


@contextmanager
def talking(adb: AdbServer) -> Iterator[Client]:
    with socket.create_connection(("127.0.0.1", adb.port), 5) as connection:
        yield Client(connection)


def unpacked(data: bytes) -> Iterator[tuple[Packet, bytes]]:
    while data:
        end = 5 + int.from_bytes(data[1:5], "little")
        yield Packet(data[0]), data[5:end]
        data = data[end:]


def failure(adb: AdbServer, *requests: str) -> str:
    """What adb says to the last of *requests*, which it refuses."""
    with talking(adb) as client:
        for request in requests[:-1]:
            assert client.ask(request) == b"OKAY"
        assert client.ask(requests[-1]) == b"FAIL"
        return client.text()


def test_the_version_is_what_one_sets() -> None:
    with AdbServer(version=0x1234) as adb, talking(adb) as client:
        assert client.ask("host:version") == b"OKAY"
        assert client.text() == "1234"


def test_changes_of_devices_are_told_at_once(adb: AdbServer, handset: Handset) -> None:
    with talking(adb) as client:
        assert client.ask("host:track-devices") == b"OKAY"
        assert client.text() == "R58M1\tdevice\n"

        adb.set_state(handset.phone, "offline")
        assert client.text() == "R58M1\toffline\n"
        handset.phone.unplug()
        assert client.text() == ""
        handset.phone.plug_in()
        assert client.text() == "R58M1\toffline\n"
        adb.set_state(handset.phone, "device")
        assert client.text() == "R58M1\tdevice\n"
        adb.detach(handset.phone)
        assert client.text() == ""


def test_a_device_is_named_by_serial_or_transport(adb: AdbServer) -> None:
    for request in ("host:transport:R58M1", "host:transport-any", "host:transport-id:1"):
        with talking(adb) as client:
            assert client.ask(request) == b"OKAY"
            assert client.ask("shell:getprop ro.serialno") == b"OKAY"
            assert client.rest() == b"R58M1\n"

    with talking(adb) as client:
        assert client.ask("host:tport:serial:R58M1") == b"OKAY"
        assert receive(client.connection, 8) == (1).to_bytes(8, "little")


def test_a_serial_may_hold_a_colon() -> None:
    handset = Handset(serial="192.168.1.7:5555")
    with AdbServer() as adb:
        adb.attach(handset.phone)
        with talking(adb) as client:
            assert client.ask("host-serial:192.168.1.7:5555:get-state") == b"OKAY"
            assert client.text() == "device"
    handset.close()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unauthorized", "device unauthorized."),
        ("offline", "device offline"),
        ("no permissions", "insufficient permissions"),
    ],
)
def test_a_phone_that_is_not_ready_says_why(adb: AdbServer, handset: Handset, state: str, words: str) -> None:
    adb.set_state(handset.phone, state)

    assert failure(adb, "host:transport:R58M1").startswith(words)
    assert failure(adb, "host-serial:R58M1:forward:tcp:0;tcp:8080").startswith(words)


def test_what_does_not_exist_is_refused(adb: AdbServer) -> None:
    assert failure(adb, "host:transport:other") == "device 'other' not found"
    assert "unknown host service" in failure(adb, "host:nonsense")
    assert "unknown host service" in failure(adb, "shell:ls")
    assert failure(adb, "host:transport-any", "nonsense:") == "closed"
    assert "bad forward" in failure(adb, "host-serial:R58M1:forward:tcp:1")
    assert "unknown socket" in failure(adb, "host-serial:R58M1:forward:tcp:99999;tcp:1")


def test_a_forward_and_a_reverse_are_okay_twice_and_tell_their_port(adb: AdbServer) -> None:
    with talking(adb) as client:
        assert client.ask("host-serial:R58M1:forward:tcp:0;tcp:8080") == b"OKAY"
        assert receive(client.connection, 4) == b"OKAY"
        port = int(client.text())
    with talking(adb) as client:
        assert client.ask("host-serial:R58M1:list-forward") == b"OKAY"
        assert client.text() == f"R58M1 tcp:{port} tcp:8080\n"
    with talking(adb) as client:
        assert client.ask("host:transport:R58M1") == b"OKAY"
        assert client.ask("reverse:forward:tcp:9876;tcp:8088") == b"OKAY"
        assert client.rest() == b"OKAY"
    with talking(adb) as client:
        assert client.ask("host:transport:R58M1") == b"OKAY"
        assert client.ask("reverse:list-forward") == b"OKAY"
        assert client.text() == "UsbFfs tcp:9876 tcp:8088\n"


def test_the_shell_in_packets(adb: AdbServer) -> None:
    with talking(adb) as client:
        client.ask("host:transport:R58M1")
        assert client.ask("shell,v2,raw:echo out; nonsense; exit 3") == b"OKAY"
        packets = list(unpacked(client.rest()))

    assert packets[0] == (Packet.STDOUT, b"out\n")
    assert packets[1][0] is Packet.STDERR
    assert packets[2] == (Packet.EXIT, b"\x03")


def test_a_session_is_a_script(adb: AdbServer) -> None:
    with talking(adb) as client:
        client.ask("host:transport:R58M1")
        assert client.ask("shell:") == b"OKAY"
        client.connection.sendall(b"getprop ro.serialno\nexit\n")

        assert b"R58M1" in client.rest()


def test_a_forward_to_a_dead_app_opens_and_closes(adb: AdbServer, handset: Handset) -> None:
    with talking(adb) as client:
        client.ask("host-serial:R58M1:forward:tcp:0;tcp:8080")
        receive(client.connection, 4)
        port = int(client.text())
    handset.phone.kill_app()

    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        assert connection.recv(1) == b""


def test_unplugging_cuts_what_is_in_the_air(adb: AdbServer, handset: Handset) -> None:
    with talking(adb) as client:
        client.ask("host-serial:R58M1:forward:tcp:0;tcp:8080")
        receive(client.connection, 4)
        port = int(client.text())
    handset.phone.faults.answer(Slow(None))

    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\n\r\n")
        assert handset.phone.wait_until(lambda: len(handset.phone.requests) == 1)
        handset.phone.unplug()

        try:
            cut = connection.recv(1) == b""
        except ConnectionResetError:
            cut = True
        assert cut
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 5)


def test_a_port_of_the_phone_can_be_talked_to_directly(adb: AdbServer) -> None:
    with talking(adb) as client:
        client.ask("host:transport:R58M1")
        assert client.ask("tcp:8080") == b"OKAY"
        client.connection.sendall(b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n")

        assert client.rest().startswith(b"HTTP/1.1 500")
    assert failure(adb, "host:transport:R58M1", "tcp:9") == "closed"


@pytest.mark.parametrize("junk", [b"", b"zzzz", b"0005ho", b"GET / HTTP/1.1\r\n\r\n", b"ffff"])
def test_junk_from_a_client_is_survived(adb: AdbServer, junk: bytes) -> None:
    with talking(adb) as client:
        client.connection.sendall(junk)

    with talking(adb) as client:
        assert client.ask("host:version") == b"OKAY"
