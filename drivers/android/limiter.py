"""How many segments the phone may be given: Android lets an app send 30 in 60 seconds (hardware.md 4.2)."""

from __future__ import annotations

from collections import deque

PERIOD = 60.0
# After Android has said that it was too much: its minute, and a little for the clocks.
PENALTY = 65.0


class Limiter:
    """Counts segments over a sliding minute. Android counts them over all SIM cards of the phone.

    Its minute and ours do not begin together, so the limit is to be under Android's own.
    """

    def __init__(self, parts: int) -> None:
        self._parts = parts
        self._given: deque[tuple[float, int]] = deque()
        self._closed_until = 0.0

    def room_at(self, parts: int, now: float) -> float:
        """When a text of *parts* segments may be given; not later than *now* when it may at once.

        A text longer than the limit may go when nothing else has for a minute.
        """
        self._forget(now)
        room = self._parts - sum(count for _, count in self._given)
        at = now
        for given_at, count in self._given:
            if room >= min(parts, self._parts):
                break
            room += count
            at = given_at + PERIOD
        return max(at, self._closed_until)

    def given(self, parts: int, now: float) -> None:
        """A text of *parts* segments was given to the phone."""
        self._given.append((now, parts))

    def exceeded(self, now: float) -> None:
        """Android refused: give nothing for a while."""
        self._closed_until = now + PENALTY

    def _forget(self, now: float) -> None:
        while self._given and self._given[0][0] <= now - PERIOD:
            self._given.popleft()
