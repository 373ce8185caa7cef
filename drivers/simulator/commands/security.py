"""The PIN of the SIM (27.007, clauses 7.4 and 8.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, LATER, Answer, Handler
from drivers.simulator.results import CommandError

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem
    from drivers.simulator.sim import Sim


# The <mode> of AT+CLCK that asks.
QUERY = 2
# 11.11, 9.3: four to eight digits.
NEW_PIN = re.compile(r"[0-9]{4,8}")


def pin(modem: Modem, call: Call) -> Answer:
    """AT+CPIN: asks what the SIM wants, or gives it."""
    sim = _sim(modem)
    if call.form is Form.TEST:
        return DONE
    if call.form is Form.READ:
        return _told(modem)
    if modem.pin_wanted not in ("SIM PIN", "SIM PUK"):
        raise CommandError("CME", 3)
    given, new_pin = call.text(0), call.text(1)
    if modem.pin_wanted == "SIM PUK" and not NEW_PIN.fullmatch(new_pin):
        raise CommandError("CME", 50)
    right = sim.try_pin(given) if modem.pin_wanted == "SIM PIN" else sim.try_puk(given, new_pin)
    if not right:
        raise CommandError("CME", 16 if sim.pin_tries else 12)
    modem.pin_accepted()
    return DONE


def _told(modem: Modem) -> Answer:
    line = f"+CPIN: {modem.pin_wanted}"
    if modem.profile.pin_answer_ends_with_ok:
        return (line,)
    modem.terminal.information((line,))
    modem.interpreter.abandon()
    return LATER


def tries(modem: Modem, call: Call) -> Answer:
    """AT+CPINR: how many tries are left (27.007, 8.65)."""
    sim = _sim(modem)
    if call.form is Form.TEST:
        return DONE
    told = {"SIM PIN": f"{sim.pin_tries},3", "SIM PUK": f"{sim.puk_tries},10"}
    asked = [call.text(0)] if call.text(0) else list(told)
    if any(name not in told for name in asked):
        raise CommandError("CME", 50)
    return tuple(f"+CPINR: {name},{told[name]}" for name in asked)


def lock(modem: Modem, call: Call) -> Answer:
    """AT+CLCK="SC",2: whether the SIM asks for a PIN. Nothing can be locked here."""
    if call.form is Form.TEST:
        return ('+CLCK: ("SC")',)
    if call.text(0) != "SC" or call.number(1, 2) != QUERY:
        raise CommandError("CME", 3)
    return (f"+CLCK: {int(bool(_sim(modem).pin))}",)


def _sim(modem: Modem) -> Sim:
    if modem.sim is None:
        raise CommandError("CME", 10)
    return modem.sim


HANDLERS: dict[str, Handler] = {"+CPIN": pin, "+CPINR": tries, "+CLCK": lock}
