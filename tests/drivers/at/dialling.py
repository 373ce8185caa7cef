"""Codes that a test dials on a wire, and what came of them."""

from __future__ import annotations

from drivers.simulator.journal import Kind
from modemsms.driver import UssdAnswered, UssdFailed
from tests.drivers.at.peer import Peer
from tests.drivers.at.wire import Wire

BALANCE = "Your balance is 12.34 EUR, good until 31 Dec. 250 texts left."
MENU = "Simulated network\n1 Balance\n2 My number\n3 Top up\n0 End"
ASKED, PACKED, UCS2 = (
    'AT+CUSD=1,"*100#",15',
    'AT+CUSD=1,"AA180C3602",15',
    'AT+CUSD=1,"002A0031003000300023",15',
)


def dial(wire: Wire, code: str, request: int = 7) -> UssdAnswered | UssdFailed:
    """Dial, and wait for what comes of it."""
    wire.engine.ussd(request, code, wire.now)
    wire.until_true(lambda: bool(ends(wire, request)))
    return ends(wire, request)[0]


def ends(wire: Wire | Peer, request: int | None) -> list[UssdAnswered | UssdFailed]:
    """What was told of one request."""
    return [
        event
        for event in wire.told
        if isinstance(event, UssdAnswered | UssdFailed) and event.request == request
    ]


def dialled(wire: Wire) -> list[str]:
    """The commands that the modem was given for codes."""
    return [entry.text for entry in wire.modem.journal.entries(Kind.COMMAND, "AT+CUSD")]
