"""The live stream of the pages: tells what changed, in a few octets; the page fetches what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from flask import Blueprint, Response, request

from modemsms.services.feed import FeedEvent
from modemsms.services.modems import Modem
from modemsms.services.outbox import Message
from web import sse
from web.context import Surroundings, session_id, surroundings
from web.page_streams import new_name

blueprint = Blueprint("events", __name__)

# When the server restarts, a page is back after this long.
RECONNECT_MS = 1000
BUSY_RETRY_SECONDS = 10

# A stream is woken for other reasons than time too; it speaks when it has been quiet for so long.
QUIET = sse.HEARTBEAT / 2


@blueprint.get("/events/stream")
def stream() -> Response:
    """Everything after Last-Event-ID, else after ``after``, for as long as the session holds.

    ``page`` names the page that asks, ``left`` the one that its tab showed before.
    """
    here = surroundings()
    # The socket alone tells only at the second heartbeat, and whoever clicks through the inbox leaves a
    # page every few seconds.
    if here.page_streams.leave(request.args.get("left", "")):
        here.services.feed.wake()
    name = request.args.get("page") or new_name()
    # Asked for now, not when the first octets leave: what happens in between is told.
    happenings = sse.follow(here.services.feed, _position())
    response = here.streams.open(_frames(here, session_id(), name, happenings))
    if response is None:
        busy = "Too many pages are open at once."
        return Response(busy, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(BUSY_RETRY_SECONDS)})
    return response


def _position() -> int | None:
    # A browser that reconnects sends the header, and still the address with which it began.
    written = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(written) if written.isdecimal() and written.isascii() and len(written) < 19 else None


def _frames(
    here: Surroundings, session: int, name: str, happenings: Iterable[FeedEvent | sse.Heartbeat | sse.Reset]
) -> Iterator[bytes]:
    with here.page_streams.held(name) as left:
        heard = here.now()
        told = here.services.presence.newest
        yield f"retry: {RECONNECT_MS}\n\n".encode()
        for happened in happenings:
            if left.is_set():
                return
            # Not "since": a clock that is set back must not end the heartbeats.
            if abs(here.now() - heard) >= QUIET:
                heard = here.now()
                yield sse.comment()
                # A session that was ended elsewhere ends here too, without a query for each event.
                if not here.services.sessions.goes_on(session):
                    return
            told, elsewhere = here.services.presence.news(told)
            for conversation_id in elsewhere:
                yield sse.frame(json.dumps({"conversation_id": conversation_id}), event="presence")
            match happened:
                case sse.Heartbeat():
                    continue
                case sse.Reset(newest):
                    yield sse.frame("{}", event="reset", event_id=newest)
                case FeedEvent():
                    summary = _summary(happened.kind, happened.subject, happened.conversation_id)
                    yield sse.frame(summary, event="change", event_id=happened.id)


def _summary(kind: str, subject: Message | Modem | None, conversation_id: int | None) -> str:
    match subject:
        case Message():
            name = subject.id
        case Modem():
            name = subject.name
        case None:
            name = ""
    return json.dumps({"kind": kind, "id": name, "conversation_id": conversation_id}, separators=(",", ":"))
