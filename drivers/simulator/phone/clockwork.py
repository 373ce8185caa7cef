"""Lets the time of a simulated network pass where no pty host does."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

from drivers.simulator.network import Network

# Nothing is planned: a change of the world wakes the thread, not this.
LONGEST_REST = timedelta(hours=1)

# Not worth waking for: an action that comes by this much sooner than the one waited for.
GRAIN_SECONDS = 0.001


class Clockwork:
    """A thread that runs *network*'s agenda when something on it is due, until ``close``.

    It changes the world only then: two hosts that woke each other by looking would never rest.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._ending = False
        self._planned = 0.0
        self._left: float | None = None
        self._thread = threading.Thread(target=self._run, name="phone clockwork", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let time stand still again."""
        self._ending = True
        with self._network.change():
            pass  # wakes the thread
        self._thread.join()

    def _run(self) -> None:
        rest = LONGEST_REST
        while not self._ending:
            self._planned = time.monotonic() + rest.total_seconds()
            self._network.wait_until(self._stirs, rest)
            if self._left is not None and self._left <= 0:
                with self._network.change():
                    self._network.agenda.run_due()
                    self._left = self._network.agenda.seconds_left()
            rest = LONGEST_REST if self._left is None else min(LONGEST_REST, timedelta(seconds=self._left))

    def _stirs(self) -> bool:
        """Whether to stop waiting: the end, or something due sooner than planned. It has the lock."""
        self._left = self._network.agenda.seconds_left()
        if self._ending or self._left is None:
            return self._ending
        return time.monotonic() + self._left < self._planned - GRAIN_SECONDS
