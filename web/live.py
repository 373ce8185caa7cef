"""What happens in the shop, gathered for a moment and drawn once for all pages that read alike."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta

from modemsms import clock
from modemsms.services.feed import Feed, FeedEvent

# A broadcast changes something twenty times a second. What happens within this time leaves as one piece, so
# that thirty pages cost little more than one; the first change after a silence waits for nothing.
GATHER = timedelta(milliseconds=50)

# A reader that was away takes up to so many events in one piece.
PIECE = 200

# Whoever missed more reads everything anew, which is less work than to be told of each.
MOST_MISSED = 1000

# Pieces that are kept for readers who are a little behind: several seconds of the busiest shop.
KEPT = 64


class Piece:
    """The events above *after* up to *upto*; what pages are told of them is made once for each kind of reader."""

    def __init__(self, after: int, events: Sequence[FeedEvent]) -> None:
        self.after = after
        self.upto = events[-1].id
        self.events = tuple(events)
        self._guard = threading.Lock()
        self._drawn: dict[str, bytes] = {}

    def drawn(self, reader: str, draw: Callable[[Piece], bytes]) -> bytes:
        """What *draw* makes of it, asked for once for each *reader*."""
        with self._guard:
            if reader not in self._drawn:
                self._drawn[reader] = draw(self)
            return self._drawn[reader]


class Live:
    """The events that pages follow. Of all that wait for news, one looks into the database for the others."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._changed = threading.Condition()
        self._pieces: deque[Piece] = deque(maxlen=KEPT)
        self._looks_from: int | None = None
        self._looked_at = 0.0

    def reaches(self, cursor: int) -> bool:
        """Whether a reader who saw events up to *cursor* can be told of all that it missed.

        An id above the newest is from another database, such as one before a restore.
        """
        newest = self._feed.newest()
        return max(self._feed.oldest() - 1, newest - MOST_MISSED) <= cursor <= newest

    def after(self, cursor: int, patience: timedelta, rings: int) -> Piece | None:
        """What comes next above *cursor*; None when nothing did for *patience*, or readers were woken.

        *rings* is that of the feed before the reader looked for what else it waits for, so that no wake is missed.
        Raises ``StoreUnavailable`` when the database cannot be read.
        """
        with self._changed:
            known = self._kept(cursor)
            if known is not None:
                return known
            if not self._is_behind(cursor):
                if self._looks_from is not None:
                    # Whoever looks for all tells of a wake from now on; one before is seen here.
                    if self._feed.rings != rings:
                        return None
                    self._changed.wait(patience.total_seconds())
                    return self._kept(cursor)
                self._looks_from = cursor
                looks = True
            else:
                looks = False
        return self._look(cursor, patience, rings) if looks else self._read(cursor)

    def _kept(self, cursor: int) -> Piece | None:
        # One that begins earlier tells some things twice, and everything as it is now: that does no harm.
        return next((piece for piece in self._pieces if piece.after <= cursor < piece.upto), None)

    def _is_behind(self, cursor: int) -> bool:
        # Whoever looks wakes at once for all that is above its own cursor, and for nothing below.
        newest = self._pieces[-1].upto if self._pieces else 0
        return cursor < max(newest, self._looks_from or 0)

    def _look(self, cursor: int, patience: timedelta, rings: int) -> Piece | None:
        found = None
        try:
            if self._feed.wait(cursor, patience.total_seconds(), rings):
                self._gather()
                found = self._read(cursor)
        finally:
            with self._changed:
                self._looks_from = None
                if found is not None:
                    self._pieces.append(found)
                self._changed.notify_all()
        return found

    def _gather(self) -> None:
        rest = self._looked_at + GATHER.total_seconds() - clock.monotonic()
        if rest > 0:
            with self._changed:
                self._changed.wait_for(lambda: self._feed.closed, rest)
        self._looked_at = clock.monotonic()

    def _read(self, cursor: int) -> Piece | None:
        events = self._feed.after(cursor, PIECE)
        return Piece(cursor, events) if events else None
