"""Chunked bodies: the same octets however they were cut, junk refused, nothing kept that is not asked for."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.chunks import ChunkedBody


def encode(*chunks: bytes, trailers: bytes = b"") -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks)
    return body + b"0\r\n" + trailers + b"\r\n"


def read(stream: io.BytesIO, size: int = 7) -> bytes:
    body = ChunkedBody(stream)
    return b"".join(iter(lambda: body.read(size) or b"", b""))


@given(chunks=st.lists(st.binary(min_size=1, max_size=50), max_size=5), size=st.integers(1, 60))
def test_the_body_does_not_depend_on_how_it_was_cut(chunks: list[bytes], size: int) -> None:
    stream = io.BytesIO(encode(*chunks) + b"GET / HTTP/1.1")

    assert read(stream, size) == b"".join(chunks)
    assert stream.read() == b"GET / HTTP/1.1"


def test_extensions_and_trailers_are_passed_over() -> None:
    stream = io.BytesIO(b"5;name=value\r\nhello\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\nnext")

    assert read(stream) == b"hello"
    assert stream.read() == b"next"


@pytest.mark.parametrize(
    "octets",
    [
        b"zz\r\nhello\r\n",
        b"-5\r\nhello\r\n",
        b"0x5\r\nhello\r\n",
        b"+5\r\nhello\r\n",
        b"5\nhello\n0\n\n",
        b"\r\n",
        b"fffffffff\r\n",
        b"4\r\nhello\r\n0\r\n\r\n",
        b"5;" + b"x" * 5000 + b"\r\nhello\r\n",
        b"0\r\n" + b"X: y\r\n" * 100 + b"\r\n",
    ],
)
def test_what_is_no_chunk_is_refused(octets: bytes) -> None:
    with pytest.raises(ValueError, match=r"chunk|trailers"):
        read(io.BytesIO(octets))


@pytest.mark.parametrize("octets", [b"", b"5", b"5\r\n", b"5\r\nhel", b"5\r\nhello"])
def test_a_body_that_ends_early_is_refused(octets: bytes) -> None:
    with pytest.raises((EOFError, ValueError)):
        read(io.BytesIO(octets))


def test_no_more_of_a_chunk_is_taken_than_is_asked_for() -> None:
    stream = io.BytesIO(encode(b"x" * 1_000_000))

    ChunkedBody(stream).read(10)

    assert stream.tell() == len(b"f4240\r\n") + 10
