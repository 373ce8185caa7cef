"""Wakes readers when something was committed. What happened stands in the database, never here."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bell:
    """A counter of commits that threads can wait on, and callbacks for those that wait elsewhere."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings = 0
        self._closed = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def rings(self) -> int:
        """How often it rang; read it before looking, so that ``wait`` misses nothing."""
        return self._rings

    @property
    def closed(self) -> bool:
        """Whether the daemon is stopping."""
        return self._closed

    def ring(self) -> None:
        """Wake everybody: waiting threads, and the callbacks (which must be quick and never raise)."""
        with self._changed:
            self._rings += 1
            self._changed.notify_all()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def wait(self, seen: int, timeout: float | None) -> int:
        """Wait until it rang more often than *seen*, was closed, or *timeout* seconds; how often."""
        with self._changed:
            self._changed.wait_for(lambda: self._rings > seen or self._closed, timeout)
            return self._rings

    def listen(self, listener: Callable[[], None]) -> None:
        """Call *listener* at every ring, in the thread that rings."""
        with self._changed:
            self._listeners.append(listener)

    def forget(self, listener: Callable[[], None]) -> None:
        """Stop calling *listener*."""
        with self._changed:
            self._listeners.remove(listener)

    def close(self) -> None:
        """Wake everybody for the last time."""
        with self._changed:
            self._closed = True
        self.ring()
