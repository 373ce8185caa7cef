"""Calls that come in: RING after RING until the caller gives up or the client hangs up (27.007, 6.11, 7.6)."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from drivers.simulator.journal import Kind

if TYPE_CHECKING:
    from drivers.simulator.modem import Modem

# From one RING to the next.
RING_EVERY = timedelta(seconds=3)

INTERNATIONAL, UNKNOWN = 145, 129
# <CLI validity> of a caller who keeps the number back.
WITHHELD = 1


class End(Enum):
    """How a call ended."""

    UNREACHABLE = "unreachable"
    GAVE_UP = "gave up"
    REJECTED = "rejected"


class Call:
    """One call from *sender*, withheld where that is empty. *end* is None while it rings."""

    def __init__(self, sender: str, rings: int, every: timedelta) -> None:
        self.sender = sender
        self.rings_left = rings
        self.every = every
        self.heard = 0
        """How often the modem rang."""
        self.end: End | None = None


class Calls:
    """What rings at one modem."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self.current: Call | None = None

    def reset(self) -> None:
        """The modem lost its power: the caller hears that nobody is there."""
        self._end(End.UNREACHABLE)

    def take(self, call: Call) -> None:
        """Ring, unless nobody could hear it, or it rings already."""
        modem = self._modem
        if not modem.powered or not modem.registration.registered or self.current is not None:
            call.end = End.UNREACHABLE
            return
        self.current = call
        self._ring(call)

    def hang_up(self) -> bool:
        """The client rejects it; False when nothing rings."""
        return self._end(End.REJECTED)

    def give_up(self) -> None:
        """The caller hangs up."""
        with self._modem.network.change():
            if self._end(End.GAVE_UP):
                self._modem.terminal.unsolicited("NO CARRIER")

    def _ring(self, call: Call) -> None:
        if call is not self.current:
            return
        if not call.rings_left:
            self.give_up()
            return
        call.rings_left -= 1
        call.heard += 1
        settings, terminal = self._modem.settings, self._modem.terminal
        self._modem.journal.note(Kind.INDICATION, "RING")
        terminal.unsolicited("+CRING: VOICE" if settings.extended_ring else "RING")
        if settings.caller_id:
            terminal.unsolicited(f"+CLIP: {_who(call.sender)}")
        self._modem.after(call.every, lambda: self._ring(call))

    def _end(self, how: End) -> bool:
        call, self.current = self.current, None
        if call is None:
            return False
        call.end = how
        return True


def _who(sender: str) -> str:
    if not sender:
        return f'"",{UNKNOWN},"",0,"",{WITHHELD}'
    kind = INTERNATIONAL if sender.startswith("+") else UNKNOWN
    return f'"{sender}",{kind},"",0,"",0'
