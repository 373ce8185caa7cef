"""Following the adb server's list of phones, and starting the server when nobody listens."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from drivers.android import adb_sentences as say
from drivers.android.adb import MOST_OCTETS, Adb, Listed, block_of, listed
from drivers.android.address import Address
from drivers.android.deadline import TimedSocket
from modemsms.errors import Cause, ModemUnavailable

log = logging.getLogger(__name__)

# A start takes one to three seconds; a program that fails at once is not started in a loop.
START_AGAIN = 10.0
FAILS_FOR_GOOD = 3
START_SECONDS = 10.0


class Starter:
    """Starts the adb server with the program adb from the PATH of *environ*, without waiting for it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ)
        self._program: subprocess.Popen[bytes] | None = None
        self._again_at = 0.0
        self._failed = 0

    def start(self, now: float) -> Cause | None:
        """Start it unless that was done a moment ago. Why it will not come, None while it may."""
        self._reap()
        if self._program is None and now >= self._again_at:
            path = shutil.which("adb", path=self._environ.get("PATH"))
            if path is None:
                return say.ADB_MISSING
            self._again_at = now + START_AGAIN
            log.info("adb_server_starting program=%s", path)
            try:
                # A session of its own: a Ctrl-C at the terminal of the daemon is not for adb.
                self._program = subprocess.Popen(  # noqa: S603 - the owner's own adb, without a shell
                    [path, "start-server"],
                    env=self._environ,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError:
                self._failed += 1
        return say.ADB_FAILS if self._failed >= FAILS_FOR_GOOD else None

    def answered(self) -> None:
        """The server is there."""
        self._failed = 0
        self._reap()

    def close(self) -> None:
        """Leave no child behind. The server itself stays: others use it too."""
        if self._program is not None and self._program.poll() is None:
            self._program.kill()
            self._program.wait()
        self._program = None

    def _reap(self) -> None:
        if self._program is not None and (code := self._program.poll()) is not None:
            self._program = None
            if code:
                self._failed += 1


def reach(address: Address, environ: Mapping[str, str]) -> Adb:
    """The server at *address*, started and waited for where that can be done from here.

    For a person who waits, not for a driver. Raises ``ModemUnavailable``.
    """
    adb = Adb(address)
    try:
        adb.version()
    except ModemUnavailable as error:
        path = shutil.which("adb", path=environ.get("PATH"))
        if not address.is_local or error.cause.code != say.STARTING_CODE:
            raise
        if path is None:
            raise ModemUnavailable(say.ADB_MISSING) from error
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(  # noqa: S603 - the owner's own adb, without a shell
                [path, "start-server"],
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                timeout=START_SECONDS,
                check=False,
            )
    return adb


class Tracker:
    """The server's list of phones, as it changes. To be read when its descriptor says so."""

    def __init__(self, adb: Adb) -> None:
        """Take up the list as it is now. Raises ``ModemUnavailable``."""
        self._connection, self.first = adb.track()
        self._connection.settimeout(0)
        self._buffer = b""

    def fileno(self) -> int:
        """For a selector."""
        return self._connection.fileno()

    def read(self) -> Sequence[Listed] | None:
        """The newest list, None where nothing complete has come.

        Raises ``ModemUnavailable`` when the server is gone.
        """
        newest = None
        try:
            # The plain receive of the socket: this connection lives for as long as the server does.
            data = super(TimedSocket, self._connection).recv(65536)
        except BlockingIOError:
            return None
        except OSError as error:
            raise ModemUnavailable(say.SERVER_SILENT) from error
        if not data or len(self._buffer) > MOST_OCTETS:
            raise ModemUnavailable(say.SERVER_SILENT)
        self._buffer += data
        while True:
            block, self._buffer = block_of(self._buffer)
            if block is None:
                return newest
            newest = listed(block)

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(OSError):
            self._connection.close()


def pick(wanted: str, phones: Sequence[Listed]) -> str:
    """The serial number of the phone that *wanted* names: a serial number, or "auto" for the only one.

    Raises ``ModemUnavailable`` whose cause says why no phone can be used.
    """
    if wanted != "auto":
        phones = [phone for phone in phones if phone.serial == wanted]
        if len(phones) > 1:
            raise ModemUnavailable(say.TWINS)
    if not phones:
        raise ModemUnavailable(say.NO_PHONE)
    if len(phones) > 1:
        raise ModemUnavailable(say.TWINS if len({phone.serial for phone in phones}) == 1 else say.SEVERAL)
    (phone,) = phones
    if not phone.is_usable:
        raise ModemUnavailable(say.state(phone.state))
    return phone.serial
