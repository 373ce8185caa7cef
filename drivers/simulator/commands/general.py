"""Commands about the link and the modem itself (V.250; 27.007, clauses 5, 8 and 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, Answer, Handler
from drivers.simulator.results import CommandError
from drivers.simulator.strings import CHARSETS, network_time

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


def echo(modem: Modem, call: Call) -> Answer:
    """ATE: whether what is typed comes back."""
    modem.terminal.echo = _switch(call)
    return DONE


def verbose(modem: Modem, call: Call) -> Answer:
    """ATV: results in words, or as numbers."""
    modem.terminal.verbose = _switch(call)
    return DONE


def quiet(modem: Modem, call: Call) -> Answer:
    """ATQ1: no final results at all."""
    modem.terminal.quiet = _switch(call)
    return DONE


def _switch(call: Call) -> bool:
    wanted = call.text(0, "0")
    if wanted not in ("0", "1"):
        raise CommandError
    return wanted == "1"


def factory(modem: Modem, _call: Call) -> Answer:
    """ATZ and AT&F: the settings of the factory."""
    modem.terminal.factory_settings()
    modem.settings.factory()
    return DONE


def accepted(_modem: Modem, _call: Call) -> Answer:
    """What is taken and changes nothing that a client could see."""
    return DONE


def dial(_modem: Modem, _call: Call) -> Answer:
    """ATD: there are no voice calls and no data calls here."""
    raise CommandError("CME", 4)


def error_level(modem: Modem, call: Call) -> Answer:
    """AT+CMEE (27.007, 9.1)."""
    levels = modem.profile.extended_errors
    if call.form is Form.TEST:
        return (f"+CMEE: ({','.join(map(str, levels))})",)
    if call.form is Form.READ:
        return (f"+CMEE: {modem.settings.error_level}",)
    wanted = call.number(0, 0)
    if wanted not in levels:
        raise CommandError
    modem.settings.error_level = wanted
    return DONE


def functionality(modem: Modem, call: Call) -> Answer:
    """AT+CFUN: 0 minimal, 1 full, 4 radio off; ``1,1`` starts the modem again (27.007, 8.2)."""
    settings = modem.settings
    if call.form is Form.TEST:
        return ("+CFUN: (0,1,4),(0,1)",)
    if call.form is Form.READ:
        return (f"+CFUN: {settings.functionality}",)
    wanted = call.number(0, 1)
    if wanted not in (0, 1, 4):
        raise CommandError("CME", 50)
    if call.number(1, 0) == 1:
        modem.restart_soon()
    elif wanted != settings.functionality:
        settings.functionality = wanted
        if wanted != 1 and modem.profile.mute_without_radio:
            modem.deafen()
        modem.registration.tell()
    return DONE


def charset(modem: Modem, call: Call) -> Answer:
    """AT+CSCS: how texts in quotes are written (27.007, 5.5)."""
    if call.form is Form.TEST:
        return ('+CSCS: ("' + '","'.join(CHARSETS) + '")',)
    if call.form is Form.READ:
        return (f'+CSCS: "{modem.settings.charset}"',)
    if call.text(0) not in CHARSETS:
        raise CommandError("CME", 50)
    modem.settings.charset = call.text(0)
    return DONE


def clock(modem: Modem, call: Call) -> Answer:
    """AT+CCLK: the network's time, with its zone in quarters of an hour (27.007, 8.15)."""
    if call.form is Form.TEST:
        return DONE
    if call.form is not Form.READ:
        return DONE  # the network sets it; what a client writes is overwritten at once
    return (f'+CCLK: "{network_time(modem.network)}"',)


def activity(_modem: Modem, call: Call) -> Answer:
    """AT+CPAS: ready (27.007, 8.1)."""
    return ("+CPAS: (0,3,4)",) if call.form is Form.TEST else ("+CPAS: 0",)


def battery(_modem: Modem, call: Call) -> Answer:
    """AT+CBC: fed from outside (27.007, 8.4)."""
    return ("+CBC: (0-3),(0-100)",) if call.form is Form.TEST else ("+CBC: 0,100",)


def caller_id(modem: Modem, call: Call) -> Answer:
    """AT+CLIP: whether each RING is followed by who it is (27.007, 7.6)."""
    if call.form is Form.TEST:
        return ("+CLIP: (0,1)",)
    if call.form is Form.READ:
        return (f"+CLIP: {modem.settings.caller_id},1",)
    modem.settings.caller_id = call.number(0, 0)
    return DONE


def extended_ring(modem: Modem, call: Call) -> Answer:
    """AT+CRC: 1 makes it ``+CRING: VOICE`` in place of RING (27.007, 6.11)."""
    if call.form is Form.TEST:
        return ("+CRC: (0,1)",)
    if call.form is Form.READ:
        return (f"+CRC: {int(modem.settings.extended_ring)}",)
    modem.settings.extended_ring = call.number(0, 0) == 1
    return DONE


def hang_up(modem: Modem, call: Call) -> Answer:
    """AT+CHUP and ATH: reject what rings (27.007, 6.5)."""
    if call.name == "+CHUP" and not modem.profile.hangs_up:
        raise CommandError
    modem.calls.hang_up()
    return DONE


def chatter(modem: Modem, call: Call) -> Answer:
    """AT^CURC: Huawei's switch for its periodic lines."""
    if call.form is Form.SET:
        modem.settings.chatters = call.number(0, 1) != 0
    return DONE


def speed(_modem: Modem, call: Call) -> Answer:
    """AT+IPR: a pty has no speed; the usual one is told."""
    if call.form is Form.TEST:
        return ("+IPR: (0),(9600,19200,38400,57600,115200)",)
    return ("+IPR: 115200",) if call.form is Form.READ else DONE


HANDLERS: dict[str, Handler] = {
    "E": echo,
    "V": verbose,
    "Q": quiet,
    "Z": factory,
    "&F": factory,
    "&C": accepted,
    "&D": accepted,
    "&K": accepted,
    "&W": accepted,
    "X": accepted,
    "S": accepted,
    "H": hang_up,
    "D": dial,
    "+CMEE": error_level,
    "+CFUN": functionality,
    "+CSCS": charset,
    "+CCLK": clock,
    "+CTZR": accepted,
    "+CTZU": accepted,
    "+CPAS": activity,
    "+CBC": battery,
    "+CLCC": accepted,
    "+CLIP": caller_id,
    "+CRC": extended_ring,
    "+CHUP": hang_up,
    "+CVHU": accepted,
    "+IPR": speed,
    "+IFC": accepted,
    "+ICF": accepted,
    "^CURC": chatter,
}
