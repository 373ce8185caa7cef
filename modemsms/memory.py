"""Keeps the daemon small: what the C library would rather spend, and a Raspberry Pi does not have."""

from __future__ import annotations

import ctypes

# mallopt(3): the parameter's number in glibc's malloc.h.
_M_ARENA_MAX = -8

# glibc gives each of our fifty threads an arena of its own, and none gives back what it once held: after a
# busy day that is hundreds of megabytes of nothing. Python's own lock lets one thread allocate at a time anyway.
_ARENAS = 2


def share_arenas() -> None:
    """Let all threads allocate from the same few arenas. Does nothing where the C library is another one."""
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
