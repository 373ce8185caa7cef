"""Texts that come in over a bad line, or from a modem that does not do as it is told."""

from __future__ import annotations

import re
from collections.abc import Callable

from drivers.simulator.faults import Fault, Moment, Silence
from drivers.simulator.memory import Memory, Status, Stored
from modemsms.driver import Noticed, SegmentReceived
from tests.drivers.at.texts import ONE_SIM, deliver, stored
from tests.drivers.at.wire import BEN, Wire


def noise_on(mark: bytes, times: int) -> Callable[[bytes], bytes]:
    """Line noise that hits the first *times* PDUs that hold *mark*."""
    hits = iter(range(times))

    def garble(data: bytes) -> bytes:
        if mark in data and next(hits, None) is not None:
            return data.replace(mark, b"?" * len(mark))
        return data

    return garble


def test_a_pdu_that_noise_has_hit_is_read_again() -> None:
    wire = Wire(ONE_SIM).start()
    mark = deliver("Hello there").encode().hex().upper().encode()[20:28]
    wire.garble = noise_on(mark, times=2)

    wire.network.deliver(wire.sim.number, deliver("Hello there"))
    wire.pass_time(5)

    assert wire.texts() == ["Hello there"]
    assert wire.sim.memory.used == 0


def test_a_pdu_that_lost_its_end_is_not_taken_for_the_text() -> None:
    wire = Wire(ONE_SIM).start()
    pdu = deliver("Hello there").encode().hex().upper().encode()
    losses = iter((4, 6))
    wire.garble = lambda data: data.replace(pdu, pdu[: -next(losses, 0) or None])

    wire.network.deliver(wire.sim.number, deliver("Hello there"))
    wire.pass_time(5)

    assert wire.texts() == ["Hello there"]
    assert wire.sim.memory.used == 0


def test_a_text_that_took_the_place_of_another_in_silence_is_not_deleted_with_it() -> None:
    wire = Wire(ONE_SIM, commits=False).start()
    wire.network.send(BEN, wire.sim.number, "first")
    wire.pass_time(40)

    wire.sim.memory.delete(1)
    wire.sim.memory.store(stored("second"))
    wire.commit()
    wire.pass_time(400)

    assert list(dict.fromkeys(wire.texts())) == ["first", "second"]
    assert wire.sim.memory.used == 1


def test_a_listing_that_lost_lines_clears_no_wrong_place() -> None:
    wire = Wire(ONE_SIM)
    for text in ("number 1", "number 2", "number 3"):
        wire.sim.memory.store(stored(text))
    # The first text and the header of the second are lost: the second stands behind the first's header.
    lost = re.compile(rb"(\+CMGL: 1,[^\r]*\r\n).*?\+CMGL: 2,[^\r]*\r\n", re.DOTALL)
    once = iter([1])
    wire.garble = lambda data: lost.sub(rb"\1", data) if b"+CMGL: 2" in data and next(once, 0) else data

    wire.start()
    wire.pass_time(1000)

    assert set(wire.texts()) == {"number 1", "number 2", "number 3"}
    assert wire.sim.memory.used == 0


def test_a_pdu_that_stays_broken_goes_to_the_shop_as_far_as_it_is_sound() -> None:
    wire = Wire(ONE_SIM).start()
    pdu = deliver("Hello there").encode().hex().upper().encode()
    wire.garble = noise_on(pdu[20:28], times=1000)

    wire.network.deliver(wire.sim.number, deliver("Hello there"))
    wire.pass_time(5)

    (event,) = wire.all(SegmentReceived)
    assert event.tpdu.hex().upper().encode().endswith(pdu[:20])
    assert wire.sim.memory.used == 0


def test_a_line_that_is_no_pdu_at_all_is_left_where_it_is_and_read_no_more() -> None:
    wire = Wire(ONE_SIM).start()
    wire.garble = lambda data: data.replace(b"\r\n0891", b"\r\n~891")

    wire.network.deliver(wire.sim.number, deliver("Hello there"))
    wire.pass_time(1800)

    assert wire.all(SegmentReceived) == []
    assert wire.sim.memory.used == 1
    assert any("unreadable" in notice.sentence for notice in wire.all(Noticed))
    assert len(wire.commands("AT+CMGR")) <= 3


def test_a_dummy_is_skipped_and_not_deleted() -> None:
    wire = Wire(ONE_SIM)
    wire.sim.memory.store(Stored(Status.READ, b"\0", b"\xff" * 30))  # Q5

    wire.start()
    wire.pass_time(1000)

    assert wire.all(SegmentReceived) == []
    assert wire.commands("AT+CMGD") == []


# --- modems that do not do as they are told ---------------------------------------------------


class Stubborn(Memory):
    """Says OK to a deletion and keeps the text, unless all read ones are to go (Q25)."""

    def delete(self, index: int) -> None:
        """Nothing happens."""


def test_a_memory_that_does_not_delete_is_cleared_otherwise_and_nothing_is_told_twice() -> None:
    wire = Wire(ONE_SIM)
    wire.sim.memory = Stubborn(20)
    wire.start()

    wire.network.send(BEN, wire.sim.number, "sticky")
    wire.pass_time(3600)

    assert wire.texts() == ["sticky"]
    assert wire.sim.memory.used == 0
    assert any("does not delete" in notice.sentence for notice in wire.all(Noticed))


def test_a_listing_that_never_ends_is_replaced_by_single_reads() -> None:
    wire = Wire(ONE_SIM)
    for number in range(3):
        wire.sim.memory.store(stored(f"text {number}"))
    wire.garble = lambda data: b"" if b"+CMGL" in data else data  # Q23

    wire.plug_in()
    wire.until_true(lambda: len(wire.texts()) == 3, within=300)

    assert wire.commands("AT+CMGL") == ["AT+CMGL=4"]


def test_a_silent_modem_in_the_middle_of_a_sweep_loses_nothing() -> None:
    wire = Wire(ONE_SIM).start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Silence()))
    wire.submit()
    wire.network.send(BEN, wire.sim.number, "in the silence")
    wire.pass_time(400)

    assert set(wire.texts()) == {"in the silence"}
    assert wire.sim.memory.used == 0
