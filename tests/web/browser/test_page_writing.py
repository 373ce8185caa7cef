"""Writing in a real browser: counted while typing, sent once, never lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from modemsms.services import Services
from modemsms.services.outbox import MessageQuery
from tests.desk import ANNA, Desk
from tests.web.browser.conftest import Complaints
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.conftest import OWNER, PASSWORD
from web.server import WebServer


def sent(desk: Desk) -> list[str]:
    return [message.text for message in desk.outbox.page(MessageQuery(direction="outbound")).messages]


@pytest.fixture
def talk(signed_in: Callable[[str], Page], desk: Desk) -> Page:
    """The conversation with Anna, open before the owner."""
    desk.receive(desk.plug_in(), ANNA, "Hello")
    return signed_in("/conversations/1")


def test_from_the_first_run_to_the_first_text(open_page: Callable[[str], Page], desk: Desk) -> None:
    page = open_page("/")
    page.get_by_label("Your name").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the shop").click()
    page.goto("/")
    page.get_by_role("link", name="New message").first.click()
    page.get_by_label("To", exact=True).fill("07700 900001")
    page.get_by_label("Text message").fill("Your book is here")
    page.get_by_role("button", name="Send").click()

    expect(page.locator(".ms-bubble")).to_contain_text("Your book is here")
    expect(page).to_have_url(re.compile("/conversations/1$"))
    assert sent(desk) == ["Your book is here"]


def test_the_counter_follows_the_typing(talk: Page) -> None:
    text = talk.get_by_label("Text message")

    text.press_sequentially("Hello")
    expect(talk.locator("#count")).to_contain_text("5 characters · 1 segment · 155 left")
    text.press_sequentially(" ś")
    expect(talk.locator("#count")).to_contain_text("ś → s")
    text.fill("")
    expect(talk.locator("#count")).to_be_empty()


@on_a_phone
def test_a_tap_replaces_what_forces_unicode(talk: Page) -> None:
    text = talk.get_by_label("Text message")
    text.fill("Zażółć 🙂")
    talk.get_by_role("button", name="Replace ż").click()
    expect(text).to_have_value("Zazółć 🙂")
    talk.get_by_role("button", name="Replace all").click()

    expect(text).to_have_value("Zazolc ")
    expect(talk.locator("#count")).to_contain_text("153 left")


def test_a_text_is_taken_back_into_the_composer(talk: Page, desk: Desk) -> None:
    talk.get_by_label("Text message").fill("A mistake")
    talk.get_by_role("button", name="Send").click()
    expect(talk.locator(".ms-left")).to_have_text(re.compile("[1-5]"))
    talk.get_by_role("button", name="Undo").click()

    expect(talk.get_by_label("Text message")).to_have_value("A mistake")
    expect(talk.locator(".ms-ours")).to_contain_text("Cancelled, nothing was sent")


def test_a_text_goes_out_at_a_time_that_was_chosen_and_the_next_one_at_once(talk: Page) -> None:
    when = talk.get_by_text("When", exact=True)
    when.click()
    expect(talk.get_by_label("Day and time")).to_be_hidden()
    talk.get_by_label("When it goes out").select_option("at")
    talk.get_by_label("Day and time").fill("2026-03-04T10:30")
    talk.get_by_label("Text message").fill("Good morning")
    talk.get_by_role("button", name="Send").click()

    expect(talk.locator(".ms-ours")).to_contain_text("Goes out on Wednesday, 4 March at 10:30")
    talk.get_by_label("Text message").fill("And this one now")
    talk.get_by_role("button", name="Send").click()
    expect(talk.locator(".ms-ours").last).to_contain_text("Goes out in a moment")


def test_a_reply_appears_without_leaving_the_page_and_the_field_is_free(talk: Page, desk: Desk) -> None:
    talk.evaluate("window.stayed = true")
    talk.get_by_label("Text message").fill("Until six")
    talk.get_by_role("button", name="Send").click()

    expect(talk.locator(".ms-ours")).to_contain_text("Until six")
    expect(talk.get_by_label("Text message")).to_have_value("")
    expect(talk.get_by_label("Text message")).to_be_focused()
    assert talk.evaluate("window.stayed")
    talk.get_by_label("Text message").fill("Or seven")
    talk.get_by_role("button", name="Send").click()
    expect(talk.locator(".ms-ours")).to_have_count(2)
    assert sent(desk) == ["Until six", "Or seven"]


@at_a_desk
def test_a_double_click_sends_once(talk: Page, desk: Desk) -> None:
    talk.get_by_label("Text message").fill("Until six")
    talk.get_by_role("button", name="Send").dblclick()

    expect(talk.locator(".ms-ours")).to_have_count(1)
    talk.reload()
    expect(talk.locator(".ms-ours")).to_have_count(1)
    assert sent(desk) == ["Until six"]


@on_a_phone
def test_a_double_click_on_a_new_message_sends_once(signed_in: Callable[[str], Page], desk: Desk) -> None:
    page = signed_in("/new")
    page.get_by_label("To", exact=True).fill(ANNA)
    page.get_by_label("Text message").fill("Until six")
    page.get_by_role("button", name="Send").dblclick()

    expect(page.locator(".ms-bubble")).to_contain_text("Until six")
    page.go_back()
    page.get_by_label("To", exact=True).fill(ANNA)
    page.get_by_label("Text message").fill("Until six")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".ms-bubble")).to_have_count(1)
    assert sent(desk) == ["Until six"]


def test_enter_sends_at_a_desk_and_breaks_the_line_on_a_phone(talk: Page, desk: Desk, size: str) -> None:
    text = talk.get_by_label("Text message")
    text.press_sequentially("Until")
    text.press("Enter")

    if size == "desktop":
        expect(talk.locator(".ms-ours")).to_contain_text("Until")
    else:
        text.press_sequentially("six")
        expect(text).to_have_value("Until\nsix")
        assert sent(desk) == []


def test_a_refused_text_stays_with_its_sentence(talk: Page, complaints: Complaints) -> None:
    complaints.expected = "status of 422"
    talk.get_by_label("Text message").fill("x" * 1601)
    talk.get_by_role("button", name="Send").click()

    expect(talk.get_by_role("alert")).to_contain_text("at most 1,600")
    expect(talk.get_by_label("Text message")).to_have_value("x" * 1601)


@on_a_phone
def test_a_session_that_ends_in_mid_writing_keeps_the_text(
    talk: Page, services: Services, desk: Desk, complaints: Complaints
) -> None:
    complaints.expected = "status of 401"
    talk.get_by_label("Text message").fill("Until six")
    expect(talk.locator("#count")).to_contain_text("9 characters")
    talk.context.clear_cookies()
    talk.get_by_role("button", name="Send").click()

    expect(talk.get_by_text("your text is kept")).to_be_visible()
    talk.get_by_label("Name").fill(OWNER)
    talk.get_by_label("Password").fill(PASSWORD)
    talk.get_by_role("button", name="Sign in").click()

    expect(talk.get_by_label("Text message")).to_have_value("Until six")
    expect(talk).to_have_url(re.compile("/conversations/1$"))
    assert sent(desk) == []
    talk.get_by_role("button", name="Send").click()
    expect(talk.locator(".ms-ours")).to_contain_text("Until six")


@on_a_phone
def test_a_text_survives_a_lost_connection(talk: Page, desk: Desk, complaints: Complaints) -> None:
    complaints.expected = "ERR_INTERNET_DISCONNECTED"
    talk.get_by_label("Text message").fill("Until six")
    talk.context.set_offline(True)
    talk.get_by_role("button", name="Send").click()
    expect(talk.get_by_role("alert")).to_contain_text("Your text is kept")

    talk.context.set_offline(False)
    talk.get_by_role("button", name="Send").click()

    expect(talk.locator(".ms-ours")).to_contain_text("Until six")
    expect(talk.locator("#refusal")).to_be_empty()
    assert sent(desk) == ["Until six"]


@on_a_phone
def test_what_was_typed_survives_a_reload(talk: Page) -> None:
    talk.get_by_label("Text message").fill("Until six")
    talk.reload()

    expect(talk.get_by_label("Text message")).to_have_value("Until six")


@at_a_desk
def test_what_is_typed_stays_while_another_text_is_cancelled(talk: Page, desk: Desk) -> None:
    desk.write(ANNA, "A mistake")
    talk.get_by_label("Text message").fill("Until six")
    talk.get_by_role("button", name="Cancel").click()

    expect(talk.locator(".ms-ours")).to_contain_text("Cancelled, nothing was sent")
    expect(talk.get_by_label("Text message")).to_have_value("Until six")


@at_a_desk
def test_a_held_text_is_sent_anyway(talk: Page, services: Services, desk: Desk) -> None:
    services.composing.set_undo_seconds(0)
    for count in (1, 2):
        talk.get_by_label("Text message").fill("Until six")
        talk.get_by_role("button", name="Send", exact=True).click()
        expect(talk.locator(".ms-ours")).to_have_count(count)

    expect(talk.locator(".ms-ours").last).to_contain_text("Held back.")
    talk.get_by_role("button", name="Send anyway").click()

    expect(talk.locator(".ms-ours").last).to_contain_text("Waiting to be sent")


def test_without_scripts_reading_and_replying_work(
    chromium: Browser, server: WebServer, services: Services, desk: Desk
) -> None:
    services.accounts.first_owner(OWNER, PASSWORD, code=None, loopback=True)
    desk.receive(desk.plug_in(), ANNA, "Hello")
    context = chromium.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill(OWNER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".ms-row a").click()
    page.get_by_label("Text message").fill("Until six")
    page.get_by_role("button", name="Send").click()

    assert page.locator(".ms-bubble").count() == 2
    assert sent(desk) == ["Until six"]
    context.close()
