"""The wall clock, in one place: aware UTC. Order is never taken from it."""

from __future__ import annotations

import time
from datetime import UTC as UTC
from datetime import datetime


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds of a steady clock, for how long something takes; never for when it was."""
    return time.monotonic()


def steady() -> float:
    """Seconds of a clock that nobody sets, and that goes on while the machine sleeps (Linux, CLOCK_BOOTTIME)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def rfc3339(moment: datetime) -> str:
    """*moment* as the API writes it: UTC with milliseconds and ``Z`` (RFC 3339)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 UTC: how the database keeps a moment."""
    return int(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The moment that ``to_ms`` stored."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
