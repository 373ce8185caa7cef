"""What happens to a modem of the catalogue besides the round, and what must come of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from drivers.simulator.faults import Fault, Moment, Refuse
from drivers.simulator.journal import Kind
from drivers.simulator.memory import Status, Stored
from drivers.simulator.profile import Profile
from drivers.simulator.registration import Stat
from drivers.simulator.sim import sims
from modemsms.driver import (
    Accepted,
    Ended,
    Identified,
    ModemState,
    NetworkChanged,
    Noticed,
    ReportReceived,
    Sign,
)
from modemsms.errors import OutcomeUnknown
from tests.drivers.at.wire import ANNA, BEN, Wire

Act = Callable[[Wire], None]


def nothing(_wire: Wire) -> None:
    """No more than the round."""


# --- short words for what happens -----------------------------------------------------------------


def texts_in(wire: Wire, *texts: str) -> None:
    """Somebody texts the modem, and it is all told."""
    for text in texts:
        wire.network.send(BEN, wire.sim.number, text)
    wire.until_true(lambda: set(texts) <= set(wire.texts()), within=400)


def sentences(wire: Wire) -> str:
    """The modem's history in one."""
    return " ".join(notice.sentence for notice in wire.all(Noticed))


def hears(line: str) -> Act:
    """The modem has heard *line*."""

    def act(wire: Wire) -> None:
        assert wire.modem.journal.entries(Kind.COMMAND, line)

    return act


def never_hears(pattern: str) -> Act:
    """No command line like *pattern* was written."""

    def act(wire: Wire) -> None:
        lines = [entry.text for entry in wire.modem.journal.entries(Kind.COMMAND)]
        assert not [line for line in lines if re.search(pattern, line)]

    return act


def says(*lines: str) -> Act:
    """The modem says *lines* by itself, and goes on working."""

    def act(wire: Wire) -> None:
        wire.say(*lines)
        wire.pass_time(5)
        assert isinstance(wire.send(), Accepted)

    return act


def restarts_by(line: str) -> Act:
    """A repair restarts it by *line*."""

    def act(wire: Wire) -> None:
        since = wire.now
        wire.engine.repair("Asked for.")
        wire.until_true(lambda: bool(wire.commands(line, since)))
        wire.until_true(lambda: ups(wire) == 1)
        wire.until_state(ModemState.READY)

    return act


def ups(wire: Wire) -> int:
    """How often it was switched on again."""
    return len([entry for entry in wire.modem.journal.entries(Kind.POWER) if entry.text == "up"])


def meets(fault: Fault, error: type[Exception]) -> Act:
    """A text meets *fault*, and the next one goes."""

    def act(wire: Wire) -> None:
        wire.modem.faults.add(fault)
        ended = wire.send()
        assert isinstance(ended, Ended)
        assert isinstance(ended.error, error)
        wire.until_state(ModemState.READY)
        assert isinstance(wire.send(), Accepted)

    return act


# --- single rows -----------------------------------------------------------------------------------


def report_with_odd_zone(wire: Wire) -> None:
    """Q4: the octet C2 is no BCD."""
    tpdu = bytes.fromhex("06230E9126983575169498610103409544C26101034095448200")
    wire.network.deliver(wire.sim.number, tpdu)
    wire.until_true(lambda: any(event.tpdu == tpdu for event in wire.all(ReportReceived)))


def dummy_stored(wire: Wire) -> None:
    """Q5: a place that holds nothing looks like a message."""
    with wire.network.change():
        wire.modem.memory("MT").store(Stored(Status.READ, b"\0", b"\xff" * 175))


def dummy_left(wire: Wire) -> None:
    """It is still there, and nobody was told of it."""
    assert wire.modem.memory("MT").used == 1
    assert wire.texts() == ["Hi"]


def foreign_prompt(wire: Wire) -> None:
    """Q31: a killed program left a prompt open, with half a PDU behind it."""
    with wire.network.change():
        wire.modem.receive(b"AT+CMGS=19\r0031000C91")


def stale_bytes(wire: Wire) -> None:
    """Q82: half lines of before stand in the buffers."""
    wire.noise = b'4,"00C3"\r\n+CMGL: 1,1,,2\x00\xff\r\nOK\r\n'


def fills(wire: Wire) -> None:
    """Q47, Q61: the SIM is full."""
    used = wire.sim.memory
    with wire.network.change():
        while not used.full:
            used.store(Stored(Status.UNREAD, b"\0", bytes.fromhex("00") + bytes(3)))
    wire.network.send(ANNA, wire.sim.number, "waits at the network")


def was_emptied(wire: Wire) -> None:
    """What waited came in."""
    wire.until_true(lambda: "waits at the network" in wire.texts())


