"""What a SIM and its network want or are wrong with: told apart, in words, and noticed by themselves."""

from __future__ import annotations

import pytest

from drivers.simulator.journal import Kind
from drivers.simulator.memory import Status, Stored
from drivers.simulator.profile import Profile
from drivers.simulator.sim import Sim, sims
from modemsms.driver import (
    Accepted,
    Identified,
    ModemState,
    Noticed,
    Sign,
)
from tests.drivers.at.wire import ANNA, Wire


def locked() -> Wire:
    """A modem whose SIM asks for its PUK."""
    wire = Wire(pin="1234")
    wire.sim.pin_tries = 0
    return wire.plug_in().until_state(ModemState.NOT_READY)


def why(wire: Wire) -> tuple[str | None, str]:
    """Code and sentence of the state."""
    assert wire.state is not None
    return wire.state.code, wire.state.sentence or ""


def another_sim() -> Sim:
    """A second card of the same network."""
    cards = sims()
    next(cards)
    return next(cards)


def signs(wire: Wire) -> list[Sign | None]:
    """What the lamp was told."""
    return [event.sign for event in wire.all(Noticed)]


def fill(wire: Wire) -> None:
    """A phone has kept what it sent."""
    attempt = wire.attempt()
    assert attempt.submit is not None
    while not wire.sim.memory.full:
        wire.sim.memory.store(Stored(Status.SENT, b"\0", attempt.submit.encode()))


# --- the PUK ----------------------------------------------------------------------------------


def test_a_sim_that_wants_its_puk_says_how_often_that_may_be_tried() -> None:
    code, sentence = why(locked())

    assert code == "puk_needed"
    assert "10 tries are left" in sentence
    assert "Ask your operator" in sentence


def test_the_right_puk_opens_the_sim_and_sets_the_pin() -> None:
    wire = locked()

    wire.engine.enter_puk("12345678", "4321")
    wire.until_state(ModemState.READY)

    assert wire.sim.pin == "4321"
    assert wire.commands("AT+CPIN=") == ["AT+CPIN=…"]


def test_a_wrong_puk_is_tried_once_and_counted() -> None:
    wire = locked()

    wire.engine.enter_puk("00000000", "4321")
    wire.pass_time(3600)

    assert wire.sim.puk_tries == 9
    code, sentence = why(wire)
    assert code == "puk_needed"
    assert sentence.startswith("That was not the SIM's PUK. 9 tries are left.")


def test_behind_the_last_puk_the_sim_is_dead_and_that_is_said() -> None:
    wire = locked()
    wire.sim.puk_tries = 1

    wire.engine.enter_puk("00000000", "4321")
    wire.pass_time(20)

    assert why(wire)[0] == "sim_dead"


@pytest.mark.parametrize(
    ("puk", "pin"),
    [("1234", "4321"), ("12345678", "12"), ("12345678", ""), ('12345678",""', "4321"), ("1234567a", "4321")],
)
def test_what_cannot_be_a_puk_is_not_sent(puk: str, pin: str) -> None:
    wire = locked()

    wire.engine.enter_puk(puk, pin)
    wire.pass_time(60)

    assert wire.sim.puk_tries == 10
    assert why(wire)[0] == "puk_needed"


def test_a_puk_that_nobody_asked_for_is_not_sent() -> None:
    wire = Wire().start()

    wire.engine.enter_puk("12345678", "4321")
    wire.pass_time(60)

    assert wire.commands("AT+CPIN=") == []


def test_the_third_wrong_pin_asks_for_the_puk() -> None:
    wire = Wire(pin="1234").plug_in().until_state(ModemState.NOT_READY)

    for _ in range(3):
        wire.engine.enter_pin("0000")
        wire.pass_time(15)

    assert why(wire)[0] == "puk_needed"


# --- another SIM ------------------------------------------------------------------------------


@pytest.mark.parametrize("hands", [(None,), ()], ids=["taken out first", "in its place"])
def test_another_sim_is_noticed_and_told(hands: tuple[None, ...]) -> None:
    wire = Wire().start()
    new = another_sim()

    for sim in (*hands, new):
        wire.modem.change_sim(sim)
        wire.pass_time(1)
    wire.until_true(lambda: wire.all(Identified)[-1].identity.iccid == new.iccid, within=30)
    wire.until_state(ModemState.READY)

    assert Sign.SIM_CHANGED in signs(wire)
    assert isinstance(wire.send(), Accepted)


def test_another_sim_that_nobody_announced_is_noticed_all_the_same() -> None:
    wire = Wire().start()
    new = another_sim()

    wire.modem.sim = new
    wire.until_true(lambda: wire.all(Identified)[-1].identity.iccid == new.iccid, within=700)

    assert Sign.SIM_CHANGED in signs(wire)


def test_the_same_sim_put_back_is_no_other() -> None:
    wire = Wire().start()

    wire.modem.change_sim(None)
    wire.pass_time(5)
    wire.modem.change_sim(wire.sim)
    wire.until_state(ModemState.READY)

    assert Sign.SIM_CHANGED not in signs(wire)


# --- a full SIM -------------------------------------------------------------------------------


def test_a_full_sim_is_noticed_and_cleared() -> None:
    wire = Wire(Profile(memories=("SM",), receiving_memories=("SM",)), storage=5)
    for number in range(7):
        wire.network.send(ANNA, wire.sim.number, f"text {number}")

    wire.start()
    wire.until_true(lambda: len(wire.texts()) == 7)

    assert Sign.MEMORY_FULL in signs(wire)
    wire.until_true(lambda: wire.sim.memory.used == 0, within=60)


def test_a_sim_full_of_a_phones_own_texts_is_left_alone_and_said() -> None:
    wire = Wire(Profile(memories=("SM",), receiving_memories=("SM",)), storage=3)
    fill(wire)

    wire.start()
    wire.pass_time(10)

    assert any("phone once stored" in notice.sentence for notice in wire.all(Noticed))
    assert wire.sim.memory.used == 3


def test_a_sim_that_stays_full_stops_the_modem_until_there_is_room() -> None:
    wire = Wire(Profile(memories=("SM",), receiving_memories=("SM",), sends_when_full=False), storage=3)
    fill(wire)
    wire.start()

    for _ in range(3):
        wire.send()
    wire.pass_time(1)
    assert why(wire)[0] == "memory_full"

    wire.sim.memory.delete_by_flag(4)
    wire.until_state(ModemState.READY, within=30)
    assert isinstance(wire.send(), Accepted)


def test_no_log_shows_a_puk() -> None:
    wire = locked()

    wire.engine.enter_puk("12345678", "4321")
    wire.until_state(ModemState.READY)

    assert not any("12345678" in label or "4321" in label for _, label in wire.written)
    assert wire.modem.journal.entries(Kind.COMMAND, 'AT+CPIN="12345678","4321"')
