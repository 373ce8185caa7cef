"""A missed call is a line in the caller's conversation, and no text."""

from __future__ import annotations

from modemsms.services.calls import WITHHELD
from modemsms.services.outbox import MessageQuery
from tests.desk import ANNA, Desk


def call(desk: Desk, number: str | None) -> None:
    sim = desk.modems.sim_of("counter")
    desk.calls.take(sim, "counter", number, desk.clock())


def test_a_call_stands_in_the_callers_conversation_and_is_unread(desk: Desk) -> None:
    desk.plug_in()
    desk.contacts.add("Anna", [ANNA])

    call(desk, "07700900001")

    conversation = desk.conversations.list().conversations[0]
    assert (conversation.title, conversation.unread, conversation.last_text) == ("Anna", 1, "Missed call")
    (message,) = desk.conversations.messages(conversation.id)
    assert message.purpose == "call"


def test_a_withheld_number_cannot_be_answered(desk: Desk) -> None:
    call(desk, None)

    conversation = desk.conversations.list().conversations[0]
    assert (conversation.address, conversation.can_reply) == (WITHHELD, False)


def test_programs_that_read_texts_see_no_call(desk: Desk) -> None:
    sim = desk.plug_in()
    call(desk, ANNA)
    desk.receive(sim, ANNA, "Are you open?")

    page = desk.outbox.page(MessageQuery())

    assert [message.text for message in page.messages] == ["Are you open?"]


def test_a_call_is_not_found_by_its_words(desk: Desk) -> None:
    call(desk, ANNA)

    assert desk.conversations.search("missed").messages == []
