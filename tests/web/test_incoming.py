"""What comes in before anybody is known: its memory is bounded, its threads are, and nothing of it is a request."""

from __future__ import annotations

import http.client
import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from flask import Flask

from tests.web.plain import PlainBrowser
from web.incoming import MOST_FROM_ONE_ADDRESS, Crowd
from web.server import WebServer

PATIENCE_SECONDS = 10
MEGABYTE = 1024 * 1024
ELSEWHERE = "192.168.1.7"


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield server.port
    server.stop()


def answers(port: int, *pieces: bytes) -> list[int]:
    """The status of every answer to *pieces*, until the server ends the connection or has no more to say."""
    with closing(socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it was cut off in the midst of it
        told = b""
        try:
            while piece := line.recv(MEGABYTE):
                told += piece
        except ConnectionResetError:
            pass
    return [int(part[:3]) for part in told.split(b"HTTP/1.1 ")[1:]]


def test_a_head_without_end_is_cut_off(port: int) -> None:
    begun = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Long: "
    tracemalloc.start()

    told = answers(port, begun, *([b"x" * MEGABYTE] * 20), b"\r\n\r\n")

    assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    tracemalloc.stop()
    assert told in ([413], [])


def test_an_address_without_end_is_cut_off(port: int) -> None:
    told = answers(port, b"GET /sign-in?", *([b"x" * MEGABYTE] * 20), b" HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert told in ([414], [])


def test_a_body_that_nobody_reads_takes_no_memory(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    tracemalloc.start()

    with closing(connection):
        connection.request("GET", "/nothing", [b"x" * MEGABYTE] * 50, {"Content-Length": str(50 * MEGABYTE)})
        answer = connection.getresponse()
        answer.read()

        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
        tracemalloc.stop()
        assert answer.status == 404
        connection.request("GET", "/sign-in", headers={"Host": "localhost"})
        assert connection.getresponse().status in (200, 302)


def test_a_form_that_is_too_large_is_told_so_and_not_cut_off(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    with closing(connection):
        connection.request(
            "POST",
            "/sign-in",
            b"x" * 20 * MEGABYTE,
            {"Content-Type": "application/x-www-form-urlencoded", "Host": "localhost"},
        )

        assert connection.getresponse().status == 413


def test_what_is_left_of_a_chunked_body_is_not_taken_for_the_next_request(port: int) -> None:
    hidden = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n"
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(hidden), hidden)
    begun = b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"

    assert answers(port, begun, hidden, body) == [404]


@pytest.mark.parametrize("count", [1001, 300_000])
def test_a_form_of_countless_fields_is_refused(stranger: PlainBrowser, count: int) -> None:
    answer = stranger.client.post(
        "/sign-in", data=b"&".join([b"a="] * count), content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 413


def test_one_address_keeps_half_of_the_threads_at_most() -> None:
    crowd = Crowd()

    with ExitStack() as busy:
        fits = [busy.enter_context(crowd.joined(ELSEWHERE)) for _ in range(MOST_FROM_ONE_ADDRESS + 1)]
        another = busy.enter_context(crowd.joined("192.168.1.8"))
        here = [busy.enter_context(crowd.joined("127.0.0.1")) for _ in range(2 * MOST_FROM_ONE_ADDRESS)]

    assert fits == [True] * MOST_FROM_ONE_ADDRESS + [False]
    assert another
    assert all(here)
    with crowd.joined(ELSEWHERE) as again:
        assert again
