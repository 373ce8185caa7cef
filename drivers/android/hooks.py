"""What the phone posts to us: one HTTP request read from its octets, and the proof that the phone wrote it.

No I/O. The loopback port is open to every program of this machine, so nothing is believed that does not
carry the phone's signature (hardware.md 4.4, "Signature").
"""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from http import HTTPStatus

from drivers.android.wire import Event, decode
from modemsms.errors import RemoteProtocolError

# A webhook with a long text is a few kilobytes; a picture's attachments are not read.
MOST_HEAD = 16 << 10
MOST_BODY = 4 << 20
# So many events are remembered, to take each once.
REMEMBERED = 10_000

_CRLF = b"\r\n"


class BadRequest(Exception):
    """What came is refused with *status*; *why* is for the log."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


@dataclass(frozen=True, slots=True)
class Request:
    """One request; names of headers in lower case, the body as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class RequestReader:
    """Puts one request together from octets, however they are cut."""

    def __init__(self) -> None:
        self._buffer = b""
        self._head: tuple[str, str, dict[str, str]] | None = None

    def feed(self, data: bytes) -> Request | None:
        """Take *data*; the request once it is complete. Raises ``BadRequest``."""
        self._buffer += data
        if self._head is None:
            head, end, rest = self._buffer.partition(_CRLF + _CRLF)
            if len(head) > MOST_HEAD:
                raise BadRequest(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is too long")
            if not end:
                return None
            self._head, self._buffer = _head(head), rest
        method, path, headers = self._head
        body = self._body(headers)
        return None if body is None else Request(method, path, headers, body)

    def _body(self, headers: dict[str, str]) -> bytes | None:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            if len(self._buffer) > 2 * MOST_BODY:
                raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long")
            return _unchunked(self._buffer)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 9:
            raise BadRequest(HTTPStatus.BAD_REQUEST, "no length")
        if int(length) > MOST_BODY:
            raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long")
        return self._buffer[: int(length)] if len(self._buffer) >= int(length) else None


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

    def admit(self, request: Request, now: float) -> Event | None:
        """The event that *request* tells of; None for one that was told before.

        *now* is in seconds since 1970. Raises ``BadRequest`` for what is not the phone's.
        """
        if not hmac.compare_digest(request.path.encode(), self.secrets.path.encode()):
            raise BadRequest(HTTPStatus.NOT_FOUND, "no such path")
        if request.method != "POST":
            raise BadRequest(HTTPStatus.METHOD_NOT_ALLOWED, "not a POST")
        stamp = request.headers.get("x-timestamp", "")
        signature = request.headers.get("x-signature", "")
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
        if not hmac.compare_digest(wanted.encode(), signature.lower().encode("utf-8", "replace")):
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


def _unchunked(data: bytes) -> bytes | None:
    """The body in *data*, written in chunks (RFC 9112, 7.1); None while it is not complete."""
    body = b""
    while True:
        size, end, rest = data.partition(_CRLF)
        if not end:
            return None
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError as error:
            raise BadRequest(HTTPStatus.BAD_REQUEST, "a chunk is broken") from error
        if length < 0 or len(body) + length > MOST_BODY:
            raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long")
        if not length:
            return body if rest.endswith(_CRLF) else None
        if len(rest) < length + len(_CRLF):
            return None
        body += rest[:length]
        data = rest[length + len(_CRLF) :]
