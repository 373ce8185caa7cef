"""What somebody who opens the shop wants to know: who waits, what failed, what goes out today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.services.shop import Shop
from modemsms.store import broadcasts, conversations, outbox, unanswered
from modemsms.store.database import Store
from modemsms.store.unanswered import Unanswered

__all__ = ["Morning", "Overview", "Unanswered"]

# More than so many are "1000+": a count reads each of them.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Overview:
    """How many wait for an answer, need a look, and are scheduled for the rest of today, broadcasts included."""

    waiting: int
    attention: int
    scheduled_today: int


class Morning:
    """The one look."""

    def __init__(self, store: Store, shop: Shop, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._shop = shop
        self._now = now

    def overview(self) -> Overview:
        """The figures, each counted up to ``MOST``."""
        midnight = self.midnight()
        with self._store.read() as connection:
            return Overview(
                waiting=unanswered.count(connection, MOST),
                attention=conversations.needing_attention(connection, MOST),
                scheduled_today=min(
                    MOST,
                    outbox.scheduled_before(connection, midnight, MOST)
                    + broadcasts.coming_before(connection, midnight, MOST),
                ),
            )

    def midnight(self) -> datetime:
        """The end of today on the shop's calendar."""
        tomorrow = self._now().astimezone(self._shop.zone).date() + timedelta(days=1)
        return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=self._shop.zone)

    def waiting(self, after: tuple[datetime, int] | None = None, limit: int = 50) -> Sequence[Unanswered]:
        """Who waits for an answer, longest first, beyond *after*."""
        with self._store.read() as connection:
            return unanswered.oldest_first(connection, after, limit)
