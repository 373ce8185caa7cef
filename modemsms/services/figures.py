"""What the shop sent and got: days as the shop's clock has them, and the texts behind each figure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from modemsms import clock
from modemsms.clock import UTC, to_ms
from modemsms.services.shop import Shop
from modemsms.store import figures
from modemsms.store.database import Store
from modemsms.store.figures import Kind
from modemsms.store.messages import Message

__all__ = ["Day", "Figures", "Kind", "Texts"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day's texts. One that the network took and that arrived counts in both."""

    date: date
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Texts:
    """Some texts of a day, oldest first, and the cursor of what follows."""

    texts: Sequence[Message]
    next: tuple[int, int] | None


class Figures:
    """Counts by day. The hours are counted when it happens, so no count reads the texts."""

    def __init__(self, store: Store, shop: Shop, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._shop = shop
        self._now = now

    def days(self, count: int) -> Sequence[Day]:
        """The last *count* days, today last, also those on which nothing happened.

        In a zone that is half an hour off, an hour belongs to the day in which it begins.
        """
        today = self._now().astimezone(self._shop.zone).date()
        dates = [today - timedelta(days=back) for back in range(count - 1, -1, -1)]
        starts = [self.begin(one) for one in dates]
        sums = [[0, 0, 0, 0] for _ in dates]
        starts_ms = [to_ms(start) for start in starts]
        with self._store.read() as connection:
            for hour in figures.hours(connection, starts[0], self.begin(today + timedelta(days=1))):
                day = sums[max(0, bisect_right(starts_ms, hour.begins_ms) - 1)]
                for place, more in enumerate((hour.sent, hour.delivered, hour.failed, hour.received)):
                    day[place] += more
        return [Day(one, *counts) for one, counts in zip(dates, sums, strict=True)]

    def any(self) -> bool:
        """Whether any text ever went or came."""
        with self._store.read() as connection:
            return figures.any_hour(connection)

    def texts(self, day: date, kind: Kind, after: tuple[int, int] | None = None, limit: int = 50) -> Texts:
        """The texts behind one figure of *day*; *after* is another page's ``next``."""
        begins, ends = self.begin(day), self.begin(day + timedelta(days=1))
        with self._store.read() as connection:
            return Texts(*figures.of_day(connection, kind, begins, ends, after, limit))

    def begin(self, day: date) -> datetime:
        """The moment at which *day* begins in the shop."""
        return datetime(day.year, day.month, day.day, tzinfo=self._shop.zone).astimezone(UTC)
