"""A modem that says what became of a text when nobody waits for it any more."""

from __future__ import annotations

from datetime import timedelta

from drivers.simulator.faults import Fault, Late, Moment
from modemsms.driver import Accepted, Ended
from tests.drivers.at.wire import Wire


def test_the_next_text_waits_a_while_for_the_answer_of_an_unanswered_one() -> None:
    wire = Wire(air=1.0).start()
    late = Late(timedelta(seconds=190), listens=True)
    wire.modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, late))
    first = wire.submit()
    wire.pass_time(183)
    second = wire.submit()

    wire.pass_time(5)
    assert [type(event) for event in wire.outcomes(first)] == [Ended]
    assert wire.outcomes(second) == []
    wire.pass_time(10)

    assert isinstance(wire.outcomes(first)[-1], Accepted)
    assert [type(event) for event in wire.outcomes(second)] == [Accepted]
