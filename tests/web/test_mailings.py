"""One text to several people, without JavaScript: chosen, sent once, looked at, changed as a whole."""

from __future__ import annotations

import pytest
from flask import Flask

from modemsms.services import Services
from modemsms.services.outbox import Message, MessageQuery
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.conftest import OWNER, PASSWORD
from tests.web.plain import Form, Page, PlainBrowser


def outbound(desk: Desk) -> list[Message]:
    return desk.outbox.page(MessageQuery(direction="outbound")).messages


def new(browser: PlainBrowser, path: str = "/new") -> Form:
    return browser.open(path).form("/new")


def ticked(page: Page) -> list[str]:
    """Whom the form of a new message would go to."""
    return page.form("/new").repeated.get("who", [])


@pytest.fixture
def regulars(desk: Desk) -> int:
    """A group of Anna and Ben."""
    group = desk.groups.add("Regulars")
    people = [desk.contacts.add(name, [number]).id for name, number in (("Anna", ANNA), ("Ben", BEN))]
    desk.groups.put_in(group.id, people)
    return group.id


@pytest.fixture
def planned(owner: PlainBrowser, regulars: int) -> Page:
    """The page of a text to the group, tomorrow at nine."""
    form = new(owner, f"/new?who=g{regulars}")
    return owner.submit(form, text="Hi {first_name}, bread at nine", when="tomorrow")


