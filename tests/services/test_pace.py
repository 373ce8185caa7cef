"""Limits put off, and never fail anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from modemsms.config import ModemConfig
from tests.desk import Desk, Priority


@pytest.fixture
def slow(tmp_path: Path) -> Desk:
    modem = ModemConfig(name="counter", port="/dev/one", per_minute=10, per_hour=20)
    return Desk(tmp_path / "slow.db", modems_named=(modem,))


def sent(desk: Desk, count: int, priority: Priority = Priority.PERSON) -> int:
    """Queue *count* texts and send what the limits let through; how many that were."""
    for n in range(count):
        desk.write(f"+4477009{n:05d}", f"Text {desk.clock()} {priority.name}", priority=priority)
    passed = 0
    while (attempt := desk.claim().attempt) is not None:
        desk.accepted(attempt)
        passed += 1
    return passed


def test_a_minute_has_its_limit_and_the_next_one_goes_on(slow: Desk) -> None:
    slow.plug_in()

    assert sent(slow, 12) == 10
    waits_until = slow.claim().more_at
    assert waits_until is not None
    slow.clock.now = waits_until

    assert sent(slow, 0) == 2


def test_bulk_leaves_a_fifth_to_people(slow: Desk) -> None:
    slow.plug_in()

    assert sent(slow, 12, Priority.BULK) == 8
    assert sent(slow, 5) == 2


def test_limits_are_kept_over_a_restart(slow: Desk) -> None:
    slow.plug_in()
    sent(slow, 10)

    after = slow.restarted()
    after.plug_in()

    assert sent(after, 1) == 0


def test_an_hour_has_its_limit_too(slow: Desk) -> None:
    slow.plug_in()
    passed = 0
    for _ in range(5):
        passed += sent(slow, 10)
        slow.clock.passes(minutes=1)

    assert passed == 20


def test_what_never_left_does_not_count(slow: Desk) -> None:
    from modemsms.errors import ModemUnavailable
    from tests.desk import SILENCE

    slow.plug_in()
    slow.write("+447700900001")
    for _ in range(15):
        slow.ended(slow.take(), ModemUnavailable(SILENCE))

    assert slow.claim().attempt is not None


def test_a_clock_that_was_ahead_does_not_block_the_sim(slow: Desk) -> None:
    slow.plug_in()
    slow.clock.passes(days=1)
    sent(slow, 10)

    slow.clock.passes(days=-1)

    assert sent(slow, 5) == 5
