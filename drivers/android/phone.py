"""The driver of Android phones: gives a ``Session`` a way to the phone and a clock, and is what the shop sees."""

from __future__ import annotations

import logging
import math
import os
import selectors
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Literal

from drivers.android.connection import Connection
from drivers.android.errand import Stage
from drivers.android.limiter import Limiter
from drivers.android.link import link_to
from drivers.android.listener import Listener
from drivers.android.outgoing import Outgoing
from drivers.android.session import Session
from drivers.android.told import Told
from drivers.android.tuning import Tuning
from modemsms import clock
from modemsms.driver import Attempt, DeviceSettings, DriverEvent, Ended, UssdFailed
from modemsms.errors import Cause, ModemUnavailable

log = logging.getLogger(__name__)

# More would be the phone's to order, and no longer the shop's (hardware.md 4.4).
IN_FLIGHT = 10

NO_USSD = Cause(
    "ussd_by_hand",
    "Codes such as *100# cannot be dialled through the phone from here. Dial the code on the phone itself.",
)


class AndroidPhone:
    """The ``Driver`` of one phone and its SIM slots. See ``modemsms.driver.Driver`` for the contract.

    The port is a serial number of adb, "auto" for the only phone there, or the phone's ``http://``
    address on the network that it shares; then there are no webhooks, and it is asked every few seconds.
    """

    takes: Literal["segment", "message"] = "message"
    in_flight: int = IN_FLIGHT

    def __init__(self, settings: DeviceSettings, *, environ: Mapping[str, str] | None = None) -> None:
        """*environ* says where adb is (``ADB_SERVER_SOCKET``, ``ANDROID_ADB_SERVER_PORT``, ``PATH``)."""
        environ = os.environ if environ is None else environ
        slots = [modem.slot for modem in settings.modems]
        self._selector = selectors.DefaultSelector()
        self._told = Told()
        tuning = Tuning.of(settings.quirks)
        self._limiter = Limiter(int(tuning.parts_per_minute))
        patience = {
            Stage.HANDING: settings.submit_timeout.total_seconds(),
            Stage.PENDING: tuning.pending_seconds,
            Stage.PROCESSED: tuning.processed_seconds,
        }
        self._outgoing = Outgoing(patience)
        self._session = Session(slots, self._outgoing, self._limiter, self._told, tuning.inbox_seconds)
        link = link_to(settings.port, environ, self._selector)
        listener = Listener(self._selector) if link.can_restart else None
        self._connection = Connection(
            settings, link, listener, self._outgoing, self._session, self._told, tuning
        )
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._woken_up)
        self._woken = False
        # ``wake`` of another thread must not write to a descriptor that has become somebody else's file.
        self._closing = threading.Lock()
        self._closed = False

    def submit(self, attempt: Attempt) -> None:
        """Begin *attempt*: the next ``wait`` hands it to the phone."""
        if self._connection.trouble is not None:
            self._told.tell([Ended(attempt.id, ModemUnavailable(self._connection.trouble))])
            return
        self._outgoing.begin(attempt, clock.monotonic())

    def wait(self, timeout: timedelta | None) -> Sequence[DriverEvent]:
        """Work the phone until there is something to report, ``wake`` was called, or *timeout*."""
        until = math.inf if timeout is None else clock.monotonic() + timeout.total_seconds()
        while True:
            self._listen(0)
            was_busy = self._connection.work(clock.monotonic())
            self._open_or_shut()
            if self._told.waiting or self._woken:
                self._woken = False
                return self._told.take()
            now = clock.monotonic()
            if now >= until:
                return []
            if not was_busy:
                self._listen(min(until, self._deadline()) - now)

    def wake(self) -> None:
        """Make the present or the next ``wait`` return. The only method for other threads."""
        with self._closing:
            if not self._closed:
                with suppress(BlockingIOError):  # a full pipe wakes as well
                    os.write(self._wake_write, b"\0")

    def acknowledge(self, handle: object) -> None:
        """What *handle* came with is committed. It stays on the phone, which keeps its own inbox."""
        self._session.acknowledge(handle)

    def enter_pin(self, slot: int, pin: str) -> None:
        """Only the phone itself asks for PINs."""

    def enter_puk(self, slot: int, puk: str, pin: str) -> None:
        """Only the phone itself asks for PUKs."""

    def ussd(self, slot: int, request: int, code: str) -> None:
        """Answer that this is to be done on the phone."""
        del code
        self._told.tell([UssdFailed(slot, request, NO_USSD)])

    def end_ussd(self, slot: int) -> None:
        """No session is open."""

    def repair(self, slot: int, why: str) -> None:
        """Start the app anew, as soon as nothing is in its hands; *why* goes into the history."""
        self._connection.repair(slot, why)

    def close(self) -> None:
        """Let go of the phone at once. Open attempts get no outcome."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._selector.unregister(self._wake_read)
            os.close(self._wake_read)
            os.close(self._wake_write)
        self._connection.close()
        self._selector.close()

    def _listen(self, seconds: float) -> None:
        for key, _ in self._selector.select(None if seconds == math.inf else max(0.0, seconds)):
            key.data()

    def _woken_up(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        self._woken = True

    def _open_or_shut(self) -> None:
        """While Android's limit is reached, texts wait in the shop's queue and not here."""
        has_room = self._limiter.room_at(1, clock.monotonic()) <= clock.monotonic()
        if has_room and self.in_flight != IN_FLIGHT:
            # The shop asks for more only when it is woken.
            self._woken = True
        self.in_flight = IN_FLIGHT if has_room else max(1, self._outgoing.open_count)

    def _deadline(self) -> float:
        due = self._connection.deadline()
        if self.in_flight != IN_FLIGHT:
            due = min(due, self._limiter.room_at(1, clock.monotonic()))
        return due
