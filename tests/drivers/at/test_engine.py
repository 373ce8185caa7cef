"""The engine against modems that no simulation has: what the tables of the others leave out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.simulator.registration import Stat
from modemsms.driver import (
    Accepted,
    Ended,
    Identified,
    Identity,
    ModemState,
    Noticed,
    SegmentReceived,
    StateChanged,
)
from modemsms.errors import LocalProtocolError, ModemUnavailable, SendRejected
from modemsms.gsm.address import Address, TypeOfNumber
from tests.drivers.at.peer import Peer
from tests.drivers.at.wire import UNPLUGGED, Wire

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"


def states(peer: Peer) -> list[tuple[ModemState, str | None]]:
    """The states told, in order."""
    return [(event.state, event.code) for event in peer.told if isinstance(event, StateChanged)]


def test_a_modem_that_says_ok_to_everything_is_ready() -> None:
    peer = Peer({}).open()

    assert states(peer)[-1] == (ModemState.READY, None)
    assert Identified(1, Identity(manufacturer="Acme", imei="861234567890123")) in peer.told


def test_a_device_that_cannot_do_it_says_so_and_is_looked_at_again_later() -> None:
    peer = Peer({"AT+CMGF=0": "ERROR", "AT+CMGF=?": "+CMGF: (1)\r\n\r\nOK"}).open()

    assert states(peer)[-1] == (ModemState.UNAVAILABLE, "no_pdu_mode")
    assert not any(isinstance(event, Noticed) for event in peer.told)
    peer.pass_time(59)
    assert not peer.engine.wants_reopening
    peer.pass_time(2)
    assert peer.engine.wants_reopening


def test_where_the_network_waits_for_an_answer_it_gets_one_behind_the_commit() -> None:
    peer = Peer({"AT+CSMS?": "+CSMS: 1,1,1,1\r\n\r\nOK", "AT+CSMS=0": "ERROR"}).open()

    peer.say(f"+CMT: ,30\r\n{PDU}")
    (received,) = [event for event in peer.told if isinstance(event, SegmentReceived)]
    peer.pass_time(1)
    assert "AT+CNMA" not in peer.heard

    peer.engine.acknowledge(received.handle)
    peer.pass_time(0)
    assert peer.heard.count("AT+CNMA") == 1


@pytest.mark.parametrize(
    ("later", "reference"), [("+CMGS: 64", 64), ("+CMGS: 64\r\n\r\nOK", 64), ("RING", None)]
)
def test_an_ok_in_front_of_the_result_is_not_the_result(later: str, reference: int | None) -> None:
    attempt = Wire().attempt()
    assert attempt.submit is not None
    octets = len(attempt.submit.encode())
    peer = Peer({f"AT+CMGS={octets}": ">"}).open()

    peer.engine.submit(attempt, peer.now)
    peer.talk()
    assert Accepted(attempt.id, reference) not in peer.told
    peer.say(later)
    peer.pass_time(11)

    assert Accepted(attempt.id, reference) in peer.told


def test_an_error_behind_an_early_ok_is_the_result() -> None:
    attempt = Wire().attempt()
    assert attempt.submit is not None
    peer = Peer({f"AT+CMGS={len(attempt.submit.encode())}": ">"}).open()

    peer.engine.submit(attempt, peer.now)
    peer.talk().say("+CMS ERROR: 38")

    (ended,) = [event for event in peer.told if isinstance(event, Ended)]
    assert isinstance(ended.error, SendRejected)


def test_a_number_that_cannot_be_put_into_a_pdu_is_refused_for_good() -> None:
    wire = Wire().start()
    attempt = wire.attempt()
    assert attempt.submit is not None
    impossible = Address("1" * 30, TypeOfNumber.INTERNATIONAL)

    wire.engine.submit(replace(attempt, submit=replace(attempt.submit, destination=impossible)), wire.now)
    wire.pass_time(0)

    (ended,) = wire.outcomes(attempt.id)
    assert isinstance(ended, Ended)
    assert isinstance(ended.error, SendRejected)
    assert ended.error.permanent
    assert isinstance(wire.send(), Accepted)


def test_a_second_text_in_the_air_is_the_callers_mistake() -> None:
    wire = Wire(air=5.0).start()
    wire.submit()

    with pytest.raises(LocalProtocolError):
        wire.submit()


def test_a_whole_message_is_the_callers_mistake() -> None:
    wire = Wire().start()

    with pytest.raises(TypeError):
        wire.engine.submit(replace(wire.attempt(), submit=None), wire.now)


def test_a_sim_that_went_without_a_word_is_missed_soon() -> None:
    wire = Wire().start()
    wire.pass_time(5)

    wire.modem.sim = None
    wire.modem.registration.stat = Stat.NOT_REGISTERED
    wire.pass_time(75)

    assert wire.state is not None
    assert wire.state.code == "no_sim"


def test_a_modem_that_boots_on_while_it_has_no_sim_is_asked_again() -> None:
    wire = Wire()
    wire.modem.sim = None
    wire.plug_in().until_state(ModemState.NOT_READY)

    wire.modem.sim = wire.sim
    wire.say("SMS Ready")

    wire.until_state(ModemState.READY, within=1)


def test_a_late_result_wakes_a_modem_that_was_given_up() -> None:
    attempt = Wire().attempt()
    assert attempt.submit is not None
    silence = dict.fromkeys(["AT", "ATH", "00" + attempt.submit.encode().hex().upper()], "")
    peer = Peer({f"AT+CMGS={len(attempt.submit.encode())}": ">"}).open()
    peer.answer(silence)
    peer.engine.submit(attempt, peer.now)
    peer.talk()
    while states(peer)[-1] != (ModemState.UNAVAILABLE, "silent"):
        peer.pass_time(0.5)

    peer.answer(dict.fromkeys(["AT", "ATH"], "OK"))
    peer.say("+CMGS: 9")

    assert Accepted(attempt.id, 9) in peer.told
    assert states(peer)[-1] == (ModemState.READY, None)


def test_a_text_that_was_waiting_when_the_port_went_comes_back() -> None:
    peer = Peer({"AT+COPS?": ""}).open()
    attempt = Wire().attempt()

    peer.engine.submit(attempt, peer.now)
    peer.talk()
    peer.engine.unavailable(UNPLUGGED, peer.now)
    peer.talk()

    (ended,) = [event for event in peer.told if isinstance(event, Ended)]
    assert isinstance(ended.error, ModemUnavailable)


def test_the_same_trouble_is_told_once_in_a_while() -> None:
    peer = Peer({}).open()

    for _ in range(50):
        peer.say("UNDER-VOLTAGE WARNNING").pass_time(10)
    assert sum(isinstance(event, Noticed) for event in peer.told) == 1
    peer.pass_time(600).say("UNDER-VOLTAGE WARNNING")

    assert sum(isinstance(event, Noticed) for event in peer.told) == 2
