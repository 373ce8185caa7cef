"""Half-written broadcasts: they are there again, gone on with, thrown away, and gone once sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.plain import Form, Page, PlainBrowser

BEGUN = "You began to write"


@pytest.fixture
def regulars(desk: Desk) -> int:
    desk.plug_in()
    group = desk.groups.add("Regulars")
    desk.groups.put_in(group.id, [desk.contacts.add("Anna", [ANNA]).id])
    return group.id


def form(page: Page) -> Form:
    return page.form("/broadcasts/new")


def write(owner: PlainBrowser, group: int, text: str = "Fresh bread") -> Page:
    """A broadcast as far as the step of the time."""
    page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{group}")), step="text")
    page = owner.submit(form(page), text=text, step="when")
    return owner.submit(form(page), when="at", at="2026-03-03T10:00", step="when")


def test_what_was_begun_stands_there_again_as_a_whole(owner: PlainBrowser, regulars: int) -> None:
    assert BEGUN not in owner.open("/broadcasts/new").words
    write(owner, regulars)

    offered = owner.open("/broadcasts/new")
    assert f"{BEGUN} Fresh bread" in offered.words
    page = owner.open(next(link for link in offered.links if "draft=" in link))

    assert form(page).fields["text"] == "Fresh bread"
    assert form(page).repeated["who"] == [f"g{regulars}"]
    assert form(page).fields["at"] == "2026-03-03T10:00"


def test_a_pause_while_typing_is_enough(owner: PlainBrowser, regulars: int) -> None:
    page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{regulars}")), step="text")
    assert BEGUN not in owner.open("/broadcasts/new").words

    owner.submit(replace(form(page), action="/broadcasts/new/count"), text="Fresh br")

    assert f"{BEGUN} Fresh br" in owner.open("/broadcasts/new").words


def test_what_was_sent_is_no_draft_any_more(owner: PlainBrowser, regulars: int) -> None:
    page = owner.submit(form(write(owner, regulars)), step="check")
    owner.submit(replace(form(page), action="/broadcasts"))

    # The last word of a page that was left comes late.
    owner.submit(replace(form(page), action="/broadcasts/new/count"))

    assert BEGUN not in owner.open("/broadcasts/new").words


def test_one_is_thrown_away_and_taken_back(owner: PlainBrowser, regulars: int) -> None:
    write(owner, regulars)

    gone = owner.submit(owner.open("/broadcasts/new").form("/throw-away"))
    assert BEGUN not in gone.words

    back = owner.submit(next(one for one in gone.forms if "take-back" in one.action))
    assert f"{BEGUN} Fresh bread" in back.words


def test_the_newest_five_are_kept(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    for number in range(6):
        write(owner, regulars, f"Cake {number}.")
        desk.clock.passes(minutes=1)

    words = owner.open("/broadcasts/new").words

    assert "Cake 5." in words
    assert "Cake 1." in words
    assert "Cake 0." not in words


def test_nobody_sees_what_a_colleague_began(owner: PlainBrowser, staff: PlainBrowser, regulars: int) -> None:
    write(owner, regulars)
    link = next(link for link in owner.open("/broadcasts/new").links if "draft=" in link)

    assert BEGUN not in staff.open("/broadcasts/new").words
    assert staff.open(link).status == 404


def test_a_change_of_a_planned_one_is_no_draft(
    owner: PlainBrowser, services: Services, regulars: int
) -> None:
    page = owner.submit(form(write(owner, regulars)), step="check")
    path = owner.submit(replace(form(page), action="/broadcasts")).path

    owner.submit(form(owner.open(f"{path}/edit")), text="Other bread", step="check")

    assert BEGUN not in owner.open("/broadcasts/new").words


def test_the_last_line_is_in_the_language_of_the_shop(
    owner: PlainBrowser, services: Services, regulars: int
) -> None:
    def closing() -> str:
        page = owner.submit(form(owner.open(f"/broadcasts/new?who=g{regulars}")), step="text")
        return form(page).fields["closing"]

    owner.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es"
    assert closing() == "Reply STOP to leave"

    services.shop.change(name="Libros", country="ES", timezone="Europe/Madrid")
    assert closing() == "Para darse de baja, responda STOP"


def test_a_number_for_the_test_that_cannot_be_stays_in_its_field(owner: PlainBrowser, regulars: int) -> None:
    page = owner.submit(form(write(owner, regulars)), step="check")

    page = owner.submit(replace(form(page), action="/broadcasts/new/test"), test_to="07700 nine")

    assert form(page).fields["test_to"] == "07700 nine"


def test_a_page_that_is_loaded_again_has_what_was_chosen_and_written(
    owner: PlainBrowser, regulars: int
) -> None:
    def again(page: Page) -> Page:
        return owner.open(next(value for tag, name, value in page.attributes if name == "data-path"))

    chosen = again(owner.open(f"/broadcasts/new?who=g{regulars}"))
    assert form(chosen).repeated["who"] == [f"g{regulars}"]

    page = again(write(owner, regulars))
    assert form(page).fields["text"] == "Fresh bread"
    page = owner.submit(form(owner.submit(form(page), step="when")), when="", step="check")
    sent = owner.submit(replace(form(page), action="/broadcasts"))
    undone = again(owner.submit(sent.form("/undo")))
    assert form(undone).fields["text"] == "Fresh bread"
