"""What the shop relies on of every driver, on a phone that takes whole messages."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from modemsms.driver import (
    Accepted,
    Identified,
    MessageReceived,
    MessageReported,
    ModemState,
    StateChanged,
)
from tests.drivers.android.world import World, attempt
from tests.drivers.rigs import ANNA, PATIENCE

QUIET = timedelta(milliseconds=50)


def test_it_says_what_it_takes_and_how_much_at_once(phone_world: World) -> None:
    assert phone_world.driver.takes == "message"
    assert phone_world.driver.in_flight == 10


def test_it_tells_the_state_of_its_modem_first(phone_world: World) -> None:
    phone_world.ready()

    assert isinstance(phone_world.heard[0], StateChanged)


def test_a_wait_without_time_returns_at_once_and_gets_there_all_the_same(phone_world: World) -> None:
    end = time.monotonic() + PATIENCE.total_seconds()
    longest = 0.0

    while not any(getattr(event, "state", None) is ModemState.READY for event in phone_world.heard):
        began = time.monotonic()
        phone_world.heard += phone_world.driver.wait(timedelta(0))
        longest = max(longest, time.monotonic() - began)
        assert time.monotonic() < end

    assert longest < 2


def test_a_wait_ends_when_its_time_is_over(ready_world: World) -> None:
    ready_world.quietly(0.5)
    began = time.monotonic()

    assert not ready_world.driver.wait(QUIET)

    assert QUIET.total_seconds() <= time.monotonic() - began < PATIENCE.total_seconds()


def test_a_wake_ends_the_present_wait_and_the_next_one(ready_world: World) -> None:
    ready_world.quietly(0.5)
    waker = threading.Timer(0.02, ready_world.driver.wake)
    began = time.monotonic()

    waker.start()
    ready_world.driver.wait(PATIENCE)
    waker.join()
    ready_world.driver.wake()
    ready_world.driver.wait(PATIENCE)

    assert time.monotonic() - began < 2


def test_it_may_be_closed_twice_and_woken_behind_it(phone_world: World) -> None:
    before = threading.active_count()

    phone_world.driver.close()
    phone_world.driver.close()
    phone_world.driver.wake()

    assert threading.active_count() <= before


def test_it_says_who_it_is_before_it_is_ready(phone_world: World) -> None:
    phone_world.ready()

    kinds = [
        type(e) for e in phone_world.heard if not isinstance(e, StateChanged) or e.state is ModemState.READY
    ]
    assert kinds.index(Identified) < kinds.index(StateChanged)


def test_each_text_has_one_outcome_that_names_its_attempt(ready_world: World) -> None:
    for _ in range(5):
        given = attempt()
        assert ready_world.outcome(given) == Accepted(given.id)


def test_ten_are_in_the_air_at_once(ready_world: World) -> None:
    given = [attempt(f"number {number}") for number in range(10)]
    for one in given:
        ready_world.driver.submit(one)

    ready_world.until_world(
        lambda: {e.attempt_id for e in ready_world.heard if isinstance(e, Accepted)} >= {g.id for g in given}
    )


def test_a_text_that_comes_in_is_told_and_not_again_once_it_is_acknowledged(ready_world: World) -> None:
    ready_world.phone.receive(ANNA, "Hi")
    received = ready_world.next(MessageReceived)
    ready_world.driver.acknowledge(received.handle)

    ready_world.phone.receive(ANNA, "Hi again")

    assert ready_world.next(MessageReceived).text == "Hi again"


def test_a_delivery_report_comes_in(ready_world: World) -> None:
    ready_world.driver.submit(attempt())

    assert ready_world.next(MessageReported).delivered


def test_more_than_android_allows_in_a_minute_waits_in_the_shops_queue(ready_world: World) -> None:
    for number in range(25):
        ready_world.outcome(attempt(f"number {number}"))

    assert ready_world.driver.in_flight == 1
