"""Home, contacts, groups and the walk to a modem in a real browser, at a phone's and a desktop's size."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from modemsms.driver import ModemState
from modemsms.store.messages import Reason
from tests.desk import ANNA, BEN, Desk
from tests.web.browser.fitting import fits
from tests.web.things import STICK


def test_home_changes_by_itself_and_each_thing_leads_on(signed_in: Callable[[str], Page], desk: Desk) -> None:
    sim = desk.plug_in()
    page = signed_in("/home")
    expect(page.get_by_text("Everybody has an answer.")).to_be_visible()

    desk.receive(sim, ANNA, "Is my book there?")

    row = page.locator("#home-waiting a", has_text="Is my book there?")
    expect(row).to_be_visible()
    expect(page.locator("#home-chart")).to_contain_text("1 received")
    assert fits(page)
    row.click()
    expect(page).to_have_url(re.compile("/conversations/1"))


def test_a_column_of_the_chart_and_a_figure_of_its_table_lead_to_the_texts(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    desk.receive(desk.plug_in(), ANNA, "Is my book there?")
    page = signed_in("/home")

    page.get_by_text("The figures as a table").click()
    page.locator("#chart-table td a").first.click()

    expect(page).to_have_url(re.compile("/texts.*kind=received"))
    expect(page.get_by_text("Is my book there?")).to_be_visible()
    page.go_back()
    page.locator("#home-chart svg a").last.click()
    expect(page).to_have_url(re.compile("/texts"))


def test_a_contact_is_kept_deleted_and_brought_back(signed_in: Callable[[str], Page], desk: Desk) -> None:
    page = signed_in("/contacts/new")
    page.get_by_label("Name").fill("Anna Berg")
    page.get_by_label("Number 1", exact=True).fill("07700 900001")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Anna Berg").first.click()
    assert fits(page)

    page.get_by_role("button", name="Delete this contact").click()
    expect(page.get_by_text("Anna Berg was deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()

    expect(page.get_by_label("Name")).to_have_value("Anna Berg")
    assert desk.contacts.list()[0].numbers == (ANNA,)


def test_a_group_is_filled_from_the_search(signed_in: Callable[[str], Page], desk: Desk) -> None:
    desk.contacts.add("Anna Berg", [ANNA])
    desk.contacts.add("Ben Cole", [BEN])
    page = signed_in("/groups")
    page.get_by_label("Name of a new group").fill("Regulars")
    page.get_by_role("button", name="Make it").click()

    search = page.get_by_label("Find somebody to add")
    search.fill("berg")
    search.press("Enter")
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.get_by_text("1 person")).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    assert fits(page)
    assert [one.name for one in desk.groups.members(1)] == ["Anna Berg"]


def test_the_walk_follows_the_stick_from_the_socket_to_its_first_text(
    signed_in: Callable[[str], Page], desk: Desk
) -> None:
    page = signed_in("/modems/add")
    expect(page.get_by_text("Plug it into the box now")).to_be_visible()
    assert fits(page)

    desk.devices.seen([STICK])
    expect(page.get_by_text("Plug it into the box now")).to_be_hidden()
    page.get_by_label("Name for it").fill("till")
    page.get_by_role("button", name="Use it").click()
    here = page.locator("#walk-steps [aria-current]")
    expect(here).to_contain_text("Make it ready")

    desk.modems.state_changed("till", ModemState.NOT_READY, Reason("pin_needed", "Its SIM asks for a PIN."))
    expect(page.get_by_label("PIN of its SIM")).to_be_visible()
    desk.plug_in("till", iccid="8944000000000000007")
    expect(here).to_contain_text("Test it")
    page.get_by_label("To", exact=True).fill("07700 900001")
    page.get_by_role("button", name="Send it from this modem").click()
    expect(page.locator("#test-fate")).to_contain_text("Waiting to be sent")

    desk.accepted(desk.take("till"))
    expect(page.get_by_text("Done: this modem texts for you now")).to_be_visible()
    sim = desk.modems.sim_of("till")
    assert sim is not None
    desk.receive(sim, ANNA, "It works")
    expect(page.locator("#test-fate")).to_contain_text("It works")
    assert fits(page)
