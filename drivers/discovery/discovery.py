"""Tells what is plugged in, live: one thread that sleeps until something changes, and asks what it may ask."""

from __future__ import annotations

import logging
import math
import os
import select
import shutil
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from drivers.discovery.adb_devices import AdbDevices
from drivers.discovery.asker import Answers, Asker
from drivers.discovery.boxes import Box, Boxes
from drivers.discovery.describe import describe, twins
from drivers.discovery.held import held
from drivers.discovery.known import Known, key_of
from drivers.discovery.looking import Target, device_target, target_of
from drivers.discovery.modems import blockers
from drivers.discovery.probe import ALL_SPEEDS, USUAL_SPEEDS
from drivers.discovery.roles import has_adb, kind_of
from drivers.discovery.routes import gateways
from drivers.discovery.schedule import Schedule
from drivers.discovery.sysfs import Plugged, UsbDevice, plugged
from drivers.discovery.watch import Watch
from drivers.links import real_path
from modemsms import clock
from modemsms.devices import Found, Kind

log = logging.getLogger(__name__)

_ASKED_BY_ITSELF = (Kind.MODEM, Kind.FEATURE_PHONE)
_MODESWITCH = "usb_modeswitch"
# Not in the PATH of every user.
_FOLDERS_OF_ROOT = ("usr/sbin", "sbin")

# A look takes milliseconds; this one waits behind what it tells.
_LOOK_WITHIN = 5.0
# Poll takes no infinity.
_LONGEST_SLEEP = 3600.0

Tell = Callable[[tuple[Found, ...]], None]


