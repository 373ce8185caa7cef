"""How long each call of the protocol may take before its child is killed."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.gammu_child import protocol as says


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds after which a child that has not answered is killed.

    gammu itself waits 12 s for a phone that never said anything and 21 s for one answer of another; a
    scan has its time for each text.
    """

    start: float = 20.0
    opening: float = 60.0
    unlocking: float = 60.0
    call: float = 20.0
    text: float = 30.0
    beyond_submit: float = 5.0

    def of(self, call: says.Call) -> float:
        """For *call*."""
        match call:
            case says.Open():
                return self.opening
            case says.Unlock():
                return self.unlocking
            case says.Scan():
                return self.text
            case says.Send():
                return call.patience + self.beyond_submit
            case _:
                return self.call
