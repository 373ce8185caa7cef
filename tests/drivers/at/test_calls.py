"""Calls that come in: told once each, rejected or left ringing, and never in the way of a text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.at.calls import caller
from drivers.simulator.calls import End
from drivers.simulator.journal import Kind
from drivers.simulator.profile import Profile
from drivers.simulator.profiles import PROFILES
from modemsms.driver import Accepted, CallMissed, Calls, ModemState
from tests.drivers.at.peer import Peer
from tests.drivers.at.wire import ANNA, BEN, Wire


def hang_ups(wire: Wire) -> list[str]:
    """The commands by which calls were rejected."""
    return [
        entry.text for entry in wire.modem.journal.entries(Kind.COMMAND) if entry.text in ("AT+CHUP", "ATH")
    ]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ('+CLIP: "+491701234567",145', "+491701234567"),
        ('+CLIP: "491701234567",145,"",0,"",0', "+491701234567"),
        ('+CLIP: "01701234567",129', "01701234567"),
        ('+CLIP: "01701234567",161,,,,0', "01701234567"),
        ('+CLIP:"4711",129', "4711"),
        ("+CLIP: +491701234567,145", "+491701234567"),
        ('+CLIP: "+49 170 123-45 67",145', "+491701234567"),
        ('+CLIP: "",128', None),
        ('+CLIP: "",129,"",0,"",1', None),
        ("+CLIP: ,128,,,,2", None),
        ('+CLIP: "Anonymous",128', None),
        ('+CLIP: "?#\xff",145', None),
        ("+CLIP:", None),
    ],
)
def test_a_caller_is_who_the_network_says_or_nobody(line: str, number: str | None) -> None:
    assert caller(line) == number


def test_a_call_is_rejected_and_told_with_its_number() -> None:
    wire = Wire().start()

    call = wire.network.call(ANNA, wire.sim.number)
    wire.pass_time(30)

    assert call.end is End.REJECTED
    assert call.heard == 1
    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]
    assert hang_ups(wire) == ["AT+CHUP"]


def test_a_call_is_left_ringing_where_the_shop_wants_it_so() -> None:
    wire = Wire(calls=Calls.RING).start()

    call = wire.network.call(ANNA, wire.sim.number, rings=4)
    wire.pass_time(8)
    assert wire.all(CallMissed) == []
    wire.pass_time(10)

    assert (call.end, call.heard) == (End.GAVE_UP, 4)
    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]
    assert hang_ups(wire) == []


def test_a_caller_without_a_number_is_rejected_too() -> None:
    wire = Wire().start()

    call = wire.network.call("", wire.sim.number)
    wire.pass_time(30)

    assert call.end is End.REJECTED
    assert wire.all(CallMissed) == [CallMissed(1, None)]


def test_where_no_number_comes_the_second_ring_is_enough() -> None:
    peer = Peer({}).open()

    peer.say("RING")
    assert "AT+CHUP" not in peer.heard
    peer.pass_time(3).say("RING").pass_time(10)

    assert peer.heard.count("AT+CHUP") == 1
    assert [event for event in peer.told if isinstance(event, CallMissed)] == [CallMissed(1, None)]


def test_a_modem_without_chup_hangs_up_by_ath() -> None:
    wire = Wire(Profile(hangs_up=False)).start()

    call = wire.network.call(ANNA, wire.sim.number)
    wire.pass_time(1)

    assert call.end is End.REJECTED
    assert hang_ups(wire) == ["AT+CHUP", "ATH"]


@pytest.mark.parametrize("name", PROFILES)
def test_every_make_rejects_a_call(name: str) -> None:
    wire = Wire(PROFILES[name]).start()

    call = wire.network.call(ANNA, wire.sim.number)
    wire.pass_time(10)

    assert call.end is End.REJECTED
    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]


def test_a_modem_that_cannot_hang_up_at_all_tells_of_the_call_when_it_is_over() -> None:
    peer = Peer({"AT+CHUP": "ERROR", "ATH": "ERROR"}).open()

    for _ in range(5):
        peer.say('RING\r\n\r\n+CLIP: "+491701234567",145').pass_time(5)
    assert not any(isinstance(event, CallMissed) for event in peer.told)
    peer.pass_time(2)

    assert [event for event in peer.told if isinstance(event, CallMissed)] == [CallMissed(1, ANNA)]
    assert peer.heard.count("AT+CHUP") == 1


@pytest.mark.parametrize(
    "end",
    ["NO CARRIER", "^CEND:1,0,104,0", '+CIEV: "CALL",0', "MISSED_CALL: 02:59PM 01701234567"],
)
def test_a_call_is_told_the_moment_it_is_known_to_be_over(end: str) -> None:
    wire = Wire(calls=Calls.RING).start()

    wire.say("RING", '+CLIP: "+491701234567",145', end)

    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]


def test_a_number_that_is_told_with_each_ring_is_one_call() -> None:
    wire = Wire(calls=Calls.RING).start()

    for _ in range(4):
        wire.say("+CRING: VOICE", '+CLIP: "+491701234567",145')
        wire.pass_time(5)
    wire.pass_time(10)

    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]


def test_two_callers_one_after_the_other_are_two_calls() -> None:
    wire = Wire().start()

    wire.network.call(ANNA, wire.sim.number)
    wire.pass_time(5)
    wire.network.call(BEN, wire.sim.number)
    wire.pass_time(5)

    assert wire.all(CallMissed) == [CallMissed(1, ANNA), CallMissed(1, BEN)]


def test_a_ring_that_was_on_its_way_is_no_second_call() -> None:
    wire = Wire().start()

    wire.say("RING", '+CLIP: "+491701234567",145')
    wire.pass_time(0.5)
    wire.say("RING")
    wire.pass_time(20)

    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]
    assert hang_ups(wire) == ["AT+CHUP"]


def test_a_text_that_is_on_its_way_is_not_disturbed() -> None:
    wire = Wire(air=10.0).start()
    sent = wire.submit()
    wire.pass_time(1)

    wire.network.call(ANNA, wire.sim.number, rings=2)
    outcome = wire.outcome(sent)

    assert isinstance(outcome, Accepted)
    assert outcome.reference is not None
    assert hang_ups(wire) == []
    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]
    assert len(wire.network.texts()) == 1


def test_a_call_that_outlasts_a_text_is_rejected_behind_it() -> None:
    wire = Wire(air=4.0).start()
    sent = wire.submit()
    wire.pass_time(1)

    call = wire.network.call(ANNA, wire.sim.number, rings=20)
    wire.outcome(sent)
    wire.pass_time(1)

    assert call.end is End.REJECTED


def test_no_carrier_is_nobodys_result_but_that_of_hanging_up() -> None:
    wire = Wire(air=5.0).start()
    sent = wire.submit()
    wire.pass_time(1)

    wire.say("NO CARRIER", "BUSY")

    assert isinstance(wire.outcome(sent), Accepted)


def test_texts_come_in_while_it_rings() -> None:
    wire = Wire(calls=Calls.RING).start()
    wire.network.call(ANNA, wire.sim.number, rings=10, every=timedelta(seconds=5))
    wire.pass_time(7)

    wire.network.send(BEN, wire.sim.number, "Are you open?")
    wire.pass_time(1)

    assert wire.texts() == ["Are you open?"]
    assert isinstance(wire.send(), Accepted)


def test_a_modem_that_is_pulled_out_while_it_rings_tells_of_the_call() -> None:
    wire = Wire(calls=Calls.RING).start()
    wire.network.call(ANNA, wire.sim.number)
    wire.pass_time(1)

    wire.unplug()

    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]


def test_calls_are_asked_for_again_behind_a_restart() -> None:
    wire = Wire().start()
    wire.modem.reboot()
    wire.until_state(ModemState.STARTING)
    wire.until_state(ModemState.READY)

    wire.network.call(ANNA, wire.sim.number)
    wire.pass_time(5)

    assert wire.all(CallMissed) == [CallMissed(1, ANNA)]
