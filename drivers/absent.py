"""A device whose driver comes with a later version: it says so, and does nothing else."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from modemsms.driver import (
    Attempt,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemState,
    StateChanged,
    UssdFailed,
)
from modemsms.errors import Cause, ModemUnavailable


class AbsentDriver:
    """The ``Driver`` of a device that this version cannot drive; *why* is its state's reason for ever."""

    takes: Literal["segment", "message"] = "segment"
    in_flight: int = 1

    def __init__(self, settings: DeviceSettings, why: Cause) -> None:
        self._why = why
        self._events: list[DriverEvent] = [
            StateChanged(modem.slot, ModemState.UNAVAILABLE, why.code, why.sentence)
            for modem in settings.modems
        ]
        self._woken = threading.Event()

    def submit(self, attempt: Attempt) -> None:
        """Answer with ``ModemUnavailable``."""
        self._events.append(Ended(attempt.id, ModemUnavailable(self._why)))

    def wait(self, timeout: timedelta | None) -> Sequence[DriverEvent]:
        """The state, once; then nothing until ``wake`` or *timeout*."""
        if not self._events:
            self._woken.wait(None if timeout is None else timeout.total_seconds())
        self._woken.clear()
        events, self._events = self._events, []
        return events

    def wake(self) -> None:
        """Make the present or the next ``wait`` return."""
        self._woken.set()

    def acknowledge(self, handle: object) -> None:
        """Nothing came, so there is nothing to delete."""

    def enter_pin(self, slot: int, pin: str) -> None:
        """No SIM has asked."""

    def enter_puk(self, slot: int, puk: str, pin: str) -> None:
        """No SIM has asked."""

    def ussd(self, slot: int, request: int, code: str) -> None:
        """Answer that there is nothing to dial with."""
        del code
        self._events.append(UssdFailed(slot, request, self._why))

    def end_ussd(self, slot: int) -> None:
        """No session is open."""

    def repair(self, slot: int, why: str) -> None:
        """There is nothing to restart."""

    def close(self) -> None:
        """There is no port."""