class Discovery:
    """What is plugged in below *root*, from ``start`` to ``close``.

    *tell* is given everything after the first look and whenever something has changed, always by the same
    thread; it must neither raise nor call ``look``. *claimed* says which ports this program drives, by any
    of their names: they are not opened here. *environ* has the PATH for programs and the address of adb.
    """

    def __init__(
        self, root: Path, environ: Mapping[str, str], tell: Tell, claimed: Callable[[], frozenset[str]]
    ) -> None:
        self._root = root
        self._environ = environ
        self._tell = tell
        self._claimed = claimed
        self._asker = Asker(root)
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        # Guards what follows, and is signalled after each look.
        self._news = threading.Condition()
        self._boxes = Boxes()
        self._plugged = Plugged()
        self._known = Known()
        self._found: tuple[Found, ...] | None = None
        self._looks = 0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="discovery", daemon=True)

    def start(self) -> None:
        """Begin. Returns at once; the first look is told within a blink."""
        self._thread.start()

    def close(self) -> None:
        """End the thread and whatever is being asked. Nothing is told afterwards."""
        with self._news:
            if self._closing:
                return
            self._closing = True
            self._news.notify_all()
            os.eventfd_write(self._wake, 1)
        if self._thread.ident is not None:
            self._thread.join()
        self._asker.close()
        os.close(self._wake)

    def found(self) -> tuple[Found, ...]:
        """What was seen last."""
        with self._news:
            return self._found or ()

    def refresh(self) -> None:
        """Look again now: what this program claims has changed."""
        with self._news:
            if not self._closing:
                os.eventfd_write(self._wake, 1)

    def look(self, key: str) -> Found | str:
        """Open what *key* names, because its owner wants it, and see what is behind it.

        What it turned out to be, or a sentence that says why it was not opened. A silent line is asked at all
        speeds, which takes ten seconds for each of its ports. From any thread but the one that is told.
        """
        with self._news:
            target = target_of(key, self._plugged, self._known)
            if isinstance(target, str):
                return target
            box = self._boxes.begin(key)
        if box is None:
            return "It is being looked at already."
        self.refresh()
        asking = self._ask(target, box)
        with suppress(CancelledError):
            if asking is not None:
                asking.result()
                return self._seen_now(key)
        return "modemsms is being stopped."

    # --- the thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        watch = Watch(self._root)
        adb = AdbDevices(self._environ)
        schedule = Schedule(has_events=watch.fileno() is not None)
        try:
            while not self._closing:
                try:
                    self._do_what_is_due(watch, adb, schedule)
                except OSError as error:
                    # What is on its way out gives errors of all kinds. The looks that follow see it gone.
                    log.warning("look_failed why=%s", error)
                    schedule.looked(clock.monotonic())
                self._sleep(watch, adb, schedule)
        finally:
            watch.close()
            adb.close()

    def _do_what_is_due(self, watch: Watch, adb: AdbDevices, schedule: Schedule) -> None:
        now = clock.monotonic()
        if now >= schedule.next_at:
            # Watched first: what comes between the two is then seen by both.
            watch.renew()
            self._look(adb, now)
            schedule.looked(clock.monotonic(), held=self._is_kept_off())
            adb.expect_phones(any(has_adb(device) for device in self._plugged.usb))
        if adb.tend(now):
            schedule.look_now()
        self._ask_those_due(clock.monotonic())

    def _sleep(self, watch: Watch, adb: AdbDevices, schedule: Schedule) -> None:
        """Until something happens, or something is due."""
        poll = select.poll()
        for descriptor in (self._wake, watch.fileno(), adb.fileno()):
            if descriptor is not None:
                poll.register(descriptor, select.POLLIN)
        with self._news:
            due = self._boxes.next_due(self._may_be_asked(self._known))
        seconds = min(schedule.next_at, adb.deadline, due) - clock.monotonic()
        timeout_ms = math.ceil(max(0.0, min(seconds, _LONGEST_SLEEP)) * 1000)
        woken = {descriptor for descriptor, _ in poll.poll(timeout_ms)}
        now = clock.monotonic()
        if watch.fileno() in woken and watch.changed():
            schedule.happened(now)
        if self._wake in woken:
            os.eventfd_read(self._wake)
            schedule.look_now()
        if adb.fileno() in woken and adb.read(now):
            schedule.look_now()

    def _look(self, adb: AdbDevices, now: float) -> None:
        seen = plugged(self._root)
        claimed = self._claimed_paths()
        known = Known(
            holders=held(_free_ports(seen, claimed), self._root),
            claimed=claimed,
            adb=adb.phones,
            has_adb_program=adb.has_program,
            has_modeswitch=self._has_modeswitch(),
            gateways=gateways(self._root, _cards_of_phones(seen)),
            twins=twins(seen.usb),
        )
        with self._news:
            self._boxes.see(seen, now, known.is_ours)
            known = replace(known, asked=self._boxes.asked())
            found = describe(seen, known)
            changed = found != self._found
            self._plugged, self._known, self._found = seen, known, found
            self._looks += 1
            self._news.notify_all()
        if changed:
            self._tell(found)

    def _ask_those_due(self, now: float) -> None:
        # Somebody may have taken a port since the look.
        claimed = self._claimed_paths()
        with self._news:
            due = self._boxes.due(self._may_be_asked(replace(self._known, claimed=claimed)), now)
            begun = [(device_target(device), self._boxes.begin(key_of(device))) for device in due]
        for target, box in begun:
            if box is not None:
                self._ask(target, box)

    def _is_kept_off(self) -> bool:
        """Whether another program has a port of what we would ask."""
        return any(
            self._known.held_by(tty)
            for device in self._plugged.usb
            if kind_of(device) in _ASKED_BY_ITSELF
            for tty in device.ttys
        )

    def _may_be_asked(self, known: Known) -> list[UsbDevice]:
        """Modems and old phones that nobody uses. Never what may be a receipt printer."""
        return [
            device
            for device in self._plugged.usb
            if kind_of(device) in _ASKED_BY_ITSELF
            and not known.is_ours(device)
            and not blockers(device, known)
        ]

    # --- from several threads -----------------------------------------------------------------------

    def _ask(self, target: Target, box: Box) -> Future[None] | None:
        def tell(answers: Answers) -> None:
            with self._news:
                self._boxes.answered(box, answers, clock.monotonic())
            self.refresh()

        return self._asker.ask(target.ports, tell, ALL_SPEEDS if target.is_plain_line else USUAL_SPEEDS)

    def _seen_now(self, key: str) -> Found | str:
        """What a look that begins from now on sees there."""
        with self._news:
            before = self._looks
            self.refresh()
            self._news.wait_for(lambda: self._closing or self._looks > before, timeout=_LOOK_WITHIN)
            seen = {found.key: found for found in self._found or ()}
        return seen.get(key, "It was pulled out meanwhile.")

    def _claimed_paths(self) -> frozenset[str]:
        return frozenset(real_path(port) for port in self._claimed() if port.startswith("/"))

    def _has_modeswitch(self) -> bool:
        folders = [self._environ.get("PATH", ""), *(str(self._root / folder) for folder in _FOLDERS_OF_ROOT)]
        return shutil.which(_MODESWITCH, path=os.pathsep.join(folders)) is not None


def _free_ports(seen: Plugged, claimed: frozenset[str]) -> list[str]:
    """The ports that are not ours: only there it matters who else has them."""
    ports = [tty.path for device in seen.usb for tty in device.ttys] + [uart.path for uart in seen.uarts]
    return [port for port in ports if real_path(port) not in claimed]


def _cards_of_phones(seen: Plugged) -> list[str]:
    return [card for device in seen.usb if kind_of(device) is Kind.PHONE for card in device.cards]
