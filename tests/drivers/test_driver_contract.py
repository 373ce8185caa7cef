"""What the shop relies on, whatever the device: the same tests on every driver."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from modemsms.driver import (
    Accepted,
    Driver,
    Ended,
    Identified,
    ModemState,
    ReportReceived,
    SegmentReceived,
    StateChanged,
)
from modemsms.errors import ModemNotReady, ModemUnavailable
from tests.drivers.gammu.rigs import dummy_rig, pty_rig
from tests.drivers.rigs import PATIENCE, Rig, absent_rig, at_rig, attempt, hear

QUIET = timedelta(milliseconds=50)

MakeRig = Callable[[], AbstractContextManager[Rig]]
WORKING: dict[str, MakeRig] = {"at": at_rig, "gammu": pty_rig, "gammu's dummy": dummy_rig}
# What the dummy sends goes nowhere, so nobody reports on it.
REPORTING: dict[str, MakeRig] = {name: make for name, make in WORKING.items() if make is not dummy_rig}
ALL: dict[str, MakeRig] = {**WORKING, "not yet": absent_rig}


def is_ready(event: object) -> bool:
    """The modem can send from here on."""
    return isinstance(event, StateChanged) and event.state is ModemState.READY


def is_outcome(event: object) -> bool:
    """An attempt has ended."""
    return isinstance(event, Accepted | Ended)


def come_to_rest(driver: Driver) -> None:
    """Work *driver* until it has started, or has told why not, and has nothing more to tell."""
    end = time.monotonic() + PATIENCE.total_seconds()
    hear(driver, lambda event: isinstance(event, StateChanged) and event.state is not ModemState.STARTING)
    while driver.wait(QUIET):
        assert time.monotonic() < end


class TestEveryDriver:
    """Also one that has no device at all."""

    @pytest.fixture(params=ALL.values(), ids=list(ALL))
    def rig(self, request: pytest.FixtureRequest) -> Iterator[Rig]:
        with request.param() as rig:
            yield rig

    def test_it_says_what_it_takes_and_how_much_at_once(self, rig: Rig) -> None:
        assert rig.driver.takes in ("segment", "message")
        assert rig.driver.in_flight >= 1

    def test_it_tells_the_state_of_its_modem_first(self, rig: Rig) -> None:
        first = hear(rig.driver, lambda event: True)[0]

        assert isinstance(first, StateChanged)
        assert first.slot == 1

    def test_a_wait_without_time_returns_at_once(self, rig: Rig) -> None:
        began = time.monotonic()

        for _ in range(20):
            rig.driver.wait(timedelta(0))

        assert time.monotonic() - began < 2

    def test_a_wait_ends_when_its_time_is_over(self, rig: Rig) -> None:
        come_to_rest(rig.driver)
        began = time.monotonic()

        assert not rig.driver.wait(QUIET)

        assert QUIET.total_seconds() <= time.monotonic() - began < PATIENCE.total_seconds()

    def test_a_wake_ends_the_present_wait(self, rig: Rig) -> None:
        come_to_rest(rig.driver)
        waker = threading.Timer(0.02, rig.driver.wake)
        began = time.monotonic()

        waker.start()
        rig.driver.wait(PATIENCE)
        waker.join()

        assert time.monotonic() - began < PATIENCE.total_seconds()

    def test_a_wake_in_between_ends_the_next_wait(self, rig: Rig) -> None:
        come_to_rest(rig.driver)
        began = time.monotonic()

        rig.driver.wake()
        rig.driver.wait(PATIENCE)

        assert time.monotonic() - began < PATIENCE.total_seconds()

    def test_a_text_that_it_cannot_send_comes_back(self, rig: Rig) -> None:
        given = attempt()

        rig.driver.submit(given)
        outcome = next(filter(is_outcome, hear(rig.driver, is_outcome)))

        assert isinstance(outcome, Ended | Accepted)
        assert outcome.attempt_id == given.id
        if isinstance(outcome, Ended):
            assert isinstance(outcome.error, ModemUnavailable | ModemNotReady)

    def test_it_may_be_closed_twice_and_woken_behind_it(self, rig: Rig) -> None:
        rig.driver.close()
        rig.driver.close()

        rig.driver.wake()


class TestWorkingDrivers:
    """Those with a device behind them."""

    @pytest.fixture(params=WORKING.values(), ids=list(WORKING))
    def rig(self, request: pytest.FixtureRequest) -> Iterator[Rig]:
        with request.param() as rig:
            yield rig

    def test_it_says_who_it_is_before_it_is_ready(self, rig: Rig) -> None:
        events = hear(rig.driver, is_ready)

        kinds = [type(event) for event in events if not isinstance(event, StateChanged) or is_ready(event)]
        assert kinds.index(Identified) < kinds.index(StateChanged)

    def test_it_gets_ready_by_waits_without_time_as_well(self, rig: Rig) -> None:
        end = time.monotonic() + PATIENCE.total_seconds()

        while not any(map(is_ready, rig.driver.wait(timedelta(0)))):
            assert time.monotonic() < end

    def test_each_text_has_one_outcome_that_names_its_attempt(self, rig: Rig) -> None:
        hear(rig.driver, is_ready)

        for _ in range(5):
            given = attempt()
            rig.driver.submit(given)
            outcomes = list(filter(is_outcome, hear(rig.driver, is_outcome)))
            assert outcomes == [Accepted(given.id, outcomes[0].reference)]  # type: ignore[union-attr]

    def test_a_text_that_comes_in_is_told_and_gone_once_it_is_acknowledged(self, rig: Rig) -> None:
        hear(rig.driver, is_ready)

        rig.text_in("Hi")
        events = hear(rig.driver, lambda event: isinstance(event, SegmentReceived))
        (received,) = [event for event in events if isinstance(event, SegmentReceived)]
        rig.driver.acknowledge(received.handle)
        rig.text_in("Hi again")
        events = hear(rig.driver, lambda event: isinstance(event, SegmentReceived))

        assert [event.tpdu for event in events if isinstance(event, SegmentReceived)] != [received.tpdu]


class TestDriversWithANetwork:
    """Those whose texts reach somebody."""

    @pytest.fixture(params=REPORTING.values(), ids=list(REPORTING))
    def rig(self, request: pytest.FixtureRequest) -> Iterator[Rig]:
        with request.param() as rig:
            yield rig

    def test_a_delivery_report_comes_in(self, rig: Rig) -> None:
        hear(rig.driver, is_ready)

        rig.driver.submit(attempt())

        hear(rig.driver, lambda event: isinstance(event, ReportReceived))
