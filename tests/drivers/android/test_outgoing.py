"""The book of what the phone was given: outcomes once, nothing steps back, nothing waits for ever."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.android.errand import Stage
from drivers.android.limiter import PENALTY, Limiter
from drivers.android.outgoing import Outgoing
from drivers.android.wire import Recipient, Sent
from modemsms.driver import Accepted, Attempt, DriverEvent, Ended, MessageReported
from modemsms.errors import Cause, ModemUnavailable, OutcomeUnknown
from tests.drivers.android.world import attempt

PATIENCE = {Stage.HANDING: 180.0, Stage.PENDING: 600.0, Stage.PROCESSED: 300.0}
STATES = ("Pending", "Processed", "Sent", "Delivered", "Failed", "Cancelled")


def book(given_to_it: Attempt) -> tuple[Outgoing, str]:
    """A book with one text that has just been posted."""
    outgoing = Outgoing(PATIENCE)
    errand = outgoing.begin(given_to_it, 0.0)
    outgoing.posting(errand, 0.0)
    return outgoing, errand.name


def told(name: str, state: str, error: str | None = None) -> Sent:
    return Sent(name, state, [Recipient("+491701234567", state, error)])


@given(states=st.lists(st.sampled_from(STATES), max_size=12))
def test_whatever_a_phone_says_there_is_one_outcome_and_one_report_at_most(states: list[str]) -> None:
    outgoing, name = book(attempt())
    events: list[DriverEvent] = []

    for moment, state in enumerate(states):
        reason = "Send result: RESULT_ERROR_NO_SERVICE ()" if state == "Failed" else None
        events += outgoing.learned(name, told(name, state, reason), float(moment))

    outcomes = [event for event in events if isinstance(event, Accepted | Ended)]
    accepted = [event for event in events if isinstance(event, Accepted)]
    delivered = [event for event in events if isinstance(event, MessageReported) and event.delivered]
    assert len(accepted) <= 1
    assert len(outcomes) - len(accepted) <= 1
    assert len(delivered) == ("Delivered" in states)
    if accepted:
        assert not [e for e in outcomes[outcomes.index(accepted[0]) :] if isinstance(e, Ended)]


@pytest.mark.parametrize("order", list(itertools.permutations(["Processed", "Sent", "Delivered"])))
def test_good_news_counts_in_any_order(order: tuple[str, ...]) -> None:
    given_to_it = attempt()
    outgoing, name = book(given_to_it)

    events = [event for state in order for event in outgoing.heard(name, state, "", 1.0)]

    assert events == [Accepted(given_to_it.id), MessageReported(given_to_it.id, delivered=True)]


@pytest.mark.parametrize(
    ("state", "patience", "code"),
    [("Pending", 600.0, "phone_stuck"), ("Processed", 300.0, "phone_no_result")],
)
def test_what_does_not_move_is_unknown_and_settles_late(state: str, patience: float, code: str) -> None:
    given_to_it = attempt()
    outgoing, name = book(given_to_it)
    outgoing.learned(name, told(name, state), 1.0)

    assert not outgoing.tick(patience)
    (event,) = outgoing.tick(patience + 1.0)
    late = outgoing.learned(name, told(name, "Sent"), patience + 2.0)

    assert isinstance(event, Ended)
    assert isinstance(event.error, OutcomeUnknown)
    assert event.error.cause.code == code
    assert late == [Accepted(given_to_it.id)]


def test_a_hand_over_without_an_answer_is_unknown_in_the_end() -> None:
    outgoing, _ = book(attempt())

    (event,) = outgoing.tick(181.0)

    assert isinstance(event, Ended)
    assert isinstance(event.error, OutcomeUnknown)


def test_only_what_certainly_is_not_on_a_lost_phone_goes_back_to_the_queue() -> None:
    outgoing, _ = book(attempt())
    waiting = attempt()
    outgoing.begin(waiting, 0.0)

    events = outgoing.lose(ModemUnavailable(Cause("gone", "Gone.")))

    assert [event.attempt_id for event in events if isinstance(event, Ended)] == [waiting.id]


def test_another_phone_in_its_place_is_not_given_the_text_again() -> None:
    outgoing, _ = book(attempt())

    (event,) = outgoing.lose_phone()

    assert isinstance(event, Ended)
    assert isinstance(event.error, OutcomeUnknown)
    assert outgoing.to_post() is None


def test_what_failed_after_the_network_had_it_is_reported() -> None:
    given_to_it = attempt()
    outgoing, name = book(given_to_it)

    events = outgoing.learned(name, told(name, "Failed", "Delivery result from SC +1: 70"), 1.0)

    assert events[0] == Accepted(given_to_it.id)
    assert isinstance(events[1], MessageReported)
    assert not events[1].delivered


def test_a_number_that_is_given_out_again_is_not_settled_by_an_old_text() -> None:
    given_to_it = attempt()
    outgoing, _ = book(given_to_it)

    assert not outgoing.heard(f"of-a-restored-database-{given_to_it.id}", "Delivered", "", 1.0)


def test_names_that_are_not_ours_are_passed_over() -> None:
    outgoing, _ = book(attempt())

    assert not outgoing.heard("V1StGXR8_Z5jdHi6B-myT", "Delivered", "", 1.0)


@given(parts=st.lists(st.integers(1, 30), max_size=60))
def test_the_limit_of_a_minute_is_never_passed(parts: list[int]) -> None:
    limiter, now = Limiter(25), 0.0
    sent: list[tuple[float, int]] = []

    for count in parts:
        now = max(now, limiter.room_at(count, now))
        limiter.given(count, now)
        sent.append((now, count))

    for at, _ in sent:
        window = [count for moment, count in sent if at <= moment < at + 60.0]
        assert sum(window) <= 25 or len(window) == 1


def test_after_androids_own_refusal_nothing_goes_for_a_minute() -> None:
    limiter = Limiter(25)

    limiter.exceeded(0.0)

    assert limiter.room_at(1, 1.0) == PENALTY
