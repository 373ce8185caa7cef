"""USSD: a small menu of the network, as prepaid SIMs have one (27.007, 7.15)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from drivers.simulator.command_line import Call, Form
from drivers.simulator.commands.answer import DONE, Answer, Handler
from drivers.simulator.results import CommandError
from drivers.simulator.strings import read, written

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

ANSWER_AFTER = timedelta(milliseconds=300)

ENDED, WANTS_ANSWER, NOT_SUPPORTED = 0, 1, 4
CANCEL = 2

BALANCE = "Your balance is 12.34 EUR, good until 31 Dec. 250 texts left."
MENU = "Simulated network\n1 Balance\n2 My number\n0 End"


def ussd(modem: Modem, call: Call) -> Answer:
    """AT+CUSD=1,"*100#": OK at once, the network's answer as an unsolicited +CUSD."""
    if call.form is Form.TEST:
        return ("+CUSD: (0-2)",)
    if call.form is Form.READ:
        return ("+CUSD: 1",)
    if call.number(0, 0) == CANCEL:
        modem.settings.in_menu = False
        return DONE
    if not call.text(1):
        return DONE
    if not modem.registration.registered:
        raise CommandError("CME", 30)
    code = read(call.text(1), modem.settings.charset)
    modem.after(ANSWER_AFTER, partial(_answer, modem, code))
    return DONE


def _answer(modem: Modem, code: str) -> None:
    state, text = _reply(modem, code)
    modem.settings.in_menu = state == WANTS_ANSWER
    charset = modem.settings.charset
    # Coding 15 is the default alphabet: the text stands there in the character set of AT+CSCS.
    told = f'{state},"{written(text, charset)}",15' if text else str(state)
    modem.terminal.unsolicited(f"+CUSD: {told}")


def _reply(modem: Modem, code: str) -> tuple[int, str]:
    if code == "*100#":
        return ENDED, BALANCE
    if code == "*101#":
        return WANTS_ANSWER, MENU
    if not modem.settings.in_menu:
        return NOT_SUPPORTED, ""
    if code == "1":
        return ENDED, BALANCE
    if code == "2":
        return ENDED, modem.card.number
    if code == "0":
        return ENDED, "Goodbye"
    return WANTS_ANSWER, MENU


HANDLERS: dict[str, Handler] = {"+CUSD": ussd}
