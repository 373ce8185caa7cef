"""``/events``: every change of a message or a modem, as it happens and after a break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import takewhile

import msgspec
from flask import Blueprint, Response, request

from modemsms.errors import InvalidInput, StoreUnavailable
from modemsms.services.feed import Feed, FeedEvent
from modemsms.services.keys import ApiKey, Keys
from modemsms.services.modems import Modem
from modemsms.services.outbox import Message
from web import sse
from web.api.errors import ApiError
from web.api.keys import current
from web.api.shapes import message_object, modem_object

# A page that was closed frees its place within two heartbeats.
RETRY_SECONDS = 30


class EventsApi:
    """The view of the stream."""

    def __init__(self, feed: Feed, keys: Keys, streams: sse.Streams) -> None:
        self._feed = feed
        self._keys = keys
        self._streams = streams

    def install(self, blueprint: Blueprint) -> None:
        """Give the view its address."""
        blueprint.add_url_rule("/events", view_func=self.events, methods=["GET"])

    def events(self) -> Response:
        """Server-sent events after Last-Event-ID, else after ``?after``, else from now on, while the key is good."""
        key = current()
        environ = request.environ
        happenings = takewhile(
            lambda _: self._is_good(key) and not sse.is_ending(environ),
            sse.follow(self._feed, _position()),
        )
        response = self._streams.open(_frames(happenings))
        if response is None:
            raise ApiError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "too_many_streams",
                f"There are {sse.MAX_STREAMS} open event streams already; close one.",
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        return response

    def _is_good(self, key: ApiKey) -> bool:
        try:
            return self._keys.goes_on(key)
        except StoreUnavailable:
            # The reader comes back with its last id.
            return False


def _frames(happenings: Iterable[FeedEvent | sse.Heartbeat | sse.Reset]) -> Iterator[bytes]:
    """Each happening as a frame. What is no more, or is no business of programs, is left out."""
    for happened in happenings:
        match happened:
            case sse.Heartbeat():
                yield sse.comment()
            case sse.Reset(newest):
                yield sse.frame("{}", event="reset", event_id=newest)
            case FeedEvent(kind="message", subject=Message() as message) if message.is_text:
                yield sse.frame(_json(message_object(message)), event="message", event_id=happened.id)
            case FeedEvent(kind="modem", subject=Modem() as modem):
                yield sse.frame(_json(modem_object(modem)), event="modem", event_id=happened.id)


def _json(body: object) -> str:
    return msgspec.json.encode(body).decode()


def _position() -> int | None:
    """A browser that comes back sends the header, beside the query of its first address."""
    for name in request.args:
        if name != "after":
            raise InvalidInput(name[:64], "There is no such field; known is after.")
    header = _number("Last-Event-ID", request.headers.get("Last-Event-ID") or None)
    query = _number("after", request.args.get("after"))
    return query if header is None else header


def _number(name: str, written: str | None) -> int | None:
    if written is None:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", written, re.ASCII):
        raise InvalidInput(name, f"{name} must be the id of an event, a whole number.")
    return int(written)
