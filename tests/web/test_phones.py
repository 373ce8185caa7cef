"""The phone doctor: steps, what is carried out, the file, the access, and the use of the phone."""

from __future__ import annotations

from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from modemsms.driver import ModemState
from modemsms.services import Services
from tests.desk import Desk
from tests.web.plain import PlainBrowser, multipart
from tests.web.things import PHONE, TETHERED, Expert

PATH = "/phones/R58M123"


def app(octets: int) -> FileStorage:
    """A file that somebody downloaded."""
    return FileStorage(BytesIO(b"x" * octets), "app.apk")


@pytest.fixture
def expert(services: Services, desk: Desk) -> Expert:
    """A phone is plugged in, and somebody knows about phones."""
    expert = Expert()
    services.phones.use(expert)
    desk.devices.seen([PHONE, TETHERED])
    return expert


def test_each_step_says_how_far_it_is(owner: PlainBrowser, expert: Expert) -> None:
    page = owner.open(PATH)

    assert "1. Cable Done The phone is on its cable." in page.words
    assert "2. The app To do" in page.words
    assert "4. Round trip Not known yet" in page.words
    assert ("li", "aria-current", "step") in page.attributes
    assert ("button", "data-copy", "adb shell settings put global x 9") in page.attributes


def test_a_step_is_carried_out(owner: PlainBrowser, expert: Expert) -> None:
    form = next(form for form in owner.open(PATH).forms if form.fields.get("code") == "limit")

    page = owner.submit(form)

    assert expert.done == [("R58M123", "limit", None)]
    assert "The step “limit” is done." in page.words
    assert page.path == PATH


@pytest.mark.parametrize("octets", [100, 7_000_000])
def test_the_app_is_handed_over_as_a_file(owner: PlainBrowser, expert: Expert, octets: int) -> None:
    form = next(form for form in owner.open(PATH).forms if form.fields.get("code") == "app")

    page = owner.submit(form, file=app(octets))

    assert page.status == 200
    assert expert.done == [("R58M123", "app", b"x" * octets)]


def test_nobody_else_may_hand_over_a_large_file(
    staff: PlainBrowser, stranger: PlainBrowser, expert: Expert
) -> None:
    for browser in (staff, stranger):
        answer = browser.client.post(
            f"{PATH}/do", **multipart({"file": app(2_000_000)}), base_url="http://localhost"
        )
        assert answer.status_code >= 400 or "/sign-in" in answer.headers["Location"]
    assert expert.done == []


def test_user_and_password_are_kept_while_it_is_set_up(owner: PlainBrowser, expert: Expert) -> None:
    page = owner.submit(owner.open(PATH).form("/access"), user="sms", password="geheim12")

    assert expert.access[-1] == ("R58M123", "sms", "geheim12")
    assert "geheim12" not in page.html


def test_the_phone_is_used_with_the_slots_that_were_chosen(
    owner: PlainBrowser, expert: Expert, desk: Desk
) -> None:
    owner.submit(owner.open(PATH).form("/access"), user="me", password="geheim12")

    page = owner.submit(
        owner.open(PATH).form("/use"), slot_1="yes", slot_2="yes", name_1="window", name_2="window two"
    )

    assert "Test it now" in page.words
    named = {modem.name: modem.slot for modem in desk.modems.list() if modem.driver == "android"}
    assert named == {"window": 1, "window two": 2}
    config = next(config for config in desk.modems.configs() if config.name == "window")
    assert (config.user, config.password) == ("me", "geheim12")


def test_a_phone_reached_by_its_network_has_a_page_too(
    owner: PlainBrowser, expert: Expert, desk: Desk
) -> None:
    page = owner.submit(owner.open("/phones/http://192.168.42.129:8080").form("/use"))

    assert page.path == "/phones/http://192.168.42.129:8080"
    assert desk.modems.get("Pixel 6a").port == "http://192.168.42.129:8080"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"slot_1": None}, "Choose at least one SIM."), ({"name_1": "counter"}, "already")],
)
def test_a_phone_that_cannot_be_used_keeps_its_form(
    owner: PlainBrowser, expert: Expert, fields: dict[str, str | None], sentence: str
) -> None:
    page = owner.submit(owner.open(PATH).form("/use"), **fields)

    assert page.status == 422
    assert sentence in page.words


def test_the_round_trip_is_tested_from_here(owner: PlainBrowser, expert: Expert, desk: Desk) -> None:
    desk.devices.add(PHONE.key, "window")
    sim = desk.plug_in("window")
    assert "Enter this SIM's own number" in owner.open(PATH).words
    owner.submit(owner.open(f"/sims/{sim.id}").form(f"/sims/{sim.id}"), own_number="+447700900555")

    page = owner.submit(owner.open(PATH).form("/modems/window/self-test"))

    assert page.path == PATH
    assert "A test is under way" in page.words


def test_a_phone_that_is_gone_is_a_sentence(owner: PlainBrowser, expert: Expert, desk: Desk) -> None:
    desk.devices.seen([])

    page = owner.open(PATH)

    assert page.status == 404
    assert "This phone is not plugged in." in page.words


def test_staff_look_and_carry_out_nothing(staff: PlainBrowser, expert: Expert, desk: Desk) -> None:
    page = staff.open(PATH)

    assert "2. The app To do" in page.words
    assert not page.forms
    token = staff.open("/modems").form("/modems/counter/pause").fields["csrf_token"]
    for path in ("access", "do", "use"):
        assert staff.post(f"{PATH}/{path}", csrf_token=token, code="app", slot_1="yes").status == 403
    assert desk.modems.get("counter").state == ModemState.STARTING.value
