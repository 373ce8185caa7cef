"""What becomes of texts that come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.gsm.address import Address
from modemsms.services.content import PICTURE
from modemsms.services.inbox import GAP, SHOWN_INCOMPLETE_AFTER
from tests.desk import ANNA, BEN, Desk

LONG = "One, two, three, four, five, six, seven, eight, nine, ten. " * 8


def test_a_text_is_taken_once_however_often_it_comes(desk: Desk) -> None:
    sim = desk.plug_in()
    (deliver,) = desk.delivers(ANNA, "Hello")

    for _ in range(3):
        desk.inbox.take(sim, "counter", deliver.encode(), desk.clock())

    assert [message.text for message in desk.received(ANNA)] == ["Hello"]
    assert desk.conversations.unread() == 1


def test_the_same_words_at_another_time_are_another_text(desk: Desk) -> None:
    sim = desk.plug_in()

    desk.receive(sim, ANNA, "Yes")
    desk.clock.passes(seconds=1)
    desk.receive(sim, ANNA, "Yes")

    assert len(desk.received(ANNA)) == 2


def test_a_repetition_is_known_after_a_restart(desk: Desk) -> None:
    sim = desk.plug_in()
    (deliver,) = desk.delivers(ANNA, "Hello")
    desk.inbox.take(sim, "counter", deliver.encode(), desk.clock())

    after = desk.restarted()
    after.inbox.take(after.plug_in(), "counter", deliver.encode(), after.clock())

    assert len(after.received(ANNA)) == 1


def test_a_long_text_is_joined_in_any_order(desk: Desk) -> None:
    sim = desk.plug_in()

    for deliver in reversed(desk.delivers(ANNA, LONG)):
        desk.inbox.take(sim, "counter", deliver.encode(), desk.clock())

    (message,) = desk.received(ANNA)
    assert (message.text, message.reason) == (LONG, None)
    assert message.segments == len(desk.delivers(ANNA, LONG))


def test_two_long_texts_of_one_reference_from_two_people_stay_apart(desk: Desk) -> None:
    sim = desk.plug_in()
    other = LONG.replace("One", "Uno")

    for pair in zip(desk.delivers(ANNA, LONG), desk.delivers(BEN, other), strict=True):
        for deliver in pair:
            desk.inbox.take(sim, "counter", deliver.encode(), desk.clock())

    assert [m.text for m in desk.received(ANNA)] == [LONG]
    assert [m.text for m in desk.received(BEN)] == [other]


def test_a_reference_that_comes_round_begins_a_new_text(desk: Desk) -> None:
    sim = desk.plug_in()
    other = LONG.replace("One", "Uno")
    desk.receive(sim, ANNA, LONG)
    desk.clock.passes(minutes=1)
    desk.receive(sim, ANNA, other)

    assert [m.text for m in desk.received(ANNA)] == [LONG, other]


def test_an_incomplete_text_is_shown_with_its_gap_and_completed_in_place(desk: Desk) -> None:
    sim = desk.plug_in()
    first, *rest = desk.delivers(ANNA, LONG)
    for deliver in rest:
        desk.inbox.take(sim, "counter", deliver.encode(), desk.clock())
    assert desk.received(ANNA) == []

    assert desk.due.next_moment() == desk.clock() + SHOWN_INCOMPLETE_AFTER
    desk.clock.now += SHOWN_INCOMPLETE_AFTER
    desk.due.run(desk.clock())

    (shown,) = desk.received(ANNA)
    assert shown.text.startswith(GAP)
    assert shown.reason is not None
    assert shown.reason.code == "incomplete"
    desk.clock.passes(hours=5)
    desk.inbox.take(sim, "counter", first.encode(), desk.clock())
    (completed,) = desk.received(ANNA)
    assert (completed.id, completed.text, completed.reason) == (shown.id, LONG, None)


def test_junk_is_kept_and_shown_to_nobody(desk: Desk) -> None:
    sim = desk.plug_in()

    for junk in (b"", b"\x04", b"\xff" * 30, b"\x04\x0b\x91"):
        desk.inbox.take(sim, "counter", junk, desk.clock())

    assert desk.conversations.list().conversations == []
    with desk.store.read() as connection:
        kept = connection.execute("SELECT count(*) FROM inbound_segments").fetchone()[0]
    assert kept == 4


def test_old_texts_of_a_sim_seen_for_the_first_time_are_history(desk: Desk) -> None:
    (old,) = desk.delivers(ANNA, "From last year")
    desk.clock.passes(days=30)
    sim = desk.plug_in()

    desk.inbox.take(sim, "counter", old.encode(), desk.clock())

    assert [m.text for m in desk.received(ANNA)] == ["From last year"]
    assert desk.conversations.unread() == 0
    assert all(event.kind != "message" for event in desk.feed.after(0))


def test_a_text_delayed_for_weeks_is_news_on_a_known_sim(desk: Desk) -> None:
    (old,) = desk.delivers(ANNA, "Held back by the network")
    sim = desk.plug_in()
    desk.clock.passes(days=30)

    desk.inbox.take(sim, "counter", old.encode(), desk.clock())

    assert desk.conversations.unread() == 1


@pytest.mark.parametrize(
    ("sender", "address"),
    [(ANNA, ANNA), ("07700900001", ANNA), ("60300", "60300"), ("447700900001", ANNA)],
)
def test_a_sender_finds_its_conversation(desk: Desk, sender: str, address: str) -> None:
    sim = desk.plug_in()

    desk.receive(sim, sender, "Hello")

    (conversation,) = desk.conversations.list().conversations
    assert conversation.address == address


def test_what_was_sent_and_what_was_taken_are_two_times(desk: Desk) -> None:
    sim = desk.plug_in()
    (deliver,) = desk.delivers(ANNA, "Hello")
    sent = desk.clock()
    desk.clock.passes(minutes=20)

    desk.inbox.take(sim, "counter", deliver.encode(), desk.clock())

    (message,) = desk.received(ANNA)
    assert (message.sent_at, message.created_at) == (sent, sent + timedelta(minutes=20))


def test_an_impossible_time_makes_a_repetition_only_for_ten_minutes(desk: Desk) -> None:
    sim = desk.plug_in()
    tpdu = bytearray(desk.delivers(ANNA, "Hello")[0].encode())
    at = 1 + len(Address.parse(ANNA).encode()) + 2
    tpdu[at : at + 7] = b"\x00" * 7

    desk.inbox.take(sim, "counter", bytes(tpdu), desk.clock())
    desk.inbox.take(sim, "counter", bytes(tpdu), desk.clock.passes(minutes=9))
    assert len(desk.received(ANNA)) == 1
    desk.inbox.take(sim, "counter", bytes(tpdu), desk.clock.passes(minutes=11))

    assert len(desk.received(ANNA)) == 2


def test_a_picture_notice_becomes_a_sentence(desk: Desk) -> None:
    sim = desk.plug_in()
    # Port 2948, 8-bit: an MMS notification in one segment (hardware Q105).
    tpdu = bytes.fromhex("440C914477000900100004623002900000000C0605040B8423F00006010203")

    desk.inbox.take(sim, "counter", tpdu, desk.clock())

    (conversation,) = desk.conversations.list().conversations
    assert conversation.last_text == PICTURE


def test_a_reply_brings_the_conversation_to_the_top_and_reading_clears_it(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.send(ANNA)
    desk.send(BEN)
    desk.receive(sim, ANNA, "Thanks!")

    top = desk.conversations.list().conversations[0]
    assert (top.address, top.unread, top.last_text) == (ANNA, 1, "Thanks!")
    desk.conversations.mark_read(top.id, top.last_message_id)

    assert desk.conversations.get(top.id).unread == 0
