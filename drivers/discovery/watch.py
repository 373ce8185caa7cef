"""Wakes when something is plugged in or pulled out: the kernel's and udev's changes in /dev (inotify, 7)."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from inotify_simple import INotify, flags

log = logging.getLogger(__name__)

# Nodes come and go, and udev gives a new one its group a moment later (ATTRIB): only then may we open it.
_CHANGES = flags.CREATE | flags.DELETE | flags.MOVED_FROM | flags.MOVED_TO | flags.ATTRIB
# Of what happens in /dev itself, these matter.
_NAMES = ("tty", "serial", "bus", "usb")
_PLACES = ("serial", "serial/by-id", "serial/by-path", "bus", "bus/usb")
_BUSES = "bus/usb"


class Watch:
    """Watches <root>/dev. Where the system has no watches left, ``fileno`` is None and looking must do."""

    def __init__(self, root: Path) -> None:
        self._dev = root / "dev"
        self._folders: dict[int, Path] = {}
        self._inotify: INotify | None = None
        try:
            self._inotify = INotify(nonblocking=True)
        except OSError as error:
            log.warning("no_inotify error=%s", error)
        self.renew()

    def fileno(self) -> int | None:
        """For ``poll``."""
        return self._inotify.fileno() if self._inotify is not None else None

    def renew(self) -> None:
        """Watch the folders that have come since; those already watched stay so."""
        if self._inotify is None:
            return
        buses = self._dev / _BUSES
        folders = [self._dev, *(self._dev / place for place in _PLACES)]
        with suppress(OSError):  # inside a container there may be none
            folders += buses.iterdir()
        for folder in folders:
            try:
                self._folders[self._inotify.add_watch(folder, _CHANGES | flags.ONLYDIR)] = folder
            except OSError:
                continue

    def changed(self) -> bool:
        """Take what has happened; whether any of it matters."""
        if self._inotify is None:
            return False
        matters = False
        for event in self._inotify.read(timeout=0):
            lost = bool(event.mask & (flags.Q_OVERFLOW | flags.IGNORED))
            in_dev = self._folders.get(event.wd) == self._dev
            matters |= lost or not in_dev or event.name.startswith(_NAMES)
        return matters

    def close(self) -> None:
        """Watch no longer."""
        if self._inotify is not None:
            self._inotify.close()
            self._inotify = None
