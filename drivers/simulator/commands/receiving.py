"""How the modem is to tell of what it receives (27.005, clauses 3.2 to 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, Answer, Handler
from drivers.simulator.results import CommandError
from modemsms.errors import CodecError
from modemsms.gsm.address import Address

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


# A type of address (24.008, 10.5.4.7), and the <n> of AT+CNMA that refuses.
INTERNATIONAL, REFUSED = 145, 2


def service(modem: Modem, call: Call) -> Answer:
    """AT+CSMS: 1 makes the client acknowledge what comes directly (27.005, 3.2.1)."""
    levels = (0, 1) if modem.profile.direct_ack else (0,)
    if call.form is Form.TEST:
        return (f"+CSMS: ({','.join(map(str, levels))})",)
    if call.form is Form.READ:
        return (f"+CSMS: {modem.reception.service},1,1,1",)
    if call.number(0, 0) not in levels:
        raise CommandError("CMS", 303)
    modem.reception.service = call.number(0, 0)
    return ("+CSMS: 1,1,1",)


def notifications(modem: Modem, call: Call) -> Answer:
    """AT+CNMI (27.005, 3.4.1)."""
    reception, known = modem.reception, modem.profile.notifications
    if known is None:
        raise CommandError("CMS", 303)
    if call.form is Form.TEST:
        return (f"+CNMI: {known.test_answer()}",)
    now = (reception.mode, reception.mt, reception.bm, reception.ds, reception.bfr)
    if call.form is Form.READ:
        return (f"+CNMI: {','.join(map(str, now[: len(known.positions)]))}",)
    modem.require_sms()
    wanted = [call.number(position, value) for position, value in enumerate(now)]
    given = wanted[: len(call.arguments)]
    if len(call.arguments) > len(known.positions):
        raise CommandError("CMS", 303)
    if any(value not in allowed for value, allowed in zip(given, known.positions, strict=False)):
        raise CommandError("CMS", 303)
    reception.configure(*wanted)
    return DONE


def acknowledge(modem: Modem, call: Call) -> Answer:
    """AT+CNMA: 0 and 1 take it, 2 refuses it (27.005, 4.7)."""
    if call.form is Form.TEST:
        return ("+CNMA: (0-2)",)
    modem.reception.acknowledge(taken=call.number(0, 0) != REFUSED)
    return DONE


def service_centre(modem: Modem, call: Call) -> Answer:
    """AT+CSCA: the number of the service centre, kept on the SIM (27.005, 3.3.1)."""
    if call.form is Form.TEST:
        return DONE
    modem.require_sms()
    sim = modem.card
    if call.form is Form.READ:
        kind = 145 if sim.smsc.startswith("+") else 129
        return (f'+CSCA: "{sim.smsc}",{kind}',)
    number = call.text(0)
    if number and call.number(1, 129) == INTERNATIONAL:
        number = f"+{number.removeprefix('+')}"
    try:
        sim.smsc = str(Address.parse(number)) if number else ""
    except CodecError as error:
        raise CommandError("CMS", 304) from error
    return DONE


def message_format(modem: Modem, call: Call) -> Answer:
    """AT+CMGF: PDU mode is the only one (27.005, 3.2.3)."""
    if call.form is Form.TEST:
        return ("+CMGF: (0)",)
    if call.form is Form.READ:
        return ("+CMGF: 0",)
    modem.require_sms()
    if call.number(0, 0) != 0:
        raise CommandError("CMS", 303)
    return DONE


HANDLERS: dict[str, Handler] = {
    "+CSMS": service,
    "+CNMI": notifications,
    "+CNMA": acknowledge,
    "+CSCA": service_centre,
    "+CMGF": message_format,
}
