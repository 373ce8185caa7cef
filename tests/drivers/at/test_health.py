"""What is seen and told of a modem's power, its line, its announcements and its age."""

from __future__ import annotations

from datetime import timedelta

from drivers.simulator.faults import Fault, Moment, Reboot, Refuse
from drivers.simulator.journal import Kind
from drivers.simulator.profile import Profile
from modemsms.driver import Accepted, ModemState, Noticed, Sign
from tests.drivers.at.wire import BEN, Wire


def told(wire: Wire, sign: Sign) -> list[str]:
    """What stands in the modem's history under *sign*."""
    return [notice.sentence for notice in wire.all(Noticed) if notice.sign is sign]


def starts(wire: Wire) -> int:
    """How often the modem was switched on again."""
    return len([entry for entry in wire.modem.journal.entries(Kind.POWER) if entry.text == "up"])


# --- power and noise --------------------------------------------------------------------------


def test_restarts_behind_texts_are_told_as_a_weak_supply() -> None:
    wire = Wire(air=1.0).start()
    wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Reboot(timedelta(seconds=2)), 2))

    wire.send()
    wire.until_state(ModemState.READY)
    assert told(wire, Sign.LOW_VOLTAGE) == []
    wire.send()
    wire.pass_time(10)

    assert len(told(wire, Sign.LOW_VOLTAGE)) == 1


def test_a_restart_long_behind_a_text_is_no_sign_of_a_weak_supply() -> None:
    wire = Wire().start()
    for _ in range(4):
        wire.send()
        wire.pass_time(60)
        wire.modem.reboot(timedelta(seconds=1))
        wire.pass_time(20)

    assert told(wire, Sign.LOW_VOLTAGE) == []


def test_stray_unknown_errors_point_to_the_supply_too() -> None:
    wire = Wire().start()  # Q39

    for _ in range(5):
        wire.modem.faults.add(Fault(Moment.AFTER_CTRL_Z, Refuse(500)))
        wire.send()
        wire.send()

    assert any("power" in sentence for sentence in told(wire, Sign.LOW_VOLTAGE))


def test_a_disturbed_line_is_told_before_it_costs_a_text() -> None:
    wire = Wire().start()
    wire.pass_time(5)

    for _ in range(5):
        wire.noise = b"\x00\xff\xfe????\r\n"
        wire.say("^RSSI:18")
        wire.pass_time(10)

    assert len(told(wire, Sign.NOISE)) == 1
    assert isinstance(wire.send(), Accepted)


def test_a_single_disturbance_is_not_worth_a_word() -> None:
    wire = Wire().start()
    for _ in range(20):
        wire.pass_time(400)
        wire.noise = b"\x00\xff\xfe????\r\n"
        wire.say("^RSSI:18")

    assert told(wire, Sign.NOISE) == []


# --- announcements ----------------------------------------------------------------------------


def test_a_modem_that_stops_announcing_is_asked_again_and_then_polled() -> None:
    wire = Wire(Profile(announces_behind="AT-never")).start()

    for number in range(6):
        wire.network.send(BEN, wire.sim.number, f"text {number}")
        wire.pass_time(310)
    began = wire.now
    wire.network.send(BEN, wire.sim.number, "polled")
    wire.until_true(lambda: "polled" in wire.texts())

    assert wire.now - began < 20
    assert any("looked for every few seconds" in sentence for sentence in told(wire, Sign.RECOVERY))


def test_a_modem_is_restarted_regularly_where_the_owner_wants_it() -> None:
    wire = Wire(quirks={"restart_hours": 24}).start()

    wire.pass_time(23 * 3600)
    assert starts(wire) == 0
    wire.pass_time(26 * 3600)

    assert starts(wire) == 2
