"""The API through a real server and real sockets: bodies of any size and shape, streams, the end."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from tests.desk import ANNA
from tests.web.api.program import PREFIX, Api
from web.server import WebServer
from web.sse import MAX_STREAMS

MEGABYTE = 1024 * 1024
PATIENCE_SECONDS = 20


@dataclass
class Line:
    """Connections to the server that the API runs on, all closed at the end."""

    api: Api
    server: WebServer
    things: ExitStack

    def connect(self) -> http.client.HTTPConnection:
        address = urlsplit(self.server.url)
        connection = http.client.HTTPConnection(
            address.hostname or "", address.port, timeout=PATIENCE_SECONDS
        )
        return self.things.enter_context(closing(connection))

    def answer(self, connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
        return self.things.enter_context(connection.getresponse())

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = self.connect()
        connection.request("GET", PREFIX + path, headers=self.api.bearer)
        return self.answer(connection)

    def raw(self, octets: bytes) -> tuple[int, bytes]:
        """What the server answers to *octets* and the end of the line."""
        connection = self.connect()
        connection.connect()
        connection.sock.sendall(octets)
        connection.sock.shutdown(socket.SHUT_WR)
        response = self.things.enter_context(http.client.HTTPResponse(connection.sock))
        response.begin()
        return response.status, response.read()


@pytest.fixture
def line(api: Api) -> Iterator[Line]:
    server = WebServer(api.app, "127.0.0.1", 0)
    server.start()
    with ExitStack() as things:
        yield Line(api, server, things)
        api.services.feed.close()
    server.stop()


def test_a_text_goes_in_by_a_chunked_body(line: Line) -> None:
    body = json.dumps({"to": ANNA, "text": "Hello"}).encode()
    connection = line.connect()

    connection.request("POST", f"{PREFIX}/messages", iter([body[:5], body[5:]]), line.api.bearer)

    assert line.answer(connection).status == 202


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("key", ["", "wrong"])
def test_a_body_of_50_megabytes_gets_an_answer(line: Line, key: str, *, chunked: bool) -> None:
    # Chunked, it comes as one chunk: the worst that a server can be given.
    blocks = [b"x" * MEGABYTE * 50] if chunked else [b"x" * MEGABYTE] * 50
    headers = {"Authorization": f"Bearer {key or line.api.key}"}
    if not chunked:
        headers["Content-Length"] = str(50 * MEGABYTE)
    connection = line.connect()

    connection.request("POST", f"{PREFIX}/messages", blocks, headers, encode_chunked=chunked)
    response = line.answer(connection)

    assert response.status == (401 if key else 413)
    assert "error" in json.load(response)
    assert line.get("/messages").status == 200


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/nothing"), ("PUT", "/messages"), ("GET", "/messages")]
)
def test_what_is_left_of_a_body_is_not_taken_for_the_next_request(line: Line, method: str, path: str) -> None:
    connection = line.connect()
    smuggled = b"x" * MEGABYTE + f"DELETE {PREFIX}/messages/1 HTTP/1.1\r\n\r\n".encode()

    connection.request(method, PREFIX + path, smuggled, line.api.bearer)
    line.answer(connection).read()
    connection.request("GET", f"{PREFIX}/modems", headers=line.api.bearer)

    assert "modems" in json.load(line.answer(connection))


def head(line: Line, *more: str) -> bytes:
    own = (f"POST {PREFIX}/messages HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {line.api.key}")
    return "\r\n".join([*own, *more, "", ""]).encode()


def test_a_body_that_ends_before_its_announced_length_is_400(line: Line) -> None:
    status, body = line.raw(head(line, "Content-Length: 5000") + b'{"to": "')

    assert (status, json.loads(body)["error"]["code"]) == (400, "bad_body")


def test_a_chunk_that_is_none_is_400(line: Line) -> None:
    status, body = line.raw(head(line, "Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n")

    assert (status, json.loads(body)["error"]["code"]) == (400, "bad_body")


def test_events_leave_as_they_happen(line: Line) -> None:
    stream = line.get("/events")
    assert stream.readline() == b": \n"

    sent = line.api.send().json

    lines = iter(stream.readline, b"")
    data = next(found for found in lines if found.startswith(b"data: "))
    assert json.loads(data.removeprefix(b"data: ")) == sent


def test_all_streams_together_leave_the_server_room_to_answer_and_end_with_it(line: Line) -> None:
    streams = [line.get("/events") for _ in range(MAX_STREAMS)]

    assert [stream.status for stream in streams] == [200] * MAX_STREAMS
    assert line.get("/events").status == 503
    assert line.get("/messages").status == 200

    line.api.services.feed.close()

    assert all(stream.read().startswith(b": ") for stream in streams)
