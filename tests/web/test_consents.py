"""Consent on the page: a warning before an answer, one tap for what only a person understands, the history to keep."""

from __future__ import annotations

import pytest

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.plain import PlainBrowser

PAGE = "/consent?number=%2B447700900001"


@pytest.fixture
def left(desk: Desk) -> None:
    """Anna wrote STOP."""
    desk.receive(desk.plug_in(), ANNA, "STOP")


def texts_to(desk: Desk, address: str) -> list[str]:
    conversation = desk.conversations.open_with(address)
    found = desk.conversations.messages(conversation.id)
    return [one.text for one in found if one.direction == "outbound" and one.purpose is None]


def test_who_left_is_answered_only_by_somebody_who_was_warned(
    owner: PlainBrowser, desk: Desk, left: None
) -> None:
    page = owner.open("/conversations/1")
    assert "This person asked for no more texts." in page.words
    assert "They left. No text to several people reaches them any more." in page.words

    refused = owner.submit(page.form("/messages"), text="Your order is ready")
    assert refused.status == 409
    assert refused.form("/messages").fields["text"] == "Your order is ready"
    assert texts_to(desk, ANNA) == []

    owner.submit(refused.form("/messages"), knowingly="1")
    assert texts_to(desk, ANNA) == ["Your order is ready"]


def test_a_new_text_to_one_who_left_warns_and_to_several_leaves_out(
    owner: PlainBrowser, desk: Desk, left: None
) -> None:
    refused = owner.submit(owner.open("/new").form("/new"), to=ANNA, text="Half price")
    assert refused.status == 409
    assert "I answer them in person" in refused.words

    page = owner.submit(owner.open("/new").form("/new"), to=f"{ANNA},{BEN}", text="Half price")

    assert page.status == 200
    assert (texts_to(desk, ANNA), texts_to(desk, BEN)) == ([], ["Half price"])


def test_a_request_in_own_words_takes_one_tap_and_can_be_taken_back(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "please stop texting me")
    page = owner.open("/conversations/1")
    assert "Do they want no more texts?" in page.words

    page = owner.submit(page.form("/leaves"))
    assert desk.consents.is_out(ANNA)
    assert "Do they want no more texts?" not in page.words
    ((_, row),) = desk.consents.history(ANNA)
    assert (row.how, row.words, row.who) == ("staff", "please stop texting me", "Ann")

    owner.submit(next(form for form in page.forms if "/consent/back" in form.action))
    assert desk.consents.standing(ANNA) is None
    assert "Do they want no more texts?" in owner.open("/conversations/1").words


def test_the_history_is_shown_and_saved_without_formulas(
    owner: PlainBrowser, desk: Desk, services: Services, left: None
) -> None:
    desk.contacts.add("Anna Berg", [ANNA])
    owner.submit(owner.open(PAGE).form("/consent"), what="in", note="=1+1 said at the counter")

    page = owner.open(PAGE)
    table = owner.client.get("/consent/ledger.csv?number=%2B447700900001").get_data(as_text=True)

    assert "Wants the shop's offers" in page.words
    assert "Left by a text" in page.words
    assert "STOP" in page.words
    assert "'=1+1 said at the counter" in table
    assert "'+447700900001" in table
    assert "Asked for no more texts" not in owner.open("/contacts/1").words


def test_that_somebody_agreed_must_be_said_with_how(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.submit(owner.open(PAGE).form("/consent"), what="in", note="")

    assert page.status == 422
    assert "Write how they agreed" in page.words
    assert desk.consents.standing(ANNA) is None


@pytest.mark.parametrize("number", ["", "Shop", "%2B" + "1" * 40, "%D9%A1%D9%A2%D9%A3"])
def test_what_is_no_number_has_no_history(owner: PlainBrowser, number: str) -> None:
    assert owner.open(f"/consent?number={number}").status == 404


def test_the_whole_ledger_is_the_owners(owner: PlainBrowser, staff: PlainBrowser, left: None) -> None:
    assert "STOP" in owner.client.get("/settings/opt-out/ledger.csv").get_data(as_text=True)
    assert staff.open("/settings/opt-out/ledger.csv").status == 403
    assert staff.open(PAGE).status == 200


def test_the_owner_changes_words_answers_and_languages(owner: PlainBrowser, desk: Desk) -> None:
    owner.submit(owner.open("/settings/opt-out").form("/settings/opt-out"), leave="Genug\r\nSchluss", help="")
    owner.submit(owner.open("/settings/opt-out").form("/language"), language="fr")
    owner.submit(owner.open("/settings/opt-out").form("/answers"), left="Bye from {shop}")

    assert desk.keywords.meaning("schluss") == "leave"
    assert desk.keywords.meaning("Arrêt") == "leave"
    assert desk.keywords.meaning("cancel") is None
    assert desk.keywords.answer("left") == "Bye from Corner Books"


def test_a_word_in_two_lists_is_refused_as_it_was_typed(owner: PlainBrowser) -> None:
    form = owner.open("/settings/opt-out").form("/settings/opt-out")

    page = owner.submit(form, leave="Enough", back="enough.")

    assert page.status == 422
    assert page.form("/settings/opt-out").fields["back"] == "enough."
    assert "stands in two lists" in page.words
