"""The thread for what the clock makes due; woken when something new may be due sooner."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from modemsms import clock
from modemsms.errors import StoreUnavailable
from modemsms.events import Bell
from modemsms.store.database import Store

log = logging.getLogger(__name__)

# The longest sleep: a clock that was set forward makes things due that no timer knows of.
SAFETY_LOOK = timedelta(seconds=30)
STORE_RETRY = timedelta(seconds=2)
PRUNE_EVERY = timedelta(hours=6)


class Chore(Protocol):
    """One kind of work that the clock makes due."""

    def run(self, now: datetime) -> None:
        """Do all that is due at *now*."""

    def next_moment(self, now: datetime) -> datetime | None:
        """When there is something to do next, as far as is known."""
        ...


class Scheduler:
    """Looks at every chore whenever something may be due, or *bell* rings: that of work, unless told otherwise.

    One that fails does not stop the others.
    """

    def __init__(
        self,
        store: Store,
        chores: Sequence[Chore],
        prune: Callable[[datetime], None] = lambda _: None,
        *,
        name: str = "scheduler",
        bell: Bell | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._bell = bell or store.work
        self._chores = chores
        self._prune = prune
        self._now = now
        self._stopping = False
        self._pruned_at: datetime | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._stopping = True
        self._bell.ring()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping:
            seen = self._bell.rings
            pause = min(
                (self._look(chore.run, chore.next_moment) for chore in self._chores), default=SAFETY_LOOK
            )
            if self._pruned_at is None or abs(self._now() - self._pruned_at) > PRUNE_EVERY:
                self._pruned_at = self._now()
                pause = min(pause, self._look(self._prune, lambda _: None))
            self._bell.wait(seen, pause.total_seconds())
        self._store.release()

    def _look(
        self, run: Callable[[datetime], None], next_moment: Callable[[datetime], datetime | None]
    ) -> timedelta:
        try:
            if self._store.fault is not None and not self._store.probe():
                return STORE_RETRY
            now = self._now()
            run(now)
            moment = next_moment(now)
        except StoreUnavailable:
            return STORE_RETRY
        except Exception:
            # Scheduled work of one kind must not end all of it.
            log.exception("scheduled_work_failed")
            return SAFETY_LOOK
        if moment is None:
            return SAFETY_LOOK
        # A moment that has passed and is still there is not ours to settle; look again, unhurried.
        return min(SAFETY_LOOK, max(timedelta(milliseconds=20), moment - now))
