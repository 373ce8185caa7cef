"""The phones that adb sees, as they come and go. Starts an adb server only when an Android phone is on a cable."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress

from drivers.android.adb import Adb, Listed
from drivers.android.adb_server import Starter, Tracker
from drivers.android.address import adb_server
from modemsms.errors import ModemUnavailable

# A connection that is refused costs nothing; one to a program that is not adb takes seconds to give up.
_AGAIN_WHEN_WANTED = 1.0
_AGAIN = 30.0


class AdbDevices:
    """Follows the adb server's list from one thread, which polls ``fileno`` and calls ``read`` and ``tend``."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """*environ* names the server and, in PATH, the program."""
        self._environ = environ
        # A setting that cannot be read: the driver says so when it is told to use a phone.
        self._adb: Adb | None = None
        with suppress(ValueError):
            self._adb = Adb(adb_server(environ))
        self._starter = Starter(environ)
        self._tracker: Tracker | None = None
        self._again_at = 0.0
        self._expected = False
        self.phones: Sequence[Listed] | None = None
        """The last list; None while no server runs."""

    @property
    def has_program(self) -> bool:
        """Whether adb is installed."""
        return shutil.which("adb", path=self._environ.get("PATH")) is not None

    def fileno(self) -> int | None:
        """For ``poll``, None while there is no server."""
        return self._tracker.fileno() if self._tracker is not None else None

    @property
    def deadline(self) -> float:
        """When ``tend`` has something to do again."""
        return self._again_at if self._tracker is None and self._adb is not None else math.inf

    def tend(self, now: float) -> bool:
        """Connect to the server when it is time; start it where a phone is on a cable and nobody listens.

        Whether there is a list now.
        """
        if self._tracker is not None or self._adb is None or now < self._again_at:
            return False
        try:
            self._tracker = Tracker(self._adb)
        except ModemUnavailable:
            self._again_at = now + _AGAIN
            if self._expected and self._starter.start(now) is None:
                self._again_at = now + _AGAIN_WHEN_WANTED
            return False
        self.phones = self._tracker.first
        self._starter.answered()
        return True

    def expect_phones(self, expected: bool) -> None:
        """Whether a phone with USB debugging is on a cable. For a new one the server is tried at once."""
        if expected and not self._expected:
            self._again_at = 0.0
        self._expected = expected

    def read(self, now: float) -> bool:
        """Take what the server says; whether the list is another now."""
        if self._tracker is None:
            return False
        before = self.phones
        try:
            newest = self._tracker.read()
        except ModemUnavailable:
            self._tracker.close()
            self._tracker, self.phones, self._again_at = None, None, now + _AGAIN_WHEN_WANTED
        else:
            self.phones = self.phones if newest is None else newest
        return self.phones != before

    def close(self) -> None:
        """Let go. A server that was started stays: others may use it."""
        if self._tracker is not None:
            self._tracker.close()
            self._tracker = None
        self._starter.close()
