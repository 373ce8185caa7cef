"""The AT driver: gives an ``Engine`` a serial port and a clock, and is what the shop sees of a modem."""

from __future__ import annotations

import logging
import math
import os
import select
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Literal

from drivers.at.engine import Engine
from drivers.at.ladder import Rung
from drivers.at.ports import Place, Whereabouts, speeds
from drivers.at.power import cycle_power
from drivers.at.rescue import Plan, Rescue
from drivers.at.resets import reset_usb, usb_device_of
from drivers.at.runner import Write
from drivers.at.transport import Port
from drivers.at.wirelog import shown
from drivers.discovery.sysfs import UsbDevice
from modemsms.driver import Attempt, DeviceSettings, DriverEvent
from modemsms.errors import Cause, ModemUnavailable

log = logging.getLogger(__name__)

# A stick that comes back is to be in service within five seconds. Looking for it costs one open().
LOOK_FOR_PORT = 1.0
# For a port that is there and not for us: to see who has it costs a walk through /proc. A daemon that
# was killed just now lets go in a moment.
LOOK_AGAIN = (0.1, 0.5, 1.0, 3.0)

_MISSING = "port_missing"


class AtModem:
    """The ``Driver`` of one modem on one serial port. See ``modemsms.driver.Driver`` for the contract."""

    takes: Literal["segment", "message"] = "segment"
    in_flight: int = 1

    def __init__(
        self, settings: DeviceSettings, whereabouts: Place | None = None, *, root: Path = Path("/")
    ) -> None:
        """*whereabouts* says where the port is, *root* where /sys and /dev are looked for."""
        self._settings = settings
        self._root = root
        self._usb: UsbDevice | None = None
        self._usb_resets = 0
        self._rescue: Rescue | None = None
        self._engine = Engine(settings)
        self._whereabouts = whereabouts or Whereabouts(settings.port)
        self._speeds = speeds()
        self._speed = next(self._speeds)
        self._port: Port | None = None
        self._open_at = 0.0
        self._refusals = 0
        self._poll = select.poll()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._poll.register(self._wake_read, select.POLLIN)
        # ``wake`` of another thread must not write to a descriptor that has become somebody else's file.
        self._closing = threading.Lock()
        self._closed = False

    def submit(self, attempt: Attempt) -> None:
        """Begin *attempt*: when the modem is idle, ``AT+CMGS`` has been written on return."""
        self._engine.submit(attempt, time.monotonic())
        self._flush()

    def wait(self, timeout: timedelta | None) -> Sequence[DriverEvent]:
        """Work the modem until there is something to report, ``wake`` was called, or *timeout*."""
        until = math.inf if timeout is None else time.monotonic() + timeout.total_seconds()
        bulletin = self._engine.bulletin
        woken = False
        while True:
            now = time.monotonic()
            self._tend(now)
            if bulletin.waiting or woken:
                return bulletin.take()
            woken = self._await_input(min(until, self._deadline()) - now)
            if now >= until and not bulletin.waiting:
                return []

    def wake(self) -> None:
        """Make the present or the next ``wait`` return. The only method for other threads."""
        with self._closing:
            if not self._closed:
                with suppress(BlockingIOError):  # a full pipe wakes as well
                    os.write(self._wake_write, b"\0")

    def acknowledge(self, handle: object) -> None:
        """What *handle* came with is committed; the next ``wait`` deletes it from the SIM."""
        self._engine.acknowledge(handle)

    def enter_pin(self, slot: int, pin: str) -> None:
        """Try *pin* once, after ``PinNeeded``: the next ``wait`` does it. There is one slot, so it is known."""
        del slot
        self._engine.enter_pin(pin)

    def enter_puk(self, slot: int, puk: str, pin: str) -> None:
        """Try *puk* once and set *pin*: the next ``wait`` does it."""
        del slot
        self._engine.enter_puk(puk, pin)

    def ussd(self, slot: int, request: int, code: str) -> None:
        """Dial *code*, or reply with it; when the modem is idle, it has been written on return."""
        del slot
        self._engine.ussd(request, code, time.monotonic())
        self._flush()

    def end_ussd(self, slot: int) -> None:
        """Leave the session that is open, if one is."""
        del slot
        self._engine.end_ussd(time.monotonic())
        self._flush()

    def repair(self, slot: int, why: str) -> None:
        """Have the modem restarted, when nothing is in the air: the next ``wait`` begins it."""
        del slot
        self._engine.repair(why)

    def close(self) -> None:
        """Let go of the port at once. Open attempts get no outcome."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            os.close(self._wake_read)
            os.close(self._wake_write)
        self._whereabouts.leave()
        if self._rescue is not None:
            self._rescue.abandon()
        if self._port is not None:
            self._port.close()
            self._port = None

    # --- the port -----------------------------------------------------------------------------

    def _tend(self, now: float) -> None:
        """Do what is due, and nothing that waits."""
        if self._rescue is not None:
            self._go_on_with_rescue(self._rescue, now)
        elif self._engine.wants_reopening:
            self._reopen(now)
        if self._rescue is None and self._port is None and now >= self._open_at:
            self._open(now)
        self._engine.tick(now)
        self._flush()

    def _reopen(self, now: float) -> None:
        log.info("port_reopening port=%s by=%s", self._settings.port, self._engine.reopens_by.name)
        if self._port is not None:
            self._let_go()
            self._speed = next(self._speeds)
        self._open_at = now
        plan = self._plan(self._engine.reopens_by)
        if plan is not None:
            self._rescue = Rescue(plan, now)
            self._go_on_with_rescue(self._rescue, now)

    def _plan(self, rung: Rung) -> Plan | None:
        """What is to be done to the device while its port is closed (R7)."""
        if rung is Rung.POWER:
            return cycle_power(self._settings.power_hook, self._settings.modems[0].name, self._settings.port)
        if rung is Rung.USB and self._usb is not None:
            self._usb_resets += 1
            path = self._whereabouts.path
            return reset_usb(self._usb, path, root=self._root, first=self._usb_resets - 1)
        return None

    def _go_on_with_rescue(self, rescue: Rescue, now: float) -> None:
        """One at a time, and the port is looked for again when it has ended."""
        self._watch_program(rescue.fileno(), watched=False)
        rescue.tend(now)
        self._watch_program(rescue.fileno(), watched=True)
        if rescue.sentence is not None:
            self._rescue = None
            self._open_at = now
            self._engine.rescued(rescue.sentence, now)

    def _watch_program(self, descriptor: int | None, *, watched: bool) -> None:
        if descriptor is not None and watched:
            self._poll.register(descriptor, select.POLLIN)
        elif descriptor is not None:
            with suppress(KeyError):
                self._poll.unregister(descriptor)

    def _deadline(self) -> float:
        if self._rescue is not None:
            return self._rescue.due
        if self._engine.wants_reopening:
            return 0.0
        deadline = self._engine.deadline()
        deadline = math.inf if deadline is None else deadline
        return deadline if self._port is not None else min(deadline, self._open_at)

    def _await_input(self, seconds: float) -> bool:
        """Read what comes within *seconds*; True if it was ``wake`` that came."""
        timeout_ms = None if seconds == math.inf else max(0, math.ceil(seconds * 1000))
        woken = False
        for descriptor, _ in self._poll.poll(timeout_ms):
            if descriptor == self._wake_read:
                with suppress(BlockingIOError):
                    os.read(self._wake_read, 4096)
                woken = True
            elif self._port is not None and descriptor == self._port.fileno():
                self._read()
        return woken

    def _read(self) -> None:
        if self._port is None:
            return
        try:
            data = self._port.read()
        except ModemUnavailable as gone:
            self._lose(gone.cause)
            return
        if log.isEnabledFor(logging.DEBUG):
            log.debug("at_read port=%s data=%s", self._port.path, shown(data))
        self._engine.receive(data, time.monotonic())
        self._flush()

    def _flush(self) -> None:
        while self._port is not None and (step := self._engine.next_write()) is not None:
            try:
                if isinstance(step, Write):
                    log.debug("at_write port=%s command=%s", self._port.path, step.label)
                    self._port.write(step.data, self._engine.slice_octets)
                else:
                    self._port.pulse_dtr()
            except ModemUnavailable as gone:
                self._lose(gone.cause)
                return
            self._engine.written()

    def _open(self, now: float) -> None:
        try:
            path = self._whereabouts.path
            self._port = Port(path, self._speed)
        except ModemUnavailable as error:
            self._open_at = now + self._pause_after(error.cause)
            self._engine.unavailable(error.cause, now)
            return
        self._refusals = 0
        log.info("port_opened port=%s speed=%d", path, self._speed)
        self._whereabouts.seen()
        self._poll.register(self._port.fileno(), select.POLLIN)
        self._usb = usb_device_of(path, self._root)
        self._engine.opened(now, self._usb.usb_id if self._usb is not None else None)

    def _pause_after(self, why: Cause) -> float:
        if why.code == _MISSING:
            self._refusals = 0
            return LOOK_FOR_PORT
        self._refusals += 1
        return LOOK_AGAIN[min(self._refusals, len(LOOK_AGAIN)) - 1]

    def _lose(self, why: Cause) -> None:
        log.warning("port_lost port=%s code=%s", self._port.path if self._port else "", why.code)
        self._let_go()
        now = time.monotonic()
        self._open_at = now + LOOK_FOR_PORT
        self._engine.unavailable(why, now)

    def _let_go(self) -> None:
        if self._port is not None:
            self._poll.unregister(self._port.fileno())
            self._port.close()
            self._port = None
