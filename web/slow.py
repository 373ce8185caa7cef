"""Requests that wait for a network, a phone or programs: a few at a time, so that the page goes on answering."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.exceptions import ServiceUnavailable

# Each keeps a thread of the server, for minutes where a network is slow; open streams may keep all but 16.
MOST_AT_ONCE = 8
RETRY_SECONDS = 10


class TooBusy(ServiceUnavailable):
    """As many requests wait as may; this one has done nothing."""

    description = (
        "Too much is being looked at or waited for just now. Nothing was done: try again in a moment."
    )

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_SECONDS)


class SlowPlaces:
    """How many may wait at once. Safe to use from every thread."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = threading.BoundedSemaphore(most)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a place for the length of the block. Raises ``TooBusy``."""
        if not self._free.acquire(blocking=False):
            raise TooBusy
        try:
            yield
        finally:
            self._free.release()
