"""Server-sent events (HTML Living Standard, 9.2): frames, the reading of the feed, open streams.

What a frame holds is the caller's business: JSON for programs, HTML for pages.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from flask import Response

from modemsms.errors import StoreUnavailable
from modemsms.services.feed import Feed, FeedEvent

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# What stands in the environment of a request: set once the server that it came in at closes.
ENDING = "modemsms.ending"

MEDIA_TYPE = "text/event-stream"

# Proxies and phones drop a connection on which nothing moves; half a minute is the shortest time seen.
HEARTBEAT = timedelta(seconds=15)

# Every open stream holds one of the server's 48 threads: the others are for people who click.
MAX_STREAMS = 32


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Nothing happened for a while; said so that both ends notice a dead connection."""


@dataclass(frozen=True, slots=True)
class Reset:
    """What the reader saw last is no longer kept: it must read everything anew, then go on at *newest*."""

    newest: int


def ending_with(ending: threading.Event, app: WSGIApplication) -> WSGIApplication:
    """*app*, whose streams end once *ending* is set and they were woken."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[ENDING] = ending
        return app(environ, start_response)

    return application


def is_ending(environ: Mapping[str, object]) -> bool:
    """Whether the server that *environ* came in at closes, while others may go on."""
    ending = environ.get(ENDING)
    return isinstance(ending, threading.Event) and ending.is_set()


def frame(data: str, *, event: str, event_id: int | None = None) -> bytes:
    """One event. *data* may have several lines. Without an id it leaves the reader's position as it is."""
    lines = "".join(f"data: {line}\n" for line in data.split("\n"))
    position = "" if event_id is None else f"id: {event_id}\n"
    return f"{position}event: {event}\n{lines}\n".encode()


def comment(text: str = "") -> bytes:
    """A line that readers ignore."""
    return f": {text}\n\n".encode()


def follow(
    feed: Feed, after: int | None, heartbeat: timedelta = HEARTBEAT
) -> Iterator[FeedEvent | Heartbeat | Reset]:
    """Everything that happens after event *after* (None: after this call), until the daemon stops.

    The first thing is always a heartbeat, so that the headers of the answer leave at once. Ends when
    the database cannot be read: the reader comes back with its last id.
    """
    newest = feed.newest()
    if after is None:
        return _follow(feed, newest, heartbeat)
    # An id above the newest is from another database, such as one before a restore.
    if feed.oldest() - 1 <= after <= newest:
        return _follow(feed, after, heartbeat)
    return chain([Reset(newest)], _follow(feed, newest, heartbeat))


def _follow(feed: Feed, cursor: int, heartbeat: timedelta) -> Iterator[FeedEvent | Heartbeat]:
    yield Heartbeat()
    while not feed.closed:
        try:
            batch = feed.after(cursor)
            quiet = not batch and not feed.wait(cursor, heartbeat.total_seconds())
        except StoreUnavailable:
            return
        for event in batch:
            cursor = event.id
            yield event
        if quiet and not feed.closed:
            yield Heartbeat()


class Streams:
    """Counts the open streams of one application. One object for all of its pages and its API."""

    def __init__(self, limit: int = MAX_STREAMS) -> None:
        self._free = threading.BoundedSemaphore(limit)

    def open(self, frames: Iterable[bytes]) -> Response | None:
        """An answer that sends *frames* as they come; None when too many streams are open already."""
        if not self._free.acquire(blocking=False):
            return None
        response = Response(
            frames,
            content_type=f"{MEDIA_TYPE}; charset=utf-8",
            headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
        )
        # Called when the server is done with the answer, also where no frame was ever asked for.
        place = ExitStack()
        place.callback(self._free.release)
        response.call_on_close(place.close)
        return response
