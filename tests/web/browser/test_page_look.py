"""How the page looks to one person: the way back from what was done, colours, letters, long words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.browser.fitting import fits
from tests.web.browser.sizes import at_a_desk, on_a_phone
from tests.web.test_look import choose

PATHS = ("/", "/home", "/conversations/1", "/new", "/contacts", "/modems", "/more", "/settings", "/scheduled")


@pytest.fixture
def talk(services: Services, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Is my book there?")


def archive(page: Page) -> None:
    if page.locator("summary:visible").count():
        page.locator("summary:visible").first.click()
    page.get_by_role("button", name="Archive", exact=True).locator("visible=true").last.click()


def test_the_way_back_stays_ten_seconds_and_while_a_hand_is_on_it(
    signed_in: Callable[[str], Page], talk: None, context: BrowserContext
) -> None:
    context.clock.install()
    page = signed_in("/conversations/1")
    archive(page)
    notice = page.locator(".ms-undo")
    expect(notice).to_be_visible()

    page.get_by_role("button", name="Undo").focus()
    context.clock.run_for(1_000)
    context.clock.run_for(30_000)
    expect(notice).to_be_visible()
    page.locator("#main").focus()
    context.clock.run_for(1_000)
    expect(notice).to_be_visible()
    context.clock.run_for(12_000)

    expect(notice).to_have_count(0)


def test_the_way_back_covers_neither_the_bar_nor_the_place_to_write(
    signed_in: Callable[[str], Page], talk: None
) -> None:
    page = signed_in("/conversations/1")
    archive(page)
    expect(page.locator(".ms-undo")).to_be_in_viewport()
    notice = page.locator(".ms-undo").bounding_box()
    assert notice is not None

    for below in page.locator("#composer:visible, .ms-nav:visible").all():
        box = below.bounding_box()
        assert box is not None
        apart = notice["y"] + notice["height"] <= box["y"] or notice["x"] >= box["x"] + box["width"]
        assert apart or box["height"] > 600, (notice, box)


@pytest.mark.parametrize(("theme", "ground"), [("dark", "rgb(22, 20, 17)"), ("light", "rgb(246, 242, 234)")])
@pytest.mark.parametrize("device", ["light", "dark"])
def test_a_persons_wish_wins_over_the_devices(
    signed_in: Callable[[str], Page], desk: Desk, theme: str, ground: str, device: str
) -> None:
    page = signed_in("/")
    choose(desk, theme=theme)
    page.emulate_media(color_scheme="dark" if device == "dark" else "light")
    page.reload()

    expect(page.locator("body")).to_have_css("background-color", ground)


@pytest.mark.parametrize("letters", ["normal", "larger"])
@on_a_phone
def test_spanish_and_large_letters_fit_the_smallest_screen(
    signed_in: Callable[[str], Page], talk: None, desk: Desk, letters: str
) -> None:
    page = signed_in("/")
    choose(desk, language="es", text_size=letters)
    page.set_viewport_size({"width": 320, "height": 640})

    for path in PATHS:
        page.goto(path)
        assert fits(page, ".ms-main, .ms-scroll, .ms-nav"), path


@at_a_desk
def test_twice_as_large_fits_too(signed_in: Callable[[str], Page], talk: None, desk: Desk) -> None:
    page = signed_in("/")
    choose(desk, language="es")
    # A page of 640 CSS pixels at 200 % has 320 left; its letters are counted in the new ones.
    page.set_viewport_size({"width": 640, "height": 400})

    for path in PATHS:
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert fits(page), path
