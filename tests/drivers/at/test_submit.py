"""One text from AT+CMGS to its outcome, with every way in which that goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.at.device import Device
from drivers.at.inbox import Inbox
from drivers.at.submit import Submission, reference_of, submit
from drivers.simulator.faults import Deaf, Fault, Late, Moment, Noise, Reboot, Refuse, Silence
from drivers.simulator.journal import Kind
from drivers.simulator.profiles import PROFILES
from modemsms.driver import Accepted, DriverEvent, Ended, ModemState, Noticed
from modemsms.errors import (
    DriverError,
    ModemNotReady,
    ModemUnavailable,
    OutcomeUnknown,
    SendRejected,
)
from modemsms.gsm.address import Address
from tests.drivers.at.script import Script
from tests.drivers.at.wire import Wire

IN_FRONT_OF_THE_PDU = (Moment.BEFORE_PROMPT, Moment.AT_PROMPT)
BEHIND_CTRL_Z = (Moment.AFTER_CTRL_Z, Moment.AFTER_ON_AIR_BEFORE_CMGS)


def error_of(event: DriverEvent) -> DriverError:
    """The error of an attempt that ended."""
    assert isinstance(event, Ended)
    return event.error


# --- as it should be --------------------------------------------------------------------------


def test_an_idle_modem_gets_the_command_before_submit_returns() -> None:
    wire = Wire().start()
    wire.pass_time(5)

    wire.engine.submit(wire.attempt(), wire.now)

    step = wire.engine.next_write()
    assert getattr(step, "label", "").startswith("AT+CMGS=")


def test_between_two_texts_the_modem_hears_nothing_else() -> None:
    wire = Wire(air=0.5).start()
    wire.pass_time(5)
    began = wire.now

    for _ in range(20):
        assert isinstance(wire.send(), Accepted)

    assert {command.split("=")[0].split(" ")[0] for command in wire.commands(since=began)} == {
        "AT+CMGS",
        "PDU",
    }
    assert wire.now - began == pytest.approx(20 * 0.5, abs=0.01)


def test_the_outcome_is_told_before_the_ok_has_come() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AFTER_CMGS, Late(timedelta(seconds=1))))
    began = wire.now

    assert isinstance(wire.send(), Accepted)
    assert wire.now == began


def test_the_next_text_waits_for_the_ok_of_the_last() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AFTER_CMGS, Late(timedelta(seconds=1))))

    assert [wire.send(), wire.send()] == [Accepted(1, 1), Accepted(2, 2)]


@pytest.mark.parametrize(
    ("line", "reference"),
    [
        ("+CMGS: 64", 64),
        ("+CMGS:64", 64),
        ('+CMGS: 255,"26/03/02,10:30:00+04"', 255),  # Q49
        ("+CMGS:", None),
        ("+CMGS: 300", None),
    ],
)
def test_the_reference_is_read_from_the_result(line: str, reference: int | None) -> None:
    assert reference_of(line) == reference


@pytest.mark.parametrize(
    ("answer", "later", "reference"),
    [
        ("+CMGS: 64\nOK", None, 64),
        ("+CMGS: 64", None, 64),  # no OK
        ("OK", "+CMGS: 64", 64),  # OK first
        ("OK", None, None),  # nothing but OK
        ("+CMS ERROR: 197", None, None),  # the centre has it already
    ],
)
def test_a_text_that_was_taken_is_accepted(answer: str, later: str | None, reference: int | None) -> None:
    attempt = Wire().attempt()
    assert attempt.submit is not None
    submission = Submission(attempt, attempt.submit.encode())
    command = f"AT+CMGS={len(submission.tpdu)}"
    pdu = "00" + submission.tpdu.hex().upper()
    script = Script({command: ">", pdu: answer}, heard=later)

    script.play(submit(Device(), Inbox(1, iter(())), submission, 180.0))

    assert script.told == [Accepted(attempt.id, reference)]


# --- refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", [*IN_FRONT_OF_THE_PDU, Moment.AFTER_CTRL_Z])
@pytest.mark.parametrize(
    ("refusal", "kind", "code"),
    [
        (Refuse(38), SendRejected, "cms_38"),
        (Refuse(1), SendRejected, "cms_1"),
        (Refuse(310), ModemNotReady, "cms_310"),
        (Refuse(10, "CME"), ModemNotReady, "cme_10"),
    ],
)
def test_a_code_is_definite_wherever_it_comes(
    moment: Moment, refusal: Refuse, kind: type[DriverError], code: str
) -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(moment, refusal))

    error = error_of(wire.send())

    assert isinstance(error, kind)
    assert error.cause.code == code
    assert wire.network.on_air_count == 0


@pytest.mark.parametrize("code", [None, 332, 513, 521])
def test_what_proves_nothing_behind_ctrl_z_is_unknown(code: int | None) -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(code)))

    assert isinstance(error_of(wire.send()), OutcomeUnknown)


def test_an_error_in_place_of_the_prompt_sends_no_pdu() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.BEFORE_PROMPT, Refuse(None)))

    assert isinstance(error_of(wire.send()), SendRejected)
    assert wire.commands("PDU") == []


def test_a_sim_that_is_suddenly_gone_makes_the_modem_start_again() -> None:
    wire = Wire().start()
    wire.modem.sim = None

    assert isinstance(error_of(wire.send()), ModemNotReady)

    wire.until_state(ModemState.NOT_READY)
    assert wire.state is not None
    assert wire.state.code == "no_sim"


def test_a_modem_that_fell_back_to_text_mode_is_set_up_again() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(305)))
    wire.send()

    wire.until_true(lambda: wire.commands().count("AT+CMGF=0") == 2)
    wire.until_state(ModemState.READY)


def test_a_lost_message_centre_is_given_back_and_goes_into_each_pdu() -> None:
    wire = Wire().start()  # Q44, Q46
    centre = wire.sim.smsc
    wire.sim.smsc = ""

    first = wire.send()
    written, wire.sim.smsc = wire.sim.smsc, ""
    second = wire.send()

    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert written == centre
    assert len(wire.network.texts()) == 2
    for entry in wire.modem.journal.entries(Kind.PDU)[1:]:
        assert entry.text.startswith(Address.parse(centre).encode_smsc().hex().upper())


# --- silence ----------------------------------------------------------------------------------


def test_a_prompt_that_does_not_come_is_asked_for_once_more() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.BEFORE_PROMPT, Silence()))

    assert isinstance(wire.send(), Accepted)
    assert len(wire.commands("AT+CMGS=")) == 2


def test_a_prompt_that_never_comes_costs_the_attempt_nothing() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.BEFORE_PROMPT, Silence(), times=2))

    assert isinstance(error_of(wire.send()), ModemUnavailable)
    assert wire.network.on_air_count == 0
    wire.until_state(ModemState.READY)


@pytest.mark.parametrize("moment", BEHIND_CTRL_Z)
def test_silence_behind_ctrl_z_is_unknown_after_the_time_set(moment: Moment) -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(moment, Silence()))
    began = wire.now

    error = error_of(wire.send())

    assert isinstance(error, OutcomeUnknown)
    assert error.cause.code == "no_answer"
    assert wire.now - began == pytest.approx(180)


@pytest.mark.parametrize("listens", [False, True])
@pytest.mark.parametrize("late", [181.0, 185.0, 200.0, 240.0])
def test_an_answer_that_comes_late_still_settles_its_attempt(listens: bool, late: float) -> None:
    wire = Wire().start()
    wire.modem.faults.add(
        Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Late(timedelta(seconds=late), listens=listens))
    )

    attempt_id = wire.submit()
    wire.pass_time(700)

    unknown, accepted = wire.outcomes(attempt_id)
    assert isinstance(error_of(unknown), OutcomeUnknown)
    assert accepted == Accepted(attempt_id, 1)
    assert wire.network.on_air_count == 1
    assert wire.state is not None
    assert wire.state.state is ModemState.READY


def test_a_late_answer_counts_for_its_own_text_until_the_next_is_handed_over() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Silence()))
    first = wire.submit()
    wire.pass_time(190)

    second = wire.submit()
    wire.noise = b"+CMGS: 77\r\n"

    assert wire.outcome(second) == Accepted(second, 1)
    assert wire.outcomes(first)[-1] == Accepted(first, 77)


def test_a_late_answer_is_nobodys_once_another_text_is_out() -> None:
    wire = Wire(air=5.0).start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Silence()))
    first = wire.submit()
    wire.pass_time(190)

    second = wire.send()
    wire.noise = b"+CMGS: 77\r\n"
    wire.pass_time(60)

    assert isinstance(second, Accepted)
    assert len(wire.outcomes(first)) == 1


@pytest.mark.parametrize("moment", list(Moment))
@pytest.mark.parametrize(
    "action",
    [Silence(), Deaf(timedelta(seconds=40)), Reboot(timedelta(seconds=3)), Noise(), Refuse(500)],
    ids=lambda action: type(action).__name__,
)
def test_each_text_is_on_the_air_at_most_once_and_has_a_true_end(
    moment: Moment, action: Silence | Deaf | Reboot | Noise | Refuse
) -> None:
    wire = Wire(air=0.5).start()
    wire.modem.faults.add(Fault(moment, action))

    attempt_id = wire.submit()
    wire.pass_time(600)

    *_, last = wire.outcomes(attempt_id)
    on_air = wire.network.on_air_count
    assert on_air <= 1
    if isinstance(last, Accepted):
        assert on_air == 1
    elif not isinstance(error_of(last), OutcomeUnknown):
        # "Not sent" is a promise; a refusal that the network only imagined is the network's own.
        assert on_air == 0 or isinstance(action, Refuse)
    assert wire.state is not None
    assert wire.state.state is ModemState.READY


@pytest.mark.parametrize("action", [Silence(), Deaf(timedelta(seconds=40)), Deaf()], ids=str)
def test_no_way_back_ever_sends_ctrl_z(action: Silence | Deaf) -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AT_PROMPT, action))
    wire.submit()

    wire.pass_time(3600)

    assert len(wire.commands("PDU")) <= 1
    assert not any("x1a" in label for label in wire.commands())


# --- the modem goes away ----------------------------------------------------------------------


@pytest.mark.parametrize("moment", IN_FRONT_OF_THE_PDU)
def test_a_restart_in_front_of_the_pdu_costs_the_attempt_nothing(moment: Moment) -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(moment, Reboot()))

    error = error_of(wire.send())

    assert isinstance(error, ModemUnavailable)
    wire.until_state(ModemState.READY)
    assert wire.network.on_air_count == 0


@pytest.mark.parametrize("moment", BEHIND_CTRL_Z)
def test_a_restart_behind_ctrl_z_is_unknown_at_once(moment: Moment) -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(moment, Reboot(timedelta(seconds=3))))
    began = wire.now

    error = error_of(wire.send())

    assert isinstance(error, OutcomeUnknown)
    assert error.cause.code == "modem_restarted"
    assert wire.now - began == pytest.approx(3, abs=0.1)
    assert any("restarted" in notice.sentence for notice in wire.all(Noticed))
    wire.until_state(ModemState.READY)


def test_an_unplugged_modem_has_taken_the_text_or_not() -> None:
    wire = Wire(air=5.0).start()
    in_the_air = wire.submit()
    wire.until_true(lambda: bool(wire.commands("PDU")))

    wire.unplug()

    (ended,) = wire.outcomes(in_the_air)
    assert isinstance(error_of(ended), OutcomeUnknown)
    assert error_of(ended).cause.code == "modem_gone"


def test_an_unplugged_modem_that_only_prompted_has_not_taken_the_text() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.BEFORE_PROMPT, Silence()))
    waiting = wire.submit()
    wire.pass_time(1)

    wire.unplug()

    (ended,) = wire.outcomes(waiting)
    assert isinstance(error_of(ended), ModemUnavailable)


def test_a_text_for_a_modem_that_is_not_ready_comes_back() -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    assert isinstance(error_of(wire.send()), ModemNotReady)


def test_a_text_for_a_modem_that_went_away_in_between_comes_back() -> None:
    wire = Wire().start()
    wire.unplug()

    assert isinstance(error_of(wire.send()), ModemUnavailable)


# --- a run of texts ---------------------------------------------------------------------------


def test_the_link_is_held_for_a_run_and_released_behind_it() -> None:
    wire = Wire(air=0.5).start()
    wire.pass_time(5)
    began = wire.now

    for more_follow in (True, True, True, False):
        wire.outcome(wire.submit(more_follow=more_follow))
    wire.pass_time(5)

    assert wire.commands("AT+CMMS", since=began) == ["AT+CMMS=2", "AT+CMMS=0"]


def test_a_modem_that_cannot_hold_the_link_sends_all_the_same() -> None:
    wire = Wire(PROFILES["no-ok"]).start()

    assert isinstance(wire.outcome(wire.submit(more_follow=True)), Accepted)
