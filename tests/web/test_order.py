"""Order in the inbox, as somebody without JavaScript keeps it; files of a conversation."""

from __future__ import annotations

import csv
import io

import pytest

from modemsms.services import Services
from tests.desk import ANNA, BEN, Desk
from tests.web.plain import Page, PlainBrowser

MARKUP = "<img src=x onerror=alert(1)>"


@pytest.fixture
def talk(owner: PlainBrowser, desk: Desk) -> Page:
    desk.receive(desk.plug_in(), ANNA, "Is my book there?")
    return owner.open("/conversations/1")


def test_what_is_archived_leaves_the_inbox_and_can_be_taken_back(owner: PlainBrowser, talk: Page) -> None:
    page = owner.submit(talk.form("/conversations/1/archive"))
    assert page.path == "/"
    assert "Is my book there?" not in page.words

    back = owner.submit(page.form("/conversations/1/archive?on=0"))

    assert "Is my book there?" in back.words


def test_the_archive_has_a_list_of_its_own(owner: PlainBrowser, talk: Page) -> None:
    owner.submit(talk.form("/conversations/1/archive"))

    assert "Is my book there?" in owner.open("/?only=archived").words


@pytest.mark.parametrize("only", ["unread", "attention", "mine", "flagged", "archived"])
def test_each_empty_list_teaches(owner: PlainBrowser, only: str) -> None:
    assert len(owner.open(f"/?only={only}").words) > 100


def test_a_flag_is_seen_in_the_list(owner: PlainBrowser, talk: Page) -> None:
    owner.submit(talk.form("/conversations/1/flag"))

    assert ("svg", "aria-label", "Flagged") in owner.open("/?only=flagged").attributes


def test_a_conversation_is_given_to_a_colleague(
    owner: PlainBrowser, staff: PlainBrowser, talk: Page, services: Services
) -> None:
    bob = next(person for person in services.accounts.list() if person.name == "Bob")

    owner.submit(owner.open("/conversations/1").form("/conversations/1/assign"), to=str(bob.id))

    assert "Is my book there?" in staff.open("/?only=mine").words
    assert "Is my book there?" not in owner.open("/?only=mine").words


@pytest.mark.parametrize("to", ["99", "x", "-1", "9" * 40])
def test_nobody_is_given_what_no_colleague_can_have(owner: PlainBrowser, talk: Page, to: str) -> None:
    page = owner.submit(talk.form("/conversations/1/assign"), to=to)

    assert "Choose another" in page.words


def test_a_blocked_number_cannot_be_answered_until_it_is_unblocked(owner: PlainBrowser, talk: Page) -> None:
    owner.submit(talk.form("/conversations/1/block"))
    page = owner.open("/conversations/1")
    assert not any(form.action.endswith("/messages") for form in page.forms)

    owner.submit(page.form("/conversations/1/block"))

    assert owner.open("/conversations/1").form("/messages")


def test_who_blocked_a_number_is_written_down(owner: PlainBrowser, talk: Page, services: Services) -> None:
    owner.submit(talk.form("/conversations/1/block"))

    (deed,) = services.deeds.latest()
    assert (deed.who, deed.deed, deed.subject) == ("Ann", "number_blocked", "+44 7700 900001")


def test_marked_as_unread_it_counts_again(owner: PlainBrowser, talk: Page, desk: Desk) -> None:
    assert desk.conversations.unread() == 0

    page = owner.submit(talk.form("/conversations/1/unread"))

    assert page.path == "/"
    assert desk.conversations.unread() == 1


def test_a_note_stands_in_the_conversation_with_its_author(owner: PlainBrowser, talk: Page) -> None:
    page = owner.submit(talk.form("/conversations/1/notes"), note=f"Comes on Friday {MARKUP}")

    assert "Note · Ann" in page.words
    assert f"Comes on Friday {MARKUP}" in page.words
    assert "<img" not in page.html


def test_a_note_is_taken_back_and_back_again(owner: PlainBrowser, talk: Page) -> None:
    page = owner.submit(talk.form("/conversations/1/notes"), note="Comes on Friday")
    note = next(form for form in page.forms if "keep" in form.fields)

    gone = owner.submit(note)
    assert "Comes on Friday" not in gone.words

    again = owner.submit(gone.form("?keep=1"))
    assert "Comes on Friday" in again.words


def test_a_note_is_changed_and_can_say_again_what_it_said(owner: PlainBrowser, talk: Page) -> None:
    page = owner.submit(talk.form("/conversations/1/notes"), note="Comes on Friday")

    page = owner.submit(page.form("/text"), note="Comes on Saturday")
    assert "Comes on Saturday" in page.words
    assert "Friday" not in page.words

    page = owner.submit(page.form("?before=1"))
    assert "Comes on Friday" in page.words
    assert "Nothing found" in owner.open("/search?q=saturday").words


