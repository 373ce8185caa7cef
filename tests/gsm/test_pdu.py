"""The line of hex that a modem reads and writes (TS 27.005, 4; hardware Q5, Q6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.pdu import from_hex, split_smsc, with_smsc

CENTRE = Address("491710760000", TypeOfNumber.INTERNATIONAL)


def test_without_a_centre_the_sim_chooses() -> None:
    assert with_smsc(b"\x31\x00") == b"\x00\x31\x00"
    assert split_smsc(b"\x00\x31\x00") == (None, b"\x31\x00")


def test_a_centre_stands_in_front_with_its_length_in_octets() -> None:
    pdu = with_smsc(b"\x04\x00", CENTRE)

    assert pdu.hex().upper() == "07919471016700000400"
    assert split_smsc(pdu) == (CENTRE, b"\x04\x00")


@given(
    st.text(st.sampled_from("0123456789"), max_size=20),
    st.sampled_from([TypeOfNumber.UNKNOWN, TypeOfNumber.INTERNATIONAL, TypeOfNumber.NATIONAL]),
    st.binary(min_size=1, max_size=170),
)
def test_centre_and_tpdu_come_apart_again(digits: str, kind: TypeOfNumber, tpdu: bytes) -> None:
    centre = Address(digits, kind)

    assert split_smsc(with_smsc(tpdu, centre)) == (centre, tpdu)


@given(st.binary(max_size=30))
def test_any_octets_come_apart_or_are_refused(pdu: bytes) -> None:
    try:
        _, tpdu = split_smsc(pdu)
    except CodecError:
        return
    assert tpdu
    assert pdu.endswith(tpdu)


@pytest.mark.parametrize("pdu", ["", "00", "07", "0791947101", "FFFFFFFFFFFF", "0C" + "91" * 20])
def test_what_begins_with_no_centre_is_refused_and_kept(pdu: str) -> None:
    with pytest.raises(CodecError) as caught:
        split_smsc(bytes.fromhex(pdu))

    assert caught.value.raw_hex == pdu


def test_hex_is_read_in_either_case_with_the_ends_of_its_line() -> None:
    assert from_hex(" 00aAfF\r\n") == b"\x00\xaa\xff"


@pytest.mark.parametrize("line", ["", "0", "0x00", "00 11", "OK", "00é0", "٠٠", "+CMT: ,23"])
def test_anything_but_hex_is_refused(line: str) -> None:
    with pytest.raises(CodecError):
        from_hex(line)
