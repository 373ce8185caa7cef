"""One broadcast in a real browser, from its first word to those who did not get it, with another page looking on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from modemsms.services import Services
from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.browser.fitting import fits


def go(services: Services, desk: Desk, texts: int) -> None:
    """Let the modem take so many texts."""
    for _ in range(texts):
        desk.accepted(desk.take())
        services.broadcasting.run(desk.clock())


def written(page: Page, text: str) -> None:
    """Through the steps, as far as the look before it leaves."""
    page.get_by_role("checkbox", name="Regulars").first.check()
    page.get_by_role("button", name="Next:").click()
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Next:").click()
    page.get_by_role("button", name="Next:").click()


def test_a_broadcast_is_sent_followed_steered_and_sent_to_those_who_did_not_get_it(
    signed_in: Callable[[str], Page], open_page: Callable[[str], Page], services: Services, desk: Desk
) -> None:
    sim = desk.plug_in()
    numbers = [ANNA, BEN, CARA, *(f"+447700901{n:03}" for n in range(57))]
    people = [desk.contacts.add(f"Person {n}", [number]).id for n, number in enumerate(numbers)]
    desk.groups.put_in(desk.groups.add("Regulars").id, people)
    page = signed_in("/broadcasts/new")
    home = open_page("/home")
    page.bring_to_front()

    written(page, "Fresh bread, {first_name|there}!")
    expect(page.locator("main")).to_contain_text("60 people get it")
    page.get_by_role("button", name="Send to 60 people").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(home.locator("#home-broadcasts")).to_contain_text("Fresh bread, there!")
    desk.clock.passes(seconds=61)
    services.broadcasting.run(desk.clock())
    figures, mine = page.locator(".ms-cast-figures"), home.locator("#home-broadcasts")
    expect(figures).to_contain_text("60 waiting")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)

    go(services, desk, 3)
    expect(figures).to_contain_text("57 waiting 3 sent")
    expect(mine).to_contain_text("3 sent")
    assert fits(home)
    desk.receive(sim, BEN, "Keep one for me")
    expect(page.locator("#cast-replies")).to_contain_text("Keep one for me")
    assert fits(page)

    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#broadcast .ms-state").first).to_contain_text("Paused")
    expect(mine).to_contain_text("Paused")
    assert desk.claim().attempt is None
    page.get_by_role("button", name="Go on").click()
    expect(mine).to_contain_text("Going out")
    page.locator("#cast-pace summary").click()
    page.get_by_label("At most so many a minute").fill("30")
    page.locator("#cast-pace").get_by_role("button", name="Save").click()
    expect(page.locator("#cast-pace summary")).to_contain_text("At most 30 a minute")
    go(services, desk, 1)
    page.get_by_role("button", name="Stop now").click()
    expect(figures).to_contain_text("56 stopped")
    expect(mine).to_be_hidden()
    assert desk.claim().attempt is None

    figures.get_by_role("link", name="1 replied").click()
    expect(page.locator("#got li")).to_have_text(re.compile("Person 1"))
    page.locator("#cast-replies a").first.click()
    expect(page.locator(".ms-bubble", has_text="Keep one for me")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name="Send to those who did not get it").click()
    expect(page.locator("main")).to_contain_text("56 people are meant")
    assert fits(page)


def test_a_planned_one_is_called_off_and_comes_back_among_the_texts(
    signed_in: Callable[[str], Page], services: Services, desk: Desk
) -> None:
    desk.plug_in()
    tomorrow = desk.clock() + timedelta(days=1)
    services.broadcasts.create(Letter("Cake", Audience(Picks(numbers=(ANNA,))), send_at=tomorrow))
    page = signed_in("/scheduled")
    card = page.locator(".ms-agenda .ms-card", has_text="Cake")
    assert fits(page)

    card.get_by_role("button", name="Call it off").click()
    expect(card).to_have_count(0)
    page.get_by_role("button", name="Undo").click()

    expect(card).to_be_visible()
    card.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("It is on its way.")).to_be_visible()
    services.broadcasting.run(desk.clock())
    expect(card).to_have_count(0)
    assert desk.take().to == ANNA
