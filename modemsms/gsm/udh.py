"""The user data header: concatenation, ports, national tables (3GPP TS 23.040, 9.2.3.24)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modemsms.errors import CodecError

CONCATENATION_8 = 0x00
PORTS_8 = 0x04
PORTS_16 = 0x05
CONCATENATION_16 = 0x08
SINGLE_SHIFT = 0x24
LOCKING_SHIFT = 0x25

_LAST_LANGUAGE = 13
_SPANISH = 2


@dataclass(frozen=True, slots=True)
class Element:
    """One information element; those that we do not know are kept as they came."""

    iei: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Concatenation:
    """Which segment of which long message this is (9.2.3.24.1, 9.2.3.24.8)."""

    reference: int
    width: Literal[8, 16]
    total: int
    sequence: int

    def element(self) -> Element:
        """The information element that says so."""
        if self.width == 8:
            return Element(CONCATENATION_8, bytes((self.reference & 0xFF, self.total, self.sequence)))
        reference = (self.reference & 0xFFFF).to_bytes(2, "big")
        return Element(CONCATENATION_16, reference + bytes((self.total, self.sequence)))


@dataclass(frozen=True, slots=True)
class Header:
    """All information elements of one segment, in order. Of a repeated one the last counts (9.2.3.24)."""

    elements: tuple[Element, ...] = ()

    @property
    def concatenation(self) -> Concatenation | None:
        """None where there is none, or one that cannot be: total 0, sequence 0 or above total."""
        found: Concatenation | None = None
        for element in self.elements:
            data = element.data
            if element.iei == CONCATENATION_8 and len(data) == 3:
                found = Concatenation(data[0], 8, data[1], data[2])
            elif element.iei == CONCATENATION_16 and len(data) == 4:
                found = Concatenation(int.from_bytes(data[:2], "big"), 16, data[2], data[3])
        if found is None or not 1 <= found.sequence <= found.total:
            return None
        return found

    @property
    def ports(self) -> tuple[int, int] | None:
        """Destination and originator port (9.2.3.24.3, 9.2.3.24.4)."""
        found: tuple[int, int] | None = None
        for element in self.elements:
            data = element.data
            if element.iei == PORTS_8 and len(data) == 2:
                found = data[0], data[1]
            elif element.iei == PORTS_16 and len(data) == 4:
                found = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big")
        return found

    @property
    def locking(self) -> int:
        """National language of the locking shift table (9.2.3.24.16); 0 is the default alphabet."""
        language = self._language(LOCKING_SHIFT)
        return 0 if language == _SPANISH else language

    @property
    def single(self) -> int:
        """National language of the single shift table (9.2.3.24.15); 0 is the default extension."""
        return self._language(SINGLE_SHIFT)

    def _language(self, iei: int) -> int:
        found = 0
        for element in self.elements:
            # A reserved language is as good as none (TS 23.038, 6.2.1.2.4).
            if element.iei == iei and len(element.data) == 1 and element.data[0] <= _LAST_LANGUAGE:
                found = element.data[0]
        return found

    def encode(self) -> bytes:
        """With the length octet in front. Raises ``CodecError`` above 139 octets of elements."""
        body = b"".join(bytes((element.iei, len(element.data))) + element.data for element in self.elements)
        if len(body) > 139:
            raise CodecError("the header leaves no room in the segment", body[:140])
        return bytes((len(body),)) + body

    @classmethod
    def decode(cls, octets: bytes) -> Header:
        """From *octets* that begin with the length octet; what follows the header is ignored.

        A header whose last element overruns it is ignored as a whole, as 9.2.3.24 asks for: the
        text behind it is still a text. Raises ``CodecError`` where the header overruns *octets*.
        """
        if not octets or octets[0] >= len(octets):
            raise CodecError("the header is longer than the user data", octets)
        elements: list[Element] = []
        end = octets[0] + 1
        place = 1
        while place < end:
            behind = place + 2 + octets[place + 1] if place + 1 < end else end + 1
            if behind > end:
                return cls()
            elements.append(Element(octets[place], octets[place + 2 : behind]))
            place = behind
        return cls(tuple(elements))
