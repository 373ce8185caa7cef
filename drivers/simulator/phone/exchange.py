"""HTTP/1.1 messages as the phone's server reads and writes them (RFC 9112)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, unquote, urlsplit

MOST_LINE_OCTETS = 16_384
MOST_HEADERS = 100
MOST_BODY_OCTETS = 16 * 1024 * 1024

JSON_TYPE = "application/json; charset=UTF-8"


class BadRequest(Exception):
    """What came is no HTTP request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the names in *headers* are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def keeps_alive(self) -> bool:
        """Whether the client goes on with this connection."""
        return self.headers.get("connection", "").lower() != "close"


@dataclass(frozen=True, slots=True)
class Response:
    """One answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Status line, headers and body."""
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = ""
        headers = {"Content-Length": str(len(self.body)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def json_response(status: int, document: Any, headers: Mapping[str, str] | None = None) -> Response:
    """*document* as the app writes JSON: null fields are left out."""
    return Response(status, json_octets(document), {"Content-Type": JSON_TYPE, **(headers or {})})


def json_octets(document: Any) -> bytes:
    """*document* as UTF-8, without null fields; half a surrogate pair becomes a question mark."""
    return json.dumps(without_nulls(document), ensure_ascii=False).encode("utf-8", "replace")


def without_nulls(document: Any) -> Any:
    """*document* without the fields that are None, at any depth."""
    if isinstance(document, dict):
        return {name: without_nulls(value) for name, value in document.items() if value is not None}
    if isinstance(document, list | tuple):
        return [without_nulls(value) for value in document]
    return document


def read_request(stream: BinaryIO) -> Request | None:
    """The next request; None when the client has closed. Raises ``BadRequest`` for anything else."""
    line = _line(stream)
    if not line:
        return None
    words = line.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequest("no request line")
    method, target, _ = words
    headers = _headers(stream)
    split = urlsplit(target)
    return Request(
        method,
        unquote(split.path),
        dict(parse_qsl(split.query, keep_blank_values=True)),
        headers,
        _body(stream, headers),
    )


def _line(stream: BinaryIO) -> str:
    line = stream.readline(MOST_LINE_OCTETS)
    if len(line) >= MOST_LINE_OCTETS:
        raise BadRequest("a line too long")
    return line.rstrip(b"\r\n").decode("latin-1")


def _headers(stream: BinaryIO) -> dict[str, str]:
    headers: dict[str, str] = {}
    while line := _line(stream):
        name, colon, value = line.partition(":")
        if not colon or len(headers) >= MOST_HEADERS:
            raise BadRequest("a header that is none, or too many")
        headers[name.strip().lower()] = value.strip()
    return headers


def _body(stream: BinaryIO, headers: Mapping[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return _chunks(stream)
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BODY_OCTETS:
        raise BadRequest("a body of no length, or too long")
    return _exactly(stream, int(length))


def _chunks(stream: BinaryIO) -> bytes:
    body = b""
    while True:
        try:
            size = int(_line(stream).partition(";")[0], 16)
        except ValueError as error:
            raise BadRequest("a chunk without a size") from error
        if len(body) + size > MOST_BODY_OCTETS:
            raise BadRequest("a body too long")
        if size == 0:
            _headers(stream)
            return body
        body += _exactly(stream, size)
        _line(stream)


def _exactly(stream: BinaryIO, octets: int) -> bytes:
    data = stream.read(octets)
    if len(data) < octets:
        raise BadRequest("the body ended early")
    return data
