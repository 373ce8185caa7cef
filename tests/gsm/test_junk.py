"""No octets whatever raise anything but ``CodecError``, and what is read can be looked at."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.pdu import from_hex, split_smsc
from modemsms.gsm.segments import assemble, segments
from modemsms.gsm.tpdu import Deliver, StatusReport, Submit, decode_incoming, deliver_of
from modemsms.gsm.user_data import UserData

CUSTOMER = Address.parse("+491701234567")
AT = datetime(2026, 3, 11, 12, 34, 56, tzinfo=UTC)

SENT = [
    submit
    for text in ("Hello", "Hello €" * 30, "Привет 😀" * 12, "Dükkanımız açık, hoş geldiniz!" * 6)
    for submit in segments(text, shift_tables=True).submits(CUSTOMER, validity=timedelta(days=1))
]
VALID = [
    *(submit.encode() for submit in SENT),
    *(deliver_of(submit, Address("MyShop", TypeOfNumber.ALPHANUMERIC), AT).encode() for submit in SENT),
    bytes.fromhex("440C919471103254760004623011214365401206050423F4000048656C6C6F20776F726C64"),
    bytes.fromhex("46230E9126983575169498610103409544006101034095440000"),
    bytes.fromhex("06230E91269835751694986101034095440061010340954400460700000430313233"),
]


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A TPDU that was right once: octets changed, cut off, put in or taken out."""
    octets = bytearray(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(len(octets) - 1, 0)))
        match draw(st.sampled_from(["change", "cut", "insert", "drop"])):
            case "change" if octets:
                octets[place] = draw(st.integers(0, 255))
            case "cut":
                del octets[place:]
            case "insert":
                octets[place:place] = draw(st.binary(max_size=4))
            case _:
                del octets[place : place + 1]
    return bytes(octets)


def look_at(tpdu: UserData) -> None:
    """Everything that the shop asks a decoded TPDU for."""
    assert isinstance(tpdu.text, str)
    assert isinstance(assemble([tpdu, tpdu]), str)
    header = tpdu.header
    assert header.concatenation is None or 1 <= header.concatenation.sequence <= header.concatenation.total
    assert header.ports is None or len(header.ports) == 2
    assert tpdu.payload + tpdu.septets is not None
    assert tpdu.coding.raw == tpdu.data_coding


@pytest.mark.parametrize("tpdu", VALID)
def test_the_examples_are_right_before_they_are_broken(tpdu: bytes) -> None:
    if tpdu[0] & 0x03 == 1:
        look_at(Submit.decode(tpdu))
    else:
        look_at(decode_incoming(tpdu))


@settings(max_examples=500)
@given(st.one_of(broken(), st.binary(max_size=200)))
def test_incoming_octets_are_read_or_refused(tpdu: bytes) -> None:
    try:
        incoming = decode_incoming(tpdu)
    except CodecError as error:
        refused = error.raw_hex
    else:
        look_at(incoming)
        if isinstance(incoming, Deliver):
            assert len(incoming.identity("sim")) == 64
        return
    assert refused == tpdu.hex().upper()


@settings(max_examples=500)
@given(st.one_of(broken(), st.binary(max_size=200)))
def test_a_submit_is_read_or_refused(tpdu: bytes) -> None:
    with suppress(CodecError):
        look_at(Submit.decode(tpdu))
    with suppress(CodecError):
        look_at(StatusReport.decode(tpdu))


@given(st.binary(max_size=40), st.integers(0, 50))
def test_an_address_is_read_or_refused(octets: bytes, offset: int) -> None:
    with suppress(CodecError):
        address, end = Address.decode(octets, offset)
        assert end <= len(octets)
        str(address)


@given(st.text(max_size=40))
def test_a_line_is_read_or_refused(line: str) -> None:
    with suppress(CodecError):
        _, tpdu = split_smsc(from_hex(line))
        decode_incoming(tpdu)
