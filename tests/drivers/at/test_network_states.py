"""What keeps texts from leaving though the SIM is open: the centre, the network, the subscription."""

from __future__ import annotations

import pytest

from drivers.at.centre import pdu_line, set_centre
from drivers.at.device import Device
from drivers.at.refusal_run import SILENT_NETWORK, UNKNOWN_SIM, RefusalRun
from drivers.simulator.faults import Fault, Moment, Silence
from drivers.simulator.registration import Stat
from drivers.simulator.sim import Sim, sims
from modemsms.driver import (
    Accepted,
    Ended,
    Identified,
    ModemState,
    NetworkChanged,
    Noticed,
)
from modemsms.errors import ModemNotReady, OutcomeUnknown, SendRejected
from modemsms.gsm.address import Address
from tests.drivers.at.script import Script
from tests.drivers.at.wire import ANNA, BEN, Wire

CARLA = "+491511111111"


def why(wire: Wire) -> tuple[str | None, str]:
    """Code and sentence of the state."""
    assert wire.state is not None
    return wire.state.code, wire.state.sentence or ""


def another_sim() -> Sim:
    """A second card of the same network."""
    cards = sims()
    next(cards)
    return next(cards)


def error_of(wire: Wire, to: str = ANNA) -> Exception:
    """Send, and give the refusal."""
    outcome = wire.send(to=to)
    assert isinstance(outcome, Ended)
    return outcome.error


# --- the message centre -----------------------------------------------------------------------


def test_a_message_centre_that_is_missing_is_said_once_it_matters_and_looked_for() -> None:
    wire = Wire()
    wire.sim.smsc = ""
    wire.start()

    error = error_of(wire)
    assert isinstance(error, ModemNotReady)
    assert error.cause.code == "smsc_missing"
    wire.pass_time(1)
    assert why(wire)[0] == "smsc_missing"

    wire.sim.smsc = "+4915550109999"
    wire.until_state(ModemState.READY, within=30)
    assert isinstance(wire.send(), Accepted)


def test_a_message_centre_that_this_sim_once_had_is_given_back() -> None:
    wire = Wire().start()
    centre, wire.sim.smsc = wire.sim.smsc, ""

    wire.modem.reboot()
    wire.until_state(ModemState.STARTING)
    wire.until_state(ModemState.READY)

    assert wire.sim.smsc == centre
    assert wire.all(Identified)[-1].identity.smsc == centre


def test_the_message_centre_of_one_sim_is_not_given_to_another() -> None:
    wire = Wire().start()
    new = another_sim()
    new.smsc = ""

    wire.modem.change_sim(new)
    wire.until_true(lambda: wire.all(Identified)[-1].identity.iccid == new.iccid)
    wire.until_state(ModemState.READY)

    assert new.smsc == ""


def test_a_centre_that_cannot_be_written_goes_into_the_pdu() -> None:
    tpdu = b"\x01\x02"
    device = Device(smsc_wanted="+491710760000")

    Script({"AT+CSCA?": '+CSCA: "",129\nOK'}).play(set_centre(device))

    assert pdu_line(device, tpdu) == Address.parse("+491710760000").encode_smsc().hex().upper() + "0102"


# --- the network ------------------------------------------------------------------------------


def test_roaming_is_told() -> None:
    wire = Wire().start()
    wire.until_true(lambda: bool(wire.all(NetworkChanged)))
    assert not wire.all(NetworkChanged)[-1].roaming

    wire.modem.set_coverage(Stat.ROAMING)
    wire.until_true(lambda: wire.all(NetworkChanged)[-1].roaming, within=5)

    wire.modem.set_coverage(Stat.HOME)
    wire.until_true(lambda: not wire.all(NetworkChanged)[-1].roaming, within=5)


@pytest.mark.parametrize(
    ("stat", "code"),
    [
        (Stat.DENIED, "registration_denied"),
        (Stat.EMERGENCY_ONLY, "emergency_only"),
        (Stat.EMERGENCY_ATTACHED, "emergency_only"),
        (Stat.SEARCHING, "no_network"),
        (Stat.NOT_REGISTERED, "no_network"),
    ],
)
def test_what_keeps_a_sim_out_of_the_network_is_told_apart(stat: Stat, code: str) -> None:
    wire = Wire().start()

    wire.modem.set_coverage(stat)
    wire.until_state(ModemState.NOT_READY, within=5)
    assert why(wire)[0] == code

    wire.modem.set_coverage(Stat.HOME)
    wire.until_state(ModemState.READY, within=5)


def test_a_modem_that_is_locked_to_an_operator_says_so() -> None:
    wire = Wire()
    wire.modem.locked_to = "26201"
    wire.plug_in().until_state(ModemState.NOT_READY)

    code, sentence = why(wire)
    assert code == "sim_locked"
    assert "locked to another operator" in sentence

    wire.modem.locked_to = ""
    wire.until_state(ModemState.READY, within=15)


def test_a_lock_that_shows_when_sending_is_looked_at() -> None:
    wire = Wire().start()

    wire.modem.locked_to = "26201"
    error_of(wire)

    wire.until_state(ModemState.NOT_READY, within=5)
    assert why(wire)[0] == "sim_locked"


# --- refused by the network -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "first", "sustained"),
    [
        (8, "cms_8", "sim_barred"),
        (10, "cms_10", "no_credit"),
        (29, "cms_29", "no_text_service"),
        (50, "cms_50", "no_text_service"),
        (69, "cms_69", "no_text_service"),
    ],
)
def test_a_bar_is_named_when_it_is_sure(code: int, first: str, sustained: str) -> None:
    wire = Wire().start()
    wire.sim.refused_with = code

    causes = []
    for to in (ANNA, BEN):
        error = error_of(wire, to)
        assert isinstance(error, ModemNotReady)
        causes.append(error.cause.code)

    assert causes == [first, sustained]


def test_refusals_that_may_be_about_the_number_are_the_sims_fault_in_a_row() -> None:
    wire = Wire().start()
    wire.sim.refused_with = 21

    errors = [error_of(wire, to) for to in (ANNA, BEN, CARLA)]

    assert [isinstance(error, SendRejected) for error in errors] == [True, True, False]
    assert isinstance(errors[2], ModemNotReady)
    assert errors[2].cause.code == "no_credit"


def test_one_number_that_is_refused_for_ever_is_not_the_sims_fault() -> None:
    wire = Wire().start()
    wire.sim.refused_with = 21

    errors = [error_of(wire) for _ in range(6)]

    assert all(isinstance(error, SendRejected) for error in errors)


def test_a_text_that_gets_through_clears_the_sim() -> None:
    run = RefusalRun()

    for number in (ANNA, BEN):
        assert run.refused(21, number) is None
    run.accepted()

    assert run.refused(21, CARLA) is None


def test_a_number_is_excused_once_in_a_run_and_then_has_its_own_verdict() -> None:
    run = RefusalRun()

    said = [run.refused(30, number) for number in "123455"]

    assert said == [None, None, None, None, UNKNOWN_SIM, None]
    assert run.refused(30, "6") == UNKNOWN_SIM
    assert run.refused(41, "7") is None


def test_nothing_heard_of_three_texts_hints_at_the_credit() -> None:
    wire = Wire().start()  # Q34
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Silence(), times=3))

    for count in range(3):
        assert not any(notice.sentence == SILENT_NETWORK for notice in wire.all(Noticed)), count
        assert isinstance(error_of(wire), OutcomeUnknown)
        wire.until_state(ModemState.READY)

    assert any(notice.sentence == SILENT_NETWORK for notice in wire.all(Noticed))
