"""Septets in octets (TS 23.038, 6.1.2.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.packing import pack, unpack

septet_strings = st.binary(max_size=600).map(lambda raw: bytes(octet & 0x7F for octet in raw))


def packed_bit_by_bit(septets: bytes, fill_bits: int) -> bytes:
    bits = "0" * fill_bits + "".join(f"{septet:07b}"[::-1] for septet in septets)
    return bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))


@pytest.mark.parametrize(
    ("text", "packed"),
    [
        ("", ""),
        ("1", "31"),
        ("Hello", "C8329BFD06"),
        ("hellohello", "E8329BFD4697D9EC37"),
        ("1234567", "31D98C56B3DD00"),
        ("12345678", "31D98C56B3DD70"),
    ],
)
def test_well_known_texts_pack_as_everywhere(text: str, packed: str) -> None:
    assert pack(text.encode("ascii")).hex().upper() == packed
    assert unpack(bytes.fromhex(packed), len(text)) == text.encode("ascii")


@given(septet_strings, st.integers(0, 7))
def test_packing_is_what_the_standard_draws_bit_by_bit(septets: bytes, fill_bits: int) -> None:
    assert pack(septets, fill_bits) == packed_bit_by_bit(septets, fill_bits)


@given(septet_strings, st.integers(0, 7), st.binary(max_size=9))
def test_unpacking_gives_the_septets_back_whatever_follows(
    septets: bytes, fill_bits: int, tail: bytes
) -> None:
    assert unpack(pack(septets, fill_bits) + tail, len(septets), fill_bits) == septets


def test_more_septets_than_there_are_octets_for_are_refused() -> None:
    with pytest.raises(CodecError) as caught:
        unpack(bytes.fromhex("C8329B"), 4)

    assert caught.value.raw_hex == "C8329B"
