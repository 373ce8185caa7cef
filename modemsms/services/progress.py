"""What is seen of broadcasts while they run, at no cost worth counting: pages ask for it once a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.services.broadcasts import Broadcast, Occurrence, Seen
from modemsms.store import broadcasts, occurrences, recipients, results
from modemsms.store.database import Store
from modemsms.store.results import Answer

__all__ = ["Ahead", "Answer", "Progress"]

# So many occurrences are remembered.
REMEMBERED = 200

# Who is still to come is counted once in this time, however many pages look on.
COUNTED_ANEW = timedelta(seconds=10)

# The pace is that of the last minute or so.
LOOKED_BACK = timedelta(seconds=60)
BETWEEN_LOOKS = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who is still to come: how many of each SIM's own people and of nobody's, and when the last one's turn comes."""

    by_home: Mapping[int | None, int]
    last_at: datetime | None


@dataclass(slots=True)
class _Memory:
    left_out: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    ahead: Ahead | None = None
    counted_at: datetime | None = None
    looks: list[tuple[datetime, int]] = field(default_factory=list)


class Progress:
    """Looks on. Safe to use from every thread."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now
        self._guard = threading.Lock()
        self._known: dict[int, _Memory] = {}

    def under_way(self) -> list[Seen]:
        """Each occurrence that runs or is paused, those that run first, with its broadcast."""
        with self._store.read() as connection:
            found = [
                *occurrences.under_way(connection, "running"),
                *occurrences.under_way(connection, "paused"),
            ]
            return [Seen(broadcasts.by_row(connection, one.broadcast_id), one) for one in found]

    def begins_before(self, until: datetime, limit: int = 20) -> list[Broadcast]:
        """The broadcasts of which an occurrence begins before *until*, the next one first."""
        with self._store.read() as connection:
            found = broadcasts.coming(connection, limit)
        return [one for one in found if one.next_at is not None and one.next_at < until]

    def answers(self, occurrence_id: int, limit: int = 6) -> list[Answer]:
        """The first text that each wrote back within a week, the newest on top."""
        with self._store.read() as connection:
            return results.answers(connection, occurrence_id, limit)

    def left_out(self, occurrence: Occurrence) -> dict[str, int]:
        """How many did not get it, by the code of why; rows are counted only when its figure has moved."""
        if not occurrence.tally.left_out:
            return {}
        with self._guard:
            memory = self._of(occurrence.id)
            if memory.left_out == occurrence.tally.left_out:
                return memory.reasons
        with self._store.read() as connection:
            reasons = results.reasons(connection, occurrence.id)
        with self._guard:
            memory.left_out, memory.reasons = occurrence.tally.left_out, reasons
        return reasons

    def ahead(self, occurrence: Occurrence) -> Ahead:
        """Who is still to come, as of some seconds ago."""
        now = self._now()
        with self._guard:
            memory = self._of(occurrence.id)
            if memory.ahead and memory.counted_at and abs(now - memory.counted_at) < COUNTED_ANEW:
                return memory.ahead
        with self._store.read() as connection:
            ahead = Ahead(*recipients.ahead(connection, occurrence.id))
        with self._guard:
            memory.ahead, memory.counted_at = ahead, now
        return ahead

    def per_minute(self, occurrence: Occurrence) -> int | None:
        """How many left in a minute lately, as far as anybody looked on for some seconds; else None."""
        now, out = self._now(), occurrence.tally.out
        with self._guard:
            looks = self._of(occurrence.id).looks
            while looks and not timedelta() <= now - looks[0][0] <= LOOKED_BACK:
                looks.pop(0)
            if not looks or now - looks[-1][0] >= BETWEEN_LOOKS:
                looks.append((now, out))
            began, before = looks[0]
        if now - began < 2 * BETWEEN_LOOKS or out < before:
            return None
        return round((out - before) * (timedelta(minutes=1) / (now - began)))

    def _of(self, occurrence_id: int) -> _Memory:
        if occurrence_id not in self._known and len(self._known) >= REMEMBERED:
            self._known.clear()
        return self._known.setdefault(occurrence_id, _Memory())
