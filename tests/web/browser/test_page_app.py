"""The page as an app: offline, on the keyboard, with a bell; each in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.api.program import services_of
from tests.web.browser.conftest import Complaints
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.conftest import SECRET
from web import create_app
from web.server import WebServer

# What stands on the desktop, once there are so many notices.
NOTICES = """async (wanted) => {
  const worker = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 400; tries += 1) {
    const shown = await worker.getNotifications();
    if (shown.length >= wanted) {
      return shown.map(({ title, body }) => `${title}: ${body}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return ["too few notices"];
}"""

# Two texts are told between two pages of a tab; the next one opens with the conversation of the second.
BETWEEN_PAGES = """async () => {
  const { Hub } = await import(new URL("hub.js", document.querySelector("script[type=module]").src));
  const heard = [];
  const port = { postMessage: (word) => heard.push(word) };
  const hub = new Hub("test");
  hub.told("change", { news: [{ row: 1, conversation: 1 }, { row: 2, conversation: 2 }] }, 1);
  hub.join(port);
  const { reader } = document.body.dataset;
  port.onmessage({ data: { is: "hello", after: 1, reader, browser: "b", lock: "next", isSeen: true, open: 2 } });
  port.onmessage({ data: { is: "bye" } });
  return heard.filter(({ is }) => is === "news").map(({ news }) => news.map(({ row }) => row));
}"""


def at(page: Page, path: str) -> None:
    """Wait until the scripts of the page at *path* listen."""
    expect(page).to_have_url(re.compile(f"{path}$"))
    expect(page.locator("html.ms-alive")).to_be_attached()


@pytest.fixture
def service_workers() -> Literal["allow", "block"]:
    return "allow"


@pytest.fixture
def hearing(signed_in: Callable[[str], Page], desk: Desk) -> Page:
    """The inbox, on a device that wants notices and may show them."""
    desk.receive(desk.plug_in(), BEN, "Hello", 0)
    page = signed_in("/settings")
    page.context.grant_permissions(["notifications"])
    page.get_by_label("Show a notice when somebody writes").check()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/")
    return page


@on_a_phone
def test_while_the_box_is_away_a_page_says_so_and_comes_back_by_itself(
    signed_in: Callable[[str], Page],
    server: WebServer,
    services: Services,
    desk: Desk,
    complaints: Complaints,
) -> None:
    complaints.expected = "net::ERR_"
    page = signed_in("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    services.feed.close()
    server.stop()

    page.goto("/contacts")
    expect(page.get_by_role("heading", name="The box does not answer")).to_be_visible()
    expect(page.get_by_text("This page comes back by itself.")).to_be_visible()
    after = desk.restarted()
    again = WebServer(
        create_app(services_of(after), secret_key=SECRET, now=after.clock),
        "127.0.0.1",
        urlsplit(server.url).port or 0,
    )
    again.start()

    expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("/contacts$"))
    page.close()
    after.feed.close()
    again.stop()
    after.close()


@on_a_phone
def test_no_page_of_the_shop_is_kept(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "My secret")
    page = signed_in("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/conversations/1")

    kept = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)))).then((stores) =>"
        " Promise.all(stores.map((store) => store.keys()))).then((all) => all.flat().map((one) => one.url))"
    )

    paths = {urlsplit(url).path for url in kept}
    assert "/offline" in paths
    assert {path for path in paths if not path.startswith("/static/")} == {"/offline"}


@on_a_phone
def test_a_notice_says_who_wrote_and_not_what(hearing: Page, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "My secret", 1)

    expect(hearing.locator(".ms-row").first).to_contain_text("My secret")
    assert hearing.evaluate(NOTICES, 1) == ["+44 7700 900001 wrote: A new text"]


@at_a_desk
def test_a_notice_shows_the_text_where_that_is_wanted(hearing: Page, desk: Desk) -> None:
    hearing.evaluate("localStorage.setItem('device-texts', 'yes')")

    desk.receive(desk.plug_in(), ANNA, "Is my book there?", 1)

    assert hearing.evaluate(NOTICES, 1) == ["+44 7700 900001 wrote: Is my book there?"]


@at_a_desk
def test_whoever_reads_a_conversation_gets_no_notice_of_it_nor_of_a_blocked_one(
    hearing: Page, desk: Desk
) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    desk.conversations.block(2, blocked=True)
    hearing.goto("/conversations/1")

    desk.receive(sim, BEN, "Still there?", 2)
    expect(hearing.locator(".ms-bubble").last).to_contain_text("Still there?")
    desk.receive(sim, ANNA, "And I?", 3)
    desk.calls.take(sim, "counter", "+447700900003", desk.clock())

    assert hearing.evaluate(NOTICES, 1) == ["+44 7700 900003 called: "]


@at_a_desk
def test_what_comes_between_two_pages_of_a_tab_rings_on_the_next(signed_in: Callable[[str], Page]) -> None:
    assert signed_in("/").evaluate(BETWEEN_PAGES) == [[1]]


@at_a_desk
def test_of_two_tabs_one_rings(hearing: Page, signed_in: Callable[[str], Page], desk: Desk) -> None:
    other = hearing.context.new_page()
    other.goto("/contacts")
    for page in (hearing, other):
        page.evaluate("window.rung = 0")
        page.evaluate(
            "const show = ServiceWorkerRegistration.prototype.showNotification;"
            "ServiceWorkerRegistration.prototype.showNotification ="
            " function (...words) { window.rung += 1; return show.apply(this, words); }; true"
        )

    desk.receive(desk.plug_in(), ANNA, "Hello", 1)

    expect(hearing).to_have_title(re.compile(r"^\(2\)"))
    expect(other).to_have_title(re.compile(r"^\(2\)"))
    assert len(hearing.evaluate(NOTICES, 1)) == 1
    assert hearing.evaluate("window.rung") + other.evaluate("window.rung") == 1


def test_a_browser_that_refuses_notices_is_told_what_to_do(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("/settings")

    page.get_by_label("Show a notice when somebody writes").click()

    expect(page.get_by_text("This browser does not allow the page to show notices.")).to_be_visible()
    expect(page.get_by_label("Show a notice when somebody writes")).not_to_be_checked()


@at_a_desk
def test_a_question_mark_lists_the_keys_of_this_page(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("/")
    page.keyboard.press("?")

    keys = page.get_by_role("dialog", name="Shortcuts")
    expect(keys.get_by_text("Search")).to_be_visible()
    expect(keys.get_by_text("Write an answer")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


@at_a_desk
def test_keys_reach_the_places_of_the_page(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "Hello", 1)
    desk.receive(sim, BEN, "Good morning", 2)
    page = signed_in("/")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    at(page, "/conversations/1")
    page.keyboard.press("r")
    page.keyboard.type("What? n/e j")
    expect(page.get_by_label("Text message")).to_have_value("What? n/e j")
    page.get_by_label("Text message").blur()
    page.keyboard.press("g")
    page.keyboard.press("c")
    at(page, "/contacts")
    page.keyboard.press("g")
    page.keyboard.press("i")
    at(page, "/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").blur()
    page.keyboard.press("n")
    at(page, "/new")


@at_a_desk
def test_whoever_wants_no_shortcuts_has_none(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("/settings")
    page.get_by_label("Shortcuts on the keyboard").uncheck()

    page.keyboard.press("?")
    page.goto("/")
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_hidden()
