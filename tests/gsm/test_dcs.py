"""TP-DCS (TS 23.038, 4; hardware Q99, Q100, Q106)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modemsms.gsm.dcs import Alphabet, DataCoding, Waiting, decode_dcs, encode_dcs

GSM7, DATA, UCS2 = Alphabet.GSM7, Alphabet.DATA, Alphabet.UCS2


@pytest.mark.parametrize(
    ("octet", "coding"),
    [
        (0x00, DataCoding(GSM7)),
        (0x03, DataCoding(GSM7)),
        (0x04, DataCoding(DATA)),
        (0x08, DataCoding(UCS2)),
        (0x0C, DataCoding(GSM7)),
        (0x10, DataCoding(GSM7, 0)),
        (0x11, DataCoding(GSM7, 1)),
        (0x16, DataCoding(DATA, 2)),
        (0x1B, DataCoding(UCS2, 3)),
        (0x18, DataCoding(UCS2, 0)),
        (0x20, DataCoding(DATA, compressed=True)),
        (0x28, DataCoding(DATA, compressed=True)),
        (0x40, DataCoding(GSM7, automatic_deletion=True)),
        (0x48, DataCoding(UCS2, automatic_deletion=True)),
        (0x58, DataCoding(UCS2, 0, automatic_deletion=True)),
        (0x80, DataCoding(GSM7)),
        (0x94, DataCoding(GSM7)),
        (0xA8, DataCoding(GSM7)),
        (0xB8, DataCoding(GSM7)),
        (0xC0, DataCoding(GSM7, waiting=Waiting.VOICEMAIL, discard=True)),
        (0xC8, DataCoding(GSM7, waiting=Waiting.VOICEMAIL, waiting_active=True, discard=True)),
        (0xD9, DataCoding(GSM7, waiting=Waiting.FAX, waiting_active=True)),
        (0xEA, DataCoding(UCS2, waiting=Waiting.EMAIL, waiting_active=True)),
        (0xE3, DataCoding(UCS2, waiting=Waiting.OTHER)),
        (0xF0, DataCoding(GSM7, 0)),
        (0xF1, DataCoding(GSM7, 1)),
        (0xF3, DataCoding(GSM7, 3)),
        (0xF5, DataCoding(DATA, 1)),
        (0xF6, DataCoding(DATA, 2)),
    ],
)
def test_every_group_means_what_the_standard_says(octet: int, coding: DataCoding) -> None:
    decoded = decode_dcs(octet)

    assert decoded.raw == octet
    assert decoded == DataCoding(
        coding.alphabet,
        coding.message_class,
        coding.waiting,
        coding.waiting_active,
        coding.discard,
        coding.compressed,
        coding.automatic_deletion,
        raw=octet,
    )


@given(st.integers(0, 255))
def test_every_octet_says_something(octet: int) -> None:
    coding = decode_dcs(octet)

    assert coding.flash == (coding.message_class == 0)
    assert coding.waiting is None or coding.message_class is None


@pytest.mark.parametrize("alphabet", Alphabet)
@pytest.mark.parametrize("message_class", [None, 0, 1, 2, 3])
def test_what_is_sent_is_read_back(alphabet: Alphabet, message_class: int | None) -> None:
    coding = decode_dcs(encode_dcs(alphabet, message_class))

    assert coding.alphabet is alphabet
    assert coding.message_class == message_class
    assert not coding.compressed
