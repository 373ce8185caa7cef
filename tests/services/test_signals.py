"""The signal of the last day: a sample every five minutes, nothing from modems that are away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from modemsms.driver import ModemState
from modemsms.services.signals import Signals
from modemsms.store.messages import Reason
from tests.desk import Desk


@pytest.fixture
def signals(desk: Desk) -> Signals:
    desk.plug_in()
    desk.modems.network_changed("counter", "o2", -71)
    return Signals(desk.store, desk.modems, now=desk.clock)


def strengths(signals: Signals) -> list[int]:
    return [sample.dbm for sample in signals.of("counter")]


def test_a_sample_is_taken_every_five_minutes(desk: Desk, signals: Signals) -> None:
    for _ in range(11):
        signals.run(desk.clock())
        desk.clock.passes(minutes=1)

    assert strengths(signals) == [-71, -71, -71]


def test_a_modem_that_is_away_has_no_signal(desk: Desk, signals: Signals) -> None:
    signals.run(desk.clock())
    desk.modems.state_changed("counter", ModemState.UNAVAILABLE, Reason("modem_gone", "It is gone."))

    signals.run(desk.clock.passes(minutes=5))

    assert strengths(signals) == [-71]


def test_a_start_waits_for_the_first_signal_and_no_longer(desk: Desk, signals: Signals) -> None:
    desk.modems.network_changed("counter", None, None)
    signals.run(desk.clock())
    assert signals.next_moment(desk.clock()) - desk.clock() < timedelta(minutes=1)

    desk.modems.network_changed("counter", "o2", -88)
    signals.run(desk.clock.passes(minutes=1))

    assert strengths(signals) == [-88]


def test_a_clock_that_is_set_back_ends_no_sampling(desk: Desk, signals: Signals) -> None:
    signals.run(desk.clock())
    desk.clock.passes(days=-3)

    signals.run(desk.clock())

    assert len(strengths(signals)) == 2


def test_only_two_days_are_kept_and_one_is_shown(desk: Desk, signals: Signals) -> None:
    for _ in range(60):
        signals.run(desk.clock())
        desk.clock.passes(hours=1)

    assert len(strengths(signals)) == 24
    assert len(signals.of("counter", timedelta(days=9))) == 49
