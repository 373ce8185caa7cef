"""What is plugged in, and what the shop has named on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modemsms.devices import Found, FoundPort, Kind
from modemsms.driver import Identity, ModemState
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.store.messages import Reason
from tests.daemon.test_worker import full_disk
from tests.desk import Desk

STICK = Found(
    key="usb:1-1",
    kind=Kind.MODEM,
    title="Huawei E3531",
    sentence="A modem stick.",
    driver="at",
    port="/dev/serial/by-id/usb-HUAWEI-if00",
    ports=(FoundPort("/dev/ttyUSB0", "/dev/serial/by-id/usb-HUAWEI-if00", 0, is_at=True),),
    imei="490154203237518",
)
PRINTER = Found(
    key="usb:1-2", kind=Kind.ADAPTER, title="Serial adapter", sentence="It may be a printer.", can_look=True
)
HUB = Found(key="usb:1-3", kind=Kind.OTHER, title="Hub", sentence="")


class Looking:
    """Discovery that opens what it is told to."""

    def __init__(self, answer: Found | str) -> None:
        self.answer = answer
        self.asked: list[str] = []

    def look(self, key: str) -> Found | str:
        self.asked.append(key)
        return self.answer


def test_what_is_of_no_use_is_not_shown(desk: Desk) -> None:
    desk.devices.seen([STICK, HUB])

    assert [device.found.key for device in desk.devices.list()] == ["usb:1-1"]


def test_a_found_modem_gets_a_name_and_is_driven(desk: Desk) -> None:
    desk.devices.seen([STICK])

    modem = desk.devices.add("usb:1-1", "window")

    assert (modem.port, modem.driver) == (STICK.port, "at")
    assert desk.devices.get("usb:1-1").modems == ("window",)
    assert not desk.devices.get("usb:1-1").can_be_added


def test_pages_hear_of_what_comes_and_goes_once(desk: Desk) -> None:
    before = desk.feed.newest()

    desk.devices.seen([STICK])
    desk.devices.seen([STICK])
    desk.devices.seen([])

    assert [event.kind for event in desk.feed.after(before)] == ["device", "device"]
    with pytest.raises(NotFound):
        desk.devices.get("usb:1-1")


def test_a_box_in_another_socket_keeps_its_name(desk: Desk) -> None:
    desk.devices.seen([STICK])
    desk.devices.add("usb:1-1", "window")
    desk.modems.identified("window", Identity(imei=STICK.imei, iccid="89440001"), desk.clock())
    desk.modems.state_changed("window", ModemState.UNAVAILABLE, Reason("modem_gone", "It was unplugged."))
    desk.devices.seen([])

    desk.devices.seen([replace(STICK, key="usb:1-4", port="/dev/serial/by-path/other")])

    assert desk.modems.get("window").port == "/dev/serial/by-path/other"
    assert desk.devices.get("usb:1-4").modems == ("window",)


def test_a_modem_that_works_is_not_moved(desk: Desk) -> None:
    desk.devices.seen([STICK])
    desk.devices.add("usb:1-1", "window")
    desk.modems.identified("window", Identity(imei=STICK.imei, iccid="89440001"), desk.clock())
    desk.modems.state_changed("window", ModemState.READY, None)

    desk.devices.seen([STICK, replace(STICK, key="usb:1-4", port="/dev/serial/by-path/other")])

    assert desk.modems.get("window").port == STICK.port


def test_an_adapter_is_opened_only_when_somebody_asks(desk: Desk) -> None:
    finder = Looking("Nothing answered.")
    desk.devices.use(finder)
    desk.devices.seen([PRINTER, STICK])
    assert finder.asked == []

    assert desk.devices.look("usb:1-2") == "Nothing answered."
    with pytest.raises(Conflict):
        desk.devices.look("usb:1-1")
    assert finder.asked == ["usb:1-2"]


def test_what_cannot_send_cannot_be_added(desk: Desk) -> None:
    desk.devices.seen([PRINTER])

    with pytest.raises(Conflict):
        desk.devices.add("usb:1-2", "window")


@pytest.mark.parametrize(
    ("name", "port", "driver", "field"),
    [
        ("", "/dev/x", "at", "name"),
        ("a/b", "/dev/x", "at", "name"),
        ("..", "/dev/x", "at", "name"),
        ("window", "http://sms:secret@192.168.42.129:8080", "android", "port"),
        ("window", "ttyUSB0", "at", "port"),
        ("window", "/dev/x", "fax", "driver"),
        ("window", "two words", "android", "port"),
        ("counter", "/dev/x", "at", "name"),
        ("window", "/dev/one", "at", "port"),
    ],
)
def test_a_wrong_place_is_told_at_its_field(
    desk: Desk, name: str, port: str, driver: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.modems.add(name, port, driver)

    assert refused.value.field == field


def test_two_sims_of_one_phone_are_two_modems(desk: Desk) -> None:
    desk.modems.add("first", "R58M", "android", slot=1, password="secret")
    desk.modems.add("second", "R58M", "android", slot=2, password="secret")

    assert [(m.name, m.slot) for m in desk.modems.list() if m.driver == "android"] == [
        ("first", 1),
        ("second", 2),
    ]
    with pytest.raises(InvalidInput):
        desk.modems.add("third", "R58M", "android", slot=2)


def test_a_full_disk_at_the_moment_of_a_find_ends_no_looking_around(desk: Desk) -> None:
    desk.devices.seen([STICK])
    desk.devices.add("usb:1-1", "window")
    desk.modems.identified("window", Identity(imei=STICK.imei), desk.clock())
    desk.modems.state_changed("window", ModemState.UNAVAILABLE, None)
    elsewhere = replace(STICK, key="usb:1-4", port="/dev/ttyUSB7")

    with full_disk():
        assert not desk.store.probe()
        desk.devices.seen([elsewhere])

    assert [device.found.key for device in desk.devices.list()] == ["usb:1-4"]
