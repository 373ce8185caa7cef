"""What a person sees: nothing wider than the screen, the newest text in view, markup that stays text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.browser.bulk import with_bulk
from tests.web.browser.fitting import fits, too_small
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.browser.walk import walked

PATHS = (
    "/",
    "/conversations/1",
    "/new",
    "/search?q=book",
    "/unsure",
    "/modems",
    "/modems/counter/history",
    "/contacts",
    "/contacts/1",
    "/settings",
)
TARGETS = "button:visible, .ms-button:visible, .ms-row a:visible, .ms-nav a:visible"
MARKUP = "<img src=x onerror=alert(1)><script>alert(1)</script>"


@pytest.fixture
def busy(desk: Desk) -> None:
    """A shop with something of everything."""
    sim = desk.plug_in()
    desk.contacts.add("Annabelle Bartholomew-Featherstonehaugh of the Lower Market", [ANNA], "Likes rye")
    desk.receive(sim, ANNA, "Donaudampfschifffahrtsgesellschaftskapitän" * 6, 1)
    desk.receive(sim, BEN, "مرحبا، هل الطلب جاهز؟ " * 8, 2)
    desk.write(ANNA, "Your book is here https://example.com/" + "x" * 120)
    desk.silent(desk.take())


@on_a_phone
def test_nothing_is_wider_than_the_smallest_screen(
    signed_in: Callable[[str], Page], busy: None, desk: Desk, services: Services
) -> None:
    page = signed_in("/")
    more = with_bulk(desk, services)
    page.set_viewport_size({"width": 320, "height": 640})

    for path in walked(page, *PATHS, *more):
        assert fits(page, ".ms-main, .ms-scroll, .ms-thread"), path


@on_a_phone
def test_buttons_and_links_are_large_enough_for_a_thumb(signed_in: Callable[[str], Page], busy: None) -> None:
    page = signed_in("/")

    for path in PATHS:
        page.goto(path)
        assert too_small(page.locator(TARGETS), "width", "height") == [], path


def test_a_phone_shows_one_pane_and_a_desk_two(
    signed_in: Callable[[str], Page], busy: None, size: str
) -> None:
    page = signed_in("/conversations/1")

    expect(page.locator(".ms-talk")).to_be_visible()
    if size == "phone":
        expect(page.locator(".ms-list")).to_be_hidden()
        page.get_by_role("link", name="Back to the inbox").click()
        expect(page.locator(".ms-list")).to_be_visible()
        expect(page.locator(".ms-talk")).to_be_hidden()
    else:
        expect(page.locator(".ms-list")).to_be_visible()


@on_a_phone
def test_a_long_conversation_opens_at_its_end_and_scrolls_back_without_end(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    for number in range(100):
        desk.receive(sim, ANNA, f"Text {number}", number)
        desk.clock.passes(hours=1)
    page = signed_in("/conversations/1")
    bubbles = page.locator(".ms-bubble .ms-text")
    expect(bubbles.last).to_be_in_viewport()

    page.wait_for_function(
        """() => {
            const thread = document.getElementById("thread");
            thread.scrollTo(0, -thread.scrollHeight);
            return thread.querySelectorAll(".ms-bubble").length === 100;
        }"""
    )

    expect(bubbles).to_have_text([f"Text {number}" for number in range(100)])
    days = page.locator(".ms-day").all_inner_texts()
    assert len(days) == len(set(days)) == 5


@at_a_desk
def test_a_search_hit_is_shown_in_its_place(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    for number in range(100):
        desk.receive(sim, ANNA, "The rye bread" if number == 30 else f"Text {number}", number)
        desk.clock.passes(minutes=10)
    page = signed_in("/")
    page.get_by_label("Search people and texts").fill("rye")
    page.keyboard.press("Enter")
    page.locator(".ms-row a").click()

    expect(page.locator(".ms-bubble", has_text="The rye bread")).to_be_in_viewport()
    desk.receive(sim, ANNA, "A new one", 101)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    expect(page.locator(".ms-text", has_text="A new one")).to_have_count(0)


@at_a_desk
def test_markup_never_runs(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.contacts.add(MARKUP, [ANNA])
    page = signed_in("/")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))

    desk.receive(desk.plug_in(), ANNA, MARKUP)
    expect(page.locator(".ms-row")).to_contain_text("onerror=alert(1)")
    page.locator(".ms-row a").click()
    expect(page.locator(".ms-bubble")).to_contain_text(MARKUP)
    page.goto("/contacts")

    expect(page.locator(".ms-person")).to_contain_text(MARKUP)
    assert page.locator("main img, main script").count() == 0


def test_the_keyboard_reaches_the_page_past_the_navigation(
    signed_in: Callable[[str], Page], busy: None
) -> None:
    page = signed_in("/contacts")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
