"""The user data header (TS 23.040, 9.2.3.24; hardware Q91-Q93, Q97, Q104)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.udh import Concatenation, Element, Header
from tests.gsm.strategies import headers


@pytest.mark.parametrize(
    ("wire", "concatenation"),
    [
        ("0500035A0302", Concatenation(0x5A, 8, 3, 2)),
        ("060804012C0302", Concatenation(0x12C, 16, 3, 2)),
        ("0B0003010201080400020303", Concatenation(2, 16, 3, 3)),
        ("0500035A0001", None),
        ("0500035A0200", None),
        ("0500035A0203", None),
        ("0400025A03", None),
        ("050403010203", None),
    ],
)
def test_concatenation_is_read_where_it_is_possible(wire: str, concatenation: Concatenation | None) -> None:
    assert Header.decode(bytes.fromhex(wire)).concatenation == concatenation


@given(st.sampled_from([8, 16]), st.integers(0, 0xFFFF), st.integers(1, 255), st.data())
def test_concatenation_comes_back(width: int, reference: int, total: int, data: st.DataObject) -> None:
    sequence = data.draw(st.integers(1, total))
    made = (
        Concatenation(reference & 0xFF, 8, total, sequence)
        if width == 8
        else Concatenation(reference, 16, total, sequence)
    )

    header = Header.decode(Header((made.element(),)).encode())

    assert header.concatenation == made


@pytest.mark.parametrize(
    ("wire", "ports"),
    [
        ("06050423F40000", (9204, 0)),
        ("0605040B8423F0", (2948, 9200)),
        ("0404020A0B", (10, 11)),
        ("0B0003010201050415810000", (5505, 0)),
        ("05050323F400", None),
    ],
)
def test_ports_are_destination_and_originator(wire: str, ports: tuple[int, int] | None) -> None:
    assert Header.decode(bytes.fromhex(wire)).ports == ports


@pytest.mark.parametrize(
    ("wire", "locking", "single"),
    [
        ("03250101", 1, 0),
        ("03240102", 0, 2),
        ("06240103250103", 3, 3),
        ("080003010201240106", 0, 6),
        ("0324010E", 0, 0),
        ("03250102", 0, 0),
        ("0425020101", 0, 0),
        ("06240101240103", 0, 3),
    ],
)
def test_shift_tables_are_named_by_language(wire: str, locking: int, single: int) -> None:
    header = Header.decode(bytes.fromhex(wire))

    assert (header.locking, header.single) == (locking, single)


@given(headers)
def test_every_element_comes_back_known_or_not(header: Header) -> None:
    assert Header.decode(header.encode()) == header


@given(st.binary(max_size=160))
def test_any_octets_are_a_header_or_refused(octets: bytes) -> None:
    if not octets or octets[0] >= len(octets):
        with pytest.raises(CodecError):
            Header.decode(octets)
        return

    header = Header.decode(octets)

    assert header in (Header(), Header.decode(octets[: octets[0] + 1]))
    assert 0 <= header.locking <= 13
    assert 0 <= header.single <= 13


def test_a_header_whose_last_element_overruns_it_is_ignored_as_a_whole() -> None:
    assert Header.decode(bytes.fromhex("0600030102012448")) == Header()


def test_a_header_that_leaves_no_room_for_text_is_refused() -> None:
    with pytest.raises(CodecError):
        Header((Element(0x70, bytes(138)),)).encode()
