"""One text to several people in a real browser: found while typing, put right, sent, undone, planned as one."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from modemsms.services.outbox import MessageQuery
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.browser.conftest import Complaints
from tests.web.browser.fitting import fits


@pytest.fixture
def regulars(desk: Desk) -> None:
    """A group of Anna and Ben."""
    people = [desk.contacts.add(name, [number]).id for name, number in (("Anna", ANNA), ("Ben", BEN))]
    desk.groups.put_in(desk.groups.add("Regulars").id, people)
    desk.plug_in()


def statuses(desk: Desk) -> list[str]:
    return [text.status for text in desk.outbox.page(MessageQuery(direction="outbound")).messages]


def test_people_are_found_put_right_and_texted_and_each_fate_is_seen(
    signed_in: Callable[[str], Page], regulars: None, desk: Desk, complaints: Complaints
) -> None:
    complaints.expected = "status of 422"
    page = signed_in("/new")
    to, chosen = page.get_by_label("To", exact=True), page.locator("#recipients .ms-chip")
    to.press_sequentially("reg")
    page.locator("#offered .ms-chip").click()
    expect(chosen).to_have_text(re.compile("Regulars"))
    expect(to).to_have_value("")
    expect(to).to_be_focused()
    page.get_by_label("Text message").fill("Bread for {first_name}")
    expect(page.locator("#count")).to_contain_text("2 people: 2 segments")

    to.fill("07700 900003, 12")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("“12” is not a possible phone number.")).to_be_visible()
    expect(page.get_by_label("Text message")).to_have_value("Bread for {first_name}")
    expect(chosen).to_have_count(2)
    to.fill("")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#refusal")).to_contain_text("Nothing is known for {first_name} of +44 7700 900003")
    chosen.filter(has_text="+44 7700 900003").click()
    expect(page.locator("#reach")).to_contain_text("2 people get it")
    assert fits(page)
    page.reload()
    expect(chosen).to_have_text(re.compile("Regulars"))
    expect(page.get_by_label("Text message")).to_have_value("Bread for {first_name}")
    page.get_by_role("button", name="Send").dblclick()

    expect(page).to_have_url(re.compile("/mailings/1$"))
    expect(page.locator("#tally")).to_contain_text("2 waiting")
    desk.due.run(desk.clock.passes(seconds=6))
    desk.accepted(desk.take())
    desk.refused(desk.take(), permanent=True)
    expect(page.locator("#tally")).to_contain_text("1 sent")
    expect(page.locator("#tally")).to_contain_text("1 not delivered")
    assert fits(page)
    page.locator("#got a").first.click()
    expect(page.locator(".ms-bubble")).to_contain_text("Bread for Anna")


def test_a_text_to_several_is_undone_planned_called_back_and_brought_back_as_one(
    signed_in: Callable[[str], Page], regulars: None, desk: Desk
) -> None:
    page = signed_in("/groups/1")
    page.get_by_role("link", name="Text this group").click()
    to = page.get_by_label("To", exact=True)
    to.fill("07700 900003")
    to.press("Enter")
    expect(page.locator("#recipients .ms-chip")).to_have_count(2)
    page.get_by_label("Text message").fill("Bread at nien")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Undo").click()

    expect(page.locator("#recipients .ms-chip")).to_have_count(2)
    expect(page.get_by_label("Text message")).to_have_value("Bread at nien")
    assert statuses(desk) == ["cancelled"] * 3
    page.get_by_label("Text message").fill("Bread at nine")
    page.get_by_text("When", exact=True).click()
    page.get_by_label("When it goes out").select_option("tomorrow")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#mailing")).to_contain_text("Goes out tomorrow at 09:00")

    page.goto("/scheduled")
    entry = page.locator(".ms-agenda .ms-card")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("To 3 people")
    assert fits(page)
    entry.get_by_role("button", name="Cancel").click()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(entry).to_contain_text("To 3 people")
    entry.get_by_role("link", name="Change").click()
    page.get_by_label("When it goes out").fill("2026-03-05T08:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It goes out on Thursday").first).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("#notices")).to_contain_text("It is on its way.")
    page.locator("#notices").get_by_role("button", name="Undo").click()

    expect(page.locator("#mailing")).to_contain_text("Goes out on Thursday, 5 March at 08:00")
    assert statuses(desk)[3:] == ["scheduled"] * 3


def test_a_keyboard_suffices_to_choose_people(
    signed_in: Callable[[str], Page], regulars: None, desk: Desk, size: str
) -> None:
    if size == "phone":
        desk.contacts.add("Cara Bread", [CARA])
    page = signed_in("/new")
    to, chosen = page.get_by_label("To", exact=True), page.locator("#recipients .ms-chip")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
    to.press_sequentially("anna,")
    expect(chosen).to_have_count(1)
    page.keyboard.type("re")
    expect(page.locator("#offered .ms-chip")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(chosen).to_have_count(2)
    assert [urlsplit(one.url).path for one in asked if "/new/people" in one.url] == ["/new/people"] * 2
    expect(page.locator("#reach")).to_contain_text("One was chosen twice")

    chosen.last.get_by_role("checkbox").focus()
    page.keyboard.press("Space")

    expect(chosen).to_have_count(1)
    expect(page.locator("#reach")).to_be_empty()


def test_half_a_number_is_nobody_while_it_is_typed(
    signed_in: Callable[[str], Page], regulars: None, desk: Desk
) -> None:
    page = signed_in("/new")
    to, chosen = page.get_by_label("To", exact=True), page.locator("#recipients .ms-chip")
    asked: list[Route] = []

    def hold_first(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route("**/new/people", hold_first)
    with page.expect_request("**/new/people"):
        to.press_sequentially("anna,")

    page.keyboard.type("+49 171 23400")
    asked[0].continue_()
    expect(chosen).to_have_count(1)
    page.keyboard.type("31,")

    expect(chosen).to_have_text([re.compile("Anna"), re.compile(r"\+49 171 2340031")])
    assert len(asked) == 2
