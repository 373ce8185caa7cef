"""The last thirty days as columns: what was sent (and of that delivered), and what came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from modemsms.services.figures import Day

DAYS = 30

# In units of the drawing, which is stretched to its place.
SLOT, COLUMN, HEIGHT = 20, 7, 100

# A column of one text can still be seen beside one of thousands.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Column:
    """The figures of a day, and where its columns stand. *begins* is the shop's midnight."""

    day: Day
    begins: datetime
    x: int
    sent: int
    delivered: int
    received: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing, *width* by *height*; *most* is what its highest column stands for."""

    columns: Sequence[Column]
    most: int
    sent: int
    delivered: int
    received: int
    failed: int

    @property
    def width(self) -> int:
        """Of the whole drawing."""
        return SLOT * len(self.columns)

    @property
    def height(self) -> int:
        """Of the highest column."""
        return HEIGHT

    @property
    def slot(self) -> int:
        """The width of a day."""
        return SLOT

    @property
    def column(self) -> int:
        """The width of a column."""
        return COLUMN


def drawn(days: Sequence[Day], begin: Callable[[date], datetime]) -> Chart:
    """The chart of *days*."""
    most = max((max(day.sent, day.delivered, day.received) for day in days), default=0)

    def high(count: int) -> int:
        return max(LEAST, round(HEIGHT * count / most)) if count else 0

    columns = [
        Column(day, begin(day.date), place * SLOT, high(day.sent), high(day.delivered), high(day.received))
        for place, day in enumerate(days)
    ]
    return Chart(
        columns,
        most,
        sent=sum(day.sent for day in days),
        delivered=sum(day.delivered for day in days),
        received=sum(day.received for day in days),
        failed=sum(day.failed for day in days),
    )
