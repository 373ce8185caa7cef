"""The child's end when its parent ends, even inside a C call that never returns (prctl(2))."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


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
