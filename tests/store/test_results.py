"""Results by person: few that are looked up by their state are those that a way through all would meet."""

from __future__ import annotations

import pytest

from modemsms.services.audience import Audience, Picks
from modemsms.services.broadcasts import Letter
from modemsms.store import results
from tests.desk import Desk
from tests.web.api.program import services_of

NUMBERS = tuple(f"+447700902{n:03}" for n in range(9))
STATES = (
    ("sent",),
    ("failed", "undelivered", "unknown"),
    ("stopped", "cancelled"),
    ("queued", "new", "waiting"),
    ("received",),
)


@pytest.fixture
def occurrence(desk: Desk) -> int:
    """Four left, one failed, the rest was stopped."""
    desk.plug_in()
    services = services_of(desk)
    made = services.broadcasts.create(Letter("Bread", Audience(Picks(numbers=NUMBERS))))
    services.broadcasting.run(desk.clock())
    desk.refused(desk.take(), permanent=True)
    for _ in range(4):
        desk.accepted(desk.take())
    services.broadcasts.stop(made.id)
    return 1


@pytest.mark.parametrize("states", STATES)
@pytest.mark.parametrize("after", [0, 3])
def test_few_are_the_same_as_on_the_way_through_all(
    desk: Desk, occurrence: int, states: tuple[str, ...], after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk.store.read() as connection:
        few = results.results(connection, occurrence, after, 3, states)
        monkeypatch.setattr(results, "FEW", -1)
        on_the_way = results.results(connection, occurrence, after, 3, states)

    assert few == on_the_way
    assert [one.recipient.position for one in few] == sorted(one.recipient.position for one in few)


def test_the_failed_one_is_found(desk: Desk, occurrence: int) -> None:
    with desk.store.read() as connection:
        (failed,) = results.results(connection, occurrence, 0, 3, ("failed",))

    assert failed.recipient.number == NUMBERS[0]
