"""What is to happen later in the simulated world: a heap of actions on a clock that the caller gives."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import timedelta

Action = Callable[[], None]


class Ticket:
    """One action that waits; ``cancel`` takes it back."""

    def __init__(self, action: Action) -> None:
        self._action: Action | None = action

    @property
    def waits(self) -> bool:
        """Whether it is still to come."""
        return self._action is not None

    def cancel(self) -> None:
        """Forget the action. Harmless after it has run."""
        self._action = None

    def run(self) -> None:
        """Act, once."""
        action, self._action = self._action, None
        if action is not None:
            action()


class Agenda:
    """Actions in order of their time; among equal times in order of their making.

    *clock* counts seconds from anywhere and never goes back (``time.monotonic``, or a test's own).
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._waiting: list[tuple[float, int, Ticket]] = []
        self._order = itertools.count()

    def after(self, delay: timedelta, action: Action) -> Ticket:
        """Run *action* once *delay* has passed, in a later ``run_due``."""
        ticket = Ticket(action)
        due = self._clock() + delay.total_seconds()
        heapq.heappush(self._waiting, (due, next(self._order), ticket))
        return ticket

    def seconds_left(self) -> float | None:
        """Seconds until something is due, 0 when it is already; None when nothing waits."""
        if not self._waiting:
            return None
        return max(0.0, self._waiting[0][0] - self._clock())

    def run_due(self) -> bool:
        """Run all that is due now, including what those actions add for now. True if any ran."""
        ran = False
        now = self._clock()
        while self._waiting and self._waiting[0][0] <= now:
            heapq.heappop(self._waiting)[2].run()
            ran = True
        return ran
