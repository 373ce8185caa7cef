"""Requests of the phone, however they are cut; and of others, however they are made."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from http import HTTPStatus
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.android.hooks import BadRequest, Gate, Request, RequestReader, Secrets

SECRETS = Secrets.of("k3Xw9pQa", "device-1")
BODY = b'{"id":"e1","event":"sms:received","payload":{"message":"Hi"},"deviceId":"device-1"}'
NOW = 1_784_000_000.0

PLAIN = (
    f"POST {SECRETS.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(BODY)}\r\nX-Timestamp: 7\r\n\r\n"
).encode() + BODY
CHUNKED = (
    f"POST {SECRETS.path} HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-Timestamp: 7\r\n\r\n".encode()
    + b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (30, BODY[:30], len(BODY) - 30, BODY[30:])
)


def signed(
    body: bytes = BODY, *, at: float = NOW, key: str = SECRETS.key, path: str = SECRETS.path
) -> Request:
    """A request as the phone makes it."""
    stamp = str(int(at))
    signature = hmac.new(key.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    return Request("POST", path, {"x-timestamp": stamp, "x-signature": signature}, body)


@pytest.mark.parametrize("wire", [PLAIN, CHUNKED])
@given(data=st.data())
def test_a_request_does_not_depend_on_how_its_octets_arrive(wire: bytes, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(wire)), max_size=8))
    edges = [0, *sorted(cuts), len(wire)]
    reader = RequestReader()

    requests = [reader.feed(wire[start:end]) for start, end in pairwise(edges)]

    assert requests[-1] is not None
    assert (requests[-1].method, requests[-1].path, requests[-1].body) == ("POST", SECRETS.path, BODY)


@given(junk=st.binary(max_size=400))
def test_junk_is_refused_or_waited_for(junk: bytes) -> None:
    with suppress(BadRequest):
        assert RequestReader().feed(junk) is None


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /x HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
        (b"POST /x HTTP/1.1\r\nContent-Length: -1\r\n\r\n", HTTPStatus.BAD_REQUEST),
        (b"POST /x HTTP/1.1\r\nA: 1\r\nA: 2\r\n\r\n", HTTPStatus.BAD_REQUEST),
        (b"A: " + b"x" * 20_000 + b"\r\n\r\n", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    ],
)  # fmt: skip
def test_what_would_fill_the_memory_is_refused_at_once(head: bytes, status: HTTPStatus) -> None:
    with pytest.raises(BadRequest) as refusal:
        RequestReader().feed(head)

    assert refusal.value.status == status


def test_a_stranger_is_turned_away_before_the_body_is_taken() -> None:
    reader = RequestReader(Gate(SECRETS, 300).knock)

    with pytest.raises(BadRequest) as refusal:
        reader.feed(b"POST /hook/guessed HTTP/1.1\r\nContent-Length: 4000000\r\n\r\n")

    assert refusal.value.status == HTTPStatus.NOT_FOUND


def test_a_body_in_the_smallest_chunks_is_read_as_fast_as_it_comes() -> None:
    count = 100_000
    reader = RequestReader()
    reader.feed(b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")

    for _ in range(count):
        assert reader.feed(b"1\r\na\r\n") is None
    request = reader.feed(b"0\r\n\r\n")

    assert request is not None
    assert request.body == b"a" * count


@pytest.mark.parametrize(
    "chunks", [b"-1\r\n", b"+1\r\n", b"0x1\r\n", b"1_0\r\n", b"1\r\naa\r\n", b";" * 2000]
)
def test_a_broken_chunk_is_refused(chunks: bytes) -> None:
    reader = RequestReader()
    reader.feed(b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")

    with pytest.raises(BadRequest):
        reader.feed(chunks)


def test_the_phone_is_let_in_once_and_answered_again_when_it_asks_again() -> None:
    gate = Gate(SECRETS, 300)

    event = gate.admit(signed(), NOW)
    assert event is not None
    gate.queued(event)

    assert event.payload.message == "Hi"
    assert gate.admit(signed(at=NOW + 5), NOW + 5) is None


@pytest.mark.parametrize(
    "request_of_a_stranger",
    [
        signed(key="guessed"),
        signed(path="/hook/guessed"),
        signed(at=NOW - 301),
        signed(at=NOW + 301),
        Request("POST", SECRETS.path, {}, BODY),
        Request("GET", SECRETS.path, signed().headers, BODY),
        Request("POST", SECRETS.path, signed().headers, BODY.replace(b"Hi", b"Ho")),
        Request("POST", SECRETS.path, signed().headers | {"x-timestamp": "9" * 40}, BODY),
        signed(b"[1, 2]"),
    ],
)
def test_nobody_else_is_let_in(request_of_a_stranger: Request) -> None:
    with pytest.raises(BadRequest):
        Gate(SECRETS, 300).admit(request_of_a_stranger, NOW)


def test_a_replay_octet_by_octet_is_refused() -> None:
    gate = Gate(SECRETS, 300)
    gate.admit(signed(), NOW)

    with pytest.raises(BadRequest):
        gate.admit(signed(), NOW + 10)


def test_a_replay_with_its_signature_in_capitals_is_refused() -> None:
    gate = Gate(SECRETS, 300)
    first = signed()
    gate.admit(first, NOW)
    headers = first.headers | {"x-signature": first.headers["x-signature"].upper()}

    with pytest.raises(BadRequest):
        gate.admit(Request("POST", SECRETS.path, headers, BODY), NOW + 10)


def test_secrets_are_the_same_after_a_restart_and_others_for_other_phones() -> None:
    assert Secrets.of("k3Xw9pQa", "device-1") == SECRETS
    assert len({SECRETS, Secrets.of("k3Xw9pQa", "device-2"), Secrets.of("other", "device-1")}) == 3
