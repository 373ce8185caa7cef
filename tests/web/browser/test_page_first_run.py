"""A new shop in a real browser: from the owner's account to the answer of the own phone, live."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.conftest import OWNER, PASSWORD
from tests.web.things import STICK


def test_a_new_shop_is_walked_to_its_first_answer(
    open_page: Callable[[str], Page], services: Services, desk: Desk
) -> None:
    page = open_page("/")
    page.get_by_label("Your name").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the shop").click()

    page.get_by_label("Name of the shop").fill("Corner Bakery")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Go on").click()

    page.evaluate("window.stayed = true")
    desk.devices.seen([STICK])
    expect(page.get_by_text("Huawei E3531").first).to_be_visible()
    sim = desk.plug_in()
    page.get_by_role("button", name="Go on").click()

    page.get_by_label("The number of your own phone").fill("07700 900001")
    page.get_by_role("button", name="Send me a text").click()
    page.evaluate("window.stayed = true")
    desk.accepted(desk.take(), 7)
    desk.report(sim, 7, ANNA)
    expect(page.locator("#first-text")).to_contain_text("Delivered")
    desk.receive(sim, ANNA, "Hello shop")
    expect(page.locator("#first-text")).to_contain_text("Both ways work.")
    assert page.evaluate("window.stayed") is True
    page.get_by_role("button", name="Open the inbox").click()

    expect(page.get_by_text("Your shop is ready.")).to_be_visible()
    assert services.accounts.list()[0].number == ANNA


def test_a_colleague_is_added_signs_in_with_the_link_and_is_ended(
    signed_in: Callable[[str], Page], open_page: Callable[[str], Page], services: Services
) -> None:
    page = signed_in("/settings/people")
    page.get_by_label("Name", exact=True).fill("Bob")
    page.get_by_role("button", name="Add, and show a link").click()
    page.goto("/settings/people")
    page.get_by_role("link", name="Bob").click()
    page.get_by_role("button", name="End this account").click()
    expect(page.get_by_text("Bob can no longer sign in.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Bob can sign in again")).to_be_visible()

    # The link of before went with the account.
    page.goto("/settings/people")
    page.get_by_role("link", name="Bob").click()
    page.get_by_role("button", name="Make a link").click()
    page.goto(page.locator(".ms-command code").inner_text())
    page.get_by_label("Password").fill("paper lantern in the rain")
    page.get_by_role("button", name="Begin").click()

    expect(page.get_by_text("Welcome, Bob.")).to_be_visible()
    assert [user.name for user in services.accounts.list()] == [OWNER, "Bob"]
