"""A modem that answers and does not work, or does not come back: which rung is climbed, and what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.at.health import FAILED_IN_A_ROW
from drivers.at.ladder import Rung
from drivers.simulator.faults import ALWAYS, Fault, Late, Moment, Refuse, Silence
from drivers.simulator.journal import Kind
from drivers.simulator.profile import Profile, Scripted
from drivers.simulator.registration import Stat
from modemsms.driver import Accepted, Ended, ModemState, Noticed, Sign
from tests.drivers.at.wire import ANNA, BEN, Wire

DEAD = timedelta(days=1)
STICK = "12d1:1001"
HOOK = "/usr/local/bin/power"
REFUSED = Fault(Moment.AFTER_CTRL_Z, Refuse(42), ALWAYS)


def told(wire: Wire, sign: Sign) -> list[str]:
    """What stands in the modem's history under *sign*."""
    return [notice.sentence for notice in wire.all(Noticed) if notice.sign is sign]


def starts(wire: Wire) -> int:
    """How often the modem was switched on again."""
    return len([entry for entry in wire.modem.journal.entries(Kind.POWER) if entry.text == "up"])


def lose_network(wire: Wire, stat: Stat = Stat.SEARCHING) -> None:
    """There is no network around any more, and no restart brings it back."""
    wire.modem.set_coverage(stat)
    wire.pass_time(1)


# --- registered nowhere -----------------------------------------------------------------------


def test_a_modem_without_a_network_is_told_to_look_again_after_ten_minutes() -> None:
    wire = Wire().start()
    lose_network(wire)

    wire.pass_time(590)
    assert wire.commands("AT+COPS=0") == []
    wire.pass_time(30)

    assert wire.commands("AT+COPS=0") == ["AT+COPS=0"]
    assert told(wire, Sign.RECOVERY) == [
        "The modem has been without a network for a long time. It is told to look for its network again."
    ]


def test_a_network_that_stays_away_is_looked_for_in_ever_stronger_ways() -> None:
    wire = Wire(usb_id=STICK, power_hook=HOOK).start()
    lose_network(wire)

    wire.pass_time(600 + 120 + 120 + 180 + 180 + 180 + 60)

    climbed = [command for command in wire.commands() if command in ("AT+COPS=0", "AT+CFUN=4", "AT+CFUN=1,1")]
    assert climbed == ["AT+COPS=0", "AT+CFUN=4", "AT+CFUN=1,1"]
    assert wire.resets == [Rung.USB, Rung.POWER]
    assert told(wire, Sign.GIVEN_UP)
    assert wire.state is not None
    assert wire.state.code == "no_network"


def test_a_climb_in_vain_is_begun_again_more_rarely() -> None:
    wire = Wire().start()
    lose_network(wire)

    wire.pass_time(24 * 3600)

    assert 10 < len(wire.commands("AT+COPS=0")) < 26


def test_a_network_that_comes_back_ends_the_climb() -> None:
    wire = Wire().start()
    lose_network(wire)
    wire.pass_time(650)

    wire.modem.set_coverage(Stat.HOME)
    wire.pass_time(3600)

    assert wire.commands("AT+CFUN=4") == []
    assert wire.state is not None
    assert wire.state.state is ModemState.READY


@pytest.mark.parametrize("stat", [Stat.DENIED, Stat.EMERGENCY_ONLY])
def test_a_network_that_refuses_the_sim_is_no_matter_of_the_modem(stat: Stat) -> None:
    wire = Wire().start()
    lose_network(wire, stat)

    wire.pass_time(3 * 3600)

    assert wire.commands("AT+COPS=0") == []


# --- texts that fail --------------------------------------------------------------------------


def fail(wire: Wire, texts: int, *, people: int = 5) -> None:
    """So many texts are refused for a while, as a shop would send them."""
    for number in range(texts):
        wire.send(to=f"+4917012345{number % people:02d}")
        wire.pass_time(1)
        wire.until_state(ModemState.READY)


