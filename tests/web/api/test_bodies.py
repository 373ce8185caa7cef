"""Bodies that are too long, too short or never end: no more of them is kept than a body may have."""

from __future__ import annotations

import io
from http import HTTPStatus

import pytest

from web.api import bodies
from web.api.errors import ApiError


class Endless(io.RawIOBase):
    """A body without an end that counts what was taken of it."""

    taken = 0

    def read(self, size: int = -1, /) -> bytes:
        self.taken += size
        return b"x" * size


class Broken(io.RawIOBase):
    """A connection that is cut, or chunks that are none."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def read(self, size: int = -1, /) -> bytes:
        raise self._error


def test_a_body_without_an_end_is_given_up() -> None:
    body = Endless()

    taken = bodies.take({"wsgi.input": body, "wsgi.input_terminated": True})

    assert taken is None
    assert bodies.DRAINED_OCTETS < body.taken <= bodies.DRAINED_OCTETS + bodies.LIMIT_OCTETS


def test_a_long_body_is_read_to_its_end_so_that_its_sender_hears_the_answer() -> None:
    body = io.BytesIO(b"x" * 1_000_000)

    assert bodies.take({"wsgi.input": body, "CONTENT_LENGTH": "1000000"}) is None
    assert body.read() == b""


def test_the_announced_length_is_not_passed() -> None:
    body = io.BytesIO(b"{}GET /another/request")

    assert bodies.take({"wsgi.input": body, "CONTENT_LENGTH": "2"}) == b"{}"


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionResetError(), ValueError("bad chunk size")])
def test_a_body_that_breaks_off_is_400(error: Exception) -> None:
    with pytest.raises(ApiError) as caught:
        bodies.take({"wsgi.input": Broken(error), "wsgi.input_terminated": True})

    assert caught.value.status == HTTPStatus.BAD_REQUEST


def test_a_body_shorter_than_announced_is_400() -> None:
    with pytest.raises(ApiError):
        bodies.take({"wsgi.input": io.BytesIO(b'{"to":'), "CONTENT_LENGTH": "5000"})
