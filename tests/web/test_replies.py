"""Saved replies: kept in the settings, offered under a text, filled for whom it is written."""

from __future__ import annotations

import pytest

from modemsms.services import Services
from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser

HELLO = "Hello {first_name}, your order is ready. {shop}"


@pytest.fixture
def ready(owner: PlainBrowser, services: Services) -> None:
    services.replies.put("Ready", HELLO)


def test_nothing_saved_yet_teaches(owner: PlainBrowser) -> None:
    assert "No saved replies yet" in owner.open("/settings/replies").words


def test_one_is_added_changed_and_offered(owner: PlainBrowser, services: Services) -> None:
    owner.submit(owner.open("/settings/replies").form("/settings/replies"), name="Ready", text="It is ready")

    owner.submit(owner.open("/settings/replies/1").form("/settings/replies/1"), text="It is here")

    assert [(one.name, one.text) for one in services.replies.list()] == [("Ready", "It is here")]
    assert "It is here" in owner.open("/new").words


def test_it_is_filled_for_the_person_it_goes_to(owner: PlainBrowser, desk: Desk, ready: None) -> None:
    desk.contacts.add("Anna Berg", [ANNA])
    desk.receive(desk.plug_in(), ANNA, "Hello")

    page = owner.open("/conversations/1?reply=1")

    assert page.form("/messages").fields["text"] == "Hello Anna, your order is ready. Corner Books"


def test_a_field_that_nobody_filled_is_not_sent(owner: PlainBrowser, desk: Desk, ready: None) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    form = owner.open("/conversations/1?reply=1").form("/conversations/1/messages")

    page = owner.submit(form)

    assert page.status == 422
    assert "Fill in {first_name} first" in page.words
    assert len(desk.conversations.messages(1)) == 1


def test_braces_that_are_no_field_are_words(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    form = owner.open("/conversations/1").form("/messages")

    assert owner.submit(form, text="{tomorrow} at 9").status == 200


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 41}, {"text": " "}, {"text": "x" * 1601}, {"name": "ready"}]
)
def test_what_cannot_be_kept_is_refused_as_it_was_typed(
    owner: PlainBrowser, services: Services, ready: None, wrong: dict[str, str]
) -> None:
    form = owner.open("/settings/replies").form("/settings/replies")

    page = owner.submit(form, **{"name": "Closed", "text": "We are closed"} | wrong)

    assert page.status == 422
    fields = page.form("/settings/replies").fields
    assert {name: fields[name] for name in wrong} == wrong
    assert len(services.replies.list()) == 1


def test_they_stand_in_the_order_that_was_chosen(
    owner: PlainBrowser, services: Services, ready: None
) -> None:
    services.replies.put("Closed", "We are closed")

    owner.submit(owner.open("/settings/replies").form("/settings/replies/2/move"))

    assert [one.name for one in services.replies.list()] == ["Closed", "Ready"]


def test_one_that_was_deleted_comes_back(owner: PlainBrowser, services: Services, ready: None) -> None:
    page = owner.submit(owner.open("/settings/replies").form("/settings/replies/1/delete"))
    assert services.replies.list() == []

    owner.submit(next(form for form in page.forms if "name=Ready" in form.action))

    assert [one.text for one in services.replies.list()] == [HELLO]


def test_markup_in_a_reply_is_words(owner: PlainBrowser, services: Services) -> None:
    services.replies.put("<b>x</b>", "<img src=x onerror=alert(1)>")

    page = owner.open("/new")

    assert "<img" not in page.html
    assert "<b>x</b>" in page.words


def test_staff_edit_them_too(staff: PlainBrowser) -> None:
    assert staff.open("/settings/replies").status == 200
