"""Two people at one conversation: each sees the other, and nobody answers over a colleague unawares."""

from __future__ import annotations

import threading

import pytest

from modemsms.services import Services
from modemsms.services.outbox import Draft
from tests.desk import ANNA, Desk
from tests.web.plain import Form, Page, PlainBrowser


@pytest.fixture
def talk(owner: PlainBrowser, desk: Desk) -> Page:
    desk.receive(desk.plug_in(), ANNA, "Is my book there?")
    return owner.open("/conversations/1")


def say(browser: PlainBrowser, page: Page, doing: str) -> int:
    token = page.form("/messages").fields["csrf_token"]
    return browser.post("/conversations/1/here", csrf_token=token, page="tab", doing=doing).status


def reply(page: Page) -> Form:
    return page.form("/conversations/1/messages")


def test_a_colleague_who_has_it_open_is_seen(owner: PlainBrowser, staff: PlainBrowser, talk: Page) -> None:
    theirs = staff.open("/conversations/1")
    say(staff, theirs, "open")
    assert "Bob has this conversation open too." in owner.open("/conversations/1").words

    say(staff, theirs, "writing")
    assert "Bob is writing …" in owner.open("/conversations/1").words

    say(staff, theirs, "left")
    assert "Bob" not in owner.open("/conversations/1").form("/messages").fields.values()
    assert "Bob is" not in owner.open("/conversations/1").words


@pytest.mark.parametrize("doing", ["", "dancing"])
def test_a_word_that_says_nothing_is_refused(owner: PlainBrowser, talk: Page, doing: str) -> None:
    assert say(owner, talk, doing) == 400


def test_of_two_answers_at_the_same_moment_one_is_sent(
    owner: PlainBrowser, staff: PlainBrowser, talk: Page, desk: Desk, services: Services
) -> None:
    bob = next(user for user in services.accounts.list() if user.name == "Bob")
    refused: list[Page] = []
    press = threading.Thread(target=lambda: refused.append(owner.submit(reply(talk), text="Yes")))

    with desk.store.write():
        press.start()
        # It comes as far as it can while somebody else writes.
        press.join(0.5)
        desk.outbox.submit(Draft(ANNA, "Yes, it is", author_id=bob.id))
    press.join()

    assert [page.status for page in refused] == [409]
    assert [message.text for message in desk.conversations.messages(1)] == ["Is my book there?", "Yes, it is"]


def test_an_answer_over_a_colleagues_is_sent_at_the_second_press_only(
    owner: PlainBrowser, staff: PlainBrowser, talk: Page, desk: Desk
) -> None:
    staff.submit(reply(staff.open("/conversations/1")), text="Yes, it is")

    refused = owner.submit(reply(talk), text="Yes")

    assert refused.status == 409
    assert "Bob answered at 09:00. Read it, then send yours if you still mean it." in refused.words
    assert reply(refused).fields["text"] == "Yes"
    assert len(desk.conversations.messages(1)) == 2

    owner.submit(reply(refused))
    assert [message.text for message in desk.conversations.messages(1)][-1] == "Yes"


def test_whoever_knows_the_answer_of_a_colleague_adds_to_it_at_once(
    owner: PlainBrowser, staff: PlainBrowser, talk: Page, desk: Desk
) -> None:
    staff.submit(reply(staff.open("/conversations/1")), text="Yes, it is")

    page = owner.open("/conversations/1")
    assert "Bob answered at 09:00." in page.words
    owner.submit(reply(page), text="We close at six")

    assert desk.conversations.messages(1)[-1].text == "We close at six"


def test_ones_own_answer_and_a_programs_stop_nobody(owner: PlainBrowser, talk: Page, desk: Desk) -> None:
    owner.submit(reply(talk), text="Yes")
    desk.write(ANNA, "A reminder of a program")

    owner.submit(reply(talk), text="Until six", draft_id="another")

    assert desk.conversations.messages(1)[-1].text == "Until six"


def test_a_colleague_without_the_page_before_him_is_no_news(
    owner: PlainBrowser, talk: Page, services: Services
) -> None:
    assert services.presence.news(services.presence.newest) == (services.presence.newest, [])
    assert "open too" not in talk.words


def test_a_colleague_without_scripts_is_seen_for_a_while(
    owner: PlainBrowser, staff: PlainBrowser, talk: Page, desk: Desk
) -> None:
    staff.open("/conversations/1")
    assert "Bob has this conversation open too." in owner.open("/conversations/1").words

    desk.clock.passes(minutes=2)
    assert "open too" not in owner.open("/conversations/1").words
    assert "Ann has this conversation open too." in staff.open("/conversations/1").words
