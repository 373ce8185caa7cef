"""Whether the network keeps this machine's clock (adjtimex(2)), as ``timedatectl`` tells it."""

from __future__ import annotations

import ctypes

# Longer than struct timex is anywhere; what it says of errors stands near its beginning.
_TIMEX_OCTETS = 512
# The kernel lets the error that it assumes grow up to this when nobody corrects the clock, and sets it so when
# somebody sets the clock by hand (systemd, timedated: "NTPSynchronized").
_UNSYNCHRONIZED_MICROSECONDS = 16_000_000


class _Timex(ctypes.Structure):
    """The beginning of ``struct timex`` (adjtimex(2))."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("rest", ctypes.c_char * _TIMEX_OCTETS),
    )


def is_kept_by_the_network() -> bool:
    """Whether a time server has set the clock since it was last set otherwise; False where nobody can say."""
    read = getattr(ctypes.CDLL(None), "adjtimex", None)
    if read is None:
        return False
    timex = _Timex()
    return bool(read(ctypes.byref(timex)) >= 0 and timex.maxerror < _UNSYNCHRONIZED_MICROSECONDS)
