"""What is seen of broadcasts while they run, at no cost worth counting: pages ask for it once a second."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from modemsms.services.broadcasts import Broadcast, Occurrence, Seen
from modemsms.store import broadcasts, occurrences, recipients
from modemsms.store.database import Store
from modemsms.store.recipients import Answer

__all__ = ["Answer", "Progress"]

# So many occurrences are remembered with why people were left out of them.
REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class _Reasons:
    left_out: int
    by_code: dict[str, int]


class Progress:
    """Looks on. Safe to use from every thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._known: dict[int, _Reasons] = {}

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
            return recipients.answers(connection, occurrence_id, limit)

    def left_out(self, occurrence: Occurrence) -> dict[str, int]:
        """How many did not get it, by the code of why; rows are counted only when its figure has moved."""
        if not occurrence.tally.left_out:
            return {}
        with self._guard:
            known = self._known.get(occurrence.id)
        if known is not None and known.left_out == occurrence.tally.left_out:
            return known.by_code
        with self._store.read() as connection:
            counted = recipients.reasons(connection, occurrence.id)
        with self._guard:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[occurrence.id] = _Reasons(occurrence.tally.left_out, counted)
        return counted
