"""How fast a SIM may send: limits that put off and never fail anything, and pauses like a person's."""

from __future__ import annotations

import random
import sqlite3
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum

from modemsms.clock import UTC, from_ms, to_ms
from modemsms.store import segments, sims
from modemsms.store.sims import Terms


class Priority(IntEnum):
    """Whose text goes first."""

    PERSON = 0
    API = 1
    BULK = 2


# Bulk leaves a fifth of every limit to people.
BULK_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Limits:
    """Segments that a SIM may send in a minute, an hour, a day, a month; 0 is no limit."""

    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0
    per_month: int = 0

    def windows(self) -> list[tuple[timedelta, int]]:
        """The rolling limits that are set, each with its window."""
        pairs = [
            (timedelta(minutes=1), self.per_minute),
            (timedelta(hours=1), self.per_hour),
            (timedelta(days=1), self.per_day),
        ]
        return [(window, limit) for window, limit in pairs if limit]

    def of(self, terms: Terms) -> Limits:
        """These, where the SIM has none of its own."""
        own = {
            name: value
            for name in ("per_minute", "per_hour", "per_day", "per_month")
            if (value := getattr(terms, name)) is not None
        }
        return replace(self, **own) if own else self


@dataclass(frozen=True, slots=True)
class Month:
    """A SIM's month: from the day on which its bundle begins anew, in the shop's time, to the next."""

    begins: datetime
    ends: datetime

    @classmethod
    def around(cls, now: datetime, day: int, zone: tzinfo) -> Month:
        """The month that *now* lies in. A month without the *day* begins on its last one."""
        today = now.astimezone(zone).date()
        first = today.replace(day=1)
        begins = _begin_in(first, day)
        if today < begins:
            first = (first - timedelta(days=1)).replace(day=1)
            begins = _begin_in(first, day)
        ends = _begin_in((first + timedelta(days=32)).replace(day=1), day)
        return cls(_midnight(begins, zone), _midnight(ends, zone))


def _begin_in(first: date, day: int) -> date:
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def used_in_month(connection: sqlite3.Connection, terms: Terms, month: Month) -> int:
    """How many segments of a SIM's month are used: what was taken, or may have been."""
    if terms.month_from == to_ms(month.begins):
        return terms.month_units
    return segments.billed_since(connection, terms.id, month.begins)


def keep_month(connection: sqlite3.Connection, terms: Terms, month: Month) -> int:
    """``used_in_month``, and remembered from now on. Inside a ``write``."""
    used = used_in_month(connection, terms, month)
    if terms.month_from != to_ms(month.begins):
        sims.set_month(connection, terms.id, month.begins, used)
    return used


def has_allowance(terms: Terms, used: int) -> bool:
    """Whether the SIM's next text costs nothing more: one of its bundle, or of a flat rate."""
    return terms.price_micros == 0 or used < terms.bundle


@dataclass(frozen=True, slots=True)
class Leave:
    """When a SIM may send next; None is at once. Bulk by its share of the limits, all else by the whole.

    *after_pause* is when the pause since its last text is over for what a person did not write himself,
    *after_least* for what one did.
    """

    people_at: datetime | None = None
    bulk_at: datetime | None = None
    after_least: datetime | None = None
    after_pause: datetime | None = None

    @property
    def lowest(self) -> Priority | None:
        """What the limits let through: everything up to this; None is nothing."""
        if self.people_at is not None:
            return None
        return Priority.API if self.bulk_at is not None else Priority.BULK

    @property
    def lowest_new(self) -> Priority | None:
        """The same for a text that has not begun: the pauses are between texts, not within one."""
        if self.lowest is None or self.after_least is not None:
            return None
        return Priority.PERSON if self.after_pause is not None else self.lowest

    @property
    def more_at(self) -> datetime | None:
        """When more may be sent than now."""
        moments = (self.people_at, self.bulk_at, self.after_least, self.after_pause)
        return min((moment for moment in moments if moment is not None), default=None)

    def limited_until(self, priority: Priority) -> datetime | None:
        """Until when the limits hold a text of *priority* back."""
        return self.bulk_at if priority is Priority.BULK else self.people_at


class Budget:
    """What a SIM has left of its limits at one moment. Reads each window once."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        sim_id: int,
        limits: Limits,
        now: datetime,
        *,
        month: Month | None = None,
        used_in_month: int = 0,
    ) -> None:
        self._connection = connection
        self._sim_id = sim_id
        self._now = now
        self._windows = [
            (window, limit, segments.left_between(connection, sim_id, now - window, now))
            for window, limit in limits.windows()
        ]
        self._month = month if limits.per_month else None
        self._month_limit = limits.per_month
        self._month_used = used_in_month

    def free_at(self, priority: Priority, units: int = 1) -> datetime | None:
        """When *units* segments more fit into every limit; None is now.

        A message that is longer than a whole limit fits once nothing else is in the window.
        """
        moments = [
            moment
            for window, limit, used in self._windows
            if (moment := self._window_free_at(window, _share(limit, priority), used, units)) is not None
        ]
        if self._month is not None:
            share = _share(self._month_limit, priority)
            if self._month_used > share - min(units, share):
                moments.append(self._month.ends)
        return max(moments, default=None)

    def _window_free_at(self, window: timedelta, share: int, used: int, units: int) -> datetime | None:
        most = share - min(units, share)
        if used <= most:
            return None
        left = 0
        for started_ms, count in segments.left_within(
            self._connection, self._sim_id, self._now - window, self._now
        ):
            left += count
            if left > most:
                return from_ms(started_ms) + window
        return None


def _share(limit: int, priority: Priority) -> int:
    return max(1, int(limit * BULK_SHARE)) if priority is Priority.BULK else limit


def pause_after(attempt_id: int, spacing: tuple[timedelta, timedelta]) -> timedelta:
    """How long a SIM pauses after an attempt: random within *spacing*, and the same whenever it is asked.

    So a restart in between makes the pause neither longer nor shorter. In whole milliseconds, as moments
    are kept.
    """
    least, most = spacing
    more_ms = (most - least) // timedelta(milliseconds=1)
    return least + timedelta(milliseconds=random.Random(attempt_id).randint(0, more_ms))


def leave(
    connection: sqlite3.Connection,
    sim_id: int,
    budget: Budget,
    spacing: tuple[timedelta, timedelta],
    now: datetime,
) -> Leave:
    """What limits and pauses allow the SIM at *now*.

    What a person wrote just now waits for the shortest pause only: a customer waits for it, and nobody
    can tell it from a text that was typed on a phone.
    """
    people_at, bulk_at = budget.free_at(Priority.PERSON), budget.free_at(Priority.BULK)
    if not spacing[1]:
        return Leave(people_at, bulk_at)
    last = segments.last_text(connection, sim_id, now)
    if last is None:
        return Leave(people_at, bulk_at)
    after_least, after_pause = last.left_at + spacing[0], last.left_at + pause_after(last.attempt_id, spacing)
    return Leave(
        people_at,
        bulk_at,
        after_least if after_least > now else None,
        after_pause if after_pause > now else None,
    )