def own_text_proves_it(wire: Wire) -> None:
    """Q13: the network delivered a text to us, and it is in no memory."""
    wire.pass_time(5)
    wire.submit("ping", wire.sim.number)
    wire.until_true(lambda: wire.modem.reception.mt == 2, within=500)
    texts_in(wire, "comes directly")
    assert "keeps none of them" in sentences(wire)


def other_sim(wire: Wire) -> None:
    """Q64: another SIM is put in while it runs."""
    wire.pass_time(5)
    wire.modem.change_sim(None)
    wire.until_state(ModemState.NOT_READY)
    supply = sims()
    next(supply)
    wire.modem.change_sim(next(supply))
    wire.until_state(ModemState.READY, within=120)
    assert wire.all(Identified)[-1].identity.iccid != wire.sim.iccid


def no_network_for_hours(wire: Wire) -> None:
    """Q64: the ladder must not switch its radio off."""
    wire.modem.set_coverage(Stat.SEARCHING)
    wire.pass_time(900)
    assert wire.commands("AT+COPS=0")
    assert not wire.commands("AT+CFUN=4")
    wire.modem.set_coverage(Stat.HOME)
    wire.until_state(ModemState.READY)


def sim_and_radio(wire: Wire) -> None:
    """Both of Q64."""
    no_network_for_hours(wire)
    other_sim(wire)


def goes_and_comes(wire: Wire) -> None:
    """Q63, Q77: USB drops it, and it is back under another name."""
    wire.unplug()
    assert wire.state is not None
    assert wire.state.code == "modem_gone"
    wire.modem.power_up()
    wire.plug_in().until_state(ModemState.READY, within=60)
    assert isinstance(wire.send(), Accepted)


def boots_in_session(wire: Wire) -> None:
    """Q67: it restarted, and its echo is back."""
    wire.pass_time(60)
    wire.modem.reboot(timedelta(seconds=3))
    wire.pass_time(4)
    wire.until_state(ModemState.READY)
    assert "restarted by itself" in sentences(wire)
    texts_in(wire, "after the restart")


def boots_slowly(wire: Wire) -> None:
    """Q51: nothing is heard for twenty seconds, then +READY."""
    with wire.network.change():
        wire.modem.power_down()
    wire.network.agenda.after(timedelta(seconds=20), wire.modem.power_up)


def weak_supply(wire: Wire) -> None:
    """Q68: spelt as SIMCom spells it."""
    wire.say("UNDER-VOLTAGE WARNNING")
    assert [notice for notice in wire.all(Noticed) if notice.sign is Sign.LOW_VOLTAGE]


def line_noise(wire: Wire) -> None:
    """Q69: announcements of memories that do not exist."""
    wire.pass_time(5)
    for _ in range(5):
        wire.say('+CMTI: "SL",1', "????")
        wire.pass_time(5)
    assert [notice for notice in wire.all(Noticed) if notice.sign is Sign.NOISE]
    texts_in(wire, "between the noise")


def announcements_elsewhere(wire: Wire) -> None:
    """Q70: they go to another port until the modem is told."""
    for number in range(6):
        texts_in(wire, f"text {number}")
        wire.pass_time(310)
    assert wire.modem.script.speaks
    since = wire.now
    texts_in(wire, "announced")
    assert wire.now - since < 5


def operator_is(name: str) -> Act:
    """Q80: the name as people write it."""

    def act(wire: Wire) -> None:
        wire.pass_time(5)
        assert wire.all(NetworkChanged)[-1].operator == name

    return act


def returns_after_delete(wire: Wire) -> None:
    """Q25: told once, and the shop hears that it does not go away."""
    wire.pass_time(1500)
    assert wire.texts() == ["Hi"]
    assert "does not delete" in sentences(wire)


def slow_answer(wire: Wire) -> None:
    """Q33: the answer took its time, and the report came behind it."""
    (accepted,) = wire.all(Accepted)
    assert accepted.reference is not None


def unknown_words(wire: Wire) -> None:
    """Q41: an error with nothing behind it: nobody knows."""
    meets(Fault(Moment.AFTER_CTRL_Z, Refuse(None)), OutcomeUnknown)(wire)


CRLF = b"\r\n"


def line_ends(wire: Wire) -> None:
    """Q58, Q75: more line ends than anybody needs."""
    wire.garble = lambda data: data.replace(CRLF, b"\r\r\n").replace(b"\r\r\n+", b"\r\n\r\r\n+")


def standard(model: str) -> Profile:
    """A modem that keeps to the standard, under the name of one to which something happens."""
    return replace(Profile(), model=model)
