"""Writing without JavaScript: sent once, refused with a sentence, and nothing typed is ever lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from modemsms.services import Services
from modemsms.services.outbox import MessageQuery
from tests.desk import ANNA, BEN, Desk
from tests.web.conftest import OWNER, PASSWORD
from tests.web.plain import Form, PlainBrowser


def texts_to(desk: Desk, address: str) -> list[str]:
    return [message.text for message in desk.outbox.page(MessageQuery(address=address)).messages]


@pytest.fixture
def reply(owner: PlainBrowser, desk: Desk) -> Form:
    """The composer of the conversation with Anna, as the owner has it open."""
    desk.receive(desk.plug_in(), ANNA, "Hello")
    return owner.open("/conversations/1").form("/messages")


def test_a_reply_goes_to_the_outbox_and_shows_in_the_conversation(
    owner: PlainBrowser, desk: Desk, reply: Form
) -> None:
    page = owner.submit(reply, text="Until six\r\nSee you")

    assert page.path == "/conversations/1"
    assert "You wrote: Until six See you" in page.words
    assert texts_to(desk, ANNA)[1:] == ["Until six\nSee you"]
    assert page.form("/messages").fields["text"] == ""


def test_the_same_form_posted_twice_sends_once(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    first = owner.submit(reply, text="Until six")
    second = owner.submit(reply, text="Until six")

    assert (first.status, second.status) == (200, 200)
    assert texts_to(desk, ANNA)[1:] == ["Until six"]


def test_the_form_of_the_page_that_follows_sends_anew(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    page = owner.submit(reply, text="Until six")
    owner.submit(page.form("/messages"), text="Or seven")

    assert texts_to(desk, ANNA)[1:] == ["Until six", "Or seven"]


def test_another_text_in_a_form_that_was_sent_is_kept_and_asked_about(
    owner: PlainBrowser, desk: Desk, reply: Form
) -> None:
    owner.submit(reply, text="Until six")

    page = owner.submit(reply, text="Until seven")
    again = page.form("/messages")

    assert page.status == 409
    assert "sent before" in page.words
    assert again.fields["text"] == "Until seven"
    assert texts_to(desk, ANNA)[1:] == ["Until six"]
    owner.submit(again)
    assert texts_to(desk, ANNA)[1:] == ["Until six", "Until seven"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write a text first."),
        ("  \n ", "Write a text first."),
        ("x" * 1601, "at most 1,600"),
        ("a\x07b", "control character"),
    ],
)
def test_a_text_that_cannot_be_sent_stays_with_the_reason(
    owner: PlainBrowser, desk: Desk, reply: Form, text: str, sentence: str
) -> None:
    page = owner.submit(reply, text=text)

    assert page.status == 422
    assert sentence in page.words
    assert page.form("/messages").fields["text"] == text
    assert texts_to(desk, ANNA)[1:] == []


@pytest.mark.parametrize("text", ["€[]{}\\^~|", "🇬🇧👩‍👩‍👧 שלום", "\n\nafter two empty lines", "<b>&amp;</b>"])
def test_what_was_typed_comes_back_to_the_letter(owner: PlainBrowser, reply: Form, text: str) -> None:
    typed = text + "x" * 1601

    page = owner.submit(reply, text=typed)

    assert page.form("/messages").fields["text"] == typed


def test_a_new_message_leads_into_its_conversation(owner: PlainBrowser, desk: Desk) -> None:
    page = owner.submit(owner.open("/new").form("/new"), to="07700 900002", text="Your book is here")

    assert page.path == "/conversations/1"
    assert "+44 7700 900002" in page.words
    assert texts_to(desk, BEN) == ["Your book is here"]


@pytest.mark.parametrize("number", ["", "anna", "12", "+44 20 7946 0018 0000000"])
def test_a_number_that_is_none_is_named_and_the_text_stays(
    owner: PlainBrowser, desk: Desk, number: str
) -> None:
    page = owner.submit(owner.open("/new").form("/new"), to=number, text="Your book is here")

    assert page.status == 422
    assert ("input", "aria-invalid", "true") in page.attributes
    form = page.form("/new")
    assert (form.fields["to"], form.fields["text"]) == (number, "Your book is here")


def test_a_text_is_kept_when_nothing_can_be_saved(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    desk.store.connection().execute("PRAGMA query_only = ON")

    page = owner.submit(reply, text="Until six")

    assert page.status == 503
    assert "Nothing was sent." in page.words
    assert page.form("/messages").fields["text"] == "Until six"
    assert "Nothing can be saved" in page.words


def test_a_session_that_ends_in_mid_writing_loses_nothing_and_sends_nothing(
    app: Flask, owner: PlainBrowser, desk: Desk, reply: Form
) -> None:
    later = PlainBrowser(app)

    door = later.submit(reply, text="Until six,\n\nor seven")
    assert door.status == 401
    assert "your text is kept" in door.words
    page = later.submit(door.form("/sign-in"), name=OWNER, password="wrong password")
    page = later.submit(page.form("/sign-in"), name=OWNER, password=PASSWORD)

    composer = page.form("/conversations/1/messages")
    assert composer.fields["text"] == "Until six,\n\nor seven"
    assert texts_to(desk, ANNA)[1:] == []
    later.submit(composer)
    assert texts_to(desk, ANNA)[1:] == ["Until six,\n\nor seven"]


def test_a_new_message_survives_the_end_of_a_session_too(app: Flask, owner: PlainBrowser, desk: Desk) -> None:
    form = owner.open("/new").form("/new")
    later = PlainBrowser(app)

    door = later.submit(form, to="07700 900002", text="Your book is here")
    page = later.submit(door.form("/sign-in"), name=OWNER, password=PASSWORD)

    kept = page.form("/new").fields
    assert (kept["who"], kept["text"]) == (BEN, "Your book is here")


def test_a_form_from_before_the_last_sign_in_keeps_its_text_and_asks_once_more(
    owner: PlainBrowser, desk: Desk, reply: Form
) -> None:
    owner.submit(owner.open("/settings").form("/sign-out"))
    owner.submit(owner.open("/sign-in").form("/sign-in"), name=OWNER, password=PASSWORD)

    page = owner.submit(reply, text="Until six")

    assert page.status == 400
    assert "before you last signed in" in page.words
    assert texts_to(desk, ANNA)[1:] == []
    owner.submit(page.form("/messages"))
    assert texts_to(desk, ANNA)[1:] == ["Until six"]


def test_another_site_cannot_plant_a_text(app: Flask, owner: PlainBrowser, reply: Form) -> None:
    stranger = app.test_client()

    answer = stranger.post(
        "/conversations/1/messages", data={"text": "Buy gold"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert "Buy gold" not in answer.text


def test_two_people_with_the_same_draft_id_are_two_texts(
    owner: PlainBrowser, staff: PlainBrowser, desk: Desk, reply: Form
) -> None:
    owner.submit(reply, text="Until six")
    of_staff = staff.open("/conversations/1").form("/messages")
    of_staff.fields["draft_id"] = reply.fields["draft_id"]
    staff.submit(of_staff, text="Until seven")

    assert texts_to(desk, ANNA)[1:] == ["Until six", "Until seven"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello", "5 characters · 1 segment · 155 left"),
        ("x" * 161, "161 characters · 2 segments"),
        ("Zażółć", "because of Replace ż → z Replace ó → o Replace ł → l Replace ć → c Replace all"),
        ("It’s here", "Goes out as plain letters: ’ → '"),
        ("x" * 1603, "too long by 3"),
        ("a\u200bĳ", "U+200B"),
    ],
)
def test_the_counter_says_what_a_text_costs_and_why(
    owner: PlainBrowser, reply: Form, text: str, words: str
) -> None:
    page = owner.post("/count", csrf_token=reply.fields["csrf_token"], text=text)

    assert words in page.words


def test_the_counter_shows_markup_as_text(owner: PlainBrowser, reply: Form) -> None:
    page = owner.post("/count", csrf_token=reply.fields["csrf_token"], text="<script>ś")

    assert "<script>" not in page.html


def test_a_held_text_says_so_and_goes_when_told(owner: PlainBrowser, desk: Desk, reply: Form) -> None:
    page = owner.submit(reply, text="Until six")
    owner.submit(page.form("/messages"), text="Until six")
    desk.due.run(desk.clock.passes(seconds=6))
    page = owner.open("/conversations/1")

    assert "Held back." in page.words
    page = owner.submit(page.form("/release"))

    assert "Held back." not in page.words
    assert [message.held for message in desk.outbox.page(MessageQuery(direction="outbound")).messages] == [
        False,
        False,
    ]


def test_a_short_code_that_texted_us_can_be_answered(
    owner: PlainBrowser, desk: Desk, services: Services
) -> None:
    desk.receive(desk.plug_in(), "85432", "Reply YES to go on")

    owner.submit(owner.open("/conversations/1").form("/messages"), text="YES")

    assert texts_to(desk, "85432")[1:] == ["YES"]


def test_letters_that_nothing_is_like_are_named_and_not_offered_to_be_taken_out(
    owner: PlainBrowser, reply: Form
) -> None:
    counted = owner.post("/count", csrf_token=reply.fields["csrf_token"], text="Ну, до завтра 😀 «ok»")

    assert "because of Н у д о з а в т" in counted.words
    assert re.findall('data-swap="(.)"', counted.html) == ["😀"]
    assert "Replace all" not in counted.words
