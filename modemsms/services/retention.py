"""How long texts are kept: for ever, unless the owner sets a number of years."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import InvalidInput
from modemsms.services.kept import Kept
from modemsms.store import forgetting
from modemsms.store.database import Store

log = logging.getLogger(__name__)

_KEPT = "keep.years"
_FROM = "keep.from"

FOR_EVER = 0
YEARS = (FOR_EVER, 1, 2, 3, 5, 10)
YEAR = timedelta(days=365.25)

EVERY = timedelta(hours=24)

# What was set by mistake can be set back for so long before anything is gone.
GRACE = timedelta(days=1)

# One transaction, and one visit of the scheduler, which has other things to do.
SLICE_SECONDS = 0.02
VISIT_SECONDS = 0.25
SLICE = 100

# A million texts take a second to count, on a small box several; beyond this about so many is near enough.
MOST_COUNTED = 5000


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be forgotten: so many *texts*, the oldest from *oldest_at*; beyond a few thousand not exactly."""

    texts: int
    oldest_at: datetime | None
    is_exact: bool = True


class Retention:
    """A chore of the scheduler. What waits, or what nobody knows the end of, is never forgotten."""

    def __init__(self, store: Store, kept: Kept, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._kept = kept
        self._now = now
        self._next: datetime | None = None
        self._after = 0

    def years(self) -> int:
        """How many years texts stay; ``FOR_EVER`` is 0."""
        return int(self._kept.get(_KEPT) or FOR_EVER)

    def begins_at(self) -> datetime | None:
        """From when on texts are forgotten; None while they stay for ever."""
        said = self._kept.get(_FROM)
        return datetime.fromisoformat(said) if said and self.years() != FOR_EVER else None

    def would_lose(self, years: int) -> Loss:
        """What *years* would forget now. Raises ``InvalidInput``."""
        _check(years)
        with self._store.read() as connection:
            oldest_at = forgetting.oldest_at(connection)
            if years == FOR_EVER or oldest_at is None:
                return Loss(0, oldest_at)
            before = self._now() - years * YEAR
            texts = forgetting.count(connection, before, MOST_COUNTED)
            if texts < MOST_COUNTED:
                return Loss(texts, oldest_at)
            about = forgetting.about(connection, before)
        return Loss(max(texts, about), oldest_at, is_exact=False)

    def change(self, years: int) -> None:
        """Keep texts for *years* from now on. Raises ``InvalidInput``."""
        _check(years)
        self._kept.put({_KEPT: str(years), _FROM: (self._now() + GRACE).isoformat()})
        self._next, self._after = None, 0
        self._store.work.ring()

    def run(self, now: datetime) -> None:
        """Forget what is over, a little at each visit."""
        # A clock that was set back must not put it off for long.
        due = self._next is None or not now < self._next <= now + EVERY
        if not due:
            return
        begins_at = self.begins_at()
        if begins_at is not None and begins_at > now:
            self._next = min(begins_at, now + EVERY)
        elif begins_at is None or self._visit(now - self.years() * YEAR):
            self._next, self._after = now + EVERY, 0

    def next_moment(self, now: datetime) -> datetime | None:
        """When to look again."""
        return self._next or now

    def _visit(self, before: datetime) -> bool:
        """Forget for a while; whether nothing old is left."""
        with self._store.read() as connection:
            newest = forgetting.newest_old(connection, before)
        enough = clock.monotonic() + VISIT_SECONDS
        while clock.monotonic() < enough:
            with self._store.read() as connection:
                found = forgetting.old(connection, before, after=self._after, newest=newest, limit=SLICE)
            if not found:
                return True
            self._forget(found)
        return False

    def _forget(self, found: list[forgetting.Old]) -> None:
        enough = clock.monotonic() + SLICE_SECONDS
        with self._store.write() as connection:
            for message in found:
                forgetting.forget(connection, message)
                self._after = message.id
                if clock.monotonic() >= enough:
                    break
        log.info("texts_forgotten up_to=%d", self._after)


def _check(years: int) -> None:
    if years not in YEARS:
        raise InvalidInput("years", "Choose a time from the list.")
