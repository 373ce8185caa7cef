"""The child's start: ``python -m drivers.gammu_child SOCKET LOG PARENT`` (two descriptors, a process)."""

from __future__ import annotations

import os
import socket
import sys

# Where Debian puts python3-gammu: an environment of our own does not look there. One that was built for
# another Python does not load, and counts as missing.
_DEBIAN = "/usr/lib/python3/dist-packages"


def main() -> None:
    """Serve one phone for the life of the parent."""
    sock, log, parent = (int(argument) for argument in sys.argv[1:])
    from drivers.lifeline import die_with

    die_with(parent)
    _quieten_libraries()
    sys.path.append(_DEBIAN)
    from drivers.gammu_child.debuglog import DebugLog
    from drivers.gammu_child.server import serve

    serve(socket.socket(fileno=sock), DebugLog(log))


def _quieten_libraries() -> None:
    """What C code prints is lost; what Python prints still goes to the daemon's log."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


if __name__ == "__main__":
    main()
