"""Contacts and groups without JavaScript: several numbers, groups, and a way back from every deletion."""

from __future__ import annotations

from modemsms.services import Services
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.plain import Page, PlainBrowser

MARKUP = "<img src=x onerror=alert(1)>"


def undone(browser: PlainBrowser, page: Page) -> Page:
    """Press the button of the notice."""
    return browser.submit(next(form for form in page.forms if "Undo" in form.buttons))


def test_the_ticked_number_is_texted_first(owner: PlainBrowser, desk: Desk) -> None:
    contact = desk.contacts.add("Anna", [ANNA])
    form = owner.open(f"/contacts/{contact.id}").form(f"/contacts/{contact.id}")

    owner.submit(form, number_1="07700 900002", preferred="1")

    assert desk.contacts.get(contact.id).numbers == (BEN, ANNA)
    again = owner.open(f"/contacts/{contact.id}").form(f"/contacts/{contact.id}").fields
    shown = (again["number_0"], again["number_1"], again["number_2"])
    assert shown == ("+44 7700 900002", "+44 7700 900001", "")


def test_each_number_of_a_contact_has_a_way_to_its_conversation(owner: PlainBrowser, desk: Desk) -> None:
    contact = desk.contacts.add("Anna", [ANNA, BEN])

    page = owner.open(f"/contacts/{contact.id}")
    owner.open(next(link for link in page.links if "00002" in link))

    assert desk.conversations.get(1).address == BEN


def test_a_deleted_contact_comes_back_whole_with_one_tap(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    group = desk.groups.add("Readers")
    contact = desk.contacts.add("Anna", [ANNA, BEN], "Likes rye")
    desk.groups.put_in(group.id, [contact.id])

    page = owner.submit(owner.open(f"/contacts/{contact.id}").form("/delete"))
    assert desk.contacts.list() == []
    undone(owner, page)

    assert desk.contacts.get(contact.id) == contact
    assert desk.groups.of_contact(contact.id) == [desk.groups.get(group.id)]
    assert [deed.deed for deed in services.deeds.latest()] == ["contact_restored", "contact_deleted"]


def test_a_contact_comes_back_once_and_takes_no_number_from_anybody(owner: PlainBrowser, desk: Desk) -> None:
    contact = desk.contacts.add("Anna", [ANNA])
    page = owner.submit(owner.open(f"/contacts/{contact.id}").form("/delete"))
    desk.contacts.add("Ann", [ANNA])

    refused = undone(owner, page)

    assert "belongs to another contact now" in refused.words
    assert [one.name for one in desk.contacts.list()] == ["Ann"]


def test_a_group_is_made_filled_and_emptied(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add("Anna Berg", [ANNA])
    desk.contacts.add("Ben Cole", [BEN])
    page = owner.submit(owner.open("/groups").form("/groups"), name="Regulars")
    assert page.path == "/groups/1"

    page = owner.submit(owner.open("/groups/1?words=berg").form("/members/1"))
    assert "In the group" in page.words
    assert [one.name for one in desk.groups.members(1)] == ["Anna Berg"]

    page = owner.submit(owner.open("/groups/1").form("/members/1/remove"))
    assert desk.groups.members(1) == []
    undone(owner, page)
    assert [one.name for one in desk.groups.members(1)] == ["Anna Berg"]


def test_a_deleted_group_comes_back_with_one_tap(owner: PlainBrowser, desk: Desk) -> None:
    desk.groups.add("Regulars")

    page = owner.submit(owner.open("/groups/1").form("/groups/1/delete"))
    assert desk.groups.list() == []
    page = undone(owner, page)

    assert page.path == "/groups/1"
    assert [group.name for group in desk.groups.list()] == ["Regulars"]


def test_a_name_that_is_taken_is_refused_with_what_was_typed(owner: PlainBrowser, desk: Desk) -> None:
    desk.groups.add("Regulars")
    desk.groups.add("Staff")

    made = owner.submit(owner.open("/groups").form("/groups"), name="regulars")
    named = owner.submit(owner.open("/groups/2").form("/groups/2", "Save"), name="Regulars")

    for page, action, button in ((made, "/groups", "Make it"), (named, "/groups/2", "Save")):
        assert page.status == 422
        assert "There is a group of that name already." in page.words
        assert page.form(action, button).fields["name"].lower() == "regulars"


def test_groups_are_ticked_in_the_form_of_a_contact(owner: PlainBrowser, desk: Desk) -> None:
    desk.groups.add("Regulars")
    desk.groups.add("Staff")

    owner.submit(owner.open("/contacts/new").form("/contacts/new"), name="Cara", number_0=CARA, group_2="yes")
    assert [one.name for one in desk.groups.members(2)] == ["Cara"]
    owner.submit(owner.open("/contacts/1").form("/contacts/1"), group_2=None, group_1="yes")

    assert [group.name for group in desk.groups.of_contact(1)] == ["Regulars"]


def test_markup_in_names_of_people_and_groups_is_only_text(owner: PlainBrowser, desk: Desk) -> None:
    contact = desk.contacts.add(MARKUP, [ANNA], MARKUP)
    group = desk.groups.add(MARKUP)
    desk.groups.put_in(group.id, [contact.id])

    for path in ("/contacts", "/contacts/1", "/groups", "/groups/1", "/groups/1?words=img"):
        page = owner.open(path)
        assert "<img" not in page.html, path
        assert MARKUP in page.words or MARKUP in page.html.replace("&lt;", "<").replace("&gt;", ">")
    assert "<img" not in owner.submit(owner.open("/contacts/1").form("/delete")).html


def test_what_is_gone_is_not_found(owner: PlainBrowser, desk: Desk) -> None:
    for path in ("/groups/7", "/contacts/7"):
        assert owner.open(path).status == 404
