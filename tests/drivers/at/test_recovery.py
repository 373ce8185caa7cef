"""A modem that falls silent, restarts, goes away, loses its network: what is done, and what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.at.recovery import SILENT_PAUSES
from drivers.simulator.profiles import PROFILES
from drivers.simulator.registration import Stat
from modemsms.driver import Accepted, Identified, ModemState, NetworkChanged, Noticed, StateChanged
from tests.drivers.at.wire import BEN, Wire

DEAD = timedelta(days=1)


def sentences(wire: Wire) -> list[str]:
    """What stands in the modem's history."""
    return [notice.sentence for notice in wire.all(Noticed)]


def states(wire: Wire) -> list[ModemState]:
    """The states told, in order."""
    return [event.state for event in wire.all(StateChanged)]


# --- silence ----------------------------------------------------------------------------------


def test_a_single_command_without_an_answer_changes_nothing() -> None:
    wire = Wire()
    wire.garble = lambda data: b"" if b"+CNUM" in data else data

    wire.start()

    assert wire.now < 30
    assert isinstance(wire.send(), Accepted)
    assert sentences(wire) == []


def test_a_modem_that_is_silent_for_a_while_is_back_by_itself_and_swept() -> None:
    wire = Wire().start()
    wire.pass_time(50)
    wire.modem.deafen(timedelta(seconds=20))
    wire.network.send(BEN, wire.sim.number, "meanwhile")

    wire.pass_time(300)

    assert wire.state == StateChanged(1, ModemState.READY)
    assert wire.texts() == ["meanwhile"]
    assert sentences(wire)[0] == "The modem did not answer. Asking again."


def test_a_dead_modem_is_unavailable_with_a_reason_within_seconds() -> None:
    wire = Wire()
    wire.modem.deafen(DEAD)

    wire.plug_in().until_state(ModemState.UNAVAILABLE, within=6)

    assert wire.state is not None
    assert wire.state.code == "silent"


def test_a_dead_modem_is_tried_ever_more_rarely_and_its_state_told_once() -> None:
    wire = Wire()
    wire.modem.deafen(DEAD)

    wire.plug_in().pass_time(2 * 3600)

    assert states(wire) == [ModemState.STARTING, ModemState.UNAVAILABLE]
    assert len(SILENT_PAUSES) <= wire.reopened <= len(SILENT_PAUSES) + 3
    assert any("tried again from time to time" in sentence for sentence in sentences(wire))


def test_the_rungs_are_climbed_in_order() -> None:
    wire = Wire().start()
    wire.pass_time(50)
    wire.modem.deafen(DEAD)
    began = wire.now

    wire.until_true(lambda: wire.reopened == 1)

    climbed = [command for command in wire.commands(since=began) if command != "AT"]
    ladder = ["AT+CREG?", repr(b"\x1b"), repr(b"\r"), repr(b"+++"), "ATH", "DTR"]
    assert climbed[: len(ladder)] == ladder


def test_a_dead_modem_that_says_something_is_tried_at_once() -> None:
    wire = Wire()
    wire.modem.deafen(DEAD)
    wire.plug_in().pass_time(1500)

    wire.modem.hear_again()
    wire.say("RDY")

    wire.until_state(ModemState.READY, within=1)


def test_noise_from_a_dead_modem_wakes_nobody() -> None:
    wire = Wire()
    wire.modem.deafen(DEAD)
    wire.plug_in().pass_time(1500)
    tries = len(wire.commands("AT"))

    wire.noise = b"\x00\xff????\r\n" * 10
    wire.pass_time(5)

    assert len(wire.commands("AT")) == tries


def test_a_text_for_a_modem_that_turns_out_dead_comes_back() -> None:
    wire = Wire().start()
    wire.pass_time(55)
    wire.modem.deafen(DEAD)
    wire.pass_time(6)

    ended = wire.send()

    assert not isinstance(ended, Accepted)
    assert wire.commands("PDU") == []


# --- restarts ---------------------------------------------------------------------------------


def test_a_modem_that_restarts_over_and_over_is_left_alone_between_tries() -> None:
    wire = Wire()
    wire.garble = lambda data: data and data + b"\r\nRDY\r\n"

    wire.plug_in().pass_time(300)

    assert wire.state is not None
    assert (wire.state.state, wire.state.code) == (ModemState.UNAVAILABLE, "restarts")
    assert len(wire.commands()) < 500
    assert wire.reopened == 0


def test_a_modem_that_restarts_no_longer_works_again() -> None:
    wire = Wire()
    wire.garble = lambda data: data and data + b"\r\nRDY\r\n"
    wire.plug_in().pass_time(300)

    wire.garble = bytes

    wire.until_state(ModemState.READY, within=40)
    assert isinstance(wire.send(), Accepted)


def test_a_modem_that_chatters_while_it_is_left_alone_stays_so() -> None:
    wire = Wire()
    wire.garble = lambda data: data and data + b"\r\nRDY\r\n"
    wire.plug_in().until_true(lambda: wire.state is not None and wire.state.code == "restarts")
    tries = len(wire.commands())

    wire.say("^RSSI: 12")

    assert len(wire.commands()) == tries


