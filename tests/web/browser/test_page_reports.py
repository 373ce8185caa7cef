"""Reports in a real browser, at a phone's and a desktop's size."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.desk import ANNA, BEN, Desk
from tests.web.browser.fitting import fits


def test_from_home_to_the_reports_to_other_days_and_a_file(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, reference=9)
    desk.report(sim, 9, ANNA)
    desk.write(BEN)
    desk.refused(desk.take(), permanent=True)
    page = signed_in("/home")

    page.get_by_role("link", name="All reports").click()
    expect(page.get_by_role("heading", name="Reports")).to_be_visible()
    expect(page.locator("#report-numbers a").first).to_be_visible()
    page.get_by_role("link", name="12 months").click()
    expect(page.get_by_role("heading", name="By month")).to_be_visible()
    page.get_by_text("Other days").click()
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-03-02")
    page.get_by_role("button", name="Show these days").click()
    expect(page).to_have_url(re.compile("from=2026-03-01&to=2026-03-02"))
    page.locator("#report-days summary").click()
    with page.expect_download() as download:
        page.locator("#report-days").get_by_role("link", name="Save as a table").click()

    assert download.value.suggested_filename == "days-2026-03-01-2026-03-02.csv"
    assert fits(page)
