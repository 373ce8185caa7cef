"""Drafts on the page, without JavaScript where they are read, with the words of our script where they are kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.desk import ANNA, BEN, Desk
from tests.web.plain import Page, PlainBrowser

Another = Callable[[], PlainBrowser]


@pytest.fixture
def talk(owner: PlainBrowser, desk: Desk) -> Page:
    desk.receive(desk.plug_in(), ANNA, "Hello")
    return owner.open("/conversations/1")


def type_in(browser: PlainBrowser, page: Page, text: str, action: str = "/messages", **fields: str) -> Page:
    """What the script of *page* tells the box while somebody types."""
    form = page.form(action).fields | {"text": text} | fields
    return browser.post("/drafts", **form)


def typed(page: Page) -> str:
    return page.form("/conversations/1/messages").fields["text"]


def test_a_draft_stands_in_the_conversation_on_another_device(
    owner: PlainBrowser, another_browser: Another, talk: Page
) -> None:
    assert type_in(owner, talk, "Until six\r\n<b>sharp</b>").status == 200

    elsewhere = another_browser()

    assert typed(elsewhere.open("/conversations/1")) == "Until six\n<b>sharp</b>"
    assert "Draft: Until six <b>sharp</b>" in elsewhere.open("/").words


def test_a_colleague_sees_nothing_of_it(owner: PlainBrowser, staff: PlainBrowser, talk: Page) -> None:
    type_in(owner, talk, "Until six")

    assert typed(staff.open("/conversations/1")) == ""
    assert "Draft:" not in staff.open("/").words


def test_sent_from_one_device_it_is_gone_from_all(
    owner: PlainBrowser, another_browser: Another, talk: Page, desk: Desk
) -> None:
    type_in(owner, talk, "Until six")
    elsewhere = another_browser()
    form = elsewhere.open("/conversations/1").form("/messages")

    elsewhere.submit(form)
    owner.submit(talk.form("/messages"), text="Until six")

    assert [one.text for one in desk.conversations.messages(1)] == ["Hello", "Until six"]
    assert typed(owner.open("/conversations/1")) == ""
    assert "Draft:" not in owner.open("/").words


def test_a_word_of_the_script_that_comes_after_the_sending_brings_nothing_back(
    owner: PlainBrowser, talk: Page
) -> None:
    owner.submit(talk.form("/messages"), text="Until six")

    type_in(owner, talk, "Until si")

    assert typed(owner.open("/conversations/1")) == ""


def test_a_saved_reply_is_put_behind_the_draft(owner: PlainBrowser, talk: Page) -> None:
    owner.submit(owner.open("/settings/replies").form("/settings/replies"), name="Bye", text="Bye")
    type_in(owner, talk, "Until six.")

    assert typed(owner.open("/conversations/1?reply=1")) == "Until six.\nBye"


def test_a_new_message_is_there_again_with_whom_it_is_to(
    owner: PlainBrowser, another_browser: Another
) -> None:
    type_in(owner, owner.open("/new"), "Your book is here", "/new", to="07700 900001")

    page = another_browser().open("/new")

    assert page.form("/new").fields["text"] == "Your book is here"
    assert "+44 7700 900001" in page.html


def test_a_message_to_somebody_else_takes_nothing_from_the_one_before(owner: PlainBrowser) -> None:
    type_in(owner, owner.open("/new"), "Your book is here", "/new", to=ANNA)
    to_ben = owner.open(f"/new?to={BEN.replace('+', '%2B')}")
    assert to_ben.form("/new").fields["text"] == ""
    type_in(owner, to_ben, "Yours too", "/new")

    for number, text in ((ANNA, "Your book is here"), (BEN, "Yours too")):
        page = owner.open(f"/new?to={number.replace('+', '%2B')}")
        assert page.form("/new").fields["text"] == text


@pytest.mark.parametrize(("place", "status"), [("", 400), ("c0", 400), ("c99", 404), ("new:../x", 400)])
def test_a_place_where_nobody_writes_is_refused(
    owner: PlainBrowser, talk: Page, place: str, status: int
) -> None:
    assert type_in(owner, talk, "Until six", place=place).status == status


def test_a_draft_keeps_the_shop_from_no_work_when_nothing_can_be_saved(
    owner: PlainBrowser, talk: Page, desk: Desk
) -> None:
    desk.store.connection().execute("PRAGMA query_only = ON")

    assert type_in(owner, talk, "Until six").status == 503
    assert owner.open("/conversations/1").status == 200
