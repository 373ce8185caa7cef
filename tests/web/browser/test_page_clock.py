"""A clock that may be wrong, and quiet hours, in a real browser, at a phone's and a desktop's size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from modemsms.services import Services
from tests.desk import ANNA, START, Desk
from tests.web.browser.fitting import fits
from tests.web.test_clock import COUNTER


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A shop whose steady clock stands still, so that each change of the other one is a jump."""
    desk = Desk(tmp_path / "modemsms.db", modems_named=[COUNTER], steady=lambda: 0.0)
    desk.clock_trust.begin()
    desk.plug_in()
    yield desk
    desk.close()


def test_a_doubt_comes_by_itself_and_one_press_ends_it(
    signed_in: Callable[[str], Page], desk: Desk, services: Services
) -> None:
    desk.write(ANNA, "See you tomorrow", send_at=START + timedelta(hours=20))
    page = signed_in("/home")
    doubt = page.get_by_role("region", name="Is this clock right?")
    expect(page.locator("#home-lamp")).to_be_visible()
    expect(doubt).to_be_hidden()

    services.lamp.run(desk.clock())
    desk.clock.now += timedelta(days=1)
    desk.clock_trust.run(desk.clock())
    services.lamp.run(desk.clock())

    expect(doubt).to_contain_text("Tuesday, 3 March 2026, 09:00")
    assert fits(page)
    doubt.get_by_role("button", name="The time is right").click()
    expect(page.get_by_text("Good. What is planned goes out at its time.")).to_be_visible()
    expect(doubt).to_be_hidden()


def test_quiet_hours_are_set(signed_in: Callable[[str], Page], services: Services) -> None:
    page = signed_in("/settings")
    page.get_by_role("link", name="Quiet hours").click()

    page.get_by_label("From").fill("19:30")
    page.get_by_label("Sunday").check()
    assert fits(page)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Kept.")).to_be_visible()
    expect(page.get_by_label("Sunday")).to_be_checked()
    expect(page.get_by_label("From")).to_have_value("19:30")
    assert services.quiet_hours.rules().days == {6}
