"""From an open port to a modem that can send, with every make and every SIM."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drivers.at.device import Device
from drivers.at.start import start
from drivers.at.steps import Unusable
from drivers.simulator.profile import Profile
from drivers.simulator.profiles import PROFILES
from modemsms.driver import Accepted, Identified, ModemState, PinNeeded, StateChanged
from tests.drivers.at.script import Script
from tests.drivers.at.wire import ANNA, Wire


@pytest.mark.parametrize("make", sorted(PROFILES))
def test_every_make_gets_ready_and_sends(make: str) -> None:
    wire = Wire(PROFILES[make]).start()

    assert isinstance(wire.send(to=ANNA), Accepted)
    assert [text.recipient for text in wire.network.texts()] == [ANNA]


def test_a_healthy_modem_is_ready_without_a_single_pause() -> None:
    assert Wire().start().now == 0.0


def test_the_identity_is_told_before_the_modem_is_ready() -> None:
    wire = Wire().start()

    (identified,) = wire.all(Identified)
    assert identified.identity.iccid == wire.sim.iccid
    assert identified.identity.imsi == wire.sim.imsi
    assert identified.identity.imei == wire.modem.imei
    assert identified.identity.number == wire.sim.number
    assert identified.identity.smsc == wire.sim.smsc
    ready = StateChanged(1, ModemState.READY)
    assert wire.told.index(identified) < wire.told.index(ready)


def test_a_prompt_that_a_killed_program_left_open_sends_nothing() -> None:
    wire = Wire()  # Q31
    wire.modem.receive(b"ATE0\rAT+CMGS=19\r0031000C91110032")

    wire.start()

    assert wire.commands()[0] == repr(b"\x1b\r")
    assert wire.network.on_air_count == 0
    assert wire.all(Identified)[0].identity.manufacturer == "modemsms"


def test_sms_commands_that_work_later_are_waited_for() -> None:
    profile = replace(PROFILES["sim800"], sms_ready_after=timedelta(seconds=12))  # Q52
    wire = Wire(profile)
    wire.modem.reboot(timedelta(0))

    wire.start()

    assert 12 <= wire.now <= 16


def test_a_message_centre_of_the_shop_is_written_to_the_sim() -> None:
    wire = Wire(smsc="+491710760000").start()

    assert wire.sim.smsc == "+491710760000"
    assert wire.all(Identified)[0].identity.smsc == "+491710760000"


def test_direct_mode_of_another_program_is_put_off() -> None:
    wire = Wire()
    wire.modem.reception.service = 1

    wire.start()

    assert wire.modem.reception.service == 0


def test_a_radio_that_is_off_is_turned_on() -> None:
    wire = Wire()
    wire.modem.settings.functionality = 4

    wire.start()

    assert wire.modem.settings.functionality == 1


def test_a_device_without_pdu_mode_is_unusable_and_says_why() -> None:
    script = Script({"AT+CPIN?": "+CPIN: READY\nOK", "AT+CMGF=?": "+CMGF: (1)\nOK"})

    with pytest.raises(Unusable) as refused:
        script.play(start(Device()))

    assert refused.value.cause.code == "no_pdu_mode"


def test_a_modem_that_refuses_nearly_everything_is_started_all_the_same() -> None:
    script = Script({"AT+CMGF=0": "OK", 'AT+CPMS="SM"': "+CPMS: 0,20\nOK"})
    device = Device()

    script.play(start(device))

    assert device.notifies is None
    assert device.obstacle is None


# --- the SIM ----------------------------------------------------------------------------------


def test_a_pin_is_asked_for_with_the_sim_and_its_tries() -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    (needed,) = wire.all(PinNeeded)
    assert (needed.identity.iccid, needed.tries_left) == (wire.sim.iccid, 3)
    assert wire.state == StateChanged(
        1, ModemState.NOT_READY, "pin_needed", "The SIM asks for its PIN. Enter it in the modem's settings."
    )
    assert wire.sim.pin_tries == 3


def test_the_right_pin_opens_the_sim() -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    wire.engine.enter_pin("1234")

    wire.until_state(ModemState.READY)
    assert wire.commands("AT+CPIN=") == ["AT+CPIN=…"]


def test_a_wrong_pin_is_tried_once_and_never_again() -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    wire.engine.enter_pin("9999")
    wire.pass_time(3600)

    assert wire.sim.pin_tries == 2
    assert wire.state is not None
    assert wire.state.code == "pin_wrong"


@pytest.mark.parametrize("junk", ["", "12", "12345678901", '1";+CFUN=0', "12a4"])
def test_what_cannot_be_a_pin_is_not_sent(junk: str) -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    wire.engine.enter_pin(junk)
    wire.pass_time(60)

    assert wire.commands("AT+CPIN=") == []
    assert wire.state is not None
    assert wire.state.code == "pin_wrong"


def test_a_locked_sim_asks_for_a_person() -> None:
    wire = Wire(pin="1234")
    wire.sim.pin_tries = 0

    wire.plug_in().until_state(ModemState.NOT_READY)

    assert wire.state is not None
    assert wire.state.code == "puk_needed"
    assert wire.all(PinNeeded) == []


def test_a_modem_without_a_sim_waits_for_one() -> None:
    wire = Wire()
    wire.modem.sim = None
    wire.plug_in().until_state(ModemState.NOT_READY)
    assert wire.state is not None
    assert wire.state.code == "no_sim"

    wire.modem.sim = wire.sim

    wire.until_state(ModemState.READY, within=15)


def test_a_sim_that_is_put_in_is_noticed_at_once() -> None:
    wire = Wire()
    wire.modem.sim = None
    wire.plug_in().until_state(ModemState.NOT_READY)

    wire.modem.sim = wire.sim
    wire.say("+CPIN: READY")

    wire.until_state(ModemState.READY, within=0)


def test_a_sim_that_is_pulled_out_stops_the_modem_at_once() -> None:
    wire = Wire().start()

    wire.modem.sim = None
    wire.say("+CPIN: NOT INSERTED")

    wire.until_state(ModemState.NOT_READY, within=0)
    assert wire.state is not None
    assert wire.state.code == "no_sim"


def test_another_sim_is_another_identity() -> None:
    wire = Wire().start()
    wire.say("+CPIN: NOT INSERTED")

    wire.sim.iccid = "8949010000000009990"
    wire.say("+CPIN: READY")
    wire.until_state(ModemState.READY)

    assert wire.all(Identified)[-1].identity.iccid == "8949010000000009990"


def test_a_sim_that_is_busy_is_asked_again() -> None:
    answers = ["+CME ERROR: 14", "+CME ERROR: SIM busy", "+CPIN: READY\nOK"]  # Q54
    script = Script({"AT+CPIN?": answers, "AT+CMGF=0": "OK", 'AT+CPMS="SM"': "+CPMS: 0,20\nOK"})

    script.play(start(Device()))

    assert script.commands.count("AT+CPIN?") == 3
    assert 4.0 <= script.now < 5.0


def test_a_make_without_a_profile_is_no_special_case() -> None:
    wire = Wire(Profile(manufacturer="Acme", model="X1")).start()

    assert wire.all(Identified)[0].identity.model == "X1"
