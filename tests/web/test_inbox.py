"""The inbox and a conversation, as somebody without JavaScript reads them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from modemsms.gsm.address import Address, TypeOfNumber
from tests.desk import ANNA, BEN, CARA, Desk
from tests.web.plain import PlainBrowser

MARKUP = "<img src=x onerror=alert(1)><script>alert(1)</script>"


def test_an_empty_inbox_teaches(owner: PlainBrowser) -> None:
    page = owner.open("/")

    assert "No texts yet" in page.words
    assert "/new" in page.links


def test_a_conversation_shows_name_last_line_and_what_is_unread(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.contacts.add("Anna Berg", [ANNA])
    desk.receive(sim, ANNA, "Is my book there?", 1)
    desk.receive(sim, ANNA, "And the\nother one?", 2)

    page = owner.open("/")

    assert "Anna Berg 09:00 And the other one? 2 unread" in page.words
    assert page.title.startswith("(1) ")


def test_an_unknown_sender_goes_by_the_number(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), BEN, "Hello")

    assert "+44 7700 900002" in owner.open("/").words


def test_opening_a_conversation_reads_it(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    page = owner.open("/")

    talk = owner.open(next(link for link in page.links if link.startswith("/conversations/")))

    assert "They wrote: Hello" in talk.words
    assert desk.conversations.unread() == 0
    assert not owner.open("/").title.startswith("(")


def test_a_page_that_a_browser_fetches_ahead_reads_nothing(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello")

    owner.open("/conversations/1", headers={"Sec-Purpose": "prefetch"})

    assert desk.conversations.unread() == 1


def test_the_list_can_be_narrowed_to_what_is_unread_or_went_wrong(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "An unread text")
    desk.write(BEN, "A refused text")
    desk.refused(desk.take(), permanent=True)
    desk.send(CARA, "A good text")

    assert "An unread text" in owner.open("/?only=unread").words
    assert "A refused text" not in owner.open("/?only=unread").words
    attention = owner.open("/?only=attention").words
    assert "Not sent: A refused text" in attention
    assert "A good text" not in attention
    assert "All read" not in attention


def test_a_long_inbox_goes_on_on_the_next_page(owner: PlainBrowser, desk: Desk) -> None:
    for number in range(45):
        desk.write(f"+4477009001{number:02}", f"Text {number}")

    first = owner.open("/")
    older = owner.open(next(link for link in first.links if "before=" in link))

    assert "Text 44" in first.words
    assert "Text 0" not in first.words
    assert "Text 0" in older.words


def test_a_conversation_has_days_bubbles_and_states_in_words(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(ANNA, "Your book is here", 5)
    desk.report(sim, 5, ANNA)
    desk.clock.passes(days=1)
    desk.receive(sim, ANNA, "Coming!")
    desk.write(ANNA, "Until six")

    page = owner.open("/conversations/1")

    assert "Yesterday You wrote: Your book is here 09:00 · via counter Delivered" in page.words
    assert "Today They wrote: Coming! 09:00" in page.words
    assert "You wrote: Until six 09:00 Waiting to be sent" in page.words


def test_older_texts_come_page_by_page_and_none_twice(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    for number in range(90):
        desk.receive(sim, ANNA, f"Text {number:02}.", number)
        desk.clock.passes(minutes=1)

    seen: list[str] = []
    path = "/conversations/1"
    while path:
        page = owner.open(path)
        seen += re.findall(r'id="m-(\d+)"', page.html)
        path = next((link for link in page.links if "before=" in link), "")

    assert sorted(map(int, seen)) == list(range(1, 91))


def test_a_search_finds_people_and_texts_and_leads_to_the_place(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.contacts.add("Anna Berg", [ANNA])
    for number in range(60):
        desk.receive(sim, ANNA, "The rye bread, please" if number == 5 else f"Text {number}", number)
        desk.clock.passes(minutes=1)

    assert "People Anna Berg" in owner.open("/search?q=berg").words
    found = owner.open("/search?q=rye")
    hit = next(link for link in found.links if "around=" in link)
    place = owner.open(hit)

    assert "The rye bread, please" in place.words
    assert f'id="{hit.partition("#")[2]}"' in place.html
    assert "Newest texts" in place.words


def test_a_search_without_a_hit_says_so(owner: PlainBrowser) -> None:
    assert "Nothing found" in owner.open("/search?q=zebra").words


@pytest.mark.parametrize("words", ['"', "a AND", "*", "(", "'; DROP TABLE messages", "\0", "%_", "x" * 5000])
def test_whatever_is_searched_for_is_plain_words(owner: PlainBrowser, words: str) -> None:
    assert owner.open("/search", query_string={"q": words}).status == 200


def test_markup_in_texts_names_and_searches_is_only_text(owner: PlainBrowser, desk: Desk) -> None:
    desk.contacts.add(MARKUP, [ANNA], MARKUP)
    desk.receive(desk.plug_in(), ANNA, MARKUP)
    desk.write(ANNA, MARKUP)
    desk.silent(desk.take())

    for path in (
        "/",
        "/conversations/1",
        "/contacts",
        "/unsure",
        "/search?q=alert",
        "/changes?rows=1&tray=1",
    ):
        page = owner.open(path)
        assert "onerror=alert(1)" in page.words, path
        assert "<img" not in page.html, path
    assert owner.open("/contacts/1").form("/contacts/1").fields["notes"] == MARKUP
    assert "<img" not in owner.open("/contacts/1").html
    assert "<img" not in owner.open("/search", query_string={"q": MARKUP}).html


def test_every_text_chooses_its_own_direction(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, "مرحبا، هل الطلب جاهز؟")

    page = owner.open("/conversations/1")

    assert '<p class="ms-text" dir="auto">مرحبا' in page.html


def test_a_conversation_that_does_not_exist_is_a_sentence(owner: PlainBrowser) -> None:
    page = owner.open("/conversations/77")

    assert page.status == 404
    assert "There is no such conversation." in page.words


def test_nobody_can_answer_a_sender_without_a_number(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    [deliver] = desk.delivers(ANNA, "Your code is 1234")
    named = replace(deliver, originator=Address("PayPal", TypeOfNumber.ALPHANUMERIC))
    desk.inbox.take(sim, "counter", named.encode(), desk.clock())

    page = owner.open("/conversations/1")

    assert "there is no way to answer" in page.words
    assert all(not form.action.endswith("/messages") for form in page.forms)


def test_the_banner_says_when_no_text_can_go_out(owner: PlainBrowser, desk: Desk) -> None:
    assert "Texts wait" in owner.open("/").words

    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")

    page = owner.open("/")
    assert "Texts wait" not in page.words
    assert "2 of 2 ready" in page.words
