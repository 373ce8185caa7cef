"""How often something goes out, chosen in a real browser, at a phone's and a desktop's size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from modemsms.services import Services
from tests.desk import Desk
from tests.web import repeat_page
from tests.web.browser.fitting import fits
from tests.web.compiled import compiled
from tests.web.conftest import SECRET
from web import create_app


@pytest.fixture
def app(services: Services, desk: Desk) -> Flask:
    """The application, with a page for the fields."""
    return compiled(repeat_page.add_to(create_app(services, secret_key=SECRET, now=desk.clock)))


def test_only_what_belongs_to_the_choice_is_there_and_the_dates_come_by_themselves(
    signed_in: Callable[[str], Page],
) -> None:
    page = signed_in(repeat_page.PATH)
    often, forecast = page.get_by_label("How often", exact=True), page.locator("#forecast")
    expect(often).to_have_value("")
    expect(page.get_by_label("First day")).to_be_hidden()

    often.select_option("week")
    page.get_by_label("Friday").check()
    expect(forecast).to_contain_text("Every week on Friday, 10:00")
    expect(forecast.locator("li")).to_have_count(5)
    assert fits(page)

    often.select_option("month")
    expect(page.get_by_label("Friday")).to_be_hidden()
    page.get_by_label("On which day").select_option("weekday")
    expect(page.get_by_label("Date")).to_be_hidden()
    page.get_by_label("Which one").select_option("2")
    page.get_by_label("Day of the week").select_option("1")
    page.get_by_label("When it ends").select_option("times")
    page.get_by_label("How many times").fill("2")
    expect(forecast).to_contain_text("Every month on the second Tuesday, 10:00, 2 times")
    expect(forecast.locator("li")).to_have_text(
        ["Tuesday, 10 March 2026, 10:00", "Tuesday, 14 April 2026, 10:00"]
    )
    assert fits(page)

    page.get_by_label("How many times").fill("0")
    expect(forecast).to_contain_text("Enter a whole number from 1 to 1000.")
