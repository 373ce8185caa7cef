"""SIGTERM and SIGINT as two events: the first asks to stop, the second not to wait any longer."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

ASKS_TO_STOP = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Stopping:
    """What signals said so far."""

    asked: threading.Event = field(default_factory=threading.Event)
    hurry: threading.Event = field(default_factory=threading.Event)

    def count(self) -> None:
        """One more signal came."""
        if self.asked.is_set():
            self.hurry.set()
        self.asked.set()


@contextmanager
def on_signals() -> Iterator[Stopping]:
    """Watch both signals for the length of the block. Only for the main thread.

    A Python handler that set an event could meet this very thread inside that event's lock, and wait
    for itself. So the handler in C writes into a pipe, and a thread of its own sets the events.
    """
    stopping = Stopping()
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    thread = threading.Thread(target=_watch, args=(reading, stopping), name="signals", daemon=True)
    former_fd = signal.set_wakeup_fd(writing)
    former = {number: signal.signal(number, _nothing) for number in ASKS_TO_STOP}
    thread.start()
    try:
        yield stopping
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(former_fd)
        os.close(writing)
        thread.join()
        os.close(reading)


def _nothing(_number: int, _frame: object) -> None:
    """A signal without a handler of Python's own would end the process."""


def _watch(reading: int, stopping: Stopping) -> None:
    while number := os.read(reading, 1):
        if number[0] in ASKS_TO_STOP:
            stopping.count()
