"""USSD beside the texts: dialled once, answered by the network, in every manner of modems."""

from __future__ import annotations

import pytest

from drivers.simulator.journal import Kind
from drivers.simulator.registration import Stat
from modemsms.driver import Accepted, ModemState, UssdAnswered, UssdFailed
from tests.drivers.at.dialling import BALANCE, MENU, dial, dialled, ends
from tests.drivers.at.wire import UNPLUGGED, Wire

# --- the dialogue -----------------------------------------------------------------------------


def test_a_balance_is_asked_for_and_read() -> None:
    wire = Wire().start()

    assert dial(wire, "*100#") == UssdAnswered(1, 7, BALANCE, is_open=False)


def test_a_menu_is_walked_through_to_a_top_up() -> None:
    wire = Wire().start()

    assert dial(wire, "*101#", 1) == UssdAnswered(1, 1, MENU, is_open=True)
    assert dial(wire, "3", 2) == UssdAnswered(1, 2, "Type the voucher's number", is_open=True)
    assert dial(wire, "123456", 3) == UssdAnswered(
        1, 3, "Thank you. Your balance is 22.34 EUR.", is_open=False
    )


def test_a_session_that_is_left_is_over() -> None:
    wire = Wire().start()
    dial(wire, "*101#", 1)

    wire.engine.end_ussd(wire.now)
    wire.pass_time(1)

    assert dialled(wire)[-1] == "AT+CUSD=2"
    answer = dial(wire, "1", 2)
    assert isinstance(answer, UssdFailed)
    assert answer.cause.code == "ussd_not_supported"


def test_leaving_ends_what_is_being_asked() -> None:
    wire = Wire().start()
    wire.engine.ussd(7, "*122#", wire.now)
    wire.pass_time(1)

    wire.engine.end_ussd(wire.now)
    wire.pass_time(60)

    (end,) = ends(wire, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause.code == "ussd_closed"
    assert dialled(wire)[-1] == "AT+CUSD=2"


def test_leaving_nothing_says_nothing_to_the_modem() -> None:
    wire = Wire().start()

    wire.engine.end_ussd(wire.now)
    wire.pass_time(5)

    assert dialled(wire) == []


def test_a_second_code_has_to_wait_for_the_first() -> None:
    wire = Wire().start()
    wire.engine.ussd(1, "*100#", wire.now)

    second = dial(wire, "*101#", 2)

    assert isinstance(second, UssdFailed)
    assert second.cause.code == "ussd_busy"
    wire.pass_time(1)
    assert ends(wire, 1) == [UssdAnswered(1, 1, BALANCE)]
    assert len(dialled(wire)) == 1


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("*999#", "ussd_not_supported"),
        ("*125#", "ussd_timeout"),
        ("*126#", "ussd_ended"),
        ("*123#", "ussd_no_answer"),
    ],
)
def test_a_code_without_an_answer_says_why(code: str, cause: str) -> None:
    wire = Wire().start()

    failed = dial(wire, code)

    assert isinstance(failed, UssdFailed)
    assert failed.cause.code == cause


def test_a_network_that_does_not_answer_is_given_a_minute() -> None:
    wire = Wire().start()
    began = wire.now

    dial(wire, "*123#")
    wire.pass_time(1)

    assert 60 <= wire.now - began <= 62
    assert dialled(wire)[-1] == "AT+CUSD=2"


def test_a_word_of_the_network_that_nobody_asked_for_is_told() -> None:
    wire = Wire().start()

    wire.modem.dialogue.push("Your plan ends today. Renew?", wants_reply=True)
    wire.pass_time(1)

    assert ends(wire, None) == [UssdAnswered(1, None, "Your plan ends today. Renew?", is_open=True)]


def test_a_session_that_the_network_ends_is_told_to_be_over() -> None:
    wire = Wire().start()
    dial(wire, "*101#")

    wire.pass_time(30)
    wire.say("+CUSD: 2")

    assert ends(wire, None) == [UssdAnswered(1, None, "", is_open=False)]


# --- texts go on ------------------------------------------------------------------------------


def test_texts_go_out_and_come_in_while_the_network_thinks() -> None:
    wire = Wire().start()
    wire.engine.ussd(7, "*122#", wire.now)
    began = wire.now

    outcome = wire.send()
    wire.network.send("+491701234567", wire.sim.number, "Hi")
    wire.until_true(lambda: wire.texts() == ["Hi"], within=5)

    assert isinstance(outcome, Accepted)
    assert wire.now - began < 5
    assert ends(wire, 7) == []
    wire.until_true(lambda: ends(wire, 7) == [UssdAnswered(1, 7, "That took a while")], within=20)


def test_a_code_waits_for_the_text_that_is_on_its_way() -> None:
    wire = Wire(air=5.0).start()
    sent = wire.submit()
    wire.pass_time(1)

    answer = dial(wire, "*100#")

    assert isinstance(answer, UssdAnswered)
    assert isinstance(wire.outcomes(sent)[0], Accepted)


def test_a_code_goes_before_the_next_text() -> None:
    wire = Wire(air=5.0).start()
    wire.submit()
    wire.pass_time(1)
    wire.engine.ussd(7, "*100#", wire.now)
    wire.until_true(lambda: len(wire.all(Accepted)) == 1)
    wire.submit()

    wire.until_true(lambda: len(wire.all(Accepted)) == 2)

    lines = [entry.text[:7] for entry in wire.modem.journal.entries(Kind.COMMAND)]
    assert [line for line in lines if line in ("AT+CMGS", "AT+CUSD")] == ["AT+CMGS", "AT+CUSD", "AT+CMGS"]


# --- the modem goes away ----------------------------------------------------------------------


def test_a_restart_ends_the_wait_for_an_answer() -> None:
    wire = Wire().start()
    wire.engine.ussd(7, "*122#", wire.now)
    wire.pass_time(1)

    wire.modem.reboot()
    wire.until_true(lambda: bool(ends(wire, 7)), within=10)

    (end,) = ends(wire, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause.code == "modem_restarted"
    wire.pass_time(100)
    assert len(dialled(wire)) == 1


def test_a_modem_that_is_pulled_out_ends_it_too() -> None:
    wire = Wire().start()
    wire.engine.ussd(7, "*122#", wire.now)
    wire.pass_time(1)

    wire.unplug()

    (end,) = ends(wire, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause == UNPLUGGED


@pytest.mark.parametrize(("pin", "cause"), [("1234", "pin_needed"), ("", "modem_not_ready")])
def test_a_modem_that_is_not_ready_dials_nothing(pin: str, cause: str) -> None:
    wire = Wire(pin=pin).plug_in()
    if pin:
        wire.until_state(ModemState.NOT_READY)

    wire.engine.ussd(7, "*100#", wire.now)
    wire.pass_time(0)

    (end,) = ends(wire, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause.code == cause


def test_without_a_network_there_is_no_answer_and_the_reason_says_so() -> None:
    wire = Wire().start()
    wire.modem.set_coverage(Stat.SEARCHING)

    failed = dial(wire, "*100#")

    assert isinstance(failed, UssdFailed)
    assert failed.cause.code == "cme_30"
