"""What a shop knows of people, without JavaScript: own fields, filters, strangers, doubles, one person's data."""

from __future__ import annotations

import json

import pytest

from modemsms.services import Services
from modemsms.services.contacts import Details
from modemsms.store.sims import Sim
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.plain import Page, PlainBrowser

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def sim(desk: Desk) -> Sim:
    return desk.plug_in()


def undone(browser: PlainBrowser, page: Page) -> Page:
    """Press the button of the notice."""
    return browser.submit(next(form for form in page.forms if "Undo" in form.buttons))


def test_a_field_is_made_changed_ordered_and_deleted_with_a_way_back(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    form = owner.open("/settings/fields").form("/settings/fields")
    owner.submit(form, name="Size", kind="number")
    form = owner.open("/settings/fields").form("/settings/fields")
    page = owner.submit(form, name="Tea", kind="choice", choices="green\r\nblack")
    assert "green, black" in page.words

    page = owner.submit(page.form("/2/move"))
    assert [field.name for field in desk.fields.list()] == ["Tea", "Size"]

    page = owner.submit(
        owner.open("/settings/fields/2").form("/settings/fields/2"), name=MARKUP, choices="green"
    )
    assert MARKUP in page.words
    assert desk.fields.get(2).choices == ("green",)

    page = owner.submit(page.form("/1/delete"))
    assert [field.id for field in desk.fields.list()] == [2]
    undone(owner, page)
    assert [field.id for field in desk.fields.list()] == [2, 1]
    assert [deed.deed for deed in services.deeds.latest(limit=2)] == ["field_restored", "field_deleted"]


def test_a_field_that_cannot_be_is_refused_with_what_was_typed(owner: PlainBrowser, desk: Desk) -> None:
    form = owner.open("/settings/fields").form("/settings/fields")

    page = owner.submit(form, name="Tea", kind="choice", choices="")

    assert page.status == 422
    assert "one on each line" in page.words
    assert page.form("/settings/fields").fields["name"] == "Tea"
    assert desk.fields.list() == []


def test_staff_do_not_change_the_fields_nor_forget_anybody(staff: PlainBrowser, desk: Desk) -> None:
    anna = desk.contacts.add("Anna", [ANNA])

    assert staff.open("/settings/fields").status == 403
    page = staff.open(f"/contacts/{anna.id}")
    assert not [form for form in page.forms if form.action.endswith("/forget")]
    token = page.form(f"/contacts/{anna.id}").fields["csrf_token"]
    assert staff.post(f"/contacts/{anna.id}/forget", csrf_token=token, sure="1").status == 403
    assert desk.contacts.list() == [anna]


def test_a_contact_keeps_language_birthday_and_own_fields(owner: PlainBrowser, desk: Desk) -> None:
    for name, kind in (("Size", "number"), ("Visit", "date"), ("Dog", "yes_no"), ("Street", "text")):
        desk.fields.add(name, kind)  # type: ignore[arg-type]  # a table of kinds
    desk.fields.add("Tea", "choice", ["green", "black"])
    form = owner.open("/contacts/new").form("/contacts/new")

    owner.submit(
        form, name="Anna", number_0=ANNA, language="de", birthday_day="14", birthday_month="3",
        own_size="40,5", own_visit="2026-02-01", own_dog="no", own_tea="green", own_street=MARKUP,
    )  # fmt: skip

    anna = desk.contacts.list()[0]
    assert (anna.language, anna.birthday) == ("de", "--03-14")
    assert desk.fields.values_of(anna.id) == {1: 40.5, 2: "2026-02-01", 3: 0, 4: MARKUP, 5: "green"}
    fields = owner.open(f"/contacts/{anna.id}").form(f"/contacts/{anna.id}").fields
    assert (fields["birthday_day"], fields["birthday_month"], fields["birthday_year"]) == ("14", "3", "")
    assert (fields["own_size"], fields["own_dog"], fields["own_street"]) == ("40.5", "no", MARKUP)


def test_what_is_no_birthday_or_no_number_is_refused_at_its_place(owner: PlainBrowser, desk: Desk) -> None:
    desk.fields.add("Size", "number")
    form = owner.open("/contacts/new").form("/contacts/new")

    page = owner.submit(form, name="Anna", number_0=ANNA, birthday_day="31", birthday_month="2")
    assert "There is no such day" in page.words
    page = owner.submit(form, name="Anna", number_0=ANNA, own_size="many")
    assert "is no number" in page.words
    assert page.status == 422
    assert page.form("/contacts/new").fields["own_size"] == "many"
    assert desk.contacts.list() == []


def test_a_stranger_is_named_from_the_conversation(owner: PlainBrowser, desk: Desk, sim: Sim) -> None:
    desk.receive(sim, ANNA, "Are you open?")
    page = owner.open("/conversations/1")
    assert "Name this number" in page.words

    page = owner.open(next(link for link in page.links if link.startswith("/contacts/of")))
    page = owner.submit(page.form("/contacts/1"), name="Anna")

    assert page.path == "/conversations/1"
    assert "Anna" in page.words
    assert "Name this number" not in page.words


def test_those_without_a_name_have_a_list_of_their_own(owner: PlainBrowser, desk: Desk, sim: Sim) -> None:
    desk.contacts.add("Ben", [BEN])
    desk.receive(sim, ANNA, "Are you open?")

    page = owner.open("/contacts")
    assert "+44 7700 900001" not in page.words
    page = owner.open("/contacts?only=nameless")

    assert "+44 7700 900001" in page.words
    assert "Ben" not in page.words


def test_rules_are_picked_one_by_one_looked_at_and_saved(owner: PlainBrowser, desk: Desk) -> None:
    group = desk.groups.add("Regulars")
    for name, number in (("Anna", ANNA), ("Ben", BEN), ("Cara", CARA)):
        contact = desk.contacts.add(name, [number])
        if name != "Cara":
            desk.groups.put_in(group.id, [contact.id])
    page = owner.open("/contacts/filter")
    form = page.form("/contacts/filter")
    page = owner.open(f"/contacts/filter?rules=1&add=group&csrf={len(form.fields)}")
    assert "Save these rules" not in page.words

    page = owner.open("/contacts/filter?what=group&how=in&value=1&add=name")
    page = owner.open("/contacts/filter?what=group&how=in&value=1&what=name&how=has_not&value=ben")
    assert "1 person" in page.words
    assert "Anna" in page.words

    page = owner.submit(page.form("/contacts/filters"), name=MARKUP)
    assert page.path == "/contacts/filters/1"
    assert MARKUP in page.title or MARKUP in page.words
    assert "Anna" in page.words
    assert MARKUP in owner.open("/contacts").words


def test_a_rule_is_taken_out_and_any_may_fit(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Anna", [ANNA])
    desk.contacts.add("Ben", [BEN])
    both = "what=name&how=is&value=anna&what=name&how=is&value=ben"

    assert "Nobody fits" in owner.open(f"/contacts/filter?{both}").words
    assert "2 people" in owner.open(f"/contacts/filter?{both}&any=1").words
    assert "1 person" in owner.open(f"/contacts/filter?{both}&remove=0").words


@pytest.mark.parametrize(
    "address",
    ["what=f9&how=is&value=1", "what=&how=&value=", "what=wrote&how=within&value=soon", "add=%00&any=x",
     "what=group&how=in&value=1%27&remove=-1", "what=name&how=has&value=%25_%5C", "remove=99"],
)  # fmt: skip
def test_an_address_that_means_nothing_breaks_nothing(owner: PlainBrowser, address: str) -> None:
    assert owner.open(f"/contacts/filter?{address}").status == 200


def test_a_filter_is_refused_without_a_name_and_deleted_with_a_way_back(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    desk.contacts.add("Anna", [ANNA])
    page = owner.open("/contacts/filter?what=name&how=known&value=")
    refused = owner.submit(page.form("/contacts/filters"), name="")
    assert refused.status == 422
    assert "Enter a name" in refused.words

    page = owner.submit(refused.form("/contacts/filters"), name="All")
    page = owner.submit(page.form("/contacts/filters/1/delete"))
    assert services.filters.list() == []
    undone(owner, page)
    assert [one.name for one in services.filters.list()] == ["All"]


def test_two_that_are_one_are_merged_with_a_way_back(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Anna", [ANNA])
    desk.contacts.add("Anna", [BEN])

    page = owner.submit(owner.open("/contacts/twice").form("/2/into/1"))
    assert "Nobody is there twice" in page.words
    assert desk.contacts.get(1).numbers == (ANNA, BEN)

    page = undone(owner, page)
    assert desk.contacts.get(1).numbers == (ANNA,)
    page = owner.submit(page.form("/1/not/2"))
    assert "Nobody is there twice" in page.words


def test_a_person_s_data_is_saved_to_read_and_for_programs(
    owner: PlainBrowser, desk: Desk, sim: Sim, services: Services
) -> None:
    anna = desk.contacts.add("Anna", [ANNA], "Likes rye")
    desk.receive(sim, ANNA, "Are you open?")
    links = owner.open(f"/contacts/{anna.id}").links

    plain = owner.open(next(link for link in links if "form=txt" in link)).html
    record = json.loads(owner.open(next(link for link in links if "form=json" in link)).html)

    assert "Likes rye" in plain
    assert "Are you open?" in plain
    assert (record["name"], record["numbers"]) == ("Anna", [ANNA])
    assert [message["text"] for message in record["messages"]] == ["Are you open?"]
    assert [deed.deed for deed in services.deeds.latest(limit=2)] == ["person_exported"] * 2


def test_a_person_is_forgotten_once_the_box_is_ticked(owner: PlainBrowser, desk: Desk, sim: Sim) -> None:
    anna = desk.contacts.add("Anna", [ANNA])
    desk.receive(sim, ANNA, "Are you open?")

    page = owner.submit(owner.open(f"/contacts/{anna.id}").form("/forget"))
    assert "Tick the box first" in page.words
    assert desk.contacts.list() == [anna]

    page = owner.submit(owner.open(f"/contacts/{anna.id}").form("/forget"), sure="1")
    assert "is forgotten" in page.words
    assert desk.contacts.list() == []
    assert desk.received(ANNA) == []


def test_own_fields_fill_a_text_and_a_bar_holds_what_stands_for_those_unknown(
    desk: Desk, services: Services
) -> None:
    desk.fields.add("Visit", "date")
    desk.fields.add("Tea", "text")
    desk.contacts.add("Anna Berg", [ANNA])
    form = {"visit": "2026-03-14", "tea": "Assam"}
    desk.contacts.change(1, name="Anna Berg", numbers=[ANNA], details=Details(values=form))
    text = "Hi {first_name|there}, {visit|soon}: {tea} {unknown|x}"

    filled = services.replies.filled_each(text, [(ANNA, "Anna Berg"), (BEN, None)])

    assert filled == ["Hi Anna, 14/03/2026: Assam {unknown|x}", "Hi there, soon: {tea} {unknown|x}"]
    assert services.replies.unfilled(filled[0]) is None
    assert services.replies.unfilled(filled[1]) == "{tea}"
    assert services.replies.filled(text, None) == text
