"""Android phones on adb: their state in plain words, and a server that is started only for a phone."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator

import pytest

from drivers.discovery.routes import gateways
from modemsms.devices import Kind
from tests.drivers.discovery.adb_peer import AdbPeer
from tests.drivers.discovery.scene import PATIENCE, PROMISED, Scene
from tests.drivers.discovery.tree import ADB, PICTURES, RNDIS, Gadget, Part, Tree, tool

PIXEL = Gadget("18d1:4ee7", [Part(0, PICTURES, ""), Part(1, ADB, "")], product="Pixel 6", serial="1A2B3C")


@pytest.fixture
def adb(scene: Scene) -> Iterator[AdbPeer]:
    """An adb server with no phone."""
    peer = AdbPeer()
    scene.environ["ANDROID_ADB_SERVER_PORT"] = str(peer.port)
    yield peer
    peer.close()


def test_a_phone_on_adb_is_told_by_its_serial_number(scene: Scene, tree: Tree, adb: AdbPeer) -> None:
    scene.start()

    tree.plug("1-1", PIXEL)
    adb.lists("1A2B3C device")
    found = scene.one(lambda found: found.port is not None, PROMISED)

    assert (found.kind, found.driver, found.port) == (Kind.PHONE, "android", "1A2B3C")
    assert (found.key, found.title, found.needs) == ("usb-1-1", "Google Pixel 6", "")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unauthorized", "tap Allow"),
        ("offline", "plug it in again"),
        ("no permissions (user in plugdev group; are your udev rules wrong?)", "plugdev"),
        ("recovery", "Restart it"),
    ],
)
def test_the_state_of_a_phone_says_what_to_do(
    scene: Scene, tree: Tree, adb: AdbPeer, state: str, words: str
) -> None:
    scene.start()
    tree.plug("1-1", PIXEL)

    adb.lists(f"1A2B3C {state}")
    assert words in scene.one(lambda found: found.port is not None).needs
    adb.lists("1A2B3C device")

    assert scene.one(lambda found: not found.needs, PROMISED).port == "1A2B3C"


def test_two_phones_with_one_serial_number_are_explained(scene: Scene, tree: Tree, adb: AdbPeer) -> None:
    scene.start()
    tree.plug("1-1", PIXEL)
    tree.plug("1-2", PIXEL)

    adb.lists("1A2B3C device", "1A2B3C device")
    found = scene.until(lambda found: len(found) == 2 and all("same serial" in each.needs for each in found))

    assert [each.port for each in found] == [None, None]


def test_a_phone_on_adb_by_the_network_is_told_as_well(scene: Scene, adb: AdbPeer) -> None:
    adb.lists("192.168.1.7:5555 device")
    scene.start()

    found = scene.one(lambda found: found.port is not None)

    assert (found.key, found.port) == ("adb-192.168.1.7:5555", "192.168.1.7:5555")


def test_a_server_that_dies_takes_the_states_with_it_and_comes_back(
    scene: Scene, tree: Tree, adb: AdbPeer
) -> None:
    adb.lists("1A2B3C device")
    scene.start()
    tree.plug("1-1", PIXEL)
    scene.one(lambda found: found.port is not None)

    adb.close()

    assert "apt install adb" in scene.one(lambda found: found.port is None, PROMISED).needs


def test_a_server_is_started_for_a_phone_and_for_nothing_else(scene: Scene, tree: Tree) -> None:
    started = scene.programs / "started"
    os.mkfifo(started)
    starts = os.open(started, os.O_RDONLY | os.O_NONBLOCK)
    tool(scene.programs, "adb", f'[ "$1" = start-server ] && echo "$@" > {started}')
    scene.start()
    tree.plug("1-1", Gadget("18d1:4ee1", [Part(0, PICTURES, "")], serial="1A2B3C"))
    scene.one(lambda found: bool(found.needs))
    assert select.select([starts], [], [], 0)[0] == []

    tree.unplug("1-1")
    tree.plug("1-1", PIXEL)
    scene.one(lambda found: not found.needs)

    assert select.select([starts], [], [], PATIENCE)[0] == [starts]
    assert os.read(starts, 100) == b"start-server\n"
    os.close(starts)


def test_a_cable_with_adb_goes_before_the_network_on_it(scene: Scene, tree: Tree, adb: AdbPeer) -> None:
    tree.route("usb0", "192.168.66.1")
    adb.lists("1A2B3C device")
    scene.start()

    tree.plug(
        "1-1",
        Gadget("18d1:4ee4", [Part(0, RNDIS, "rndis_host", card="usb0"), Part(2, ADB, "")], serial="1A2B3C"),
    )

    assert scene.one(lambda found: found.port is not None).port == "1A2B3C"


def test_without_a_default_route_the_only_neighbour_is_the_phone(tree: Tree) -> None:
    (tree.root / "proc/net/route").write_text(
        "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
        "usb0\t0037A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n"
        "usb1\t002AA8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\n"
    )
    (tree.root / "proc/net/arp").write_text(
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "192.168.55.13    0x1         0x2         02:50:f3:11:22:33     *        usb0\n"
    )

    assert gateways(tree.root, ["usb0", "usb1", "eth9"]) == {
        "usb0": "192.168.55.13",
        "usb1": "192.168.42.129",
    }
