"""Whose date comes next: what a broadcast on a date of theirs would do on the days to come. Nothing is written."""

from __future__ import annotations

import sqlite3
from calendar import isleap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from modemsms import clock
from modemsms.services.admission import Admission, Terms
from modemsms.services.audience import Audience, Audiences, Dated
from modemsms.services.recurrence import Recurrence
from modemsms.services.wall import moment_of
from modemsms.store import their_dates
from modemsms.store.audience import Part
from modemsms.store.database import Store
from modemsms.store.their_dates import Day

__all__ = ["Next", "TheirDate", "TheirDates"]

SHOWN = 5

# So many are looked at for those who may be texted.
LOOKED_AT = 40


@dataclass(frozen=True, slots=True)
class TheirDate:
    """Who gets it *at* which moment. *name* is empty where nobody knows it."""

    number: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Next:
    """How many are *meant*, how many of them have that date at all (*known*), and whose day comes next."""

    meant: int
    known: int
    people: tuple[TheirDate, ...]


class TheirDates:
    """Looks ahead over the days of the year."""

    def __init__(
        self,
        store: Store,
        all_audiences: Audiences,
        admission: Admission,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._audiences = all_audiences
        self._admission = admission
        self._now = now

    def next(self, audience: Audience, recurrence: Recurrence, text: str = "") -> Next:
        """Whose date comes next from the next day of *recurrence* on. Raises ``InvalidInput``.

        Of these, who would get none of *text* is left out.
        """
        checked = self._audiences.checked(audience)
        assert checked.dated is not None
        now = self._now()
        first = recurrence.next_after(now)
        with self._store.read() as connection:
            wanted, unwanted = self._audiences.parts(connection, replace(checked, dated=None), None)
            meant, known = their_dates.count(connection, wanted, unwanted, _field_of(checked.dated))
            days = () if first is None else _coming(connection, wanted, unwanted, checked.dated, first.key)
            found = [
                TheirDate(one.number, one.name, moment_of(day, recurrence.at, recurrence.zone))
                for one, day in days
            ]
            verdicts = self._admission.judge(connection, Terms(text=text, starts=now), found, 0, 1)
        fine = (one for one, verdict in zip(found, verdicts, strict=True) if verdict.reason is None)
        return Next(meant, known, tuple(islice(fine, SHOWN)))


def _coming(
    connection: sqlite3.Connection, wanted: Part, unwanted: Part, dated: Dated, first: date
) -> Iterator[tuple[Day, date]]:
    """The next ones from the occurrence of day *first* on, in their order, each with the day of it."""

    def look(since: str, limit: int) -> list[Day]:
        return their_dates.since(connection, wanted, unwanted, _field_of(dated), since, limit)

    off = timedelta(days=dated.days)
    if dated.yearly:
        yield from ((one, day + off) for one, day in _over_the_year(look, first - off))
    else:
        found = look((first - off).isoformat(), LOOKED_AT)
        yield from ((one, date.fromisoformat(one.day) + off) for one in found)


def _field_of(dated: Dated) -> int | None:
    """The row of the field; None for the birthday."""
    return None if dated.what == "birthday" else int(dated.what[1:])


def _over_the_year(look: Callable[[str, int], list[Day]], since: date) -> Iterator[tuple[Day, date]]:
    """Those of the rest of the year of *since*, then those of the next one up to that day."""
    found = look(f"{since:%m-%d}", LOOKED_AT)
    yield from ((one, _in_year(one.day, since.year)) for one in found)
    if len(found) < LOOKED_AT:
        early = (one for one in look("01-01", LOOKED_AT - len(found)) if one.day < f"{since:%m-%d}")
        yield from ((one, _in_year(one.day, since.year + 1)) for one in early)


def _in_year(written: str, year: int) -> date:
    """Who was born on 29 February has the 28th where there is none."""
    if written == "02-29" and not isleap(year):
        written = "02-28"
    return date.fromisoformat(f"{year:04}-{written}")
