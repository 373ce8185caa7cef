"""Calls that come in: told once each, and hung up if the shop wants it so (27.007, 6.5, 6.11 and 7.6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from drivers.at.fields import fields, number
from drivers.at.session import Urc
from drivers.at.steps import Procedure, ask
from drivers.at.urcs import Kind
from modemsms.driver import CallMissed, DriverEvent

# Modems say RING every three to five seconds; behind this pause nobody is calling any more.
RING_GAP = 6.0
# A RING that was on its way while the modem hung up. A caller cannot be back so soon.
STRAY_RING = 2.0
# +CLIP follows the first RING at once, where the network tells the number at all.
RINGS_WITHOUT_NUMBER = 2

_DIGITS = re.compile(r"\+?[0-9*#]{2,20}")
_WRITTEN_APART = re.compile(r"[\s()./-]")
# Type of number 1 of a type of address (24.008, 10.5.4.7).
_TYPE_OF_NUMBER, _INTERNATIONAL = 0x70, 0x10


def announce_calls() -> Procedure[None]:
    """Have the modem tell who calls, and of calls with one word; a modem that refuses still says RING."""
    for text in ("AT+CLIP=1", "AT+CRC=0"):
        yield from ask(text)


def caller(line: str) -> str | None:
    """The number in ``+CLIP: "number",type,…``; None where it is withheld, or no number at all."""
    values = fields(line)
    found = _WRITTEN_APART.sub("", values[0])
    if not _DIGITS.fullmatch(found):
        return None
    kind = number(values[1]) if len(values) > 1 else None
    if kind is not None and kind & _TYPE_OF_NUMBER == _INTERNATIONAL:
        return f"+{found.removeprefix('+')}"
    return found


@dataclass(slots=True)
class _Call:
    """One call, from its first RING to the silence behind the last."""

    ends_at: float
    number: str | None = None
    rings: int = 0
    introduced: bool = False
    """+CLIP has come."""
    refused: bool = False
    """It was tried to hang it up."""
    told: bool = False


class Calls:
    """At most one call comes in at a time. Times are the engine's clock, in seconds."""

    def __init__(self, slot: int, *, rejects: bool, tell: Callable[[DriverEvent], None]) -> None:
        self._slot = slot
        self._rejects = rejects
        self._tell = tell
        self._call: _Call | None = None

    def take(self, news: Urc, now: float) -> None:
        """RING, who it is, or that it is over."""
        if news.kind is Kind.CALL_ENDED:
            self.end()
            return
        self.tick(now)
        call = self._call = self._call or _Call(now)
        if not call.told:
            call.ends_at = now + RING_GAP
        if news.kind is Kind.RING:
            call.rings += 1
        elif not call.introduced:
            call.introduced, call.number = True, caller(news.line)

    def next(self) -> Procedure[None] | None:
        """Hang up, if there is a call to hang up."""
        call = self._call
        if call is None or call.refused or not self._rejects:
            return None
        if not call.introduced and call.rings < RINGS_WITHOUT_NUMBER:
            return None
        call.refused = True
        return self._hang_up(call)

    def due(self) -> float | None:
        """When ``tick`` is due."""
        return self._call.ends_at if self._call is not None else None

    def tick(self, now: float) -> None:
        """Time has passed: a call that has been silent is over."""
        if self._call is not None and now >= self._call.ends_at:
            self.end()

    def end(self) -> None:
        """The call is over, or the modem that it came to is gone."""
        if self._call is not None:
            self._tell_of(self._call)
            self._call = None

    def _tell_of(self, call: _Call) -> None:
        if not call.told:
            call.told = True
            self._tell(CallMissed(self._slot, call.number))

    def _hang_up(self, call: _Call) -> Procedure[None]:
        """AT+CHUP, else ATH, which some modems keep for data calls. A call that is over is refused."""
        reply = yield from ask("AT+CHUP")
        if not reply.ok and self._call is call:
            reply = yield from ask("ATH")
        if reply.ok:
            call.ends_at = reply.at + STRAY_RING
            self._tell_of(call)
