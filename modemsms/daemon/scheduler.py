"""The thread for what the clock makes due; woken when something new may be due sooner."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import StoreUnavailable
from modemsms.services.due import Due
from modemsms.store.database import Store

log = logging.getLogger(__name__)

# The longest sleep: a clock that was set forward makes things due that no timer knows of.
SAFETY_LOOK = timedelta(seconds=30)
STORE_RETRY = timedelta(seconds=2)
PRUNE_EVERY = timedelta(hours=6)


class Scheduler:
    """Runs ``Due`` whenever something may be due."""

    def __init__(self, store: Store, due: Due, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._due = due
        self._now = now
        self._stopping = False
        self._pruned_at: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="scheduler", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is being done."""
        self._stopping = True
        self._store.work.ring()
        if self._thread.ident is not None:
            self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping:
            seen = self._store.work.rings
            try:
                pause = self._look()
            except StoreUnavailable:
                pause = STORE_RETRY
            except Exception:
                # Scheduled work of one kind must not end all of it.
                log.exception("scheduled_work_failed")
                pause = SAFETY_LOOK
            self._store.work.wait(seen, pause.total_seconds())
        self._store.release()

    def _look(self) -> timedelta:
        if self._store.fault is not None and not self._store.probe():
            return STORE_RETRY
        now = self._now()
        self._due.run(now)
        if self._pruned_at is None or abs(now - self._pruned_at) > PRUNE_EVERY:
            self._due.prune(now)
            self._pruned_at = now
        next_moment = self._due.next_moment()
        if next_moment is None:
            return SAFETY_LOOK
        # A moment that has passed and is still there is not ours to settle; look again, unhurried.
        return min(SAFETY_LOOK, max(timedelta(milliseconds=20), next_moment - now))
