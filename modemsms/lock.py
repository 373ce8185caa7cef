"""One daemon for each data directory: a lock file that the kernel lets go of with the process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from modemsms.errors import ModemSmsError


class InUse(ModemSmsError):
    """Another daemon, demo or restore works on the data directory."""


class DataLock:
    """Holds *directory* until ``release``. Raises ``InUse`` naming the process that has it."""

    def __init__(self, directory: Path) -> None:
        path = directory / "modemsms.lock"
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise InUse(f"{directory} is in use by another modemsms (pid {holder}).") from error
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let somebody else have the directory."""
        os.close(self._handle)