def test_several_numbers_get_a_text_each_and_the_page_shows_who(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.submit(new(owner), to="07700 900001, 07700 900002", text="Bread at nine")

    assert page.path == "/mailings/1"
    assert "To 2 people" in page.words
    assert "2 waiting" in page.words
    assert [text.address for text in outbound(desk)] == [ANNA, BEN]


def test_the_same_form_twice_sends_once(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    form = new(owner, f"/new?who=g{regulars}")

    first = owner.submit(form, text="Bread at nine")
    second = owner.submit(form, text="Bread at nine")

    assert (first.path, second.path) == ("/mailings/1", "/mailings/1")
    assert len(outbound(desk)) == 2


def test_the_same_form_to_somebody_else_asks(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    form = new(owner, f"/new?who=g{regulars}")
    owner.submit(form, text="Bread at nine")

    page = owner.submit(form, to=CARA, text="Bread at nine")

    assert page.status == 409
    assert "sent before" in page.words
    assert len(outbound(desk)) == 2
    assert sorted(ticked(page)) == sorted([f"g{regulars}", CARA])


def test_a_group_is_texted_from_its_page_and_each_by_name(
    owner: PlainBrowser, desk: Desk, regulars: int
) -> None:
    link = next(link for link in owner.open(f"/groups/{regulars}").links if link.startswith("/new?who="))

    owner.submit(new(owner, link), text="Hi {first_name}")

    assert [text.text for text in outbound(desk)] == ["Hi Anna", "Hi Ben"]


def test_a_contact_is_texted_together_with_others(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    link = next(link for link in owner.open("/contacts/1").links if link.startswith("/new?who="))

    owner.submit(new(owner, link), to=CARA, text="Bread at nine")

    assert [text.address for text in outbound(desk)] == [ANNA, CARA]


def test_adding_sends_nothing_and_keeps_what_is_not_understood(
    owner: PlainBrowser, desk: Desk, regulars: int
) -> None:
    form = new(owner)
    page = owner.post(
        "/new/people",
        csrf_token=form.fields["csrf_token"],
        to="Anna, 07700 900003, Bert, Regulars",
        text="Bread at nine",
        draft_id=form.fields["draft_id"],
    )

    assert "Nobody is called “Bert”." in page.words
    assert "One was chosen twice" in page.words
    assert ticked(page) == ["c1", CARA, f"g{regulars}"]
    again = page.form("/new")
    assert (again.fields["to"], again.fields["text"]) == ("Bert", "Bread at nine")
    assert outbound(desk) == []


def test_what_is_wrong_with_one_stops_all_and_loses_nothing(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.submit(new(owner), to="07700 900001, 12", text="Bread at nine", when="tomorrow")

    assert page.status == 422
    assert "“12” is not a possible phone number." in page.words
    form = page.form("/new")
    assert (form.fields["to"], form.fields["text"], form.fields["when"]) == (
        "12",
        "Bread at nine",
        "tomorrow",
    )
    assert ticked(page) == [ANNA]
    assert outbound(desk) == []


def test_blocked_people_are_left_out_and_told(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    desk.conversations.block(desk.conversations.open_with(ANNA).id, blocked=True)

    page = owner.open(f"/new?who=g{regulars}&to={CARA}")
    assert "Left out, because you blocked them: Anna" in page.words
    owner.submit(page.form("/new"), text="Bread at nine")

    assert [text.address for text in outbound(desk)] == [BEN, CARA]


def test_nobody_chosen_is_refused_with_a_sentence(owner: PlainBrowser) -> None:
    page = owner.submit(new(owner), text="Bread at nine")

    assert page.status == 422
    assert "Choose who gets it" in page.words
    assert page.form("/new").fields["text"] == "Bread at nine"


def test_the_counter_tells_what_all_of_them_cost(owner: PlainBrowser, regulars: int) -> None:
    token = new(owner).fields["csrf_token"]
    count = {"csrf_token": token, "who": f"g{regulars}"}

    plain = owner.post("/count", text="x" * 161, **count)
    named = owner.post("/count", text="{first_name}" + "x" * 157, **count)

    assert "2 people: 4 segments" in plain.words
    assert "2 people: 3 segments" in named.words


def test_the_cost_of_hundreds_of_names_is_told_as_the_most_that_it_can_be(
    owner: PlainBrowser, desk: Desk
) -> None:
    group = desk.groups.add("Everybody")
    names = [f"{chr(0x41 + n % 26)}{n}" for n in range(59)] + ["Ł" + "x" * 60]
    people = [desk.contacts.add(name, [f"+4477009{n:05}"]).id for n, name in enumerate(names)]
    desk.groups.put_in(group.id, people)

    page = owner.post(
        "/count", csrf_token=new(owner).fields["csrf_token"], who=f"g{group.id}", text="{name}, come soon"
    )

    assert "60 people: at most 120 segments" in page.words


def test_a_sending_is_undone_as_a_whole_and_stands_in_the_form_again(
    owner: PlainBrowser, desk: Desk, regulars: int
) -> None:
    page = owner.submit(new(owner, f"/new?who=g{regulars}"), to=CARA, text="Bread at nien")

    again = owner.submit(page.form("/undo"))

    assert again.form("/new").fields["text"] == "Bread at nien"
    assert ticked(again) == [f"g{regulars}", CARA]
    assert {text.status for text in outbound(desk)} == {"cancelled"}
    owner.submit(again.form("/new"), text="Bread at nine")
    assert len(outbound(desk)) == 6


def test_what_has_left_cannot_be_undone(owner: PlainBrowser, desk: Desk, regulars: int) -> None:
    page = owner.submit(new(owner, f"/new?who=g{regulars}"), text="Bread at nine")
    desk.plug_in()
    desk.due.run(desk.clock.passes(seconds=6))
    for _ in range(2):
        desk.accepted(desk.take())

    again = owner.submit(page.form("/undo"))

    assert again.path == "/mailings/1"
    assert "It has left" in again.words
    assert "2 sent" in again.words


def test_it_is_one_entry_of_what_goes_out_later(owner: PlainBrowser, planned: Page, desk: Desk) -> None:
    page = owner.open("/scheduled")

    assert "Regulars" in page.words
    assert "To 2 people" in page.words
    assert page.words.count("bread at nine") == 1
    assert "/mailings/1" in page.links


def test_it_is_changed_as_a_whole_and_its_time_changed_back(
    owner: PlainBrowser, planned: Page, desk: Desk
) -> None:
    before = outbound(desk)[0].send_at
    form = owner.open("/mailings/1/edit").form("/mailings/1")
    assert form.fields["text"] == "Hi {first_name}, bread at nine"

    page = owner.submit(form, at="2026-03-05T08:00")
    assert {text.send_at and text.send_at.day for text in outbound(desk)} == {5}
    owner.submit(page.form("/mailings/1/later?at=1772528400000"))
    assert {text.send_at for text in outbound(desk)} == {before}

    owner.submit(form, text="{name}: ten", at="2026-03-05T08:00")
    assert [text.text for text in outbound(desk)] == ["Anna: ten", "Ben: ten"]


@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "{nobody}\x07"}, {"at": "2026-01-01T10:00"}, {"at": "x"}]
)
def test_a_change_that_cannot_be_changes_nothing(
    owner: PlainBrowser, planned: Page, desk: Desk, wrong: dict[str, str]
) -> None:
    before = outbound(desk)

    page = owner.submit(owner.open("/mailings/1/edit").form("/mailings/1"), **wrong)

    assert page.status == 422
    assert outbound(desk) == before


@pytest.mark.parametrize("where", ["/scheduled", "/mailings/1"])
def test_it_is_called_back_and_brought_back(
    owner: PlainBrowser, planned: Page, desk: Desk, where: str
) -> None:
    page = owner.submit(owner.open(where).form("/cancel"))
    assert page.path == where
    assert {text.status for text in outbound(desk)} == {"cancelled"}

    owner.submit(page.form("/reinstate"))

    assert {text.status for text in outbound(desk)} == {"scheduled"}


def test_it_is_sent_now_and_that_taken_back(owner: PlainBrowser, planned: Page, desk: Desk) -> None:
    page = owner.submit(owner.open("/scheduled").form("/mailings/1/now"))
    owner.submit(page.form("at=1772528400000"))
    desk.due.run(desk.clock.passes(seconds=6))
    assert {text.status for text in outbound(desk)} == {"scheduled"}

    owner.submit(owner.open("/mailings/1").form("/mailings/1/now"))
    desk.due.run(desk.clock.passes(seconds=6))

    assert {text.status for text in outbound(desk)} == {"queued"}


@pytest.mark.parametrize("at", ["", "x", "9" * 18, "-1", "0"])
def test_a_way_back_to_no_time_changes_nothing(
    owner: PlainBrowser, planned: Page, desk: Desk, at: str
) -> None:
    token = owner.open("/new").form("/new").fields["csrf_token"]

    owner.post(f"/mailings/1/later?at={at}", csrf_token=token)

    assert {text.send_at and text.send_at.day for text in outbound(desk)} == {3}


def test_one_of_them_leads_to_all_of_them(owner: PlainBrowser, planned: Page, desk: Desk) -> None:
    assert "/mailings/1" in owner.open("/conversations/1").links
    assert owner.open(f"/scheduled/{outbound(desk)[0].id}").path == "/mailings/1/edit"
    assert "/mailings/1" in owner.open("/mailings").links


def test_a_list_of_hundreds_goes_page_by_page(owner: PlainBrowser, desk: Desk) -> None:
    people = ", ".join(f"+4477009{n:05}" for n in range(120))
    page = owner.submit(new(owner), to=people, text="Bread at nine")

    rest = owner.open(next(link for link in page.links if "after=" in link))

    assert "120 waiting" in page.words
    assert "+44 7700 900049" in page.words
    assert "+44 7700 900050" not in page.words
    assert "+44 7700 900099" in rest.words


def test_names_and_texts_are_no_markup(owner: PlainBrowser, desk: Desk) -> None:
    evil = "<img src=x onerror=alert(1)>"
    for name, number in ((evil, ANNA), (f"{evil}2", BEN)):
        desk.contacts.add(name, [number])
    group = desk.groups.add(evil[:40])
    desk.groups.put_in(group.id, [1, 2])

    page = owner.submit(new(owner, f"/new?who=g{group.id}"), text=evil, when="tomorrow")

    for path in (
        page.path,
        "/mailings",
        "/scheduled",
        "/mailings/1/edit",
        f"/new?who=c1&to={evil}",
        "/new/people?words=img",
    ):
        assert "<img" not in owner.open(path).html, path


def test_the_people_survive_the_end_of_a_session(
    app: Flask, owner: PlainBrowser, desk: Desk, regulars: int
) -> None:
    form = new(owner, f"/new?who=g{regulars}")
    later = PlainBrowser(app)

    door = later.submit(form, to=CARA, text="Bread at nine")
    page = later.submit(door.form("/sign-in"), name=OWNER, password=PASSWORD)

    assert ticked(page) == [f"g{regulars}", CARA]
    assert page.form("/new").fields["text"] == "Bread at nine"


def test_the_log_says_who_texted_whom_and_not_what(
    owner: PlainBrowser, planned: Page, services: Services
) -> None:
    page = owner.open("/settings/log")

    assert "Sent one text to “Regulars”" in page.words
    assert "bread at nine" not in page.words


def test_a_saved_reply_is_put_in_without_scripts_and_keeps_the_people(
    owner: PlainBrowser, regulars: int, services: Services
) -> None:
    services.replies.put("Ready", "Hi {first_name}, it is ready. {shop}")
    page = owner.open(f"/new?who=g{regulars}")

    filled = owner.open(next(link for link in page.links if "reply=" in link).partition("#")[0])

    assert filled.form("/new").fields["text"] == "Hi {first_name}, it is ready. Corner Books"
    assert ticked(filled) == [f"g{regulars}"]


def test_what_is_wrong_is_said_in_the_readers_language(owner: PlainBrowser, regulars: int) -> None:
    page = owner.open("/new?to=Bert, 12&who=g77", headers={"Accept-Language": "es"})

    assert "Nadie se llama “Bert”." in page.words
    assert "Alguien a quien habías elegido se ha borrado" in page.words
    assert "Choose" not in page.words


def test_typing_finds_people(owner: PlainBrowser, regulars: int) -> None:
    page = owner.open("/new/people?words=reg")

    assert "Regulars 2 people" in page.words
    assert owner.open("/new/people?words=").words == ""


@pytest.mark.parametrize("path", ["/mailings/7", "/mailings/7/edit", "/mailings/7/now"])
def test_a_mailing_that_is_none_is_not_there(owner: PlainBrowser, path: str) -> None:
    assert owner.open(path).status == 404
