"""The columns of a report: a day each, or a month each where there are many days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from modemsms.services.shop_reports import DayLine

# In units of the drawing, which is stretched to its place. A column of one text can be seen beside one of thousands.
SLOT, COLUMN, HEIGHT, LEAST = 20, 7, 100, 3

MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class Column:
    """What happened on a day, or in a month, and how high its columns are. *begins* is the shop's midnight."""

    line: DayLine
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
    by_month: bool
    slot: int = SLOT
    column: int = COLUMN
    height: int = HEIGHT

    @property
    def width(self) -> int:
        """Of the whole drawing."""
        return SLOT * len(self.columns)


def drawn(days: Sequence[DayLine], begin: Callable[[date], datetime]) -> Chart:
    """The chart of *days* (at least one)."""
    by_month = len(days) > MOST_DAYS
    lines = [_sum(list(some)) for _, some in groupby(days, _month)] if by_month else list(days)
    most = max(max(line.counts.sent, line.received) for line in lines)

    def high(count: int) -> int:
        return max(LEAST, round(HEIGHT * count / most)) if count else 0

    columns = [
        Column(
            line,
            begin(line.date),
            place * SLOT,
            high(line.counts.sent),
            high(line.counts.delivered),
            high(line.received),
        )
        for place, line in enumerate(lines)
    ]
    return Chart(columns, most, by_month)


def _month(line: DayLine) -> tuple[int, int]:
    return line.date.year, line.date.month


def _sum(lines: list[DayLine]) -> DayLine:
    total = lines[0]
    for line in lines[1:]:
        total += line
    return total