def test_the_note_of_another_cannot_be_changed_by_staff(
    owner: PlainBrowser, staff: PlainBrowser, talk: Page
) -> None:
    form = owner.submit(talk.form("/conversations/1/notes"), note="Comes on Friday").form("/text")
    theirs = staff.open("/conversations/1")
    assert not any(one.action.endswith("/text") for one in theirs.forms)

    token = theirs.form("/messages").fields["csrf_token"]
    staff.post(form.action, csrf_token=token, note="Never comes")

    assert "Comes on Friday" in owner.open("/conversations/1").words


def test_what_was_cancelled_can_be_sent_after_all(owner: PlainBrowser, desk: Desk) -> None:
    waiting = desk.write(ANNA, "Your books are here")
    page = owner.submit(owner.open("/conversations/1").form(f"/messages/{waiting.id}/cancel"))

    undo = page.form(f"/messages/{waiting.id}/retry")
    owner.submit(undo)
    owner.submit(undo)

    assert [message.status for message in desk.conversations.messages(1)] == ["cancelled", "scheduled"]


def test_marked_as_unread_can_be_taken_back(owner: PlainBrowser, talk: Page, desk: Desk) -> None:
    page = owner.submit(talk.form("/conversations/1/unread"))

    owner.submit(page.form("/unread?on=0"))

    assert desk.conversations.unread() == 0


def test_each_text_tells_what_is_known_of_it(owner: PlainBrowser, talk: Page, desk: Desk) -> None:
    desk.write(ANNA, "Żółw " * 20)
    desk.refused(desk.take(), permanent=True)

    page = owner.open("/conversations/1")

    for fact in (
        "Reached the shop Monday, 2 March 2026",
        "Written Monday, 2 March 2026",
        "2 segments, in Unicode",
    ):
        assert fact in page.words
    assert "Why" in page.words


def test_a_hit_is_marked_in_the_text_and_in_no_other(owner: PlainBrowser, desk: Desk) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, f"Où est le café {MARKUP}", 1)
    desk.receive(sim, ANNA, "Another café", 2)

    link = next(link for link in owner.open("/search?q=CAFE").links if "around=1" in link)
    page = owner.open(link)

    assert page.html.count("<mark>") == 1
    assert "<mark>café</mark> &lt;img" in page.html


def test_notes_are_found_too_until_they_are_taken_back(owner: PlainBrowser, talk: Page) -> None:
    page = owner.submit(talk.form("/conversations/1/notes"), note="Comes on Friday")
    assert "Friday" in owner.open("/search?q=friday").words

    owner.submit(next(form for form in page.forms if "keep" in form.fields))

    assert "Nothing found" in owner.open("/search?q=friday").words


def test_our_script_gets_what_was_found_alone(owner: PlainBrowser, talk: Page) -> None:
    answer = owner.client.get("/search?q=book", base_url="http://localhost", headers={"X-Fragment": "1"})

    assert "Is my <mark>book</mark> there?" in answer.text
    assert "<html" not in answer.text


def test_what_failed_has_a_button_that_sends_it_once(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    failed = desk.write(ANNA, "Your books are here")
    desk.refused(desk.take(), permanent=True)
    form = owner.open("/conversations/1").form(f"/messages/{failed.id}/retry")

    owner.submit(form)
    page = owner.submit(form)

    assert len(desk.conversations.messages(1)) == 2
    assert "Sent again below." in page.words


def test_a_conversation_is_saved_as_a_table_that_no_spreadsheet_runs(owner: PlainBrowser, desk: Desk) -> None:
    desk.receive(desk.plug_in(), ANNA, '=HYPERLINK("http://shop.example")')
    desk.write(ANNA, "Yes, it is\nhere")

    answer = owner.client.get("/conversations/1/export?form=csv", base_url="http://localhost")

    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == ['\'=HYPERLINK("http://shop.example")', "Yes, it is\nhere"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_a_saved_text_file_has_all_of_it_and_no_note_that_is_gone(
    owner: PlainBrowser, talk: Page, desk: Desk, services: Services
) -> None:
    (ann,) = services.accounts.list()
    note = services.notes.add(1, "Forget this", ann)
    services.notes.take_back(note.id, ann)
    for n in range(3):
        desk.write(ANNA, f"Text {n}")

    text = owner.client.get("/conversations/1/export?form=txt", base_url="http://localhost").text

    assert [line for line in text.splitlines() if line.startswith("Text")] == ["Text 0", "Text 1", "Text 2"]
    assert "Forget this" not in text


@pytest.mark.parametrize("path", ["/conversations/1/archive", "/conversations/1/flag"])
def test_a_form_that_says_neither_on_nor_off_is_refused(owner: PlainBrowser, talk: Page, path: str) -> None:
    token = talk.form(path).fields["csrf_token"]

    assert owner.post(path, csrf_token=token, on="perhaps").status == 400


def test_the_archive_of_one_is_no_matter_of_another(owner: PlainBrowser, talk: Page, desk: Desk) -> None:
    desk.write(BEN, "Hello Ben")

    owner.submit(talk.form("/conversations/1/archive"))

    assert "Hello Ben" in owner.open("/").words
