"""Calls that come in on a phone: told once each when the ringing has ended, and rejected if so set."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.gammu_child.protocol import HangUp, Rang
from modemsms.driver import CallMissed

# Phones ring every three to five seconds; behind this pause nobody is calling any more.
RING_GAP = 6.0
# The network's word for who calls follows the first ring; a call that is rejected before it came has
# no number.
NUMBER_GRACE = 1.0


@dataclass(slots=True)
class _Call:
    id: int
    began_at: float
    ends_at: float
    number: str | None
    rejected: bool = False


class Calls:
    """At most one call comes in at a time. *rejects*: it is hung up once it is known who calls."""

    def __init__(self, slot: int, *, rejects: bool) -> None:
        self._slot = slot
        self._rejects = rejects
        self._call: _Call | None = None

    def rang(self, rang: Rang, now: float) -> CallMissed | None:
        """The phone says that it rings, or that it has stopped."""
        if rang.over:
            return self.end()
        if self._call is None:
            self._call = _Call(rang.call, now, now + RING_GAP, rang.number)
        self._call.ends_at = now + RING_GAP
        self._call.number = self._call.number or rang.number
        return None

    def next_call(self, now: float) -> HangUp | None:
        """What to ask of the phone now."""
        call = self._call
        if call is None or call.rejected or not self._rejects:
            return None
        if call.number is None and now < call.began_at + NUMBER_GRACE:
            return None
        call.rejected = True
        return HangUp(call.id)

    def due(self) -> float | None:
        """When ``tick`` or ``next_call`` has something to do."""
        if self._call is None:
            return None
        if self._rejects and not self._call.rejected:
            return self._call.began_at + NUMBER_GRACE
        return self._call.ends_at

    def tick(self, now: float) -> CallMissed | None:
        """Time has passed: a call that has been silent is over."""
        return self.end() if self._call is not None and now >= self._call.ends_at else None

    def end(self) -> CallMissed | None:
        """The call is over, was hung up, or its phone is gone."""
        call, self._call = self._call, None
        return None if call is None else CallMissed(self._slot, call.number)
