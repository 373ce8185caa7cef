"""When to look: soon after an event, a few times more while things settle, and now and then in any case."""

from __future__ import annotations

import math

# The ttys of a stick, their links and their rights come within a few tens of milliseconds of each other.
_QUIET = 0.12
_LONGEST_QUIET = 0.6
# What no event tells: a driver that binds late, an address that the phone gives, a module that boots.
_SETTLING = (0.35, 1.0, 3.0, 8.0)
_SAFETY = 30.0
# No event tells that a program has let go of a port, and somebody who stopped it waits for that.
_WHILE_HELD = 5.0
_WITHOUT_EVENTS = 1.0


class Schedule:
    """Moments of ``clock.monotonic``. The first look is due at once."""

    def __init__(self, *, has_events: bool = True) -> None:
        self._safety = _SAFETY if has_events else _WITHOUT_EVENTS
        self._first_event: float | None = None
        self._settling: list[float] = []
        self.next_at = -math.inf
        """When the next look is due."""

    def happened(self, now: float) -> None:
        """Something was plugged in or pulled out: look when it has become quiet."""
        if self._first_event is None:
            self._first_event = now
        self.next_at = min(now + _QUIET, self._first_event + _LONGEST_QUIET)

    def look_now(self) -> None:
        """There is news of ours: look at once."""
        self.next_at = -math.inf

    def looked(self, now: float, *, held: bool = False) -> None:
        """A look was made; the next one may be brought forward by what happens.

        *held*: there is something that we would ask if another program did not have it.
        """
        if self._first_event is not None:
            self._settling = [now + pause for pause in _SETTLING]
            self._first_event = None
        self._settling = [moment for moment in self._settling if moment > now]
        safety = min(self._safety, _WHILE_HELD) if held else self._safety
        self.next_at = min([*self._settling, now + safety])
