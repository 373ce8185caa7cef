"""The client of the adb server: on the simulated one, on Debian's own, and on what is none."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.android.adb import Adb, block_of, listed
from drivers.android.adb_server import pick
from drivers.android.address import Address, adb_server, gateway
from drivers.android.doctor import examine
from drivers.android.phone import AndroidPhone
from modemsms.driver import DeviceSettings, ModemSettings, StateChanged
from modemsms.errors import ModemUnavailable
from tests.drivers.android.world import SERIAL, World
from tests.drivers.rigs import hear

needs_adb = pytest.mark.skipif(shutil.which("adb") is None, reason="Debian's adb is not installed")


def client(surroundings: World) -> Adb:
    return Adb(Address("127.0.0.1", surroundings.adb.port))


@pytest.fixture
def environment(unused_port: int, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where Debian's adb may run a server of its own."""
    environ = {
        **os.environ,
        "ANDROID_ADB_SERVER_PORT": str(unused_port),
        "HOME": str(tmp_path),
        "ADB_MDNS": "0",
    }
    yield environ
    if shutil.which("adb"):
        subprocess.run(["adb", "kill-server"], env=environ, timeout=20, check=False)


@needs_adb
def test_the_server_is_started_and_followed_when_none_runs(environment: dict[str, str]) -> None:
    settings = DeviceSettings("android", "auto", (ModemSettings("counter"),))
    driver = AndroidPhone(settings, environ=environment)

    events = hear(
        driver,
        lambda e: isinstance(e, StateChanged) and e.code == "phone_missing",
        timedelta(seconds=30),
    )
    driver.close()

    assert events
    assert Adb(adb_server(environment)).version() == 41


@needs_adb
def test_the_doctor_starts_the_server_and_finds_no_phone(environment: dict[str, str]) -> None:
    steps = examine("auto", environ=environment)

    assert steps[0].state == "needed"
    assert "USB debugging" in steps[0].sentence


@needs_adb
def test_a_forward_to_a_phone_that_is_not_there_is_explained(environment: dict[str, str]) -> None:
    examine("auto", environ=environment)

    with pytest.raises(ModemUnavailable) as refused:
        Adb(adb_server(environment)).forward("NOSUCH", 8080)

    assert refused.value.cause.code == "phone_missing"


def test_forwards_and_reverses_come_and_go(ready_world: World) -> None:
    adb = client(ready_world)

    port = adb.forward(SERIAL, 8080)
    adb.reverse(SERIAL, 4711, port)
    assert adb.forwards(SERIAL)[port] == 8080
    assert adb.reverses(SERIAL)[4711] == port
    adb.kill_forward(SERIAL, port)
    adb.kill_reverse(SERIAL, 4711)

    assert port not in adb.forwards(SERIAL)
    assert 4711 not in adb.reverses(SERIAL)


def test_a_shell_command_gives_what_it_prints(ready_world: World) -> None:
    assert client(ready_world).shell(SERIAL, "getprop ro.serialno").strip() == SERIAL


def test_the_driver_takes_its_ways_away_when_it_is_closed(ready_world: World) -> None:
    ready_world.driver.close()

    assert not client(ready_world).forwards(SERIAL)
    assert not ready_world.phone.reverses


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, "127.0.0.1:5037"),
        ({"ANDROID_ADB_SERVER_PORT": "6000"}, "127.0.0.1:6000"),
        ({"ADB_SERVER_SOCKET": "tcp:6001", "ANDROID_ADB_SERVER_PORT": "6000"}, "127.0.0.1:6001"),
        ({"ADB_SERVER_SOCKET": "tcp:pi.local:6002"}, "pi.local:6002"),
        ({"ADB_SERVER_SOCKET": "tcp:[::1]:6003"}, "[::1]:6003"),
    ],
)
def test_the_server_is_where_the_environment_says(environ: dict[str, str], address: str) -> None:
    assert str(adb_server(environ)) == address


@pytest.mark.parametrize(
    "environ",
    [{"ADB_SERVER_SOCKET": "localfilesystem:/tmp/adb"}, {"ANDROID_ADB_SERVER_PORT": "many"}],
)
def test_an_environment_that_makes_no_sense_is_told(environ: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="ADB"):
        adb_server(environ)


@pytest.mark.parametrize("url", ["http://", "https://phone:8080", "http://phone:99999", "192.168.42.129"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(ValueError, match="Write it like http"):
        gateway(url)


def test_the_list_of_phones_is_read_as_servers_write_it() -> None:
    rows = b"R58M12\tdevice\n????????????\tno permissions (user in plugdev group); see [http://x]\n"

    phones = listed(rows)

    assert [phone.serial for phone in phones] == ["R58M12", "????????????"]
    assert pick("R58M12", phones) == "R58M12"
    with pytest.raises(ModemUnavailable) as refused:
        pick("????????????", phones)
    assert refused.value.cause.code == "phone_no_permissions"


def test_blocks_of_the_stream_are_cut_where_they_end() -> None:
    assert block_of(b"00") == (None, b"00")
    assert block_of(b"0003abc0001") == (b"abc", b"0001")
    with pytest.raises(ModemUnavailable):
        block_of(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "said", [b"OKAY0004zzzz", b"OKAY-001", b"OKAY0x0f", b"OKAY0000", b"FAILxxxx", b"", b"OKAY"]
)
def test_a_server_that_talks_nonsense_is_told_in_a_sentence(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:

        def answer() -> None:
            connection, _ = foreign.accept()
            with connection:
                connection.recv(100)
                connection.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(ModemUnavailable) as told:
            Adb(Address("127.0.0.1", foreign.getsockname()[1])).version()
        thread.join()

    assert told.value.cause.sentence.endswith(".")


def test_a_phone_whose_serial_is_no_serial_is_not_listed() -> None:
    assert [phone.serial for phone in listed(b"R58M12\tdevice\nevil \xe2\x80\xae\tdevice\n\tdevice\n")] == [
        "R58M12"
    ]
