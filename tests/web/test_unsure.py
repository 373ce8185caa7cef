"""A person's word on texts that are unsure, held or still waiting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import ANNA, Desk
from tests.web.plain import PlainBrowser


@pytest.fixture
def lost(desk: Desk) -> str:
    """The id of a text to Anna whose fate nobody knows."""
    desk.plug_in()
    desk.contacts.add("Anna Berg", [ANNA])
    message = desk.write(ANNA, "Your book is here")
    desk.silent(desk.take())
    return message.id


def test_an_empty_tray_says_what_it_is_for(owner: PlainBrowser) -> None:
    assert "Nothing is unsure" in owner.open("/unsure").words


def test_the_tray_shows_who_what_and_why(owner: PlainBrowser, lost: str) -> None:
    page = owner.open("/unsure")

    assert "Unsure 1 to look at" in page.words
    assert "Anna Berg 09:00 Your book is here Unsure whether it went out." in page.words


def test_they_got_it_settles_the_text_and_empties_the_tray(
    owner: PlainBrowser, desk: Desk, lost: str
) -> None:
    form = owner.open("/unsure").form("/settle", "They got it")

    page = owner.submit(form, outcome="delivered")

    assert desk.outbox.get(lost).status == "delivered"
    assert "Your book is here" not in page.words
    assert "They got it, as somebody here noted" in owner.open("/conversations/1").words


def test_send_again_puts_it_into_the_queue(owner: PlainBrowser, desk: Desk, lost: str) -> None:
    owner.submit(owner.open("/conversations/1").form("/settle", "Send again"), outcome="resend")

    assert desk.outbox.get(lost).status == "queued"


def test_a_button_leads_back_to_the_page_it_was_pressed_on(owner: PlainBrowser, lost: str) -> None:
    form = owner.open("/unsure").form("/settle", "They got it")

    for referrer, place in (
        ("http://localhost/unsure", "/unsure"),
        ("http://evil.example/x", "/conversations/1"),
    ):
        answer = owner.client.post(
            form.action, data=form.fields, base_url="http://localhost", headers={"Referer": referrer}
        )
        assert answer.headers["Location"] == place


def test_two_people_settle_one_text_and_the_second_learns_how_it_stands(
    owner: PlainBrowser, another_browser: Callable[[], PlainBrowser], desk: Desk, lost: str
) -> None:
    second = another_browser()
    late = second.open("/unsure").form("/settle", "Send again")

    owner.submit(owner.open("/unsure").form("/settle", "They got it"), outcome="delivered")
    page = second.submit(late, outcome="resend")

    assert desk.outbox.get(lost).status == "delivered"
    assert "Only a message whose fate is unknown can be settled." in page.words


def test_a_waiting_text_can_be_cancelled(owner: PlainBrowser, desk: Desk) -> None:
    message = desk.write(ANNA, "Your book is here")

    page = owner.submit(owner.open("/conversations/1").form("/cancel"))

    assert desk.outbox.get(message.id).status == "cancelled"
    assert "Cancelled, nothing was sent" in page.words


def test_it_is_too_late_to_cancel_what_is_on_its_way(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, "Your book is here")
    form = owner.open("/conversations/1").form("/cancel")
    desk.take()

    page = owner.submit(form)

    assert desk.outbox.get(message.id).status == "sending"
    assert "It is too late to cancel this message." in page.words


@pytest.mark.parametrize(("verb", "status"), [("cancel", 404), ("release", 404), ("settle", 404)])
def test_a_message_that_does_not_exist_is_a_sentence(owner: PlainBrowser, verb: str, status: int) -> None:
    token = owner.open("/settings").form("/sign-out").fields["csrf_token"]

    page = owner.post(f"/messages/nothing/{verb}", csrf_token=token, outcome="resend")

    assert page.status == status
    assert "There is no message with this ID." in page.words


def test_an_outcome_that_nobody_offers_is_refused(owner: PlainBrowser, desk: Desk, lost: str) -> None:
    form = owner.open("/unsure").form("/settle")

    assert owner.submit(form, outcome="lost").status == 400
    assert desk.outbox.get(lost).status == "unknown"
