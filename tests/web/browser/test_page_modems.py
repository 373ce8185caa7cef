"""Modems in a real browser: what is plugged in appears, codes are a talk, the lamp changes, nothing typed is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from modemsms.driver import ModemState, UssdAnswered
from modemsms.services import Services
from modemsms.services.lamp import PATIENCE
from modemsms.store.messages import Reason
from tests.desk import ANNA, Desk
from tests.web.browser.fitting import fits, too_small
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.things import ADAPTER, CD, HELD, HILINK, PHONE, STICK, Expert

SOON_SECONDS = 2.0


def answer(desk: Desk, text: str, *, is_open: bool = False) -> None:
    dialled = desk.ussd.take("counter", desk.clock())
    assert dialled is not None
    desk.ussd.answered("counter", UssdAnswered(1, dialled.id, text, is_open), desk.clock())


def test_what_is_plugged_in_appears_within_two_seconds_and_goes(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    page = signed_in("/modems")
    expect(page.get_by_text("Plugged in, not used yet")).to_be_hidden()

    began = time.perf_counter()
    desk.devices.seen([STICK])
    expect(page.locator("#found")).to_contain_text("Found: Huawei E3531")
    assert time.perf_counter() - began <= SOON_SECONDS

    began = time.perf_counter()
    desk.devices.seen([])
    expect(page.locator("#found > li")).to_have_count(0)
    assert time.perf_counter() - began <= SOON_SECONDS
    expect(page.get_by_text("Plugged in, not used yet")).to_be_hidden()


@at_a_desk
def test_a_name_that_is_being_typed_survives_what_else_is_plugged_in(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    desk.devices.seen([STICK])
    page = signed_in("/modems")
    name = page.get_by_label("Name for it")
    name.fill("till")

    desk.devices.seen([HELD, STICK, PHONE])
    expect(page.locator("#found > li")).to_have_count(3)

    stick = page.locator("#found > li", has_text="Huawei E3531").get_by_label("Name for it")
    expect(stick).to_have_value("till")
    expect(stick).to_be_focused()
    stick.press("Enter")
    expect(page.locator("#modem-till")).to_be_visible()


@on_a_phone
def test_a_pin_that_is_being_typed_survives_a_card_drawn_anew(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    desk.modems.state_changed("counter", ModemState.NOT_READY, Reason("pin_needed", "It asks for its PIN."))
    page = signed_in("/modems")
    pin = page.get_by_label("PIN of its SIM")
    pin.press_sequentially("12")

    desk.modems.state_changed("counter", ModemState.NOT_READY, Reason("pin_needed", "It still asks."))
    expect(page.locator("#modem-counter")).to_contain_text("It still asks.")

    expect(pin).to_have_value("12")
    expect(pin).to_be_focused()


def test_a_talk_with_the_network(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.plug_in()
    page = signed_in("/modems/counter")
    page.get_by_label("Code to dial").fill("*100#")
    page.get_by_role("button", name="Dial").click()
    expect(page.get_by_text("Waiting for the network")).to_be_visible()
    expect(page.get_by_label("Code to dial")).to_have_value("")

    answer(desk, "Welcome\n1. Top up\n2. Offers", is_open=True)
    page.get_by_role("button", name="2 Offers").click()
    expect(page.locator(".ms-network .ms-ours").last).to_contain_text("2")
    answer(desk, "No offers today.", is_open=True)
    expect(page.get_by_label("Your answer to the network")).to_be_visible()
    page.get_by_role("button", name="Leave the menu").click()

    expect(page.get_by_label("Code to dial")).to_be_visible()
    assert desk.ussd.session("counter") is None
    assert [line.code for line in desk.ussd.latest("counter")] == ["2", "*100#"]


def test_the_keys_of_the_pad_write_the_code(signed_in: Callable[[str], Page], desk: Desk, size: str) -> None:
    desk.plug_in()
    page = signed_in("/modems/counter")
    keys = page.get_by_role("group", name="Keys")
    if size == "phone":
        # The phone shows its own keys.
        expect(keys).to_be_hidden()
        return

    for key in "*10#":
        keys.get_by_role("button", name=key, exact=True).click()

    expect(page.get_by_label("Code to dial")).to_have_value("*10#")


@on_a_phone
def test_the_lamp_changes_by_itself_and_is_announced(
    signed_in: Callable[[str], Page], services: Services, desk: Desk
) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    services.lamp.run(desk.clock())
    page = signed_in("/contacts")
    lamp, said = page.locator("#lamp"), page.locator("[role=status]:has(#banner)")
    expect(lamp).to_have_attribute("data-lamp", "green")

    desk.modems.state_changed("spare", ModemState.UNAVAILABLE, Reason("silent", "It does not answer."))
    expect(lamp).to_have_attribute("data-lamp", "amber")
    expect(said).to_contain_text("“spare”: It does not answer.")
    desk.clock.passes(seconds=PATIENCE.total_seconds() + 1)
    services.lamp.run(desk.clock())
    expect(lamp).to_have_attribute("data-lamp", "red")
    page.get_by_role("link", name="It does not answer.").click()

    expect(page).to_have_url(re.compile(r"/modems/spare$"))


def test_the_lamp_is_in_sight_in_every_conversation(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")

    page = signed_in("/conversations/1")

    expect(page.locator(".ms-lamp:visible")).to_have_count(1)


def test_a_missed_call_appears_and_leads_to_the_composer(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello")
    page = signed_in("/conversations/1")

    desk.calls.take(sim, "counter", ANNA, desk.clock())
    expect(page.locator(".ms-call")).to_contain_text("Missed call")
    page.get_by_role("link", name="Text back").click()

    expect(page.get_by_label("Text message")).to_be_focused()
    expect(page.locator("#unread")).to_be_hidden()


@on_a_phone
def test_a_self_test_is_followed_as_it_runs(
    signed_in: Callable[[str], Page], services: Services, desk: Desk
) -> None:
    own = "+447700900555"
    sim = desk.plug_in()
    page = signed_in(f"/sims/{sim.id}")
    page.get_by_label("Its own number").fill(own)
    page.get_by_role("button", name="Save").click()
    page.goto("/modems/counter")
    page.get_by_role("button", name="Test now").click()
    expect(page.locator("#self-test")).to_contain_text("under way")

    attempt = desk.take()
    desk.accepted(attempt, 1)
    desk.receive(sim, own, attempt.text)

    expect(page.locator("#self-test")).to_contain_text("Passed")


@pytest.fixture
def everything(desk: Desk, services: Services) -> None:
    """Something of every kind is plugged in, and things are wrong."""
    services.phones.use(Expert())
    desk.devices.seen([STICK, HELD, ADAPTER, PHONE, HILINK, CD])
    sim = desk.plug_in()
    desk.calls.take(sim, "counter", ANNA, desk.clock())
    desk.modems.state_changed("spare", ModemState.NOT_READY, Reason("puk_needed", "The SIM is blocked."))
    desk.ussd.dial("counter", "*100#")
    answer(desk, "Welcome\n1. Top up\n2. " + "Offers" * 30, is_open=True)


PATHS = (
    "/modems", "/modems/counter", "/modems/spare", "/sims/1", "/doctor", "/phones/R58M123", "/settings",
    "/conversations/1",
)  # fmt: skip

TO_PRESS = (
    "button:visible, .ms-button:visible, .ms-banner:visible, summary:visible, select:visible, .ms-input:visible,"
    " .ms-lines a:visible, .ms-check:visible, .ms-lamp:visible"
)


@on_a_phone
def test_nothing_is_wider_than_a_small_phone_and_all_is_large_enough_for_a_thumb(
    signed_in: Callable[[str], Page], everything: None
) -> None:
    page = signed_in("/")

    for path in PATHS:
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(path)
        assert fits(page, ".ms-main, .ms-card, .ms-thread"), path
        page.set_viewport_size({"width": 390, "height": 844})
        assert too_small(page.locator(TO_PRESS), "height") == [], path
