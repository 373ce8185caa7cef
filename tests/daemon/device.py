"""A device for tests of the worker: a driver that does what the test says, from the test's thread."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal

from modemsms.driver import (
    Accepted,
    Attempt,
    DriverEvent,
    Identified,
    Identity,
    ModemState,
    StateChanged,
)


class Device:
    """Keeps what it was handed; tells what the test has put in. ``answer`` may reply to each submit."""

    takes: Literal["segment", "message"] = "segment"
    in_flight = 1

    def __init__(self, answer: Callable[[Attempt], DriverEvent | None] | None = None) -> None:
        self.answer = answer
        self.submitted: list[Attempt] = []
        self.acknowledged: list[object] = []
        self.pins: list[str] = []
        self.orders: list[tuple[object, ...]] = []
        self.closed = False
        self._changed = threading.Condition()
        self._events: deque[DriverEvent] = deque()
        self._woken = False

    def plug_in(self, iccid: str = "8944000000000000001", slot: int = 1) -> None:
        self.tell(Identified(slot, Identity(iccid=iccid)), StateChanged(slot, ModemState.READY))

    def tell(self, *events: DriverEvent) -> None:
        with self._changed:
            self._events.extend(events)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until *condition*, looked at whenever the worker calls, and ten times a second."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while not condition():
                assert time.monotonic() < deadline, "it did not happen in time"
                self._changed.wait(0.1)

    # --- what the worker calls

    def submit(self, attempt: Attempt) -> None:
        with self._changed:
            self.submitted.append(attempt)
            reply = self.answer(attempt) if self.answer else None
            if reply is not None:
                self._events.append(reply)
            self._changed.notify_all()

    def wait(self, timeout: timedelta | None) -> Sequence[DriverEvent]:
        with self._changed:
            seconds = None if timeout is None else timeout.total_seconds()
            self._changed.wait_for(lambda: bool(self._events) or self._woken, seconds)
            self._woken = False
            events = list(self._events)
            self._events.clear()
            return events

    def wake(self) -> None:
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def acknowledge(self, handle: object) -> None:
        with self._changed:
            self.acknowledged.append(handle)
            self._changed.notify_all()

    def enter_pin(self, slot: int, pin: str) -> None:
        with self._changed:
            self.pins.append(pin)
            self._changed.notify_all()

    def enter_puk(self, slot: int, puk: str, pin: str) -> None:
        self._note("puk", slot, puk, pin)

    def ussd(self, slot: int, request: int, code: str) -> None:
        self._note("ussd", slot, request, code)

    def end_ussd(self, slot: int) -> None:
        self._note("end_ussd", slot)

    def repair(self, slot: int, why: str) -> None:
        self._note("repair", slot, why)

    def _note(self, *order: object) -> None:
        with self._changed:
            self.orders.append(order)
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify_all()


def accept(attempt: Attempt) -> DriverEvent:
    """The network takes everything, under the attempt's own number."""
    return Accepted(attempt.id, attempt.id % 256)
