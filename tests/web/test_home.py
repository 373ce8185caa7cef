"""Home: one look in the morning, and a way from every number to what is behind it."""

from __future__ import annotations

import re

from modemsms.services import Services
from modemsms.services.sims import SimChanges
from tests.desk import ANNA, BEN, Desk
from tests.web.plain import Page, PlainBrowser


def way(page: Page, beginning: str) -> str:
    return next(link for link in page.links if link.startswith(beginning))


def test_a_new_shop_is_told_what_to_do_first(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.open("/home")

    assert "Plug in a modem or a phone" in page.words
    assert "Everybody has an answer." in page.words


def test_the_first_steps_go_when_all_are_done(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    desk.contacts.add("Anna", [ANNA])

    assert "Plug in a modem or a phone" not in owner.open("/home").words


def test_who_waits_stands_there_with_since_when_and_a_way_to_the_talk(
    owner: PlainBrowser, desk: Desk
) -> None:
    desk.contacts.add("Anna <b>", [ANNA])
    desk.receive(desk.plug_in(), ANNA, "Is my <i>book</i> there?")
    desk.clock.passes(hours=3)

    page = owner.open("/home")

    assert "Anna <b>" in page.words
    assert "Is my <i>book</i> there?" in page.words
    assert "3 hours" in page.words
    assert "Is my" in owner.open(way(page, "/conversations/")).words


def test_all_who_wait_are_listed_in_pages(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    for number in range(60):
        desk.receive(sim, f"+4477009{number:05d}", f"Text number {number}.", number % 250)
        desk.clock.passes(seconds=1)

    first = owner.open(way(owner.open("/home"), "/home/waiting"))
    rest = owner.open(way(first, "/home/waiting?"))

    assert re.findall(r"Text number (\d+)\.", first.words + rest.words) == [str(n) for n in range(60)]


def test_each_figure_of_the_chart_leads_to_its_texts(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, "Your book is here")
    desk.receive(sim, BEN, "Thank you!")

    page = owner.open("/home")
    assert "1 sent" in page.words
    sent = owner.open(way(page, "/texts?day=2026-03-02&kind=sent"))
    received = owner.open(way(page, "/texts?day=2026-03-02&kind=received"))

    assert "Your book is here" in sent.words
    assert "Thank you!" not in sent.words
    assert "Thank you!" in received.words
    assert "Thank you!" in owner.open(way(received, "/conversations/")).words


def test_a_day_or_a_kind_that_is_none_is_not_found(owner: PlainBrowser) -> None:
    for query in ("day=yesterday", "day=0001-01-01", "day=9999-12-31", "kind=secret", "at=x"):
        assert owner.open(f"/texts?{query}").status in (200, 404)
    assert owner.open("/texts?day=2026-13-01").status == 404
    assert owner.open("/texts?kind=secret").status == 404


def test_what_a_sim_may_still_send_is_said_with_a_way_to_its_limits(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    sim = desk.plug_in()
    services.sims.change(sim.id, SimChanges(per_hour=4, bundle=10))
    desk.send(ANNA)

    page = owner.open("/home")

    assert "This hour 3 left of 4" in page.words
    assert "Free this month 9 left of 10" in page.words
    assert f"/sims/{sim.id}" in page.links


def test_a_stranger_sees_nothing_of_it(stranger: PlainBrowser, owner: PlainBrowser) -> None:
    for path in ("/home", "/home/now", "/home/waiting", "/texts"):
        assert stranger.open(path).path == "/sign-in"
