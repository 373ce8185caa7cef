"""What is plugged in and not used yet, on the Modems page, without JavaScript."""

from __future__ import annotations

import pytest

from modemsms.devices import Found
from tests.desk import Desk
from tests.web.plain import PlainBrowser
from tests.web.things import ADAPTER, CD, HELD, HILINK, PHONE, STICK, TETHERED, Finder
from web.offers import proposal


def test_a_stick_is_used_with_one_tap(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([STICK])

    page = owner.open("/modems")
    assert "Found: Huawei E3531 Ready to be used" in page.words
    page = owner.submit(page.form("/devices/use"))

    named = desk.modems.get("Huawei E3531")
    assert (named.driver, named.port) == ("at", STICK.port)
    assert "“Huawei E3531” is being started" in page.words
    assert "Found:" not in page.words


def test_a_name_that_is_taken_is_refused_at_its_field(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([STICK])

    page = owner.submit(owner.open("/modems").form("/devices/use"), name="counter")

    assert page.status == 422
    assert "There is a modem named “counter” already." in page.words
    assert page.form("/devices/use").fields["name"] == "counter"
    assert ("input", "aria-invalid", "true") in page.attributes


def test_what_was_pulled_out_meanwhile_is_said(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([STICK])
    form = owner.open("/modems").form("/devices/use")
    desk.devices.seen([])

    page = owner.submit(form)

    assert page.status == 404
    assert "It is not plugged in any more." in page.words


@pytest.mark.parametrize("found", [HILINK, CD])
def test_what_cannot_be_driven_says_what_it_needs(owner: PlainBrowser, desk: Desk, found: Found) -> None:
    desk.devices.seen([found])

    page = owner.open("/modems")

    assert found.sentence in page.words
    assert found.needs in page.words
    assert "/devices/use" not in [form.action for form in page.forms]


def test_a_port_that_somebody_holds_names_the_command_to_copy(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([HELD])

    page = owner.open("/modems")

    assert ("button", "data-copy", "sudo systemctl disable --now ModemManager") in page.attributes
    assert "Use it anyway" in page.form("/devices/use").buttons


def test_a_bare_adapter_is_opened_only_when_asked(owner: PlainBrowser, desk: Desk) -> None:
    finder = Finder(desk, STICK)
    desk.devices.use(finder)
    desk.devices.seen([ADAPTER])

    page = owner.open("/modems")
    assert "A receipt printer would print them" in page.words
    assert finder.looked == []
    desk.devices.use(Finder(desk, "Nothing behind it answers like a modem."))
    page = owner.submit(page.form("/devices/look"))

    assert "Nothing behind it answers like a modem." in page.words


def test_a_phone_is_led_to_its_doctor(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([PHONE, TETHERED])

    links = owner.open("/modems").links

    assert "/phones/R58M123" in links
    assert "/phones/http://192.168.42.129:8080" in links


def test_what_is_used_is_not_offered_again(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([STICK, PHONE])
    desk.devices.add(STICK.key, "till")
    desk.devices.add(PHONE.key, "window", slot=2)

    words = owner.open("/modems").words

    assert "Huawei E3531" not in words
    assert "Found: Galaxy A13" in words
    assert "In use already: window." in words


def test_staff_see_it_and_cannot_use_it(staff: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([STICK, ADAPTER])

    page = staff.open("/modems")

    assert "Found: Huawei E3531" in page.words
    assert not [form for form in page.forms if "/devices/" in form.action]
    token = page.form("/modems/counter/pause").fields["csrf_token"]
    assert staff.post("/devices/use", csrf_token=token, key=STICK.key, name="x").status == 403
    assert staff.post("/devices/look", csrf_token=token, key=ADAPTER.key).status == 403


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Huawei E3531", (), "Huawei E3531"),
        ("Huawei E3531", ("Huawei E3531",), "Huawei E3531 2"),
        ("Huawei E3531", ("Huawei E3531", "Huawei E3531 2"), "Huawei E3531 3"),
        ("a/b\tc", (), "a b c"),
        ("", (), "modem"),
        ("x" * 80, (), "x" * 36),
    ],
)
def test_a_name_is_proposed_that_nobody_has(title: str, taken: tuple[str, ...], name: str) -> None:
    assert proposal(title, taken) == name
