"""What the shop sent and got in a span of days: by day, SIM card, group and broadcast, and what went wrong.

Nothing here reads the texts: what reports say is counted when it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from modemsms import clock
from modemsms.clock import UTC
from modemsms.errors import InvalidInput
from modemsms.services.shop import Shop
from modemsms.store import shop_reports, sims
from modemsms.store.database import Store
from modemsms.store.shop_reports import ANSWERS, WAITS, Cast, Cause, Counts, Heard, Invalid

__all__ = [
    "Cast",
    "Cause",
    "Counts",
    "DayLine",
    "Days",
    "GroupLine",
    "Invalid",
    "Invalids",
    "ShopReports",
    "SimLine",
    "answered_within",
    "delivered_within",
]

LONGEST = timedelta(days=366)
MOST_LINES = 500

_NOBODY = Heard(0, 0, (0,) * (len(ANSWERS) + 1))


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day. *answers* is how many were answered within each of ``ANSWERS`` seconds."""

    date: date
    counts: Counts
    received: int
    opted_out: int
    answers: tuple[int, ...]

    def __add__(self, other: DayLine) -> DayLine:
        return DayLine(
            self.date,
            self.counts + other.counts,
            self.received + other.received,
            self.opted_out + other.opted_out,
            tuple(mine + theirs for mine, theirs in zip(self.answers, other.answers, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class SimLine:
    """The texts of one SIM card. *id* is 0 for those that never reached one; *currency* may be empty."""

    id: int
    name: str
    currency: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The texts to those who were in a group then, what came from them, and how many left."""

    id: int
    name: str
    received: int
    opted_out: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Days:
    """Every day of a span, and the SIM cards that it was sent from."""

    days: Sequence[DayLine]
    sims: Sequence[SimLine]

    @property
    def total(self) -> DayLine:
        """All days together."""
        total = self.days[0]
        for day in self.days[1:]:
            total += day
        return total

    @property
    def currency(self) -> str | None:
        """The one in which all has a price; None where SIM cards differ, or none has any."""
        known = {sim.currency for sim in self.sims if sim.counts.cost_micros}
        return known.pop() if len(known) == 1 else None


@dataclass(frozen=True, slots=True)
class Invalids:
    """Some numbers that nobody has, and the cursor of what follows."""

    numbers: Sequence[Invalid]
    next: str | None


class ShopReports:
    """Reports over spans of the shop's own days, both ends included."""

    def __init__(self, store: Store, shop: Shop, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._shop = shop
        self._now = now

    def today(self) -> date:
        """The day that it is in the shop."""
        return self._now().astimezone(self._shop.zone).date()

    def span(self, first: date | None, last: date | None) -> tuple[date, date]:
        """The days meant; without an end today, without a beginning 30 days. Raises ``InvalidInput``."""
        last = self.today() if last is None else last
        if not 1970 < last.year < 2200:
            raise InvalidInput("to", "Choose a day of this century.")
        first = last - timedelta(days=29) if first is None else first
        if first > last:
            raise InvalidInput("from", "The first day is after the last one.")
        if last - first >= LONGEST:
            raise InvalidInput("from", "Choose at most 12 months.")
        return first, last

    def days(self, first: date, last: date) -> Days:
        """Each day from *first* to *last*, also those on which nothing happened."""
        with self._store.read() as connection:
            by_day = shop_reports.by_day(connection, first, last)
            by_sim = shop_reports.by_sim(connection, first, last)
            heard = shop_reports.heard(connection, first, last)
            cards = {row: (card.title, card.currency) for row, card in sims.all_terms(connection).items()}
        dates = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
        lines = [
            DayLine(
                day,
                by_day.get(day, Counts()),
                heard.get(day, _NOBODY).received,
                heard.get(day, _NOBODY).opted_out,
                heard.get(day, _NOBODY).answers,
            )
            for day in dates
        ]
        used = [
            SimLine(sim_id, *cards.get(sim_id, ("", "")), counts)
            for sim_id, counts in by_sim.items()
            if counts != Counts()
        ]
        return Days(lines, sorted(used, key=lambda line: (-line.counts.sent, line.id)))

    def groups(self, first: date, last: date) -> list[GroupLine]:
        """By group; a text to somebody in two groups counts in both."""
        with self._store.read() as connection:
            found = shop_reports.by_group(connection, first, last, MOST_LINES)
        return [GroupLine(*line) for line in found]

    def broadcasts(self, first: date, last: date) -> list[Cast]:
        """The runs of broadcasts, the newest first."""
        with self._store.read() as connection:
            ends = self.begin(last + timedelta(days=1))
            return shop_reports.by_broadcast(connection, self.begin(first), ends, MOST_LINES)

    def causes(self, first: date, last: date) -> list[Cause]:
        """Why texts failed, the most frequent first."""
        with self._store.read() as connection:
            return shop_reports.causes(connection, first, last, MOST_LINES)

    def invalid_numbers(self, after: str | None = None, limit: int = 50) -> Invalids:
        """Numbers that nobody has, the newest first, beyond *after* (a page's ``next``)."""
        with self._store.read() as connection:
            found, more = shop_reports.invalid_numbers(connection, _position(after), limit)
        return Invalids(found, None if more is None else f"{more[0]}-{more[1]}")

    def begin(self, day: date) -> datetime:
        """The moment at which *day* begins in the shop."""
        return datetime(day.year, day.month, day.day, tzinfo=self._shop.zone).astimezone(UTC)


def delivered_within(counts: Counts, share: float) -> float | None:
    """Within about how many seconds *share* of the delivered texts arrived; None where none did."""
    return _within(counts.waits, WAITS, share)


def answered_within(answers: Sequence[int], share: float) -> float | None:
    """Within about how many seconds the shop answered *share* of those whom it answered."""
    return _within(answers, ANSWERS, share)


def _within(classes: Sequence[int], ends: Sequence[int], share: float) -> float | None:
    """A quantile, as if each class were filled evenly; the last class counts as its lower end."""
    wanted = share * sum(classes)
    if not wanted:
        return None
    lower = 0
    for number, upper in zip(classes, ends, strict=False):
        if number and number >= wanted:
            return lower + (upper - lower) * wanted / number
        wanted -= number
        lower = upper
    return float(lower)


def _position(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    at, _, row = cursor.partition("-")
    if not (at.isascii() and at.isdecimal() and row.isascii() and row.isdecimal() and len(cursor) < 36):
        raise InvalidInput("after", "after is not the cursor of a page of this list.")
    return int(at), int(row)
