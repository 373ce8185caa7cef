"""Broadcasts that go out again, made in a real browser: every month, then on birthdays, at both sizes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from modemsms.services.contacts import Details
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.browser.fitting import fits


def pictured(page: Page, name: str) -> None:
    """Pictures for whoever wants to look (MODEMSMS_PICTURES names a folder)."""
    folder = os.environ.get("MODEMSMS_PICTURES")
    if not folder:
        return
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": 1500})
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{scheme}.png")
    page.set_viewport_size(size)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Next:").click()


def test_one_goes_out_every_month_and_its_copy_on_birthdays(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    desk.plug_in()
    group = desk.groups.add("Regulars")
    born = (("Anna", ANNA, "1980-03-04"), ("Ben", BEN, "--02-28"), ("Cara", CARA, ""))
    people = [desk.contacts.add(name, [to], details=Details(birthday=day)).id for name, to, day in born]
    desk.groups.put_in(group.id, people)
    page = signed_in(f"/broadcasts/new?who=g{group.id}")
    go_on(page)
    page.get_by_label("Text", exact=True).fill("Cake is half price today, {first_name|there}")
    expect(page.locator("#cast-text")).to_contain_text("half price today, Anna")
    go_on(page)

    page.get_by_label("Again and again").check()
    page.get_by_label("How often", exact=True).select_option("month")
    page.get_by_label("On which day").first.select_option("weekday")
    page.get_by_label("Which one").select_option("2")
    page.get_by_label("Day of the week").select_option("1")
    expect(page.locator("#forecast")).to_contain_text("Every month on the second Tuesday, 10:00")
    expect(page.locator("#forecast li").first).to_have_text("Tuesday, 10 March 2026, 10:00")
    pictured(page, "when-repeat")
    assert fits(page)
    go_on(page)

    expect(page.locator("#forecast li")).to_have_count(5)
    pictured(page, "check-repeat")
    assert fits(page)
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator("#cast-series")).to_contain_text("Every month on the second Tuesday, 10:00")
    pictured(page, "made-repeat")
    assert fits(page)

    page.get_by_role("link", name="Copy as new").click()
    go_on(page)
    page.get_by_label("Text", exact=True).fill("Happy birthday, {first_name|there}!")
    go_on(page)
    page.get_by_label("On a date of theirs").check()
    dates = page.locator("#cast-dates")
    expect(dates).to_contain_text("2 of 3 people have this date.")
    expect(dates.locator("li").first).to_have_text("Anna Wednesday, 4 March 2026, 10:00")
    page.locator("#f-dated_way").select_option("before")
    page.get_by_label("How many days").fill("1")
    expect(dates.locator("li").first).to_have_text("Anna Tuesday, 3 March 2026, 10:00")
    pictured(page, "when-dated")
    assert fits(page)
    go_on(page)

    expect(page.get_by_text("1 day before their birthday, at 10:00")).to_be_visible()
    pictured(page, "check-dated")
    assert fits(page)
    page.get_by_role("button", name="Plan it").click()
    expect(page.locator("#cast-series li").first).to_contain_text("Anna")
    pictured(page, "made-dated")
    assert fits(page)
    page.get_by_role("link", name="Change", exact=True).click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("Happy birthday, {first_name|there}!")


def test_a_tab_that_was_closed_while_writing_loses_nothing(
    signed_in: Callable[[str], Page], open_page: Callable[[str], Page], desk: Desk
) -> None:
    desk.plug_in()
    desk.contacts.add("Anna", [ANNA])
    page = signed_in("/broadcasts/new?who=all")
    go_on(page)
    with page.expect_response("**/broadcasts/new/count"):
        page.get_by_label("Text", exact=True).press_sequentially("Half a loaf")
    expect(page.locator("#cast-text")).to_contain_text("Half a loaf")
    page.close()

    again = open_page("/broadcasts/new")
    expect(again.locator("#cast-drafts")).to_contain_text("Half a loaf")
    pictured(again, "draft")
    assert fits(again)
    again.get_by_role("button", name="Throw it away").click()
    again.get_by_role("button", name="Undo").click()
    again.get_by_role("link", name="Go on with it").click()

    expect(again.get_by_label("Text", exact=True)).to_have_value("Half a loaf")
    pictured(again, "draft-text")
