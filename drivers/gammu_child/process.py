"""The child as its parent has it: started afresh, spoken to, and killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

import drivers
from drivers.gammu_child.debuglog import DebugLog
from drivers.gammu_child.protocol import Answer, Call, Channel, News

# A killed child is gone at once, unless the kernel holds it in the close of a broken port.
_REAPED_WITHIN = 0.5


class Child:
    """A process that drives one phone. It dies with the thread that made this (``lifeline``)."""

    def __init__(self) -> None:
        """Raises OSError where no process can be started."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.log = DebugLog.create()
        try:
            with theirs:
                self._process = _started(theirs.fileno(), self.log.descriptor)
        except OSError:
            ours.close()
            self.log.close()
            raise
        ours.settimeout(0)
        self._channel: Channel[Answer | News] = Channel(ours, msgspec.json.Decoder(Answer | News))

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def fileno(self) -> int:
        """For ``poll``."""
        return self._channel.fileno()

    def send(self, call: Call) -> None:
        """Begin *call*. Raises ``Closed`` if the child is gone."""
        self.log.mark()
        self._channel.send(call)

    def receive(self) -> Answer | News:
        """The next frame; as ``Channel.receive``."""
        return self._channel.receive()

    def kill(self) -> str:
        """End it, wherever it hangs. What gammu had written about its last call."""
        with suppress(OSError):
            self._process.kill()
        self.reap(_REAPED_WITHIN)
        said = self.log.since_mark()
        self._channel.close()
        self.log.close()
        return said

    def reap(self, seconds: float = 0.0) -> bool:
        """Whether a killed child has gone; waits for it at most so long."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def _started(sock: int, log: int) -> subprocess.Popen[bytes]:
    # Safe path (-P): no gammu.py of the working directory is imported. The packages are found where
    # the parent has them. A group of its own: Ctrl-C at a terminal is for the daemon.
    root = str(Path(drivers.__path__[0]).parent)
    paths = [path for path in (os.environ.get("PYTHONPATH"), root) if path]
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own module, numbers
        [sys.executable, "-P", "-m", "drivers.gammu_child", str(sock), str(log), str(os.getpid())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(sock, log),
        process_group=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "LC_ALL": "C.UTF-8"},
    )
