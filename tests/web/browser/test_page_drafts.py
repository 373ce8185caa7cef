"""Drafts in a real browser: begun on one device, finished on another, sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from modemsms.services import Services
from modemsms.services.outbox import MessageQuery
from tests.desk import ANNA, Desk
from tests.web.browser.conftest import Complaints
from tests.web.browser.sizes import at_a_desk, on_a_phone
from web.server import WebServer


@pytest.fixture
def talk(signed_in: Callable[[str], Page], desk: Desk) -> Page:
    """The conversation with Anna, open before the owner."""
    desk.receive(desk.plug_in(), ANNA, "Hello")
    return signed_in("/conversations/1")


@pytest.fixture
def tablet(
    chromium: Browser, server: WebServer, services: Services, talk: Page, complaints: Complaints
) -> Iterator[Page]:
    """The owner at a browser beside the till."""
    context = chromium.new_context(base_url=server.url)
    page = context.new_page()
    complaints.listen(page)
    page.goto(f"/sign-in/link?token={services.accounts.make_link_token()}")
    yield page
    context.close()


@on_a_phone
def test_a_draft_begun_at_the_counter_is_sent_from_the_tablet(talk: Page, tablet: Page, desk: Desk) -> None:
    here, there = talk.get_by_label("Text message"), tablet.get_by_label("Text message")
    with talk.expect_response("**/drafts"):
        here.press_sequentially("Until s")

    tablet.goto("/conversations/1")
    expect(there).to_have_value("Until s")
    with tablet.expect_response("**/drafts"):
        there.press_sequentially("ix")
    tablet.get_by_role("button", name="Send", exact=True).click()

    expect(tablet.locator(".ms-ours")).to_contain_text("Until six")
    expect(talk.locator(".ms-ours")).to_contain_text("Until six")
    expect(here).to_have_value("")
    here.fill("And on Monday too")
    talk.get_by_role("button", name="Send", exact=True).click()
    expect(talk.locator(".ms-ours")).to_have_count(2)
    sent = desk.outbox.page(MessageQuery(direction="outbound")).messages
    assert [one.text for one in sent] == ["Until six", "And on Monday too"]


@at_a_desk
def test_whoever_goes_on_in_mid_word_finds_it_on_the_row_and_comes_back_to_it(
    talk: Page, tablet: Page
) -> None:
    talk.get_by_label("Text message").fill("Until six")
    talk.goto("/")
    expect(talk.locator(".ms-row")).to_contain_text("Draft: Until six")

    talk.locator(".ms-row a").click()
    expect(talk.get_by_label("Text message")).to_have_value("Until six")
    talk.get_by_label("Text message").fill("")
    talk.goto("/")
    expect(talk.locator(".ms-row")).to_contain_text("Hello")


@on_a_phone
def test_a_text_that_was_taken_back_is_a_draft_on_every_device(talk: Page, tablet: Page) -> None:
    talk.get_by_label("Text message").fill("A mistake")
    talk.get_by_role("button", name="Send", exact=True).click()
    with talk.expect_response("**/drafts"):
        talk.get_by_role("button", name="Undo").click()

    tablet.goto("/conversations/1")

    expect(tablet.get_by_label("Text message")).to_have_value("A mistake")


@at_a_desk
def test_a_message_to_somebody_new_is_finished_on_another_device(talk: Page, tablet: Page) -> None:
    talk.goto("/new")
    talk.get_by_label("To", exact=True).fill("07700 900002")
    with talk.expect_response("**/drafts"):
        talk.get_by_label("Text message").fill("Your book is here")

    tablet.goto("/new")
    expect(tablet.get_by_label("Text message")).to_have_value("Your book is here")
    expect(tablet.locator("#recipients")).to_contain_text("+44 7700 900002")
    tablet.get_by_role("button", name="Send", exact=True).click()

    expect(tablet.locator(".ms-bubble")).to_contain_text("Your book is here")
    talk.goto("/new")
    expect(talk.get_by_label("Text message")).to_have_value("")
    expect(talk.locator("#recipients")).not_to_contain_text("900002")
