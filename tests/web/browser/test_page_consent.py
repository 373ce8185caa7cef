"""Leaving in a real browser: the warning appears by itself, one tap understands, customers sign up on a tablet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.desk import ANNA, Desk
from tests.web.browser.conftest import Complaints
from tests.web.browser.fitting import fits


def stand_side_by_side(page: Page) -> bool:
    """Whether the field takes the line and the button its end, whatever stands above."""
    field, button = page.locator("#f-text").bounding_box(), page.locator("#send").bounding_box()
    assert field is not None
    assert button is not None
    return button["width"] < 60 < field["width"] and button["x"] > field["x"] + field["width"]


def test_somebody_leaves_while_the_conversation_is_open(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello")
    page = signed_in("/conversations/1")
    warning = page.locator("#left .ms-left-warning")
    expect(page.locator(".ms-bubble")).to_have_count(1)
    expect(warning).to_have_count(0)
    assert stand_side_by_side(page)

    desk.receive(sim, ANNA, "STOP")
    expect(warning).to_contain_text("asked for no more texts")
    page.get_by_label("Text message").fill("Your order is ready all the same")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".ms-bubble.ms-ours")).to_have_count(1)
    page.get_by_label("I answer them in person").check()
    page.get_by_role("button", name="Send").click()

    expect(page.locator(".ms-bubble.ms-ours")).to_have_count(2)
    assert stand_side_by_side(page)
    assert fits(page)


def test_one_tap_understands_and_takes_back(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "please stop texting me")
    page = signed_in("/conversations/1")

    page.get_by_role("button", name="Yes, no more texts").click()
    expect(page.locator("#left")).to_contain_text("asked for no more texts")
    assert desk.consents.is_out(ANNA)
    assert fits(page)
    page.locator("#notices").get_by_role("button", name="Undo").click()

    expect(page.get_by_role("button", name="Yes, no more texts")).to_be_visible()
    expect(page.locator("#left")).to_be_empty()
    assert not desk.consents.is_out(ANNA)


def test_the_history_the_words_and_the_sheet_are_found_and_fit(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    desk.contacts.add("Anna Berg", [ANNA])
    desk.receive(desk.plug_in(), ANNA, "STOP")
    page = signed_in("/contacts/1")
    page.locator("#consent a").click()
    page.get_by_label("When and how").fill("She asked me at the counter to get the news again")
    page.get_by_role("button", name="They want offers").click()
    expect(page.locator("#standing")).to_contain_text("Wants the shop's offers")
    expect(page.locator(".ms-ledger li")).to_have_count(2)
    assert fits(page)

    page.goto("/settings")
    page.get_by_role("link", name="Opt-out words").click()
    page.get_by_label("Words that leave").fill("STOP\nGenug")
    page.locator("#words").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Words that leave")).to_have_value("STOP\nGenug")
    assert fits(page)

    page.goto("/settings")
    page.get_by_role("link", name="Sign-up page").click()
    page.get_by_label("Customers can sign up on a page").check()
    page.get_by_role("button", name="Save").click()
    assert fits(page)
    page.get_by_role("link", name="A sheet to print").click()
    expect(page.get_by_role("heading", name="Offers of Corner Books by text")).to_be_visible()
    assert fits(page)


def test_a_customer_signs_up_on_the_tablet(
    open_page: Callable[[str], Page], desk: Desk, complaints: Complaints
) -> None:
    complaints.expected = "status of 422"
    desk.sign_ups.change(replace(desk.sign_ups.page(), is_open=True))
    page = open_page("/sign-up")
    page.get_by_label("Your mobile number").fill("12")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign me up").click()
    expect(page.get_by_text("“12” is not a possible phone number.")).to_be_visible()
    page.get_by_label("Your mobile number").fill("07700 900001")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign me up").click()

    expect(page.get_by_text("Answer YES")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="The next person").click()
    expect(page.get_by_label("Your mobile number")).to_have_value("")
