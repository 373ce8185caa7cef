"""Sending (27.005, clauses 3.5 and 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, LATER, Answer, Handler
from drivers.simulator.memory import Status
from drivers.simulator.results import CommandError
from drivers.simulator.submission import submit_of
from modemsms.errors import CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import split_smsc

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem


# An SMS-SUBMIT without an address and a text, and one with 12 octets of address and 140 of text.
SHORTEST_OCTETS, LONGEST_OCTETS = 7, 164


def send(modem: Modem, call: Call) -> Answer:
    """AT+CMGS=<octets of the TPDU>, then the PDU behind the prompt (27.005, 4.3)."""
    if call.form is Form.TEST:
        return DONE
    if call.form is not Form.SET:
        raise CommandError("CMS", 304)
    modem.require_sms()
    try:
        octets = int(call.arguments[0])
    except ValueError as error:  # a number in quotes: that is text mode
        raise CommandError("CMS", 304) from error
    if not SHORTEST_OCTETS <= octets <= LONGEST_OCTETS:
        raise CommandError("CMS", 304)
    modem.submission.begin(octets)
    return LATER


def send_stored(modem: Modem, call: Call) -> Answer:
    """AT+CMSS=<index>[,<da>]: send what AT+CMGW stored (27.005, 3.5.2)."""
    if call.form is Form.TEST:
        return DONE
    modem.require_sms()
    message = modem.memory(modem.settings.memories[1]).get(int(call.arguments[0]))
    if message is None:
        raise CommandError("CMS", 321)
    try:
        smsc, tpdu = split_smsc(message.smsc + message.tpdu)
        submit = submit_of(tpdu)
        if number := call.text(1):
            submit = replace(submit, destination=Address.parse(number))
    except CodecError as error:
        raise CommandError("CMS", 304) from error
    message.status = Status.SENT
    modem.submission.send(submit, smsc, "+CMSS")
    return LATER


def more_messages(modem: Modem, call: Call) -> Answer:
    """AT+CMMS: hold the link for the next message (27.005, 3.5.6)."""
    if not modem.profile.more_messages:
        raise CommandError("CMS", 303)
    if call.form is Form.TEST:
        return ("+CMMS: (0-2)",)
    if call.form is Form.READ:
        return (f"+CMMS: {modem.settings.more_messages}",)
    if call.number(0, 0) not in (0, 1, 2):
        raise CommandError("CMS", 303)
    modem.settings.more_messages = call.number(0, 0)
    return DONE


def bearer(_modem: Modem, call: Call) -> Answer:
    """AT+CGSMS: which way texts travel; here it makes no difference (27.007, 10.1.21)."""
    if call.form is Form.TEST:
        return ("+CGSMS: (0-3)",)
    return ("+CGSMS: 3",) if call.form is Form.READ else DONE


HANDLERS: dict[str, Handler] = {
    "+CMGS": send,
    "+CMSS": send_stored,
    "+CMMS": more_messages,
    "+CGSMS": bearer,
}
