"""The signal of each modem over the last day: a sample every five minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.services.modems import Modems
from modemsms.store import signals
from modemsms.store.database import Store

__all__ = ["EVERY", "Sample", "Signals"]

EVERY = timedelta(minutes=5)
KEPT = timedelta(days=2)

# After a start the modems are still looking for their networks.
SOON = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Sample:
    """How strong the signal was *at* a moment."""

    at: datetime
    dbm: int


class Signals:
    """A chore of the scheduler, and what it wrote down."""

    def __init__(self, store: Store, modems: Modems, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._modems = modems
        self._now = now
        self._next: datetime | None = None

    def run(self, now: datetime) -> None:
        """Take a sample of every modem that tells its signal, when it is time."""
        # A clock that was set back makes it due, too.
        if now < self.next_moment(now) <= now + EVERY:
            return
        told = {
            modem.name: modem.signal_dbm
            for modem in self._modems.list()
            if modem.signal_dbm is not None and modem.state in {"ready", "paused"}
        }
        self._next = now + (EVERY if told else SOON)
        if not told:
            return
        with self._store.write() as connection:
            signals.add(connection, now, told)
            signals.prune(connection, now - KEPT)

    def next_moment(self, now: datetime) -> datetime:
        """When the next sample is due."""
        return self._next or now

    def of(self, modem: str, length: timedelta = timedelta(days=1)) -> Sequence[Sample]:
        """The samples of *modem* over the last *length*, in order."""
        with self._store.read() as connection:
            return [Sample(*row) for row in signals.since(connection, modem, self._now() - length)]
