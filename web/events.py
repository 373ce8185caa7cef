"""The live stream of the pages: what changed, drawn as the elements that take its place on them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, current_app, g, request

from modemsms.errors import StoreUnavailable
from web import sse
from web.context import Surroundings, is_signed_in, reader, session_id, surroundings
from web.drawing import drawn
from web.live import Piece
from web.page_streams import new_name

blueprint = Blueprint("events", __name__)

# When the server restarts, a page is back after this long.
RECONNECT_MS = 1000
BUSY_RETRY_SECONDS = 10

# A stream is woken for other reasons than time too; it speaks when it has been quiet for so long.
QUIET = sse.HEARTBEAT / 2

LONGEST_NAME = 64


class SignedOut(Exception):
    """The session ended while its stream was open."""


@blueprint.get("/events/stream")
def stream() -> Response:
    """Everything after Last-Event-ID, else after ``after``, for as long as the session holds.

    ``page`` names who asks: a browser for all of its tabs, or one page. What was open under that name ends.
    """
    here = surroundings()
    # Within the session: nobody ends what somebody else has open.
    name = f"{session_id()} {request.args.get('page', '')[:LONGEST_NAME] or new_name()}"
    # The socket alone tells only at the second heartbeat, and whoever clicks through the inbox leaves a
    # page every few seconds.
    if here.page_streams.leave(name):
        here.services.feed.wake()
    # Asked for now, not when the first octets leave: what happens in between is told.
    newest, asked = here.services.feed.newest(), _position()
    follower = Follower(here, name, newest if asked is None else asked)
    response = here.streams.open(follower.frames())
    if response is None:
        busy = "Too many pages are open at once."
        return Response(busy, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(BUSY_RETRY_SECONDS)})
    return response


def _position() -> int | None:
    # A browser that reconnects sends the header, and still the address with which it began.
    written = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(written) if written.isdecimal() and written.isascii() and len(written) < 19 else None


class Follower:
    """One open stream: made in its request, asked for frames as long as somebody listens."""

    def __init__(self, here: Surroundings, name: str, cursor: int) -> None:
        self._here = here
        self._name = name
        self._cursor = cursor
        self._session = session_id()
        self._reader = reader()
        self._request_context = current_app.request_context
        self._environ = request.environ
        self._told = here.services.presence.newest
        self._rings = here.services.feed.rings
        self._heard = here.now()

    def frames(self) -> Iterator[bytes]:
        """Who reads, then what happens; ends with the session, the page or the daemon."""
        with self._here.page_streams.held(self._name) as left:
            try:
                yield from self._beginning()
                while not self._here.services.feed.closed and not sse.is_ending(self._environ):
                    yield from self._presence()
                    piece = self._here.live.after(self._cursor, sse.HEARTBEAT, self._rings)
                    # Whoever is woken from here on, while this is told, wakes once more.
                    self._rings = self._here.services.feed.rings
                    if left.is_set() or sse.is_ending(self._environ):
                        return
                    if piece is None and not self._here.services.sessions.goes_on(self._session):
                        return
                    yield from self._speak(piece)
            except (StoreUnavailable, SignedOut):
                # The reader comes back with its last id, or finds the door.
                return

    def _beginning(self) -> Iterator[bytes]:
        yield f"retry: {RECONNECT_MS}\n\n".encode()
        yield sse.frame(_json({"reader": self._reader}), event="hello")
        if not self._here.live.reaches(self._cursor):
            self._cursor = self._here.services.feed.newest()
            yield sse.frame("{}", event="reset", event_id=self._cursor)

    def _presence(self) -> Iterator[bytes]:
        self._told, elsewhere = self._here.services.presence.news(self._told)
        for conversation_id in elsewhere:
            yield sse.frame(_json({"conversations": [conversation_id]}), event="presence")

    def _speak(self, piece: Piece | None) -> Iterator[bytes]:
        # Not "since": a clock that is set back must not end the heartbeats.
        if abs(self._here.now() - self._heard) >= QUIET:
            self._heard = self._here.now()
            yield sse.comment()
            # A session that was ended elsewhere ends here too, without a query for each event.
            if not self._here.services.sessions.goes_on(self._session):
                raise SignedOut
        if piece is not None:
            self._cursor = piece.upto
            yield piece.drawn(self._reader, self._draw)

    def _draw(self, piece: Piece) -> bytes:
        # A request of its own, so that nothing is left of the moment in which the stream began.
        with self._request_context(self._environ):
            if not is_signed_in():
                raise SignedOut
            # Its forms go to several browsers, each of which puts its own token in.
            g.csrf_token = ""
            return sse.frame(_json(drawn(piece)), event="change", event_id=piece.upto)


def _json(body: object) -> str:
    return msgspec.json.encode(body).decode()
