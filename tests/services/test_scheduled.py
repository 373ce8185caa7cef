"""Texts that wait: for the pause in which they can be taken back, and for the time that somebody chose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.composing import Composing, is_for_now
from modemsms.services.outbox import Draft, Idempotency, Message
from modemsms.services.scheduled import Scheduled
from tests.desk import ANNA, BEN, CARA, Desk


@pytest.fixture
def composing(desk: Desk) -> Composing:
    return Composing(desk.store, desk.outbox, now=desk.clock)


@pytest.fixture
def scheduled(desk: Desk) -> Scheduled:
    return Scheduled(desk.store, desk.outbox, now=desk.clock)


def send(composing: Composing, text: str = "Your books are here", **draft: object) -> Message:
    once = Idempotency(key_id=-1, key=text, body_hash=text)
    return composing.send(Draft(ANNA, text, **draft), once).message  # type: ignore[arg-type] # any field


def tomorrow(desk: Desk, hours: float = 24) -> datetime:
    return desk.clock() + timedelta(hours=hours)


def test_a_text_waits_in_which_it_can_be_taken_back(desk: Desk, composing: Composing) -> None:
    message = send(composing)

    assert message.status == "scheduled"
    assert is_for_now(message)
    assert composing.take_back(message.id).status == "cancelled"


def test_it_leaves_by_itself_when_the_pause_is_over(desk: Desk, composing: Composing) -> None:
    desk.plug_in()
    send(composing)

    desk.due.run(desk.clock.passes(seconds=5))

    assert desk.take() is not None
    with pytest.raises(Conflict):
        composing.take_back(desk.conversations.messages(1)[0].id)


def test_without_a_pause_it_leaves_at_once(desk: Desk, composing: Composing) -> None:
    composing.set_undo_seconds(0)

    assert send(composing).status == "queued"


@pytest.mark.parametrize("seconds", [-1, 61])
def test_a_pause_that_is_none_is_refused(composing: Composing, seconds: int) -> None:
    with pytest.raises(InvalidInput):
        composing.set_undo_seconds(seconds)
    assert composing.undo_seconds() == 5


def test_a_time_that_somebody_chose_stays(desk: Desk, composing: Composing) -> None:
    message = send(composing, send_at=tomorrow(desk))

    assert message.send_at == tomorrow(desk)
    assert not is_for_now(message)


def test_they_are_listed_in_the_order_in_which_they_go_out(desk: Desk, scheduled: Scheduled) -> None:
    for hours, to in ((30, ANNA), (20, BEN), (20, CARA)):
        desk.write(to, send_at=tomorrow(desk, hours))

    first = scheduled.list(limit=2)
    rest = scheduled.list(first.next, limit=2)

    assert [one.address for one in first.messages] == [BEN, CARA]
    assert [one.address for one in rest.messages] == [ANNA]
    assert rest.next is None
    assert scheduled.count() == 3


def test_what_only_waits_for_the_pause_is_not_listed(
    desk: Desk, composing: Composing, scheduled: Scheduled
) -> None:
    send(composing)

    assert scheduled.list().messages == []


@pytest.mark.parametrize("cursor", ["x", "2026-01-01|1", "2026-01-01T00:00:00+00:00|x", "|", "²|²"])
def test_a_cursor_that_is_none_begins_anew(desk: Desk, scheduled: Scheduled, cursor: str) -> None:
    desk.write(ANNA, send_at=tomorrow(desk))

    assert len(scheduled.list(cursor).messages) == 1


def test_one_that_is_moved_goes_out_at_its_new_time(desk: Desk, scheduled: Scheduled) -> None:
    desk.plug_in()
    message = desk.write(ANNA, send_at=tomorrow(desk))

    moved = scheduled.move(message.id, tomorrow(desk, 48))

    desk.due.run(desk.clock.passes(hours=25))
    assert desk.claim().attempt is None
    desk.due.run(desk.clock.passes(hours=24))
    assert moved.id == message.id
    assert desk.take().message_id == message.id


@pytest.mark.parametrize("hours", [-1, 0, 24 * 366 * 4])
def test_a_time_at_which_nothing_can_go_out_is_refused(
    desk: Desk, scheduled: Scheduled, hours: float
) -> None:
    message = desk.write(ANNA, send_at=tomorrow(desk))

    with pytest.raises(InvalidInput):
        scheduled.move(message.id, tomorrow(desk, hours))


def test_one_that_is_sent_now_leaves(desk: Desk, scheduled: Scheduled) -> None:
    desk.plug_in()
    message = desk.write(ANNA, send_at=tomorrow(desk))

    scheduled.send_now(message.id)
    desk.due.run(desk.clock())

    assert desk.take().message_id == message.id


def test_another_text_keeps_the_time(desk: Desk, scheduled: Scheduled) -> None:
    message = desk.write(ANNA, "We open at 8", send_at=tomorrow(desk), modem="spare")

    anew = scheduled.change(message.id, "We open at 9 \u015b" * 10, tomorrow(desk))

    assert (anew.id, anew.send_at, anew.status) == (message.id, message.send_at, "scheduled")
    assert (anew.text, anew.encoding, anew.segments) == ("We open at 9 \u015b" * 10, "ucs2", 3)
    assert [hit.message.id for hit in desk.conversations.search("open").messages] == [message.id]
    assert not desk.conversations.search("8").messages


def test_a_text_that_cannot_be_sent_leaves_the_old_one(desk: Desk, scheduled: Scheduled) -> None:
    message = desk.write(ANNA, "We open at 8", send_at=tomorrow(desk))

    with pytest.raises(InvalidInput):
        scheduled.change(message.id, "  ", tomorrow(desk, 48))

    assert scheduled.list().messages == [message]


def test_what_was_called_back_comes_back_at_its_time(desk: Desk, scheduled: Scheduled) -> None:
    desk.plug_in()
    message = desk.write(ANNA, send_at=tomorrow(desk))
    desk.outbox.cancel(message.id)

    scheduled.bring_back(message.id)
    scheduled.bring_back(message.id)
    desk.due.run(desk.clock.passes(hours=25))

    assert desk.take().message_id == message.id
    assert desk.claim().attempt is None


def test_what_was_called_back_stays_so_when_its_time_is_over(desk: Desk, scheduled: Scheduled) -> None:
    message = desk.write(ANNA, send_at=tomorrow(desk))
    desk.outbox.cancel(message.id)
    desk.clock.passes(hours=25)

    with pytest.raises(Conflict):
        scheduled.bring_back(message.id)


def test_one_that_has_left_cannot_be_changed(desk: Desk, scheduled: Scheduled) -> None:
    desk.plug_in()
    message = desk.write(ANNA)

    for change in (scheduled.send_now, lambda one: scheduled.change(one, "Another", tomorrow(desk))):
        with pytest.raises(Conflict):
            change(message.id)


def test_an_ordinary_cancelled_text_cannot_come_back(desk: Desk, scheduled: Scheduled) -> None:
    message = desk.write(ANNA)
    desk.outbox.cancel(message.id)

    with pytest.raises(Conflict):
        scheduled.bring_back(message.id)
