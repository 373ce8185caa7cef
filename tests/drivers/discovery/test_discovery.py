"""Discovery from outside: devices plugged into a tree of files, modems behind ptys, and what is told of them."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from drivers.simulator.simulate import SimulatedModems
from modemsms.devices import Found, Kind
from tests.drivers.at.test_transport import OPEN, other_program
from tests.drivers.discovery.lines import Line
from tests.drivers.discovery.scene import PROMISED, Scene
from tests.drivers.discovery.tree import (
    ACM,
    ADB,
    CD,
    ETHERNET,
    PICTURES,
    RNDIS,
    Gadget,
    Part,
    Tree,
    four_ports,
    tool,
)
from tests.e2e.daemon import wait_until

Lines = Callable[[], Line]


def has_port(found: Found) -> bool:
    return found.port is not None


def test_an_ec25_is_found_by_its_third_port(
    scene: Scene, tree: Tree, modems: SimulatedModems, lines: Lines
) -> None:
    deaf = lines()
    scene.start()

    tree.plug("1-1.2", Gadget("2c7c:0125", four_ports(str(modems.ports[0].path), deaf.path), serial="AB12CD"))
    found = scene.one(has_port)

    assert (found.kind, found.driver, found.imei) == (Kind.MODEM, "at", modems.modems[0].imei)
    assert found.port is not None
    assert found.port.endswith("/dev/serial/by-id/usb-2c7c_0125_AB12CD-if02-port0")
    assert [port.is_at for port in found.ports] == [False, False, True, True]
    assert deaf.heard() == b""


def test_a_stick_nobody_listed_is_found_by_asking_its_ports_in_turn(
    scene: Scene, tree: Tree, modems: SimulatedModems, lines: Lines
) -> None:
    silent = lines()
    scene.start()

    tree.plug("1-1", Gadget("12d1:9999", [Part(0, tty=silent.path), Part(1, tty=str(modems.ports[0].path))]))
    found = scene.one(has_port)

    assert found.imei == modems.modems[0].imei
    assert [port.is_at for port in found.ports] == [False, True]


def test_what_is_plugged_in_and_pulled_out_is_told_at_once(
    scene: Scene, tree: Tree, modems: SimulatedModems
) -> None:
    scene.start()

    plugged_at = time.monotonic()
    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=str(modems.ports[0].path))]))
    scene.one(lambda found: "Looking" in found.sentence, PROMISED)
    scene.one(has_port, PROMISED)
    known_after = time.monotonic() - plugged_at
    pulled_at = time.monotonic()
    tree.unplug("1-1")
    scene.until(lambda found: not found, PROMISED)

    assert known_after < PROMISED
    assert time.monotonic() - pulled_at < PROMISED


def test_the_ports_of_one_stick_come_as_one_thing(scene: Scene, tree: Tree, lines: Lines) -> None:
    scene.start()

    tree.plug("1-1", Gadget("2c7c:0125", [Part(number, tty=lines().path) for number in range(4)]))
    scene.one(lambda found: len(found.ports) == 4)

    assert [len(found) for _, found in scene.told] == [0, *[1] * (len(scene.told) - 1)]
    assert {len(told.ports) for _, found in scene.told for told in found} == {4}


def test_a_stick_that_cannot_be_looked_at_ends_no_looking(
    scene: Scene, tree: Tree, modems: SimulatedModems, caplog: pytest.LogCaptureFixture
) -> None:
    scene.start()
    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=f"/{'x' * 300}")]))
    wait_until(lambda: "look_failed" in caplog.text)
    tree.plug("1-2", Gadget("12d1:1506", [Part(2, tty=str(modems.ports[0].path))], "Mobile"))

    tree.unplug("1-1")

    assert scene.one(lambda found: found.imei is not None).usb_id == "12d1:1506"


def test_two_sticks_without_serial_number_are_told_apart_by_socket(
    scene: Scene, tree: Tree, modems: SimulatedModems
) -> None:
    scene.start()

    for socket, port in zip(("1-1.1", "1-1.2"), modems.ports, strict=False):
        tree.plug(socket, Gadget("19d2:0031", [Part(1, tty=str(port.path))], product="ZTE WCDMA"))
    found = scene.until(lambda found: len(found) == 2 and all(map(has_port, found)))

    assert [each.imei for each in found] == [modem.imei for modem in modems.modems[:2]]
    assert [(each.port or "").rpartition("/")[2] for each in found] == [
        "platform-usb-0:1.1:1.1-port0",
        "platform-usb-0:1.2:1.1-port0",
    ]


def test_one_serial_number_burnt_into_every_stick_names_none_of_them(
    scene: Scene, tree: Tree, modems: SimulatedModems
) -> None:
    scene.start()

    for socket, port in zip(("1-1.1", "1-1.2"), modems.ports, strict=False):
        tree.plug(socket, Gadget("1c9e:9000", [Part(3, tty=str(port.path))], serial="A1B2C3D4"))
    found = scene.until(lambda found: len(found) == 2 and all(map(has_port, found)))

    assert all("/by-path/" in (each.port or "") for each in found)


def test_a_receipt_printer_behind_an_adapter_is_never_written_to(
    scene: Scene, tree: Tree, lines: Lines
) -> None:
    printer, board = lines(), lines()
    scene.start()

    tree.plug("1-1.3", Gadget("1a86:7523", [Part(0, driver="ch341", tty=printer.path)], product="USB Serial"))
    tree.plug("1-1.4", Gadget("2341:0043", [Part(0, ACM, "cdc_acm", tty=board.path)]))
    tree.plug("1-1.5", Gadget("9999:0001", [Part(0, ACM, "cdc_acm", tty=printer.path)]))
    found = scene.until(lambda found: len(found) == 3)

    assert [each.kind for each in found] == [Kind.ADAPTER, Kind.OTHER, Kind.ADAPTER]
    assert [each.can_look for each in found] == [True, False, True]
    # Longer than any asking begins after the plug.
    assert printer.heard(within=1.5) == board.heard() == b""


def test_behind_an_adapter_it_is_looked_when_the_owner_asks(
    scene: Scene, tree: Tree, modems: SimulatedModems
) -> None:
    discovery = scene.start()
    tree.plug("1-1.3", Gadget("1a86:7523", [Part(0, driver="ch341", tty=str(modems.ports[0].path))]))
    scene.one(lambda found: found.can_look)

    found = discovery.look("usb-1-1.3")

    assert isinstance(found, Found)
    assert (found.kind, found.driver, found.imei) == (Kind.MODEM, "at", modems.modems[0].imei)
    assert discovery.found() == (found,)
    assert discovery.look("usb-9-9") == "It is not plugged in any more."


def test_a_line_with_nothing_behind_it_says_so_after_the_look(
    scene: Scene, tree: Tree, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.discovery.probe._ANSWER_WITHIN", 0.05)
    discovery = scene.start()
    silent = lines()
    tree.uart("ttyAMA0", silent.path, alias="serial0")
    discovery.refresh()
    uart = scene.one(lambda found: found.can_look)
    assert silent.heard() == b""

    found = discovery.look(uart.key)

    assert uart.ports[0].name.endswith("/dev/serial0")
    assert isinstance(found, Found)
    assert "Nothing behind it answers like a modem" in found.sentence
    assert silent.heard().startswith(b"AT\r")


def test_a_port_that_another_program_holds_is_not_opened(
    scene: Scene, tree: Tree, modems: SimulatedModems
) -> None:
    tree.real_processes()
    port = str(modems.ports[0].path)
    discovery = scene.start()

    with other_program(OPEN, port) as (program, _):
        tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=port)]))
        found = scene.one(lambda found: bool(found.ports))

        assert found.ports[0].holders[0].pid == program.pid
        assert f"(process {program.pid})" in found.sentence
        assert "modemsms doctor" in found.needs
        refusal = discovery.look(found.key)
        assert isinstance(refusal, str)
        assert "in use by" in refusal
    discovery.refresh()

    assert scene.one(lambda found: found.imei is not None).port is not None


def test_a_lock_file_holds_a_port_as_well(scene: Scene, tree: Tree, lines: Lines) -> None:
    (tree.root / "proc/4711").mkdir()
    (tree.root / "proc/4711/comm").write_text("gammu-smsd\n")
    (tree.root / "run/lock/LCK..ttyUSB0").write_text("      4711\n")
    stick = lines()
    scene.start()

    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=stick.path)]))
    found = scene.one(lambda found: bool(found.ports))

    assert "gammu-smsd (process 4711)" in found.sentence
    assert stick.heard(within=1.0) == b""


def test_a_port_of_ours_is_not_asked(scene: Scene, tree: Tree, lines: Lines) -> None:
    stick = lines()
    scene.claimed = frozenset({str(tree.root / "dev/ttyUSB0")})
    discovery = scene.start()

    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=stick.path)]))
    found = scene.one(has_port)

    assert "in use here" in found.sentence
    assert stick.heard(within=1.0) == b""
    assert discovery.look(found.key) == "It is in use here already."


def test_a_port_that_streams_positions_is_no_at_port(
    scene: Scene, tree: Tree, modems: SimulatedModems, lines: Lines
) -> None:
    gps = lines()
    gps.stream(b"$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n", every=0.05)
    scene.start()

    tree.plug("1-1", Gadget("05c6:9999", [Part(0, tty=gps.path), Part(1, tty=str(modems.ports[0].path))]))
    found = scene.one(has_port)

    assert [port.is_at for port in found.ports] == [False, True]
    assert gps.heard() == b""


def test_a_diagnostic_port_is_no_at_port(
    scene: Scene, tree: Tree, modems: SimulatedModems, lines: Lines
) -> None:
    diagnostics = lines()
    diagnostics.stream(b"\x10\x00\x13\x9a\x7e", every=0.05)
    scene.start()

    tree.plug(
        "1-1", Gadget("05c6:9999", [Part(0, tty=diagnostics.path), Part(1, tty=str(modems.ports[0].path))])
    )
    found = scene.one(has_port)

    assert [port.is_at for port in found.ports] == [False, True]
    assert diagnostics.heard() == b""


def test_a_known_modem_that_is_silent_is_offered_all_the_same(
    scene: Scene, tree: Tree, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drivers.discovery.probe._ANSWER_WITHIN", 0.05)
    scene.start()

    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=lines().path), Part(3, tty=lines().path)]))
    found = scene.one(lambda found: "does not answer yet" in found.sentence)

    assert found.driver == "at"
    assert (found.port or "").endswith(":1.2-port0")
    assert found.can_look


def test_a_stick_pulled_out_while_it_is_asked_is_gone(scene: Scene, tree: Tree, lines: Lines) -> None:
    stick = lines()
    scene.start()
    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=stick.path)]))
    assert stick.heard(within=5.0) == b"AT\r"

    stick.close()
    tree.unplug("1-1")

    assert scene.until(lambda found: not found) == ()


@pytest.mark.parametrize(
    ("gadget", "kind", "words"),
    [
        (Gadget("12d1:14dc", [Part(0, ETHERNET, "cdc_ether", card="eth1")]), Kind.NETWORK_STICK, "HiLink"),
        (Gadget("19d2:1405", [Part(0, ETHERNET, "cdc_ether", card="usb0")]), Kind.NETWORK_STICK, "stick"),
        (Gadget("12d1:1446", [Part(0, CD, "usb-storage")]), Kind.STORAGE, "usb-modeswitch"),
        (Gadget("12d1:1f01", [Part(0, CD, "usb-storage")]), Kind.STORAGE, "usb-modeswitch"),
        (Gadget("19d2:2000", [Part(0, CD, "usb-storage")]), Kind.STORAGE, "usb-modeswitch"),
        (Gadget("18d1:4ee1", [Part(0, PICTURES, "")]), Kind.PHONE, "USB debugging"),
        (Gadget("04e8:6860", [Part(0, ACM, "cdc_acm", tty="/dev/null")]), Kind.PHONE, "gateway app"),
        (Gadget("18d1:4ee7", [Part(0, ADB, "")], serial="X1"), Kind.PHONE, "apt install adb"),
    ],
    ids=lambda value: value.usb_id if isinstance(value, Gadget) else "",
)
def test_what_cannot_text_as_it_is_says_what_it_needs(
    scene: Scene, tree: Tree, gadget: Gadget, kind: Kind, words: str
) -> None:
    scene.start()  # Q62, Q79

    tree.plug("1-1", gadget)
    found = scene.one(lambda _: True)

    assert found.kind is kind
    assert words in found.needs
    assert found.port is None


def test_a_stick_on_cd_with_usb_modeswitch_installed_is_to_be_replugged(scene: Scene, tree: Tree) -> None:
    tool(tree.root / "usr/sbin", "usb_modeswitch", "exit 0")
    scene.start()

    tree.plug("1-1", Gadget("12d1:1446", [Part(0, CD, "usb-storage")]))

    assert "plug it in again" in scene.one(lambda _: True).needs


def test_a_keyboard_and_a_disk_are_not_told(scene: Scene, tree: Tree, modems: SimulatedModems) -> None:
    scene.start()

    tree.plug("1-1", Gadget("046d:c31c", [Part(0, (3, 1, 1), "usbhid")]))
    tree.plug("1-2", Gadget("0781:5567", [Part(0, CD, "usb-storage")]))
    tree.plug("1-3", Gadget("0bda:8153", [Part(0, ETHERNET, "cdc_ether", card="eth1")]))
    tree.plug("1-4", Gadget("2c7c:0125", [Part(2, tty=str(modems.ports[0].path))]))

    assert scene.one(has_port).usb_id == "2c7c:0125"


def test_a_phone_that_shares_its_network_has_an_address(scene: Scene, tree: Tree) -> None:
    discovery = scene.start()
    phone = Gadget("18d1:4ee3", [Part(0, RNDIS, "rndis_host", card="usb0")], product="Pixel 6")

    tree.plug("1-1", phone)
    assert "no address yet" in scene.one(lambda _: True).needs
    tree.route("usb0", "192.168.42.129")
    discovery.refresh()
    found = scene.one(has_port)

    assert (found.kind, found.driver, found.port) == (Kind.PHONE, "android", "http://192.168.42.129:8080")
    assert found.title == "Google Pixel 6"


def test_an_old_phone_with_a_cable_is_for_gammu(scene: Scene, tree: Tree, modems: SimulatedModems) -> None:
    scene.start()

    tree.plug("1-1", Gadget("0421:00ab", [Part(1, ACM, "cdc_acm", tty=str(modems.ports[0].path))]))
    found = scene.one(lambda found: found.imei is not None)

    assert (found.kind, found.driver) == (Kind.FEATURE_PHONE, "gammu")


def test_closing_ends_what_is_being_asked(scene: Scene, tree: Tree, lines: Lines) -> None:
    stick = lines()
    discovery = scene.start()
    tree.plug("1-1", Gadget("2c7c:0125", [Part(2, tty=stick.path)]))
    stick.heard(within=5.0)

    began = time.monotonic()
    discovery.close()

    assert time.monotonic() - began < 0.5
