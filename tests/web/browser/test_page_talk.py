"""A conversation in a real browser: colleagues at once, search while typing, details, notes, order with undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.browser.conftest import Complaints
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.conftest import PASSWORD
from web.server import WebServer


@pytest.fixture
def talk(signed_in: Callable[[str], Page], desk: Desk) -> Page:
    """The conversation with Anna, open before the owner."""
    desk.receive(desk.plug_in(), ANNA, "Is my book there?")
    return signed_in("/conversations/1")


@pytest.fixture
def colleague(
    chromium: Browser, server: WebServer, services: Services, talk: Page, complaints: Complaints
) -> Iterator[Page]:
    """Bob, at a browser of his own."""
    services.accounts.add("Bob", PASSWORD, "staff")
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    complaints.listen(page)
    page.goto("/sign-in")
    page.get_by_label("Name", exact=True).fill("Bob")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    yield page
    context.close()


@on_a_phone
def test_a_colleague_is_seen_at_once_as_he_comes_writes_answers_and_goes(talk: Page, colleague: Page) -> None:
    here = talk.locator("#here")
    colleague.goto("/conversations/1")
    expect(here).to_contain_text("Bob has this conversation open too.")

    colleague.get_by_label("Text message").press_sequentially("Yes, it is")
    expect(here).to_contain_text("Bob is writing …")

    colleague.get_by_role("button", name="Send", exact=True).click()
    expect(here).to_contain_text("Bob answered at 09:00.")

    colleague.goto("/")
    expect(here).not_to_contain_text("Bob has this conversation open")
    expect(here).not_to_contain_text("writing")


@at_a_desk
def test_two_do_not_answer_at_once(talk: Page, colleague: Page, desk: Desk, complaints: Complaints) -> None:
    complaints.expected = "409"
    colleague.goto("/conversations/1")
    talk.get_by_label("Text message").fill("Yes")
    colleague.get_by_label("Text message").fill("Yes, it is")
    colleague.get_by_role("button", name="Send", exact=True).click()
    expect(talk.locator(".ms-ours")).to_contain_text("Yes, it is")

    talk.get_by_role("button", name="Send", exact=True).click()
    expect(talk.locator("#refusal")).to_contain_text("Bob answered at 09:00. Read it")
    expect(talk.get_by_label("Text message")).to_have_value("Yes")
    assert len(desk.conversations.messages(1)) == 2

    talk.get_by_role("button", name="Send", exact=True).click()
    expect(talk.locator(".ms-ours")).to_have_count(2)


def test_search_finds_while_somebody_types_and_shows_the_hit_in_its_place(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    for number in range(120):
        desk.receive(sim, ANNA, "The rye bread" if number == 30 else f"Text {number}", number)
        desk.clock.passes(minutes=10)
    page = signed_in("/")

    page.get_by_label("Search people and texts").press_sequentially("rye")
    expect(page.locator("#found mark")).to_have_text("rye")
    expect(page.locator("#list")).to_be_hidden()
    page.get_by_label("Search people and texts").fill("")
    expect(page.locator("#list")).to_be_visible()
    page.get_by_label("Search people and texts").press_sequentially("rye")
    page.locator("#found .ms-row a").click()

    hit = page.locator(".ms-hit .ms-text")
    expect(hit).to_be_in_viewport()
    expect(hit.locator("mark")).to_have_text("rye")
    assert page.evaluate("document.scrollingElement.scrollTop") == 0


@on_a_phone
def test_from_a_hit_far_back_the_reader_scrolls_down_to_the_end(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    for number in range(120):
        desk.receive(sim, ANNA, f"Text {number}", number)
        desk.clock.passes(hours=1)
    page = signed_in("/conversations/1?around=25#m-25")

    page.wait_for_function(
        """() => {
            const thread = document.getElementById("thread");
            thread.scrollTo(0, 0);
            return thread.dataset.tail === "yes";
        }"""
    )

    shown = page.locator(".ms-bubble .ms-text").all_inner_texts()
    assert shown[-100:] == [f"Text {number}" for number in range(20, 120)]
    days = page.locator(".ms-day").all_inner_texts()
    assert len(days) == len(set(days))
    desk.receive(sim, ANNA, "A new one", 121)
    expect(page.locator(".ms-bubble").last).to_contain_text("A new one")


def test_a_tap_on_a_text_unfolds_what_is_known_of_it(talk: Page) -> None:
    talk.locator(".ms-bubble .ms-text").click()

    expect(talk.locator(".ms-about dl")).to_contain_text("Reached the shop")
    talk.locator(".ms-bubble .ms-text").click()
    expect(talk.locator(".ms-about dl")).to_be_hidden()


def test_a_note_is_kept_changed_and_taken_back_in_place(talk: Page, desk: Desk) -> None:
    talk.get_by_text("Note for the shop").click()
    talk.locator("#f-note").fill("Comes on Friday")
    talk.locator("#note-writing").get_by_role("button", name="Keep the note").click()
    note = talk.locator(".ms-note")
    expect(note).to_contain_text("Comes on Friday")

    note.get_by_text("Change").click()
    note.get_by_label("The note").fill("Comes on Saturday")
    note.get_by_role("button", name="Keep the note").click()
    expect(note.locator(".ms-text")).to_have_text("Comes on Saturday")
    talk.get_by_role("button", name="Undo").click()
    expect(note.locator(".ms-text")).to_have_text("Comes on Friday")

    note.get_by_role("button", name="Take back").click()
    expect(note).to_be_hidden()


def test_archived_flagged_and_back(talk: Page, desk: Desk) -> None:
    desk.write(BEN, "Hello Ben")
    talk.get_by_role("button", name="Flag", exact=True).click()
    expect(talk.get_by_role("button", name="Take the flag off")).to_be_visible()

    talk.locator("#talk-menu > summary").click()
    talk.locator("#talk-menu").get_by_role("button", name="Archive").click()
    expect(talk.locator("#rows .ms-row")).to_have_count(1)

    talk.get_by_role("button", name="Undo").click()
    expect(talk.locator("#rows .ms-row")).to_have_count(2)
