"""Old texts that are forgotten, and what stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.clock import to_ms
from modemsms.errors import InvalidInput
from modemsms.services.conversations import Conversation
from modemsms.services.retention import MOST_COUNTED, Retention
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def retention(desk: Desk) -> Retention:
    return Retention(desk.store, desk.kept, now=desk.clock)


def forget(desk: Desk, retention: Retention) -> None:
    """Let the chore run for as long as it has something to do."""
    desk.clock.passes(days=2)
    while (moment := retention.next_moment(desk.clock())) is not None and moment <= desk.clock():
        retention.run(desk.clock())


def listed(desk: Desk) -> list[Conversation]:
    return list(desk.conversations.list(limit=50).conversations)


def test_texts_stay_for_ever_unless_the_owner_says_otherwise(desk: Desk, retention: Retention) -> None:
    desk.plug_in()
    desk.send(ANNA)
    desk.clock.passes(days=4000)

    forget(desk, retention)

    assert [one.address for one in listed(desk)] == [ANNA]


def test_what_is_older_than_the_years_that_were_set_is_gone_and_the_rest_stays(
    desk: Desk, retention: Retention
) -> None:
    sim = desk.plug_in()
    desk.receive(sim, ANNA, "A dusty question", 1)
    desk.clock.passes(days=400)
    desk.receive(sim, ANNA, "A new question", 2)

    retention.change(1)
    forget(desk, retention)

    (anna,) = listed(desk)
    assert [message.text for message in desk.conversations.messages(anna.id)] == ["A new question"]
    assert anna.unread == 1
    assert not desk.conversations.search("dusty").messages
    assert desk.conversations.search("new").messages


def test_nothing_is_forgotten_on_the_day_it_is_set(desk: Desk, retention: Retention) -> None:
    desk.plug_in()
    desk.send(ANNA)
    desk.clock.passes(days=400)

    retention.change(1)
    desk.clock.passes(hours=23)
    retention.run(desk.clock())

    assert len(listed(desk)) == 1


def test_a_conversation_without_texts_vanishes_unless_it_has_a_contact(
    desk: Desk, retention: Retention
) -> None:
    desk.plug_in()
    for number in (ANNA, BEN, CARA):
        desk.send(number)
    desk.contacts.add("Ben", [BEN])
    anna, ben = (desk.conversations.open_with(number).id for number in (ANNA, BEN))
    desk.clock.passes(days=400)

    retention.change(1)
    forget(desk, retention)

    assert listed(desk) == []
    assert desk.conversations.open_with(BEN).id == ben
    assert desk.conversations.open_with(ANNA).id != anna


def test_what_waits_and_what_nobody_knows_the_end_of_is_never_forgotten(
    desk: Desk, retention: Retention
) -> None:
    desk.plug_in()
    unknown = desk.write(ANNA)
    desk.silent(desk.take())
    waiting = desk.write(BEN)
    desk.clock.passes(days=4000)

    retention.change(1)
    forget(desk, retention)

    assert desk.status(unknown) == "unknown"
    assert desk.status(waiting) == "queued"


def test_counts_in_the_list_tell_only_of_what_is_left(desk: Desk, retention: Retention) -> None:
    sim = desk.plug_in()
    failed = desk.write(ANNA)
    desk.refused(desk.take(), permanent=True)
    assert desk.status(failed) == "failed"
    desk.receive(sim, ANNA, "Hello?", 1)
    desk.clock.passes(days=400)
    desk.send(ANNA)

    retention.change(1)
    forget(desk, retention)

    (anna,) = listed(desk)
    assert (anna.attention, anna.unread) == (0, 0)


def test_what_would_be_lost_is_told_beforehand(desk: Desk, retention: Retention) -> None:
    desk.plug_in()
    began = desk.clock()
    for _ in range(3):
        desk.send(ANNA)
        desk.clock.passes(days=200)

    loss = retention.would_lose(1)

    assert (loss.texts, loss.oldest_at) == (2, began)
    assert retention.would_lose(2).texts == 0
    assert retention.would_lose(0).texts == 0


def test_very_many_are_not_counted_one_by_one(desk: Desk, retention: Retention) -> None:
    desk.receive(desk.plug_in(), ANNA, "Hello?", 1)
    many = MOST_COUNTED + 500
    with desk.store.write() as connection:
        connection.executemany(
            "INSERT INTO messages (uuid, conversation_id, direction, status, text, encoding, segments, created_at)"
            " VALUES (?, 1, 'inbound', 'received', 'x', 'gsm7', 1, ?)",
            ((f"row {number}", to_ms(desk.clock())) for number in range(many)),
        )
    desk.clock.passes(days=400)

    loss = retention.would_lose(1)

    assert (loss.texts, loss.is_exact) == (many + 1, False)


def test_only_times_from_the_list_are_taken(retention: Retention) -> None:
    with pytest.raises(InvalidInput):
        retention.change(-1)


def test_many_texts_go_in_several_visits(desk: Desk, retention: Retention) -> None:
    sim = desk.plug_in()
    for number in range(250):
        desk.receive(sim, ANNA, f"Text {number}", number)
    desk.clock.passes(days=400)

    retention.change(1)
    forget(desk, retention)

    assert listed(desk) == []
    assert retention.would_lose(1).texts == 0
    assert timedelta(0) < (retention.next_moment(desk.clock()) or desk.clock()) - desk.clock()
