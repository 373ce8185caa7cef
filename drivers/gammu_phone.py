"""The driver of phones and modems that gammu knows; gammu itself runs in a child that can be killed."""

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

from drivers.at.holders import others_on
from drivers.at.ports import Whereabouts
from drivers.gammu_child import verdicts
from drivers.gammu_child.deadlines import Deadlines
from drivers.gammu_child.keeper import Keeper
from drivers.gammu_child.process import Child
from drivers.gammu_child.protocol import Closed
from drivers.links import real_path
from modemsms.driver import Attempt, DeviceSettings, DriverEvent
from modemsms.errors import Cause

log = logging.getLogger(__name__)

# While gammu is at work the port is looked after this often.
LOOK_FOR_PORT = 1.0

_USUAL = Deadlines()


class GammuPhone:
    """The ``Driver`` of one phone behind python-gammu. See ``modemsms.driver.Driver`` for the contract.

    ``port`` is a path, or ``connection:path`` (``gammu_child.where``). The child is started by ``wait``
    and dies with the thread that called it: one thread owns this, as the contract has it anyway.
    """

    takes: Literal["segment", "message"] = "segment"
    in_flight: int = 1

    def __init__(self, settings: DeviceSettings, deadlines: Deadlines = _USUAL) -> None:
        self._keeper = Keeper(settings, deadlines)
        self._whereabouts = Whereabouts(self._keeper.where.device)
        self._child: Child | None = None
        self._dying: list[Child] = []
        self._poll = select.poll()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll.register(self._wake, select.POLLIN)
        # ``wake`` of another thread must not write to a descriptor that has become somebody else's file.
        self._closing = threading.Lock()
        self._closed = False
        self._node = ""

    @property
    def child_pid(self) -> int | None:
        """The process that has the phone now."""
        return None if self._child is None else self._child.pid

    def submit(self, attempt: Attempt) -> None:
        """Begin *attempt*: when the phone is idle, the child has it on return."""
        self._keeper.submit(attempt, time.monotonic())
        self._give(time.monotonic())

    def wait(self, timeout: timedelta | None) -> Sequence[DriverEvent]:
        """Work the phone until there is something to report, ``wake`` was called, or *timeout*."""
        until = math.inf if timeout is None else time.monotonic() + timeout.total_seconds()
        bulletin = self._keeper.bulletin
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
                os.eventfd_write(self._wake, 1)

    def acknowledge(self, handle: object) -> None:
        """What *handle* came with is committed; the next ``wait`` deletes it from the phone."""
        self._keeper.acknowledge(handle)

    def enter_pin(self, slot: int, pin: str) -> None:
        """Try *pin* once, after ``PinNeeded``: the next ``wait`` does it."""
        del slot
        self._keeper.unlock("PIN", pin)

    def enter_puk(self, slot: int, puk: str, pin: str) -> None:
        """Try *puk* once and set *pin*: the next ``wait`` does it."""
        del slot
        self._keeper.unlock("PUK", puk, pin)

    def ussd(self, slot: int, request: int, code: str) -> None:
        """Dial *code*: the next ``wait`` does it."""
        del slot
        self._keeper.ussd(request, code, time.monotonic())

    def end_ussd(self, slot: int) -> None:
        """Wait for no answer any more. gammu has no command that ends a session: the network does."""
        del slot
        self._keeper.end_ussd(time.monotonic())

    def repair(self, slot: int, why: str) -> None:
        """Restart the phone when nothing is in the air."""
        del slot
        self._keeper.repair(why, time.monotonic())

    def close(self) -> None:
        """Kill the child at once. Open attempts get no outcome."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            os.close(self._wake)
        self._kill()

    # --- the child ----------------------------------------------------------------------------

    def _tend(self, now: float) -> None:
        """Do what is due, and nothing that waits."""
        if self._child is not None:
            if self._is_unplugged():
                self._keeper.unreachable(verdicts.UNPLUGGED, now)
            if self._keeper.wants_new_child:
                self._lose(now, hung=False)
            elif self._keeper.is_overdue(now):
                log.warning("gammu_hung device=%s pid=%d", self._keeper.where.device, self._child.pid)
                self._lose(now, hung=True)
        if self._child is None and now >= self._keeper.open_at:
            self._open(now)
        self._keeper.tick(now)
        self._give(now)

    def _deadline(self) -> float:
        if self._child is None:
            return self._keeper.open_at
        if self._keeper.wants_new_child:
            return 0.0
        deadline = self._keeper.deadline()
        until = math.inf if deadline is None else deadline
        # gammu goes on asking a port that is gone for 21 s, and hears nothing of its end meanwhile.
        return min(until, time.monotonic() + LOOK_FOR_PORT) if self._keeper.is_busy else until

    def _await_input(self, seconds: float) -> bool:
        """Take what comes within *seconds*; True if it was ``wake`` that came."""
        timeout_ms = None if seconds == math.inf else max(0, math.ceil(seconds * 1000))
        woken = False
        for descriptor, _ in self._poll.poll(timeout_ms):
            if descriptor == self._wake:
                with suppress(BlockingIOError):
                    os.eventfd_read(self._wake)
                woken = True
            else:
                self._hear()
        return woken

    def _hear(self) -> None:
        while self._child is not None:
            try:
                frame = self._child.receive()
            except BlockingIOError:
                return
            except Closed:
                self._lose(time.monotonic(), hung=False)
                return
            self._keeper.heard(frame, time.monotonic())

    def _give(self, now: float) -> None:
        if self._child is None:
            return
        call = self._keeper.next_call(now)
        if call is None:
            return
        log.debug("gammu_call device=%s call=%s", self._keeper.where.device, type(call).__name__)
        try:
            self._child.send(call)
        except Closed:
            self._lose(now, hung=False)

    def _open(self, now: float) -> None:
        self._dying = [child for child in self._dying if not child.reap()]
        device = self._whereabouts.path
        why = self._obstacle(device)
        if why is None:
            try:
                self._child = Child()
            except OSError as error:
                why = Cause("gammu_failed", f"No process for gammu can be started: {error.strerror}.")
        if self._child is None:
            assert why is not None
            self._keeper.unreachable(why, now)
            return
        log.info("gammu_started device=%s pid=%d", device, self._child.pid)
        self._whereabouts.seen()
        self._node = real_path(device)
        self._poll.register(self._child.fileno(), select.POLLIN)
        self._keeper.begun(device, now)

    def _obstacle(self, device: str) -> Cause | None:
        """Why it is no use to start gammu: it would share a port with another program without a word."""
        if not Path(device).exists():
            return verdicts.missing(device)
        rivals = others_on(device) if self._keeper.where.is_port else []
        return verdicts.busy(device, rivals) if rivals else None

    def _is_unplugged(self) -> bool:
        return self._keeper.is_busy and self._keeper.where.is_port and not Path(self._node).exists()

    def _lose(self, now: float, *, hung: bool) -> None:
        self._keeper.lost(self._kill(), now, hung=hung)

    def _kill(self) -> str:
        """End the child. What gammu had written about its last call."""
        child, self._child = self._child, None
        if child is None:
            return ""
        self._poll.unregister(child.fileno())
        said = child.kill()
        if not child.reap():
            # The kernel holds it in the close of its port; there is nothing to wait for.
            self._dying.append(child)
        return said
