"""What a person asks of a modem at once: in memory, for its worker; gone with the daemon, as it should be."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TryPin:
    """The PIN of the SIM may have changed: look whether it may be tried."""


@dataclass(frozen=True, slots=True)
class EnterPuk:
    """Unblock the SIM. Never kept, never logged."""

    puk: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EndUssd:
    """Leave the open session."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Restart the modem; *why* is for its history."""

    why: str


Order = TryPin | EnterPuk | EndUssd | Repair


class Orders:
    """The orders that wait, by the name of their modem. Safe to use from every thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: dict[str, list[Order]] = {}

    def give(self, name: str, order: Order) -> None:
        """Put *order* behind those that wait for *name*; the same one twice is one."""
        with self._guard:
            waiting = self._waiting.setdefault(name, [])
            if order not in waiting:
                waiting.append(order)

    def take(self, name: str) -> list[Order]:
        """The orders for *name*, which are its worker's now."""
        with self._guard:
            return self._waiting.pop(name, [])
