"""Whether the clock on the wall can be believed: a small computer wakes up in the past, and clocks jump.

While it cannot, nothing that waits for its time goes out, until the network has set the clock or a person has said
that it is right. Measured against a clock that nobody sets, and at a start against what the database has seen.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from modemsms import clock
from modemsms.clock import UTC, from_ms, to_ms
from modemsms.errors import Conflict
from modemsms.store import clock_held, settings
from modemsms.store.database import Store

log = logging.getLogger(__name__)

# Whoever corrects a clock by less harms no plan; summer time does not move it at all.
TOLERANCE = timedelta(hours=1)

# A clock that stood still while the machine was off shows less than was written down last; reading and writing
# take a moment.
BACK = timedelta(minutes=1)

# A shop that was closed for longer looks at the clock itself before everything goes out that fell due.
LONG_OFF = timedelta(days=31)

# No version of modemsms is older.
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)

# How often what the clock shows is written down. A start after a power cut compares with it.
SEEN_EVERY = timedelta(minutes=5)

_SEEN, _HELD = "clock.seen", "clock.held"


class Why(StrEnum):
    """What is odd about the clock."""

    JUMPED = "jumped"
    BEHIND = "behind"
    """At a start it showed less than before."""
    AHEAD = "ahead"
    """At a start it showed more than a month more than before."""
    UNSET = "unset"
    """It shows a time at which there was no modemsms."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Schedules wait, because the clock went wrong by about *by* (less than nothing: it went back)."""

    why: Why
    by: timedelta


def never(moment: datetime) -> bool:
    """For those who have no doubts about the clock."""
    del moment
    return False


class ClockTrust:
    """Watches the clock from ``begin`` on. A chore of the scheduler, the first one. Safe to use from every thread."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = clock.now,
        steady: Callable[[], float] = clock.steady,
    ) -> None:
        self._store = store
        self._now = now
        self._steady = steady
        self._is_synced: Callable[[], bool] = lambda: False
        self._guard = threading.Lock()
        # Never taken by whoever holds the database's write lock.
        self._writing = threading.Lock()
        self._base: tuple[datetime, float] | None = None
        # Whether the base itself is believed, so that a clock that comes back to it is right again.
        self._base_is_right = False
        self._hold: Hold | None = None
        self._kept: Hold | None = None
        self._seen: datetime | None = None

    def use(self, is_synced: Callable[[], bool]) -> None:
        """Ask *is_synced* whether the network has set the clock since it was last set by hand."""
        self._is_synced = is_synced

    def begin(self) -> None:
        """Judge the clock at a start. What was held before stays held."""
        with self._store.read() as connection:
            kept = settings.get(connection, _HELD)
            seen = settings.get(connection, _SEEN)
            newest = from_ms(int(seen)) if seen else clock_held.newest_row(connection)
        now = self._now()
        with self._guard:
            self._kept = _read(kept) if kept else None
            self._hold = self._kept or _odd(now, newest)
            self._base = now, self._steady()
            self._base_is_right = self._hold is None
            self._judge(now)
            hold = self._hold
        if hold is not None:
            log.warning("clock_not_trusted why=%s", hold.why)

    @property
    def hold(self) -> Hold | None:
        """Why schedules wait; None while the clock is believed."""
        return self._hold

    def holds(self, now: datetime) -> bool:
        """Whether what is planned must wait, the clock on the wall showing *now*."""
        with self._guard:
            before = self._hold
            if self._base is not None:
                self._judge(now)
            hold = self._hold
        if hold != before:
            log.warning("clock_trust why=%s", hold.why if hold else "right_again")
            # What is kept of it is written by the scheduler: whoever asks may be amid something else.
            self._store.work.ring()
        return hold is not None

    def confirm(self, shown: datetime) -> None:
        """A person saw *shown* and says that the clock is right. Raises ``Conflict`` if it has changed since."""
        now = self._now()
        if abs(now - shown) > TOLERANCE:
            raise Conflict("The clock has changed since you looked. Look at it again.", code="clock_changed")
        with self._guard:
            self._believe(now)
        self.run(now)
        self._store.work.ring()
        self._store.changed.ring()

    # --- what the clock asks

    def run(self, now: datetime) -> None:
        """Judge the clock, and write down what a restart must know."""
        self.holds(now)
        with self._writing:
            hold = self._hold
            is_old = self._seen is None or not timedelta() <= now - self._seen < SEEN_EVERY
            if self._base is None or not (hold != self._kept or (is_old and hold is None)):
                return
            with self._store.write() as connection:
                settings.put(connection, _HELD, _written(hold))
                if hold is None:
                    settings.put(connection, _SEEN, str(to_ms(now)))
            self._kept, self._seen = hold, now

    def next_moment(self, now: datetime) -> datetime | None:
        """When to look again."""
        return now + SEEN_EVERY

    def _judge(self, now: datetime) -> None:
        assert self._base is not None
        shown, steady = self._base
        off_by = now - shown - timedelta(seconds=self._steady() - steady)
        doubtful = self._hold is not None or abs(off_by) > TOLERANCE
        if not doubtful:
            return
        if self._is_synced():
            self._believe(now)
        elif not self._base_is_right:
            return
        elif abs(off_by) <= TOLERANCE:
            self._hold = None
        elif self._hold is None or abs(off_by - self._hold.by) > TOLERANCE:
            self._hold = Hold(Why.JUMPED, off_by)

    def _believe(self, now: datetime) -> None:
        self._base, self._base_is_right, self._hold = (now, self._steady()), True, None


class Chore(Protocol):
    """One kind of work that the clock makes due."""

    def run(self, now: datetime) -> None:
        """Do all that is due at *now*."""

    def next_moment(self, now: datetime) -> datetime | None:
        """When there is something to do next, as far as is known."""
        ...


class WhileTrusted:
    """A chore that rests while nobody knows the time: what it does by a wrong clock could not be undone."""

    def __init__(self, chore: Chore, trust: ClockTrust) -> None:
        self._chore = chore
        self._trust = trust

    def run(self, now: datetime) -> None:
        """Do all that is due at *now*, if it is believed."""
        if not self._trust.holds(now):
            self._chore.run(now)

    def next_moment(self, now: datetime) -> datetime | None:
        """When there is something to do next; unknown while the clock is doubted."""
        return None if self._trust.holds(now) else self._chore.next_moment(now)


def _odd(now: datetime, seen: datetime | None) -> Hold | None:
    if now < EARLIEST:
        return Hold(Why.UNSET, now - (seen or EARLIEST))
    if seen is not None and now < seen - BACK:
        return Hold(Why.BEHIND, now - seen)
    if seen is not None and now > seen + LONG_OFF:
        return Hold(Why.AHEAD, now - seen)
    return None


def _written(hold: Hold | None) -> str:
    return "" if hold is None else json.dumps({"why": hold.why, "seconds": round(hold.by.total_seconds())})


def _read(written: str) -> Hold:
    said = json.loads(written)
    return Hold(Why(said["why"]), timedelta(seconds=said["seconds"]))
