"""Small programs of the system, run with a deadline, from the PATH that is given."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from modemsms import clock

# The whole examination is to take less than two seconds.
_SECONDS = 0.5
# What goes on behind this is no answer, and must not fill the memory of a Pi.
_MOST_OCTETS = 64 * 1024
# Not in the PATH of every user.
_FOLDERS_OF_ROOT = ("usr/sbin", "sbin")


class Programs:
    """The programs that *environ* and *root* offer."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self._environ = dict(environ) | {"LC_ALL": "C"}
        folders = [environ.get("PATH", ""), *(str(root / folder) for folder in _FOLDERS_OF_ROOT)]
        self._path = os.pathsep.join(folders)

    def has(self, name: str) -> bool:
        """Whether *name* is installed."""
        return shutil.which(name, path=self._path) is not None

    def output(self, name: str, *arguments: str) -> str | None:
        """What it prints; None when it is missing or fails, takes too long or says too much (then it is killed)."""
        program = shutil.which(name, path=self._path)
        if program is None:
            return None
        try:
            process = subprocess.Popen(  # noqa: S603 -- no shell, and arguments of our own
                [program, *arguments],
                env=self._environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return None
        with process:
            said = _finished(process)
        return said.decode(errors="replace").strip() if said is not None and process.returncode == 0 else None


def _finished(process: subprocess.Popen[bytes]) -> bytes | None:
    """What *process* said up to its end; None when it was killed, with all that it had begun."""
    assert process.stdout is not None
    deadline = clock.monotonic() + _SECONDS
    said = _read(process.stdout, deadline)
    try:
        if said is not None:
            process.wait(max(0.0, deadline - clock.monotonic()))
            return said
    except subprocess.TimeoutExpired:
        pass
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return None


def _read(pipe: IO[bytes], deadline: float) -> bytes | None:
    """All that comes until nobody holds the other end; None if that is too much, or not over at *deadline*."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    said = bytearray()
    while len(said) <= _MOST_OCTETS and (left := deadline - clock.monotonic()) > 0:
        if poll.poll(left * 1000):
            data = os.read(pipe.fileno(), 4096)
            if not data:
                return bytes(said)
            said += data
    return None