@pytest.mark.parametrize("make", ["standard", "sim800", "ec25", "a7670", "huawei"])
def test_a_modem_that_restarted_is_set_up_again(make: str) -> None:
    wire = Wire(PROFILES[make]).start()
    wire.pass_time(100)

    wire.modem.reboot(timedelta(seconds=3))
    wire.pass_time(3.1)
    wire.until_state(ModemState.READY)
    wire.network.send(BEN, wire.sim.number, "Hi again")
    wire.pass_time(10)

    assert "The modem restarted by itself. It is being set up again." in sentences(wire)
    assert wire.texts() == ["Hi again"] * len(wire.texts())
    assert wire.texts()


def test_a_restart_without_a_word_is_known_by_its_echo() -> None:
    wire = Wire().start()  # Q67
    wire.pass_time(100)
    wire.modem.power_down()
    wire.modem.power_up()
    wire.modem.take_output()

    wire.pass_time(70)

    assert wire.modem.reception.mt == 1
    assert any("restarted" in sentence for sentence in sentences(wire))


def test_a_modem_that_echoes_whenever_it_likes_is_not_set_up_for_ever() -> None:
    wire = Wire().start()
    for _ in range(6):
        wire.pass_time(65)
        wire.modem.terminal.echo = True
    wire.pass_time(65)

    assert 2 <= len(wire.all(Identified)) <= 4
    assert isinstance(wire.send(), Accepted)


def test_late_words_of_a_start_are_no_restart() -> None:
    wire = Wire().start()
    wire.pass_time(5)

    wire.say("Call Ready", "SMS Ready")
    wire.pass_time(5)

    assert sentences(wire) == []
    assert "AT+CNMI?" in wire.commands()


def test_the_same_words_in_the_middle_of_a_day_are_one() -> None:
    wire = Wire().start()
    wire.pass_time(3000)

    wire.say("SMS Ready")
    wire.pass_time(1)

    assert any("restarted" in sentence for sentence in sentences(wire))


def test_a_flood_of_boot_codes_that_could_not_be_stopped_means_nothing() -> None:
    wire = Wire().start()  # Q9
    wire.pass_time(100)

    for _ in range(20):
        wire.say("^BOOT:27710117,0,0,0,75")
        wire.pass_time(3)

    assert sentences(wire) == []


def test_a_modem_that_switches_itself_off_is_unavailable() -> None:
    wire = Wire().start()

    wire.say("NORMAL POWER DOWN")
    wire.modem.deafen(DEAD)
    wire.pass_time(60)

    assert wire.state is not None
    assert wire.state.state is ModemState.UNAVAILABLE


def test_a_weak_power_supply_is_told_in_words() -> None:
    wire = Wire().start()  # Q68

    wire.say("UNDER-VOLTAGE WARNNING")

    assert any("power supply" in sentence for sentence in sentences(wire))


def test_a_port_that_comes_back_is_in_service_at_once() -> None:
    wire = Wire().start()
    wire.unplug()
    assert wire.state is not None
    assert wire.state.code == "modem_gone"

    wire.modem.power_up()

    wire.plug_in().until_state(ModemState.READY, within=1)


# --- the network ------------------------------------------------------------------------------


def set_network(wire: Wire, stat: Stat, *, silently: bool = False) -> None:
    """The modem's registration changes."""
    with wire.network.change():
        wire.modem.registration.stat = stat
        if not silently:
            wire.modem.registration.tell()
    wire.until_true(lambda: not wire.modem.terminal.has_output)


@pytest.mark.parametrize(
    ("stat", "code"),
    [
        (Stat.SEARCHING, "no_network"),
        (Stat.NOT_REGISTERED, "no_network"),
        (Stat.DENIED, "registration_denied"),
        (Stat.EMERGENCY_ONLY, "emergency_only"),
    ],
)
def test_a_network_that_is_lost_and_found_is_told_as_it_happens(stat: Stat, code: str) -> None:
    wire = Wire().start()
    wire.pass_time(5)

    set_network(wire, stat)
    assert wire.state is not None
    assert (wire.state.state, wire.state.code) == (ModemState.NOT_READY, code)

    set_network(wire, Stat.ROAMING)
    assert wire.state == StateChanged(1, ModemState.READY)


def test_a_modem_that_is_not_registered_yet_waits_for_it() -> None:
    wire = Wire()
    wire.modem.registration.stat = Stat.SEARCHING
    wire.plug_in().until_state(ModemState.NOT_READY)

    set_network(wire, Stat.HOME, silently=True)

    wire.until_state(ModemState.READY, within=11)


def test_signal_and_operator_are_told_when_they_change() -> None:
    wire = Wire().start()
    wire.pass_time(5)
    assert wire.all(NetworkChanged)[-1] == NetworkChanged(1, "Simulated", -71)

    wire.modem.registration.signal = 10
    wire.pass_time(61)
    wire.say("^RSSI:5")

    assert [event.signal_dbm for event in wire.all(NetworkChanged)][-2:] == [-93, -103]


def test_an_idle_hour_is_a_quiet_one() -> None:
    wire = Wire().start()
    wire.pass_time(10)
    began = wire.now

    wire.pass_time(3600)

    assert len(wire.commands(since=began)) < 3600 / 60 * 6
    assert states(wire)[-1] is ModemState.READY
