"""PIN and PUK: how many tries are left, and each tried once when somebody says so (27.007, 8.3 and 8.65)."""

from __future__ import annotations

from drivers.at.device import Device, Sim
from drivers.at.fields import fields, number
from drivers.at.identify import check_sim
from drivers.at.quirks import Field
from drivers.at.session import Command
from drivers.at.steps import Pause, Procedure, ask

# Manuals give 20 s; the SIM itself works for a second or two.
_ASKED_FOR = 20.0
_ENTERED = 30.0
# A code that was right may take effect a few seconds late.
LOOKS = 10
LOOK_PAUSE = 1.0

_STANDARD = {Sim.PIN: Field('AT+CPINR="SIM PIN"', 1), Sim.PUK: Field('AT+CPINR="SIM PUK"', 1)}
# A modem may tell of all its codes, whichever it was asked for.
_WORDS = {Sim.PIN: "SIM PIN", Sim.PUK: "SIM PUK"}
# Where the PUK's tries stand in the answers that profiles name for those of the PIN.
_PLACE_OF_PUK = {"AT^CPIN?": 2, 'AT+QPINC="SC"': 2, "AT+SPIC": 1}


def count_tries(device: Device) -> Procedure[None]:
    """Leave in ``device.tries_left`` how often the wanted code may be tried; None where that is not told."""
    device.tries_left = yield from tries_left(device, device.sim)


def tries_left(device: Device, wanted: Sim) -> Procedure[int | None]:
    """How often the PIN or the PUK may still be tried; None where the modem does not tell."""
    standard = _STANDARD.get(wanted)
    if standard is None:
        return None
    for asked in (standard, device.profile.tries_left):
        if asked is not None:
            place = _PLACE_OF_PUK.get(asked.command, asked.place) if wanted is Sim.PUK else asked.place
            reply = yield from ask(Command(asked.command, _ASKED_FOR))
            values = fields(next((line for line in reply.lines if _WORDS[wanted] in line), reply.first))
            left = number(values[place]) if place < len(values) else None
            if reply.ok and left is not None:
                return left
    return None


def enter_pin(device: Device, pin: str) -> Procedure[None]:
    """Try *pin* once. What came of it is read from the SIM, not from the answer alone."""
    yield from _enter(device, f'AT+CPIN="{pin}"', Sim.PIN)
    device.pin_refused = device.sim is Sim.PIN


def enter_puk(device: Device, puk: str, pin: str) -> Procedure[None]:
    """Try *puk* once, which also makes *pin* the SIM's PIN. Behind the tenth wrong one the SIM is dead."""
    yield from _enter(device, f'AT+CPIN="{puk}","{pin}"', Sim.PUK)
    device.puk_refused = device.sim is Sim.PUK


def _enter(device: Device, command: str, wanted: Sim) -> Procedure[None]:
    reply = yield from ask(Command(command, _ENTERED, secret=True))
    yield from check_sim(device)
    looks = LOOKS if reply.ok else 0
    while device.sim is wanted and looks:
        looks -= 1
        yield Pause(LOOK_PAUSE, until_boot=True)
        yield from check_sim(device)
    yield from count_tries(device)
