"""A text on its way out over a phone: handed over once, whatever happens to the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.phone.faults import (
    ALWAYS,
    Backwards,
    Cut,
    Garbage,
    Refuse,
    Reset,
    Rewritten,
    Slow,
    Status,
    Stick,
    claims,
    foreign_ids,
)
from modemsms.driver import Accepted, Ended, MessageReported, ModemState
from modemsms.errors import ModemNotReady, ModemUnavailable, SendRejected
from tests.drivers.android.world import World, attempt, world
from tests.drivers.rigs import ANNA


def test_a_text_is_accepted_and_then_delivered(ready_world: World) -> None:
    given = attempt("Your order is ready")

    assert ready_world.outcome(given) == Accepted(given.id)
    assert ready_world.next(MessageReported) == MessageReported(given.id, delivered=True)
    assert [text.text for text in ready_world.network.texts(ANNA)] == ["Your order is ready"]


def test_a_long_text_with_emoji_arrives_as_written(ready_world: World) -> None:
    text = "Grüße 🎉 " * 40

    ready_world.outcome(attempt(text))

    ready_world.network.wait_for_air(1)
    assert [one.text for one in ready_world.network.texts(ANNA)] == [text]


def test_texts_leave_in_the_order_in_which_they_came(ready_world: World) -> None:
    given = [attempt(f"number {number}") for number in range(8)]
    for one in given:
        ready_world.driver.submit(one)

    ready_world.until_world(lambda: len(ready_world.network.texts(ANNA)) == 8)

    assert [text.text for text in ready_world.network.texts(ANNA)] == [one.text for one in given]


@pytest.mark.parametrize(
    "fault", [Reset(accepted=True), Reset(accepted=False), Cut(), Garbage(), Rewritten(foreign_ids)]
)
def test_a_lost_answer_is_asked_for_again_under_the_same_name(ready_world: World, fault: object) -> None:
    ready_world.phone.faults.answer(fault, method="POST", path="/messages", times=2)  # type: ignore[arg-type]
    given = attempt("only once")

    assert ready_world.outcome(given) == Accepted(given.id)
    ready_world.quietly(0.5)

    assert [text.text for text in ready_world.network.texts(ANNA)] == ["only once"]
    assert len({request.body for request in ready_world.requests("POST", "/messages")}) == 1


def test_a_phone_that_does_not_answer_in_time_is_asked_again(ready_world: World) -> None:
    ready_world.phone.faults.answer(Slow(timedelta(seconds=7)), method="POST", path="/messages")
    given = attempt("only once")
    ready_world.driver.submit(given)

    event = ready_world.until(lambda e: isinstance(e, Accepted | Ended), timedelta(seconds=25))

    assert event == Accepted(given.id)
    assert [text.text for text in ready_world.network.texts(ANNA)] == ["only once"]


def test_a_fault_of_the_app_that_kept_nothing_is_tried_again_later(ready_world: World) -> None:
    ready_world.phone.faults.answer(Status(500, b'{"message":"disk full"}'), method="POST", path="/messages")

    outcome = ready_world.outcome(attempt())

    assert isinstance(outcome, Ended)
    assert isinstance(outcome.error, SendRejected)
    assert not outcome.error.permanent


def test_a_number_that_the_phone_refuses_fails_for_good(ready_world: World) -> None:
    ready_world.phone.faults.answer(
        Status(400, b'{"message":"Invalid phone number"}'), method="POST", path="/messages"
    )

    outcome = ready_world.outcome(attempt())

    assert isinstance(outcome, Ended)
    assert isinstance(outcome.error, SendRejected)
    assert outcome.error.permanent


@pytest.mark.parametrize(
    ("result", "reaction", "code"),
    [
        ("RESULT_ERROR_NO_SERVICE", SendRejected, "phone_no_service"),
        ("RESULT_NETWORK_REJECT", ModemNotReady, "phone_network_reject"),
        ("RESULT_ENCODING_ERROR", SendRejected, "phone_encoding_error"),
    ],
)
def test_what_android_refuses_ends_with_its_reason(
    ready_world: World, result: str, reaction: type[Exception], code: str
) -> None:
    ready_world.phone.faults.send(Refuse(result))

    outcome = ready_world.outcome(attempt())

    assert isinstance(outcome, Ended)
    assert isinstance(outcome.error, reaction)
    assert outcome.error.cause.code == code


def test_the_third_refusal_without_a_reason_stops_the_modem(ready_world: World) -> None:
    ready_world.phone.faults.send(Refuse(), times=3)

    outcomes = [ready_world.outcome(attempt()) for _ in range(3)]

    errors = [type(outcome.error) for outcome in outcomes if isinstance(outcome, Ended)]
    assert errors == [SendRejected, SendRejected, ModemNotReady]


def test_what_is_proven_does_not_go_back(ready_world: World) -> None:
    ready_world.phone.faults.send(Backwards())
    given = attempt()

    assert ready_world.outcome(given) == Accepted(given.id)
    later = ready_world.quietly(1)

    assert not [event for event in later if isinstance(event, Ended)]


def test_a_phone_that_claims_delivery_of_what_nobody_sent_settles_nothing_else(ready_world: World) -> None:
    ready_world.phone.faults.answer(claims("Delivered"), method="GET", path="/messages", times=ALWAYS)

    given = attempt()
    ready_world.outcome(given)
    ready_world.quietly(0.5)

    assert {report.attempt_id for report in ready_world.reports()} <= {given.id}


def test_a_text_without_a_phone_comes_back_unharmed(ready_world: World) -> None:
    ready_world.phone.unplug()
    ready_world.state(ModemState.UNAVAILABLE)

    outcome = ready_world.outcome(attempt())

    assert isinstance(outcome, Ended)
    assert isinstance(outcome.error, ModemUnavailable)


def test_a_phone_unplugged_while_it_sends_sends_once_and_tells_when_it_is_back(ready_world: World) -> None:
    ready_world.phone.faults.answer(Reset(accepted=True), method="POST", path="/messages")
    given = attempt("only once")
    ready_world.driver.submit(given)
    ready_world.until_world(lambda: len(ready_world.requests("POST", "/messages")) == 1)
    ready_world.phone.unplug()
    ready_world.state(ModemState.UNAVAILABLE)
    ready_world.phone.plug_in()

    ready_world.ready()
    ready_world.until_world(lambda: bool(ready_world.reports()))

    assert Accepted(given.id) in ready_world.heard
    assert not [event for event in ready_world.heard if isinstance(event, Ended)]
    assert [text.text for text in ready_world.network.texts(ANNA)] == ["only once"]


def test_what_an_earlier_run_sent_is_settled_by_its_name(ready_world: World) -> None:
    given = attempt()
    ready_world.phone.faults.send(Stick("Processed"))
    ready_world.driver.submit(given)
    ready_world.until_world(lambda: bool(ready_world.requests("POST", "/messages")))
    ready_world.driver.close()
    ready_world.phone.faults.answer(claims("Sent"), method="GET", path="/messages")

    ready_world.driver = ready_world.new_driver()

    assert ready_world.next(Accepted) == Accepted(given.id)


def test_each_slot_sends_with_its_own_card() -> None:
    with world(sims=2, slots=2) as both:
        both.ready()
        both.until_world(lambda: sum(getattr(e, "state", None) is ModemState.READY for e in both.heard) == 2)

        for slot in (1, 2):
            both.outcome(attempt(f"from slot {slot}", slot=slot))

        senders = {text.text: text.sender for text in both.network.texts(ANNA)}
        numbers = [slot.number for slot in both.phone.slots]
        assert [senders[f"from slot {slot}"] for slot in (1, 2)] == numbers


def test_over_the_shared_network_texts_go_out_and_come_in_by_asking() -> None:
    with world(port="tether") as tethered:
        tethered.ready()
        given = attempt()

        assert tethered.outcome(given) == Accepted(given.id)
        tethered.phone.receive(ANNA, "Thanks")
        tethered.until_world(lambda: tethered.texts_in() == ["Thanks"])

        assert not tethered.requests("POST", "/webhooks")
