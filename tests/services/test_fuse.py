"""The fuse against endless loops."""

from __future__ import annotations

from datetime import timedelta

from tests.desk import ANNA, BEN, Desk


def test_the_same_text_again_at_once_is_held_and_asks(desk: Desk) -> None:
    desk.plug_in()
    desk.send(ANNA, "Ready!")

    again = desk.write(ANNA, "Ready!")

    assert (again.status, desk.reason(again), again.held) == ("queued", "held", True)
    assert desk.claim().attempt is None
    assert [message.id for message in desk.outbox.unsure()] == [again.id]
    desk.outbox.release(again.id)
    assert desk.take().message_id == again.id


def test_another_person_and_another_text_pass(desk: Desk) -> None:
    assert not desk.write(ANNA, "Ready!").held
    assert not desk.write(BEN, "Ready!").held
    assert not desk.write(ANNA, "Ready now").held


def test_the_same_text_passes_after_a_while(desk: Desk) -> None:
    desk.write(ANNA, "Ready!")
    desk.clock.passes(seconds=61)

    assert not desk.write(ANNA, "Ready!").held


def test_too_many_to_one_number_in_an_hour_are_held(desk: Desk) -> None:
    held = [desk.write(ANNA, f"Number {n}").held for n in range(31)]

    assert held == [False] * 30 + [True]
    desk.clock.passes(minutes=61)
    assert not desk.write(ANNA, "An hour later").held


def test_a_text_that_failed_can_be_written_again(desk: Desk) -> None:
    desk.plug_in()
    desk.write(ANNA, "Ready!")
    desk.refused(desk.take(), permanent=True)

    assert not desk.write(ANNA, "Ready!").held


def test_send_again_is_a_persons_word_and_passes(desk: Desk) -> None:
    desk.plug_in()
    message = desk.write(ANNA, "Ready!")
    desk.silent(desk.take())

    assert not desk.outbox.settle(message.id, "resend").held


def test_a_scheduled_text_is_judged_when_it_goes(desk: Desk) -> None:
    due = desk.clock() + timedelta(hours=2)
    scheduled = [desk.write(ANNA, "Ready!", send_at=due) for _ in range(2)]
    assert not any(message.held for message in scheduled)

    desk.clock.passes(hours=2)
    desk.due.run(desk.clock())

    assert [desk.reason(message) for message in scheduled] == [None, "held"]


def test_the_fuse_can_be_switched_off(desk: Desk) -> None:
    desk = desk.with_rules(fuse_repeat_seconds=0, fuse_per_hour=0)

    assert not any(desk.write(ANNA, "Ready!").held for _ in range(40))