def test_texts_that_fail_one_after_the_other_lead_up_the_ladder() -> None:
    wire = Wire().start()
    wire.modem.faults.add(REFUSED)

    fail(wire, FAILED_IN_A_ROW[2])
    wire.until_state(ModemState.READY)
    wire.pass_time(5)

    climbed = [command for command in wire.commands() if command in ("AT+COPS=0", "AT+CFUN=4", "AT+CFUN=1,1")]
    assert climbed == ["AT+COPS=0", "AT+CFUN=4", "AT+CFUN=1,1"]


def test_when_nothing_helped_the_shop_is_told_what_to_ask() -> None:
    wire = Wire(Profile(manufacturer="Quectel", model="EG25")).start()
    wire.modem.faults.add(REFUSED)

    fail(wire, FAILED_IN_A_ROW[3])
    wire.pass_time(5)

    (sentence,) = told(wire, Sign.GIVEN_UP)
    assert "Ask the operator" in sentence
    assert "nwscanmode" in sentence


def test_one_number_that_fails_again_and_again_says_nothing_of_the_modem() -> None:
    wire = Wire().start()
    wire.modem.faults.add(REFUSED)

    fail(wire, 30, people=1)

    assert wire.commands("AT+COPS=0") == []


def test_a_good_text_in_between_begins_the_count_anew() -> None:
    wire = Wire().start()

    for _ in range(5):
        wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(42), 2))
        fail(wire, 3)

    assert wire.commands("AT+COPS=0") == []


def test_a_code_of_the_modem_itself_counts_by_time() -> None:
    wire = Wire().start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(500), ALWAYS))

    wire.send(to=ANNA)
    wire.pass_time(301)
    wire.send(to=ANNA)
    wire.pass_time(1)

    assert wire.commands("AT+COPS=0") == ["AT+COPS=0"]


# --- a modem that still owes an answer --------------------------------------------------------


def owe_answer(wire: Wire) -> int:
    """A text gets no answer in all the time that it has; gives its attempt."""
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Silence()))
    attempt = wire.submit()
    wire.until_true(lambda: bool(wire.outcomes(attempt)))
    wire.until_state(ModemState.READY)
    return attempt


def test_a_modem_that_owes_an_answer_is_restarted_before_the_next_text() -> None:
    wire = Wire().start()
    owe_answer(wire)

    second = wire.submit()
    wire.pass_time(29)
    assert wire.outcomes(second) == []
    assert starts(wire) == 0

    assert isinstance(wire.outcome(second), Accepted)
    assert starts(wire) == 1
    assert any("never said what became" in sentence for sentence in told(wire, Sign.RECOVERY))


def test_a_very_late_answer_is_never_taken_for_the_next_texts() -> None:
    wire = Wire().start()
    late = Late(timedelta(seconds=230), listens=True)
    wire.modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, late))
    first = wire.submit()
    wire.until_true(lambda: bool(wire.outcomes(first)))
    wire.until_state(ModemState.READY)
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(38)))

    second = wire.submit(to=BEN)
    wire.pass_time(120)

    (ended,) = wire.outcomes(second)
    assert isinstance(ended, Ended)
    assert len(wire.network.air) == 1


def test_a_late_answer_saves_the_restart() -> None:
    wire = Wire().start()
    late = Late(timedelta(seconds=190), listens=True)
    wire.modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, late))
    first = wire.submit()
    wire.pass_time(185)

    wire.send(to=BEN)

    assert [type(event) for event in wire.outcomes(first)] == [Ended, Accepted]
    assert starts(wire) == 0


def test_a_modem_that_will_not_be_restarted_goes_on() -> None:
    stubborn = Profile(restarts=(), scripted=(Scripted(r"AT\+CFUN=(\?|1,1)", ("ERROR",)),))
    wire = Wire(stubborn).start()
    owe_answer(wire)

    assert isinstance(wire.send(), Accepted)
    assert starts(wire) == 0


def test_a_modem_that_only_says_ok_to_a_restart_goes_on_too() -> None:
    wire = Wire(Profile(restarts=())).start()
    owe_answer(wire)

    assert isinstance(wire.send(), Accepted)
    assert wire.now < 300


