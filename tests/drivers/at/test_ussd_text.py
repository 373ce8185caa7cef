"""How a USSD code is written, and every way in which modems write the answer (hardware.md 1.8)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.ussd_text import Way, packed, read, unpacked, written
from modemsms.gsm.alphabet import cost

BALANCE = "Your balance is 12.34 EUR, good until 31 Dec."


def packed_hex(text: str) -> str:
    return packed(text).hex().upper()


def ucs2_hex(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


def octets_hex(text: str) -> str:
    return text.encode("latin-1").hex().upper()


@pytest.mark.parametrize(
    ("way", "wire"),
    [(Way.PLAIN, "*100#"), (Way.PACKED, "AA180C3602"), (Way.UCS2, "002A0031003000300023")],
)
def test_a_code_is_written_in_three_ways(way: Way, wire: str) -> None:
    assert written("*100#", way) == wire


@pytest.mark.parametrize("text", ['say "yes"', "a\rAT+CFUN=0", "Grüße", "a@b", ""])
def test_what_would_end_its_quotes_or_differs_between_character_sets_is_not_written_plainly(
    text: str,
) -> None:
    assert written(text, Way.PLAIN) is None


def test_what_the_alphabet_lacks_is_written_as_ucs2_only() -> None:
    assert written("Баланс", Way.PACKED) is None
    assert written("Баланс", Way.UCS2) == ucs2_hex("Баланс")


@given(st.text(st.characters().filter(lambda c: cost(c) is not None and c not in "\r@"), max_size=182))
def test_packing_and_unpacking_give_the_text_back(text: str) -> None:
    assert unpacked(packed(text)) == text


@pytest.mark.parametrize("count", range(1, 18))
def test_spare_bits_at_the_end_are_no_letter(count: int) -> None:
    assert unpacked(packed("1" * count)) == "1" * count


@pytest.mark.parametrize(
    ("wire", "dcs", "charset", "text"),
    [
        (BALANCE, 15, "GSM", BALANCE),
        (BALANCE, None, "IRA", BALANCE),
        (packed_hex(BALANCE), 15, "GSM", BALANCE),
        (packed_hex(BALANCE), 0, "GSM", BALANCE),
        (packed_hex(BALANCE), 1, "IRA", BALANCE),
        (packed_hex(BALANCE), None, "GSM", BALANCE),
        (packed_hex("Guthaben: 5 € für Sie"), 15, "GSM", "Guthaben: 5 € für Sie"),
        (packed_hex("1234567"), 15, "GSM", "1234567"),  # the CR of 23.038, 6.1.2.3.1
        (packed_hex("OK"), 15, "GSM", "OK"),
        (ucs2_hex(BALANCE), 72, "GSM", BALANCE),
        (ucs2_hex(BALANCE), 8, "GSM", BALANCE),
        (ucs2_hex(BALANCE).lower(), 72, "GSM", BALANCE),
        (ucs2_hex(BALANCE), 15, "UCS2", BALANCE),
        (ucs2_hex(BALANCE), 15, "GSM", BALANCE),  # it keeps to neither
        ("656E" + ucs2_hex("Saldo: 5"), 17, "GSM", "Saldo: 5"),  # behind the language
        (octets_hex(BALANCE), 68, "GSM", BALANCE),
        (octets_hex(BALANCE), 15, "GSM", BALANCE),  # E169, E3131, MF667
        (octets_hex("Guthaben f~r"), 15, "GSM", "Guthaben für"),
        (ucs2_hex("Баланс 10 руб"), 72, "GSM", "Баланс 10 руб"),
        (ucs2_hex("Баланс 10 руб"), 15, "GSM", "Баланс 10 руб"),
        (ucs2_hex("رصيدك 10"), 72, "GSM", "رصيدك 10"),
        (ucs2_hex("余额10元"), 72, "GSM", "余额10元"),
        (ucs2_hex("余额10元"), 15, "UCS2", "余额10元"),
        (packed_hex(BALANCE), 72, "GSM", BALANCE),  # it lies about its coding
        ("2500", 15, "GSM", "2500"),
        ("4915550100001234", 15, "GSM", "4915550100001234"),
        ("Solde 10 \x1be \x05t\x05", 15, "GSM", "Solde 10 € été"),
        ("Men~ w{hlen", 15, "GSM", "Menü wählen"),
        ("Gr\xfc\xdfe", 15, "GSM", "Grüße"),
        ("Grüße".encode().decode("latin-1"), 15, "GSM", "Grüße"),
        ("Top-up {1} [2] $5 @home", 15, "GSM", "Top-up {1} [2] $5 @home"),
        ("1 Balance\r\n2 End\r\n", 15, "GSM", "1 Balance\n2 End"),
        ("", None, "GSM", ""),
    ],
)
def test_an_answer_is_read_whatever_it_says_of_itself(
    wire: str, dcs: int | None, charset: str, text: str
) -> None:
    assert read(wire, dcs, charset) == text


@given(st.text(st.characters(max_codepoint=255), max_size=400), st.none() | st.integers(0, 255))
def test_no_answer_is_too_strange_to_be_read(wire: str, dcs: int | None) -> None:
    assert isinstance(read(wire, dcs, "GSM"), str)


@given(st.binary(min_size=2, max_size=200), st.none() | st.integers(0, 255))
def test_no_hex_is_too_strange_to_be_read(octets: bytes, dcs: int | None) -> None:
    assert isinstance(read(octets.hex(), dcs, "UCS2"), str)
