"""Addresses (TS 23.040, 9.1.2.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.address import Address, TypeOfNumber
from tests.gsm.strategies import addresses

UNKNOWN = TypeOfNumber.UNKNOWN
INTERNATIONAL = TypeOfNumber.INTERNATIONAL
NATIONAL = TypeOfNumber.NATIONAL
NAME = TypeOfNumber.ALPHANUMERIC


@pytest.mark.parametrize(
    ("wire", "address", "shown"),
    [
        ("0C91947110325476", Address("491701234567", INTERNATIONAL), "+491701234567"),
        ("0B917130325476F8", Address("17032345678", INTERNATIONAL), "+17032345678"),
        ("0BA11032547698F0", Address("01234567890", NATIONAL), "01234567890"),
        ("05812143F5", Address("12345", UNKNOWN), "12345"),
        ("05811A00FB", Address("*100#", UNKNOWN), "*100#"),
        ("0581BADCFE", Address("*#abc", UNKNOWN), "*#abc"),
        ("0081", Address("", UNKNOWN), ""),
        ("0091", Address("", INTERNATIONAL), ""),
        ("0BD0CDFC14FD8603", Address("MyShop", NAME), "MyShop"),
        ("14D0C3B7DC5D968384EFF71A", Address("Corner Book", NAME), "Corner Book"),
        ("0DD041E19058341E01", Address("ABCDEFG", NAME), "ABCDEFG"),
        ("0ED041E19058341E91", Address("ABCDEFGH", NAME), "ABCDEFGH"),
        ("0BD01BD4A6BC4901", Address("{€}", NAME), "{€}"),
        ("00D0", Address("", NAME), ""),
    ],
)
def test_an_address_on_the_wire(wire: str, address: Address, shown: str) -> None:
    octets = bytes.fromhex(wire)

    assert Address.decode(octets) == (address, len(octets))
    assert address.encode() == octets
    assert str(address) == shown


@given(addresses, st.binary(max_size=5), st.binary(max_size=5))
def test_an_address_comes_back_from_wherever_it_stands(
    address: Address, before: bytes, behind: bytes
) -> None:
    octets = address.encode()

    decoded, end = Address.decode(before + octets + behind, len(before))

    assert decoded == address
    assert end == len(before) + len(octets)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("+491701234567", Address("491701234567", INTERNATIONAL)),
        ("12345", Address("12345", UNKNOWN)),
        ("*100#", Address("*100#", UNKNOWN)),
        ("00491701234567", Address("00491701234567", UNKNOWN)),
    ],
)
def test_a_number_is_read_from_text(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert str(Address.parse(text)) == text


@pytest.mark.parametrize("text", ["", "+", "MyShop", "+49 170", "4917x1", "+*100#", "++49", "1" * 21, "٣٤٥"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(CodecError):
        Address.parse(text)


def test_only_a_number_can_be_answered() -> None:
    assert Address("12345").is_number
    assert not Address("MyShop", NAME).is_number
    assert not Address("").is_number


@pytest.mark.parametrize(
    "address",
    [Address("1" * 21), Address("12345678901x"), Address("TwelveLetter", NAME), Address("Ж", NAME)],
)
def test_an_address_that_does_not_fit_is_refused(address: Address) -> None:
    with pytest.raises(CodecError):
        address.encode()


@pytest.mark.parametrize("wire", ["", "0C", "0C91", "0C919471103254", "FF91"])
def test_an_address_that_is_cut_off_keeps_its_octets(wire: str) -> None:
    with pytest.raises(CodecError) as caught:
        Address.decode(bytes.fromhex(wire))

    assert caught.value.raw_hex == wire


def test_filler_ends_a_number_early() -> None:
    assert Address.decode(bytes.fromhex("069121F3FF"))[0].value == "123"


def test_the_reserved_type_is_read_as_unknown() -> None:
    assert Address.decode(bytes.fromhex("02F121"))[0] == Address("12", UNKNOWN)
