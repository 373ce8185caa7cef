"""A child's end when its parent ends, even inside a call that never returns (prctl(2)).

As a script, ``PARENT PROGRAM ARGUMENT…``, it turns into the program, which then has that end too.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# As shells say that a program could not be started.
_NOT_STARTED = 127


def die_with(parent: int) -> None:
    """Have the kernel kill this process when the thread of *parent* that started it ends.

    The signal follows the thread, not the process: the worker thread that owns the device starts the
    child, and must be the one that lives as long as it. A parent that died before this call sends no
    signal any more, so it is looked for afterwards. Raises OSError where the kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Become the program that is named. What starts with the rights of another user loses this end."""
    parent, *argv = sys.argv[1:]
    die_with(int(parent))
    try:
        os.execv(argv[0], argv)  # noqa: S606 - no shell is what we want
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(_NOT_STARTED)


if __name__ == "__main__":
    main()
