"""TP-DCS: alphabet, message class and waiting indication in one octet (3GPP TS 23.038, 4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Alphabet(Enum):
    """How the octets of a text are to be read."""

    GSM7 = "gsm7"
    DATA = "8bit"
    UCS2 = "ucs2"


class Waiting(Enum):
    """What kind of message waits for the subscriber elsewhere."""

    VOICEMAIL = 0
    FAX = 1
    EMAIL = 2
    OTHER = 3


@dataclass(frozen=True, slots=True)
class DataCoding:
    """What a TP-DCS says.

    *alphabet* is DATA for compressed text, which is counted in octets and which nobody can read.
    *waiting* is set in the message waiting groups; *waiting_active* False means none waits any more,
    and *discard* that the text need not be kept.
    """

    alphabet: Alphabet
    message_class: int | None = None
    waiting: Waiting | None = None
    waiting_active: bool = False
    discard: bool = False
    compressed: bool = False
    automatic_deletion: bool = False
    raw: int = 0

    @property
    def flash(self) -> bool:
        """Class 0: shown at once and stored by nobody."""
        return self.message_class == 0


# Reserved codings are to be read as the default alphabet.
_ALPHABETS = (Alphabet.GSM7, Alphabet.DATA, Alphabet.UCS2, Alphabet.GSM7)
_DISCARD, _STORE, _STORE_UCS2, _CLASS = 0xC, 0xD, 0xE, 0xF


def decode_dcs(octet: int) -> DataCoding:
    """What TP-DCS *octet* says; every octet says something."""
    group = octet >> 4
    if group < 0x8:
        return _general(octet)
    if group == _CLASS:
        alphabet = Alphabet.DATA if octet & 0x04 else Alphabet.GSM7
        return DataCoding(alphabet, message_class=octet & 0x03, raw=octet)
    if group in (_DISCARD, _STORE, _STORE_UCS2):
        return DataCoding(
            Alphabet.UCS2 if group == _STORE_UCS2 else Alphabet.GSM7,
            waiting=Waiting(octet & 0x03),
            waiting_active=bool(octet & 0x08),
            discard=group == _DISCARD,
            raw=octet,
        )
    return DataCoding(Alphabet.GSM7, raw=octet)


def _general(octet: int) -> DataCoding:
    compressed = bool(octet & 0x20)
    return DataCoding(
        Alphabet.DATA if compressed else _ALPHABETS[octet >> 2 & 0x03],
        message_class=octet & 0x03 if octet & 0x10 else None,
        compressed=compressed,
        automatic_deletion=bool(octet & 0x40),
        raw=octet,
    )


def encode_dcs(alphabet: Alphabet, message_class: int | None = None) -> int:
    """The octet of the general group for an uncompressed text."""
    octet = {Alphabet.GSM7: 0x00, Alphabet.DATA: 0x04, Alphabet.UCS2: 0x08}[alphabet]
    return octet if message_class is None else octet | 0x10 | message_class
