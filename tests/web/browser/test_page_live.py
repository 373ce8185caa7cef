"""Pages that change by themselves: texts, states, counts and lamps, within a blink and after a break."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.api.program import services_of
from tests.web.browser.conftest import Complaints
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.conftest import SECRET
from web import create_app, sse
from web.server import WebServer


def test_a_text_that_arrives_appears_in_the_inbox_and_in_the_title(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    page = signed_in("/")
    expect(page.get_by_text("No texts yet")).to_be_visible()

    desk.receive(desk.plug_in(), ANNA, "Is my book there?")

    expect(page.locator(".ms-row")).to_contain_text("Is my book there?")
    expect(page).to_have_title(re.compile(r"^\(1\) Inbox"))
    expect(page.get_by_text("No texts yet")).to_be_hidden()


@on_a_phone
def test_rows_stand_in_the_order_of_their_newest_texts(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "First", 1)
    desk.receive(sim, BEN, "Second", 2)
    page = signed_in("/")
    rows = page.locator(".ms-row")
    expect(rows.first).to_contain_text("Second")

    desk.receive(sim, ANNA, "Third", 3)

    expect(rows.first).to_contain_text("Third")
    expect(rows).to_have_count(2)


def test_a_text_appears_in_the_open_conversation_once_and_counts_as_read(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    page = signed_in("/conversations/1")

    desk.receive(sim, ANNA, "Are you open?", 2)

    expect(page.locator(".ms-bubble")).to_have_count(2)
    expect(page.locator(".ms-bubble").last).to_be_in_viewport()
    expect(page).not_to_have_title(re.compile(r"^\("))
    expect(page.locator("#unread")).to_be_hidden()
    assert desk.conversations.unread() == 0


@on_a_phone
def test_the_state_of_a_text_changes_under_it(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    desk.write(ANNA, "Your book is here")
    page = signed_in("/conversations/1")
    bubble = page.locator(".ms-bubble")
    expect(bubble).to_contain_text("Waiting to be sent")

    attempt = desk.take()
    expect(bubble).to_contain_text("On its way to the network")
    desk.accepted(attempt, 9)
    expect(bubble).to_contain_text("Sent, waiting for the delivery report")
    desk.report(sim, 9, ANNA)
    expect(bubble).to_contain_text("Delivered")
    expect(bubble).to_have_count(1)


@at_a_desk
def test_what_becomes_unsure_joins_the_tray_and_is_settled_in_place(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    desk.plug_in()
    message = desk.write(ANNA, "Your book is here")
    page = signed_in("/unsure")
    expect(page.get_by_text("Nothing is unsure")).to_be_visible()

    desk.silent(desk.take())
    expect(page.locator("#unsure-count")).to_contain_text("1")
    page.get_by_role("button", name="They got it").click()

    expect(page.get_by_text("Nothing is unsure")).to_be_visible()
    expect(page.locator("#unsure-count")).to_be_hidden()
    assert desk.outbox.get(message.id).status == "delivered"


def test_the_lamp_and_the_banner_follow_the_modems(signed_in: Callable[[str], Page], desk: Desk) -> None:
    page = signed_in("/modems")
    expect(page.get_by_text("Texts wait")).to_be_visible()
    expect(page.locator("#lamp")).to_contain_text("0 of 2 ready")

    desk.plug_in()
    expect(page.locator("#lamp")).to_contain_text("1 of 2 ready")
    expect(page.get_by_text("Texts wait")).to_be_hidden()
    page.get_by_role("button", name="Pause").first.click()

    expect(page.locator("#modem-counter")).to_contain_text("Paused.")
    expect(page.locator("#lamp")).to_contain_text("0 of 2 ready")


@on_a_phone
def test_after_a_restart_the_page_catches_up_without_gaps_or_doubles(
    signed_in: Callable[[str], Page],
    server: WebServer,
    services: Services,
    desk: Desk,
    complaints: Complaints,
) -> None:
    complaints.expected = "net::ERR_"
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Text 0", 0)
    page = signed_in("/conversations/1")
    expect(page.locator(".ms-bubble")).to_have_count(1)

    services.feed.close()
    server.stop()
    expect(page.get_by_text("Reconnecting")).to_be_visible()
    after = desk.restarted()
    for number in range(1, 6):
        after.receive(sim, ANNA, f"Text {number}", number)
    app = create_app(services_of(after), secret_key=SECRET, now=after.clock)
    again = WebServer(app, "127.0.0.1", urlsplit(server.url).port or 0)
    again.start()

    expect(page.locator(".ms-bubble .ms-text")).to_have_text([f"Text {number}" for number in range(6)])
    expect(page.get_by_text("Reconnecting")).to_be_hidden()
    page.close()
    after.feed.close()
    again.stop()
    after.close()


@at_a_desk
def test_whoever_clicks_through_the_inbox_quickly_is_never_refused_a_stream(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    page = signed_in("/")

    for _ in range(sse.MAX_STREAMS + 4):
        page.goto("/conversations/1")

    desk.receive(sim, ANNA, "Still there?", 2)
    expect(page.locator(".ms-bubble").last).to_contain_text("Still there?")


@at_a_desk
def test_two_tabs_both_follow(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    inbox, talk = signed_in("/"), signed_in("/conversations/1")

    desk.receive(sim, ANNA, "Are you open?", 2)

    expect(talk.locator(".ms-bubble").last).to_contain_text("Are you open?")
    expect(inbox.locator(".ms-row")).to_contain_text("Are you open?")


@on_a_phone
def test_every_page_knows_the_count_of_unread(signed_in: Callable[[str], Page], desk: Desk) -> None:
    page = signed_in("/")
    sim = desk.plug_in()

    for unread, path in enumerate(("/", "/unsure", "/modems", "/contacts", "/settings", "/new"), 1):
        page.goto(path)
        desk.receive(sim, f"+44770090010{unread}", "Hello", unread)
        expect(page).to_have_title(re.compile(rf"^\({unread}\) "))