# --- asked for --------------------------------------------------------------------------------


def test_a_repair_restarts_the_modem_and_says_why() -> None:
    wire = Wire().start()
    wire.pass_time(5)

    wire.engine.repair("The daily test text did not arrive.")
    wire.until_state(ModemState.UNAVAILABLE)
    wire.until_state(ModemState.READY)

    assert starts(wire) == 1
    assert told(wire, Sign.RECOVERY)[0] == "The daily test text did not arrive. It is being restarted."
    assert not any("by itself" in notice.sentence for notice in wire.all(Noticed))


def test_a_repair_waits_for_the_text_in_the_air() -> None:
    wire = Wire(air=5.0).start()
    wire.pass_time(5)
    attempt = wire.submit()
    wire.pass_time(1)

    wire.engine.repair("Asked for.")
    outcome = wire.outcome(attempt)
    assert starts(wire) == 0
    wire.pass_time(60)

    assert isinstance(outcome, Accepted)
    assert starts(wire) == 1


def test_a_modem_that_knows_no_restart_is_reset_on_its_bus() -> None:
    stubborn = Profile(restarts=(), scripted=(Scripted(r"AT\+CFUN=(\?|1,1)", ("ERROR",)),))
    wire = Wire(stubborn, usb_id="ffff:0001").start()

    wire.engine.repair("Asked for.")
    wire.pass_time(30)

    assert wire.resets == [Rung.USB]


def test_a_locked_modem_can_be_restarted_as_well() -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    wire.engine.repair("Asked for.")
    wire.pass_time(30)

    assert starts(wire) == 1
    assert wire.state is not None
    assert wire.state.code == "pin_needed"


# --- the port that goes with the restart ------------------------------------------------------


def test_a_stick_that_vanishes_at_its_restart_is_waited_for() -> None:
    wire = Wire(Profile(restart_vanishes=True, boot_time=timedelta(seconds=40)), usb_id=STICK).start()

    wire.engine.repair("Asked for.")
    wire.until_state(ModemState.UNAVAILABLE)
    assert wire.state is not None
    assert wire.state.code == "restarting"
    wire.until_state(ModemState.READY, within=60)

    assert wire.resets == []


def test_a_stick_that_does_not_come_back_is_reset_and_then_powered_anew() -> None:
    profile = Profile(restart_vanishes=True, boot_time=DEAD)
    wire = Wire(profile, usb_id=STICK, power_hook=HOOK).start()

    wire.engine.repair("Asked for.")
    wire.pass_time(400)

    assert wire.resets == [Rung.USB, Rung.POWER]
    assert told(wire, Sign.GIVEN_UP) == [
        "The modem is gone since its restart. Unplug it, wait ten seconds and plug it in again."
    ]


# --- silence ----------------------------------------------------------------------------------


def test_a_silent_stick_is_reset_on_its_bus_behind_the_gentle_rungs() -> None:
    wire = Wire(usb_id=STICK, power_hook=HOOK).start()
    wire.modem.deafen(DEAD)

    wire.until_true(lambda: len(wire.resets) == 2)

    assert wire.reopened == 2
    assert wire.resets == [Rung.USB, Rung.POWER]
    assert "+++" in "".join(wire.commands())


def test_a_silent_stick_that_a_reset_cures_is_back() -> None:
    wire = Wire(usb_id=STICK).start()
    wire.modem.deafen(DEAD)
    wire.reset = lambda _rung: wire.modem.hear_again()

    wire.until_true(lambda: bool(wire.resets))

    wire.until_state(ModemState.READY, within=5)
    assert isinstance(wire.send(), Accepted)


def test_a_dead_modem_is_tried_for_ever_and_ever_more_rarely() -> None:
    wire = Wire(usb_id=STICK).start()
    wire.modem.deafen(DEAD)

    wire.pass_time(6 * 3600)

    assert 3 <= len(wire.resets) <= 12
    assert len(told(wire, Sign.GIVEN_UP)) == 1
