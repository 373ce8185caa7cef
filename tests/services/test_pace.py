"""Limits put off, and never fail anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from modemsms.config import ModemConfig
from modemsms.services.pace import pause_after
from modemsms.services.sims import SimChanges
from tests.desk import ANNA, BEN, Desk, Priority


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


# --- whole texts


def test_a_long_text_begins_only_when_all_of_it_fits(slow: Desk) -> None:
    slow.plug_in()
    sent(slow, 9)
    long = slow.write(ANNA, "A text of two segments. " * 12)

    wait = slow.claim()
    assert wait.attempt is None
    assert wait.more_at == slow.clock() + timedelta(minutes=1)
    slow.clock.passes(minutes=1)

    assert slow.take().message_id == long.id


def test_a_text_that_is_longer_than_a_limit_leaves_all_the_same(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SimChanges(per_minute=2))
    message = desk.write(ANNA, "A text of many segments. " * 24)

    for _ in range(10):
        while (attempt := desk.claim().attempt) is not None:
            desk.accepted(attempt)
        desk.clock.passes(minutes=1)

    assert desk.status(message) == "sent"


def test_a_phone_never_sends_more_than_its_limit(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SimChanges(per_hour=5))
    for n in range(3):
        desk.write(f"+44770090010{n}", "A text of two segments. " * 12)

    units = 0
    while True:
        sender, _ = desk.modems.sender("counter", desk.clock(), whole_messages=True)
        assert sender is not None
        attempt = desk.ledger.claim(sender, desk.clock()).attempt
        if attempt is None:
            break
        desk.accepted(attempt)
        units += 2

    assert units == 4


# --- pauses like a person's

SPACING = SimChanges(spacing_min=timedelta(seconds=5), spacing_max=timedelta(seconds=20))


def test_a_pause_is_random_within_its_bounds_and_the_same_when_asked_again() -> None:
    spacing = timedelta(seconds=5), timedelta(seconds=20)

    pauses = [pause_after(attempt, spacing) for attempt in range(1, 200)]

    assert all(spacing[0] <= pause <= spacing[1] for pause in pauses)
    assert max(pauses) - min(pauses) > timedelta(seconds=12)
    assert pauses == [pause_after(attempt, spacing) for attempt in range(1, 200)]


def test_between_two_texts_of_a_sim_is_a_pause_also_over_a_restart(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SPACING)
    desk.write(ANNA, priority=Priority.API)
    attempt = desk.take()
    desk.clock.passes(seconds=4)
    desk.accepted(attempt)
    ended_at = desk.clock()
    second = desk.write(BEN, priority=Priority.API)
    after = desk.restarted()
    after.plug_in()

    moments: list[datetime] = []
    while (claim := after.claim()).attempt is None:
        assert claim.more_at is not None
        moments.append(claim.more_at)
        after.clock.now = claim.more_at

    assert claim.attempt.message_id == second.id
    assert after.clock() - ended_at == pause_after(attempt.id, (timedelta(seconds=5), timedelta(seconds=20)))
    after.close()


def test_what_a_person_writes_waits_for_the_shortest_pause_only(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SPACING)
    desk.send(ANNA)
    answer = desk.write(BEN)

    assert desk.claim().more_at == desk.clock() + timedelta(seconds=5)
    desk.clock.passes(seconds=5)

    assert desk.take().message_id == answer.id


def test_no_pause_cuts_a_long_text(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SPACING)
    message = desk.write(ANNA, "A text of two segments. " * 12)

    desk.accepted(desk.take())
    desk.accepted(desk.take())

    assert desk.status(message) == "sent"


def test_a_pause_under_a_clock_that_was_set_back_ends(desk: Desk) -> None:
    sim = desk.plug_in()
    desk.sims.change(sim.id, SPACING)
    desk.clock.passes(days=1)
    desk.send(ANNA)
    desk.clock.passes(days=-1)
    desk.write(BEN)

    assert desk.claim().attempt is not None
