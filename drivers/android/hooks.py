"""What the phone posts to us: one HTTP request read from its octets, and the proof that the phone wrote it.

No I/O. The loopback port is open to every program of this machine, so nothing is believed that does not
carry the phone's signature (hardware.md 4.4, "Signature").
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from drivers.android.bodies import BadRequest, Chunked, Counted, body_of
from drivers.android.wire import Event, decode
from modemsms.errors import RemoteProtocolError

MOST_HEAD = 16 << 10
# So many events are remembered, to take each once.
REMEMBERED = 10_000

_CRLF = b"\r\n"

__all__ = ["BadRequest", "Gate", "Request", "RequestReader", "Secrets", "answer"]


@dataclass(frozen=True, slots=True)
class Request:
    """One request; names of headers in lower case, the body as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class RequestReader:
    """Puts one request together from octets, however they are cut.

    *knock* sees method and path before the body is taken, and raises ``BadRequest`` for a stranger: the
    memory for a body is the phone's alone.
    """

    def __init__(self, knock: Callable[[str, str], None] = lambda _method, _path: None) -> None:
        self._knock = knock
        self._head_read = bytearray()
        self._head: tuple[str, str, dict[str, str]] | None = None
        self._body: Chunked | Counted = Counted(0)

    def feed(self, data: bytes) -> Request | None:
        """Take *data*; the request once it is complete. Raises ``BadRequest``."""
        if self._head is None:
            self._head_read += data
            head, end, rest = self._head_read.partition(_CRLF + _CRLF)
            if len(head) > MOST_HEAD:
                raise BadRequest(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is too long")
            if not end:
                return None
            self._head, data = _head(bytes(head)), bytes(rest)
            self._knock(self._head[0], self._head[1])
            self._body = body_of(self._head[2])
        method, path, headers = self._head
        body = self._body.feed(data)
        return None if body is None else Request(method, path, headers, body)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the phone and this driver know: where to post, and what to sign with."""

    path: str
    key: str

    @classmethod
    def of(cls, password: str, device_id: str) -> Secrets:
        """The same after every restart, so that the phone need not be told anew."""

        def derived(use: str) -> str:
            return hmac.new(password.encode(), f"{use}:{device_id}".encode(), hashlib.sha256).hexdigest()

        return cls(f"/hook/{derived('path')[:24]}", derived("signing key")[:32])


class Gate:
    """Lets in what the phone signed, in time, and once."""

    def __init__(self, secrets: Secrets, skew_seconds: float) -> None:
        self.secrets = secrets
        self._skew = skew_seconds
        self._events: OrderedDict[str, None] = OrderedDict()
        self._signatures: OrderedDict[str, None] = OrderedDict()
        self.wrong_signatures = 0
        """How many came in a row that were signed with another key."""
        self.clock_off: float | None = None
        """By how many seconds the phone's clock was off when it signed something too far away."""

    def knock(self, method: str, path: str) -> None:
        """Raises ``BadRequest`` for a request that cannot be the phone's, whatever its body."""
        if not hmac.compare_digest(path.encode(), self.secrets.path.encode()):
            raise BadRequest(HTTPStatus.NOT_FOUND, "no such path")
        if method != "POST":
            raise BadRequest(HTTPStatus.METHOD_NOT_ALLOWED, "not a POST")

    def admit(self, request: Request, now: float) -> Event | None:
        """The event that *request* tells of; None for one that was told before.

        *now* is in seconds since 1970. Raises ``BadRequest`` for what is not the phone's.
        """
        self.knock(request.method, request.path)
        stamp = request.headers.get("x-timestamp", "")
        # In one writing: a repetition in capitals is a repetition.
        signature = request.headers.get("x-signature", "").lower()
        self._check(request.body, stamp, signature, now)
        try:
            event = decode(request.body, Event)
        except RemoteProtocolError as error:
            raise BadRequest(HTTPStatus.UNPROCESSABLE_ENTITY, "no event") from error
        self._remember(self._signatures, signature)
        if event.id in self._events:
            # Its answer was lost on the way: the phone signs anew and asks again.
            return None
        return event

    def queued(self, event: Event) -> None:
        """*event* is in our hands; whoever brings it again only gets the answer again."""
        self._remember(self._events, event.id)

    def _check(self, body: bytes, stamp: str, signature: str, now: float) -> None:
        if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
            raise BadRequest(HTTPStatus.UNAUTHORIZED, "not signed")
        wanted = hmac.new(self.secrets.key.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace")):
            self.wrong_signatures += 1
            raise BadRequest(HTTPStatus.UNAUTHORIZED, "the signature is wrong")
        self.wrong_signatures = 0
        if abs(int(stamp) - now) > self._skew:
            self.clock_off = int(stamp) - now
            raise BadRequest(HTTPStatus.UNAUTHORIZED, "signed at another time")
        if signature in self._signatures:
            raise BadRequest(HTTPStatus.CONFLICT, "a repetition, not a new try")

    @staticmethod
    def _remember(seen: OrderedDict[str, None], one: str) -> None:
        seen[one] = None
        while len(seen) > REMEMBERED:
            seen.popitem(last=False)


def answer(status: HTTPStatus) -> bytes:
    """The whole answer: nothing but *status*."""
    return (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
    )


def _head(head: bytes) -> tuple[str, str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequest(HTTPStatus.BAD_REQUEST, "no HTTP")
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or name.strip().lower() in headers:
            raise BadRequest(HTTPStatus.BAD_REQUEST, "a header is broken or stands twice")
        headers[name.strip().lower()] = value.strip()
    return words[0], words[1], headers
