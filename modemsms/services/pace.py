"""How fast a SIM may send: rolling limits that put off and never fail anything."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from modemsms.clock import from_ms
from modemsms.store import segments


class Priority(IntEnum):
    """Whose text goes first."""

    PERSON = 0
    API = 1
    BULK = 2


# Bulk leaves a fifth of every limit to people.
BULK_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Limits:
    """Segments that a SIM may send in a minute, an hour, a day; 0 is no limit."""

    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0

    def windows(self) -> list[tuple[timedelta, int]]:
        """The limits that are set, each with its window."""
        pairs = [
            (timedelta(minutes=1), self.per_minute),
            (timedelta(hours=1), self.per_hour),
            (timedelta(days=1), self.per_day),
        ]
        return [(window, limit) for window, limit in pairs if limit]


@dataclass(frozen=True, slots=True)
class Leave:
    """What may be sent now: everything up to *lowest* (None: nothing), and when more may be."""

    lowest: Priority | None
    more_at: datetime | None = None


def leave(connection: sqlite3.Connection, sim_id: int, limits: Limits, now: datetime) -> Leave:
    """What *limits* allow the SIM at *now*."""
    lowest: Priority | None = Priority.BULK
    more_at: datetime | None = None
    for window, limit in limits.windows():
        people_at = _free_at(connection, sim_id, window, limit, now)
        bulk_at = _free_at(connection, sim_id, window, max(1, int(limit * BULK_SHARE)), now)
        for free_at in (people_at, bulk_at):
            if free_at is not None and (more_at is None or free_at < more_at):
                more_at = free_at
        if people_at is not None:
            lowest = None
        elif bulk_at is not None and lowest is not None:
            lowest = Priority.API
    return Leave(lowest, more_at)


def _free_at(
    connection: sqlite3.Connection, sim_id: int, window: timedelta, limit: int, now: datetime
) -> datetime | None:
    """When fewer than *limit* segments lie within *window*; None when that is so now."""
    left = 0
    for started_ms, units in segments.left_within(connection, sim_id, now - window, now):
        left += units
        if left >= limit:
            return from_ms(started_ms) + window
    return None
