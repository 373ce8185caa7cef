"""A serial port as a byte pipe: open, read, write, wait, close; whatever breaks is ``ModemUnavailable``."""

from __future__ import annotations

import errno
import getpass
import os
import select
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import serial

from drivers.at.holders import Holder, others_on
from modemsms.errors import Cause, ModemUnavailable

# A dead USB endpoint lets a write hang for ever.
WRITE_TIMEOUT = 5.0
# As much as the kernel holds for a terminal.
READ_OCTETS = 65536
# Between the slices of a modem that loses longer writes (Q43).
SLICE_PAUSE = 0.01
# DTR low for so long ends a data call (hardware.md 1.9, R3).
DTR_LOW = 0.5

_BROKEN = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Port:
    """An open port. Reading and writing never block longer than they say."""

    def __init__(self, path: str, speed: int) -> None:
        """Raises ``ModemUnavailable`` whose cause says what to do."""
        self.path = path
        try:
            # exclusive: two daemons would read half of each answer. DTR stays high: some firmwares
            # hold their output until then, and a drop hangs up.
            self._serial = serial.Serial(path, speed, timeout=0, exclusive=True)
        except (serial.SerialException, OSError, termios.error, ValueError) as error:
            raise ModemUnavailable(_why_not(path, error)) from error
        self._fd = self._serial.fileno()
        rivals = others_on(path)
        if rivals:
            self.close()
            raise ModemUnavailable(_busy(path, rivals))

    def fileno(self) -> int:
        """For ``poll``."""
        return self._fd

    def read(self) -> bytes:
        """What has come, for when ``poll`` says that something has.

        Ready to be read and nothing there: that is how an unplugged device looks (hardware.md 1.9).
        """
        try:
            data = os.read(self._fd, READ_OCTETS)
        except OSError as error:
            raise ModemUnavailable(_gone(self.path)) from error
        if not data:
            raise ModemUnavailable(_gone(self.path))
        return data

    def write(self, data: bytes, slice_octets: int = 0) -> None:
        """Write all of *data*. When this raises, its last octet has not been written."""
        step = slice_octets or len(data)
        for start in range(0, len(data), step):
            if start:
                time.sleep(SLICE_PAUSE)
            self._write(data[start : start + step])

    def pulse_dtr(self) -> None:
        """DTR low and high again; a pseudo-terminal has no such line."""
        with suppress(OSError, serial.SerialException):
            self._serial.dtr = False
            time.sleep(DTR_LOW)
            self._serial.dtr = True

    def close(self) -> None:
        """Let go at once: a held descriptor makes the stick come back under another name."""
        with suppress(OSError, serial.SerialException, termios.error):
            self._serial.close()

    def _write(self, data: bytes) -> None:
        deadline = time.monotonic() + WRITE_TIMEOUT
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._fd, rest) :]
            except BlockingIOError:
                self._await_room(deadline)
            except OSError as error:
                raise ModemUnavailable(_gone(self.path)) from error

    def _await_room(self, deadline: float) -> None:
        poll = select.poll()
        poll.register(self._fd, select.POLLOUT)
        left_ms = int((deadline - time.monotonic()) * 1000)
        ready = poll.poll(left_ms) if left_ms > 0 else []
        if not ready:
            raise ModemUnavailable(
                Cause(
                    "modem_stuck", f"The modem on {self.path} takes no more data. Unplug it and plug it in."
                )
            )
        if ready[0][1] & _BROKEN:
            raise ModemUnavailable(_gone(self.path))


def _gone(path: str) -> Cause:
    return Cause(
        "modem_gone",
        f"The modem on {path} was unplugged or lost its power. It goes on by itself when it is back.",
    )


def _busy(path: str, holders: Sequence[Holder]) -> Cause:
    names = ", ".join(f"{holder.program} (process {holder.pid})" for holder in holders)
    return Cause(
        "port_busy",
        f"The port {path} is in use by {names or 'another program'}. Stop that program, or keep it away from "
        "this port; then it goes on by itself.",
    )


def _why_not(path: str, error: Exception) -> Cause:
    code = getattr(error, "errno", None)
    if code in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return Cause(
            "port_missing", f"There is no port {path}. Is the modem plugged in, and is this its port?"
        )
    if code in (errno.EACCES, errno.EPERM):
        return Cause(
            "port_denied",
            f"The user “{getpass.getuser()}” may not use {path}. Add the user to the group that owns the port "
            f"(sudo usermod -aG dialout {getpass.getuser()}) and start modemsms again.",
        )
    if code in (errno.EBUSY, errno.EAGAIN):
        return _busy(path, others_on(path))
    if not Path(path).is_char_device() or _is_no_terminal(error):
        return Cause("port_unusable", f"{path} is no serial port. Give the port of the modem.")
    return Cause("port_unusable", f"{path} cannot be used as a serial port: {error}.")


def _is_no_terminal(error: Exception) -> bool:
    """Whether the device has no line settings; pyserial keeps the system's own word for that behind its own."""
    cause = error.__context__
    return isinstance(cause, termios.error) and cause.args[:1] == (errno.ENOTTY,)
