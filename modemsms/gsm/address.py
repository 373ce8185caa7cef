"""Addresses of TPDUs: TP-OA, TP-DA, TP-RA (3GPP TS 23.040, 9.1.2.5) and of message centres."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from modemsms.errors import CodecError
from modemsms.gsm import alphabet, packing

_MOST_DIGITS = 20
_DIGITS = "0123456789"
_SEMI_OCTETS = _DIGITS + "*#abc"
_FILLER = "f"
_TO_HEX = str.maketrans("*#abc", "abcde")
_FROM_HEX = str.maketrans("abcde", "*#abc")
# A semi-octet pair stands low nibble first.
_SWAPPED = bytes((octet & 0x0F) << 4 | octet >> 4 for octet in range(256))


class TypeOfNumber(IntEnum):
    """Bits 6 to 4 of the type-of-address octet; 7 is reserved and read as unknown."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    NETWORK = 3
    SUBSCRIBER = 4
    ALPHANUMERIC = 5
    ABBREVIATED = 6


_TYPES = tuple(TypeOfNumber(bits) if bits < 7 else TypeOfNumber.UNKNOWN for bits in range(8))


@dataclass(frozen=True, slots=True)
class Address:
    """Who a TPDU is from or for.

    *value* holds the digits and ``*#abc`` without a plus, or the text of an alphanumeric sender;
    it may be empty. An alphanumeric address has no numbering plan: its bits are zero.
    """

    value: str
    type_of_number: TypeOfNumber = TypeOfNumber.UNKNOWN
    numbering_plan: int = 1

    def __post_init__(self) -> None:
        if self.type_of_number is TypeOfNumber.ALPHANUMERIC:
            object.__setattr__(self, "numbering_plan", 0)

    def __str__(self) -> str:
        is_international = self.type_of_number is TypeOfNumber.INTERNATIONAL
        return f"+{self.value}" if is_international and self.value else self.value

    @property
    def is_number(self) -> bool:
        """Whether it can be dialled and answered: neither alphanumeric nor empty."""
        return self.type_of_number is not TypeOfNumber.ALPHANUMERIC and bool(self.value)

    @classmethod
    def parse(cls, text: str) -> Address:
        """``+4917…`` as international, other digits and ``*#abc`` as unknown; else ``CodecError``."""
        is_international = text.startswith("+")
        value = text.removeprefix("+")
        allowed = _DIGITS if is_international else _SEMI_OCTETS
        if not 0 < len(value) <= _MOST_DIGITS or value.strip(allowed):
            raise CodecError(f"{text!r} is no number that a text can be sent to")
        return cls(value, TypeOfNumber.INTERNATIONAL if is_international else TypeOfNumber.UNKNOWN)

    def encode(self) -> bytes:
        """Length in semi-octets, type of address, value. Raises ``CodecError`` if it does not fit."""
        semi_octets, octets = self._encode_value()
        if semi_octets > _MOST_DIGITS:
            raise CodecError(f"{self.value!r} is longer than an address can be")
        return bytes((semi_octets, self._type_octet)) + octets

    def encode_smsc(self) -> bytes:
        """The same as an RP address: length in octets, type included (TS 24.011, 8.2.5.2)."""
        _, octets = self._encode_value()
        return bytes((1 + len(octets), self._type_octet)) + octets

    @property
    def _type_octet(self) -> int:
        return 0x80 | self.type_of_number << 4 | self.numbering_plan

    def _encode_value(self) -> tuple[int, bytes]:
        if self.type_of_number is TypeOfNumber.ALPHANUMERIC:
            septets = alphabet.encode(self.value)
            return (len(septets) * 7 + 3) // 4, packing.pack(septets)
        if self.value.strip(_SEMI_OCTETS):
            raise CodecError(f"{self.value!r} is no number")
        digits = self.value.translate(_TO_HEX)
        padded = digits + _FILLER if len(digits) % 2 else digits
        return len(digits), bytes.fromhex(padded).translate(_SWAPPED)

    @classmethod
    def decode(cls, octets: bytes, offset: int = 0) -> tuple[Address, int]:
        """The address at *offset*, and the offset behind it."""
        if offset + 2 > len(octets):
            raise CodecError("the address is cut off", octets)
        semi_octets = octets[offset]
        end = offset + 2 + (semi_octets + 1) // 2
        if end > len(octets):
            raise CodecError("the address is cut off", octets)
        return cls._of(octets[offset + 1], octets[offset + 2 : end], semi_octets), end

    @classmethod
    def decode_smsc(cls, octets: bytes) -> Address:
        """From type octet and value of an RP address, without its length."""
        return cls._of(octets[0], octets[1:], 2 * len(octets) - 2)

    @classmethod
    def _of(cls, type_octet: int, octets: bytes, semi_octets: int) -> Address:
        kind = _TYPES[type_octet >> 4 & 0x07]
        if kind is TypeOfNumber.ALPHANUMERIC:
            septets = packing.unpack(octets, semi_octets * 4 // 7)
            return cls(alphabet.decode(septets), kind)
        digits, _, _ = octets.translate(_SWAPPED).hex()[:semi_octets].partition(_FILLER)
        return cls(digits.translate(_FROM_HEX), kind, type_octet & 0x0F)
