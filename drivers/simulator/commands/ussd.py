"""USSD (27.007, 7.15); what the codes do is the network's business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, LATER, Answer, Handler

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

CANCEL = 2


def ussd(modem: Modem, call: Call) -> Answer:
    """AT+CUSD=1,"*100#": OK at once, the network's answer as an unsolicited +CUSD."""
    if call.form is Form.TEST:
        return ("+CUSD: (0-2)",)
    if call.form is Form.READ:
        return ("+CUSD: 1",)
    if call.number(0, 0) == CANCEL:
        modem.dialogue.leave()
        return DONE
    if not call.text(1):
        return DONE
    return DONE if modem.dialogue.dial(call.text(1)) else LATER


HANDLERS: dict[str, Handler] = {"+CUSD": ussd}
