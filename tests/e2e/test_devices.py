"""Devices as a shop plugs them in: a real daemon on a machine made of files, ptys and simulated phones."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.simulator.network import Network
from drivers.simulator.phone import AdbServer, SimulatedPhone
from drivers.simulator.simulate import SimulatedModems
from tests.drivers.discovery.tree import Gadget, Part, Tree
from tests.e2e.daemon import Daemon, wait_until

ANNA = "+491719999999"
AUTO = '[[modems]]\nname = "{name}"\nport = "auto"\nper_minute = 0\nper_hour = 0\n'
PROMISED = 2.0


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    made = Tree(tmp_path / "root")
    made.real_processes()
    return made


@pytest.fixture
def modems() -> Iterator[SimulatedModems]:
    with SimulatedModems(2, air=timedelta(milliseconds=20)) as simulated:
        yield simulated


def daemon_on(tree: Tree, blocks: str = "", **environ: str) -> Daemon:
    """A daemon on the machine *tree*."""
    directory = tree.root.parent
    # No adb of this machine has a part in it.
    without = {"MODEMSMS_ROOT": str(tree.root), "ADB_SERVER_SOCKET": "tcp:127.0.0.1:1"}
    return Daemon(directory, [], blocks=blocks, environ={**without, **environ})


def stick(simulated: SimulatedModems, which: int) -> Gadget:
    """A Quectel whose AT port is the *which*-th simulated modem."""
    return Gadget("2c7c:0125", [Part(2, tty=str(simulated.ports[which].path))], "EC25", "Quectel")


def state(daemon: Daemon, name: str) -> str:
    return next(str(m["state"]) for m in daemon.call("GET", "/modems").body["modems"] if m["name"] == name)


def imei(daemon: Daemon, name: str) -> str:
    return next(str(m["imei"]) for m in daemon.call("GET", "/modems").body["modems"] if m["name"] == name)


def devices(daemon: Daemon) -> list[dict[str, object]]:
    found: list[dict[str, object]] = daemon.call("GET", "/devices").body["devices"]
    return found


def test_a_stick_is_seen_within_two_seconds_and_gone_within_two(tree: Tree, modems: SimulatedModems) -> None:
    with daemon_on(tree) as daemon:
        plugged_at = time.monotonic()
        tree.plug("1-1", stick(modems, 0))
        wait_until(lambda: any("Quectel" in str(d["title"]) for d in devices(daemon)))
        seen_after = time.monotonic() - plugged_at

        pulled_at = time.monotonic()
        tree.unplug("1-1")
        wait_until(lambda: not devices(daemon))

        assert seen_after < PROMISED
        assert time.monotonic() - pulled_at < PROMISED


def test_auto_finds_the_modem_and_texts(tree: Tree, modems: SimulatedModems) -> None:
    with daemon_on(tree, AUTO.format(name="counter")) as daemon:
        assert state(daemon, "counter") in {"starting", "unavailable"}
        tree.plug("1-1", stick(modems, 0))
        daemon.ready(1)

        message = daemon.text(ANNA, "Hello")

        assert daemon.settled(message["id"], "sent", "delivered")["modem"] == "counter"
        assert [d["modems"] for d in devices(daemon)] == [["counter"]]


def test_two_sticks_keep_their_names_in_other_sockets_and_after_a_restart(
    tree: Tree, modems: SimulatedModems
) -> None:
    blocks = AUTO.format(name="first") + AUTO.format(name="second")
    tree.plug("1-1", stick(modems, 0))
    tree.plug("1-2", stick(modems, 1))
    with daemon_on(tree, blocks) as daemon:
        daemon.ready(2)
        before = {name: imei(daemon, name) for name in ("first", "second")}
        tree.unplug("1-1")
        tree.unplug("1-2")
        wait_until(lambda: not devices(daemon))
        modems.network.wait_until(lambda: False, within=timedelta(seconds=1))

        tree.plug("1-2", stick(modems, 0))
        tree.plug("1-1", stick(modems, 1))
        daemon.ready(2)
        wait_until(lambda: {name: imei(daemon, name) for name in before} == before)

        daemon.stop()
        tree.unplug("1-1")
        tree.unplug("1-2")
        tree.plug("1-1", stick(modems, 0))
        tree.plug("1-2", stick(modems, 1))
        daemon.start().ready(2)
        wait_until(lambda: {name: imei(daemon, name) for name in before} == before)


def test_a_code_is_dialled_by_program_and_by_command(tmp_path: Path, modems: SimulatedModems) -> None:
    with Daemon(tmp_path, [modems.ports[0].path]) as daemon:
        daemon.ready()

        answer = daemon.call("POST", "/modems/modem1/ussd", {"code": "*100#"})
        assert answer.status == 200, answer
        assert answer.body["text"]
        assert answer.body["open"] is False

        shown = daemon.run(*daemon.on_this_data("ussd", "modem1", "*100#"))
        assert (shown.returncode, shown.stdout.strip()) == (0, answer.body["text"])

        menu = daemon.call("POST", "/modems/modem1/ussd", {"code": "*101#"})
        assert menu.body["open"] is True
        chosen = daemon.call("POST", "/modems/modem1/ussd", {"code": "1"})
        assert chosen.status == 200


def test_a_wrong_code_is_told_at_its_field(tmp_path: Path, modems: SimulatedModems) -> None:
    with Daemon(tmp_path, [modems.ports[0].path]) as daemon:
        daemon.ready()

        refused = daemon.call("POST", "/modems/modem1/ussd", {"code": "hello"})

        assert (refused.status, refused.body["error"]["field"]) == (422, "code")
        assert daemon.call("POST", "/modems/nobody/ussd", {"code": "*100#"}).status == 404


def test_a_call_blocks_no_text_and_is_no_text(tmp_path: Path, modems: SimulatedModems) -> None:
    with Daemon(tmp_path, [modems.ports[0].path]) as daemon:
        daemon.ready()
        modems.network.call(ANNA, modems.modems[0].number or "")

        message = daemon.text(ANNA, "Hello")

        assert daemon.settled(message["id"], "sent", "delivered")
        assert daemon.messages(direction="inbound") == []


def test_what_is_plugged_in_is_in_the_json_of_the_command(tree: Tree, modems: SimulatedModems) -> None:
    tree.plug("1-1", stick(modems, 0))
    with daemon_on(tree) as daemon:
        wait_until(lambda: any(d["port"] for d in devices(daemon)))

        shown = json.loads(daemon.run(*daemon.on_this_data("modems", "--json")).stdout)

        assert shown["modems"] == []
        assert shown["devices"][0]["driver"] == "at"


def test_a_phone_on_the_cable_texts_and_hears(tree: Tree) -> None:
    network = Network()
    phone = SimulatedPhone(network, serial="R58M12ABCDE", password="secret12", air=timedelta(milliseconds=20))
    server = AdbServer()
    server.attach(phone)
    phone.tap_online()
    block = (
        '[[modems]]\nname = "phone"\ndriver = "android"\nport = "R58M12ABCDE"\npassword = "secret12"\n'
        "per_minute = 0\nper_hour = 0\n"
    )
    adb = {"ADB_SERVER_SOCKET": f"tcp:127.0.0.1:{server.port}"}
    try:
        with daemon_on(tree, block, **adb) as daemon:
            daemon.ready(1)
            message = daemon.text(ANNA, "Hello from the shop")
            assert daemon.settled(message["id"], "sent", "delivered")["modem"] == "phone"

            received_at = time.monotonic()
            phone.receive(ANNA, "Are you open?")
            wait_until(lambda: bool(daemon.messages(direction="inbound")))
            took = time.monotonic() - received_at

            assert [m["text"] for m in daemon.messages(direction="inbound")] == ["Are you open?"]
            assert took < 3
    finally:
        server.close()
        phone.close()
