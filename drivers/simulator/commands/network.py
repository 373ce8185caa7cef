"""Registration, operator, signal (27.007, clauses 7 and 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, Answer, Handler
from drivers.simulator.registration import LTE, OPERATOR, OPERATOR_NUMERIC, OPERATOR_SHORT
from drivers.simulator.results import CommandError
from drivers.simulator.strings import written

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


# <rssi> of a signal that is not known, and the <mode> of AT+COPS that only chooses a format.
UNKNOWN, SET_FORMAT_ONLY = 99, 3


def registration(modem: Modem, call: Call) -> Answer:
    """AT+CREG, AT+CGREG, AT+CEREG."""
    if call.form is Form.TEST:
        return (f"{call.name}: (0-2)",)
    if call.form is Form.READ:
        return (modem.registration.answer(call.name),)
    mode = call.number(0, 0)
    if mode not in (0, 1, 2):
        raise CommandError("CME", 50)
    modem.registration.modes[call.name] = mode
    return DONE


def operator(modem: Modem, call: Call) -> Answer:
    """AT+COPS: one operator, always chosen automatically (27.007, 7.3)."""
    settings = modem.settings
    name = written(OPERATOR, settings.charset)
    if call.form is Form.TEST:
        short = written(OPERATOR_SHORT, settings.charset)
        return (f'+COPS: (2,"{name}","{short}","{OPERATOR_NUMERIC}",{LTE}),,(0-4),(0-2)',)
    if call.form is Form.READ:
        if not modem.registration.registered:
            return ("+COPS: 0",)
        told = OPERATOR_NUMERIC if settings.operator_format == 2 else name
        return (f'+COPS: 0,{settings.operator_format},"{told}",{LTE}',)
    mode = call.number(0, 0)
    if mode not in (0, 1, 2, 3, 4):
        raise CommandError("CME", 50)
    if mode == SET_FORMAT_ONLY:
        settings.operator_format = call.number(1, 0)
    return DONE


def signal(modem: Modem, call: Call) -> Answer:
    """AT+CSQ: <rssi>,<ber> (27.007, 8.5)."""
    if call.form is Form.TEST:
        return ("+CSQ: (0-31,99),(0-7,99)",)
    return (f"+CSQ: {_rssi(modem)},99",)


def extended_signal(modem: Modem, call: Call) -> Answer:
    """AT+CESQ: on LTE only the last two of six count (27.007, 8.69)."""
    if call.form is Form.TEST:
        return ("+CESQ: (0-63,99),(0-7,99),(0-96,255),(0-49,255),(0-34,255),(0-97,255)",)
    rssi = _rssi(modem)
    # RSRP lies some 20 dB under the RSSI of the whole carrier: -113 + 2n - 20 as n - 141.
    rsrp = 255 if rssi == UNKNOWN else 2 * rssi + 8
    return (f"+CESQ: 99,99,255,255,{255 if rssi == UNKNOWN else 20},{rsrp}",)


def _rssi(modem: Modem) -> int:
    return modem.registration.signal if modem.registration.registered else UNKNOWN


def attached(modem: Modem, call: Call) -> Answer:
    """AT+CGATT: attached wherever it is registered (27.007, 10.1.9)."""
    if call.form is Form.READ:
        return (f"+CGATT: {int(modem.registration.registered)}",)
    return DONE


HANDLERS: dict[str, Handler] = {
    "+CREG": registration,
    "+CGREG": registration,
    "+CEREG": registration,
    "+COPS": operator,
    "+CSQ": signal,
    "+CESQ": extended_signal,
    "+CGATT": attached,
}
