"""TP-UD with its TP-UDL: header, fill bits and what stands behind them (3GPP TS 23.040, 9.2.3.24)."""

from __future__ import annotations

from dataclasses import dataclass

from modemsms.errors import CodecError
from modemsms.gsm import alphabet, packing
from modemsms.gsm.dcs import Alphabet, DataCoding, decode_dcs
from modemsms.gsm.udh import Header

MOST_OCTETS = 140
MOST_SEPTETS = 160

_NO_HEADER = Header()


@dataclass(frozen=True, slots=True)
class Reading:
    """How units become text; *is_opaque* if nobody but a program can read them."""

    alphabet: Alphabet
    locking: int = 0
    single: int = 0
    is_opaque: bool = False

    def text_of(self, units: bytes) -> str:
        """The text of *units*, which are septets one a byte for GSM-7, else octets. Never refuses.

        Octets of no alphabet are read as Latin-1 if that is printable, for some gateways send text
        so; else there is no text in them. A lone surrogate is shown as U+FFFD.
        """
        if self.alphabet is Alphabet.GSM7:
            return alphabet.decode(units, self.locking, self.single)
        if self.alphabet is Alphabet.UCS2:
            return units.decode("utf-16-be", "replace")
        text = "" if self.is_opaque else units.decode("latin-1")
        return text if all(c.isprintable() or c in "\t\n\r" for c in text) else ""


class UserData:
    """What SMS-SUBMIT, SMS-DELIVER and SMS-STATUS-REPORT have in common.

    *user_data_length* counts septets where the alphabet is GSM-7 (those under the header included),
    else octets. No property of a TPDU that came from ``decode`` raises.
    """

    __slots__ = ()

    data_coding: int
    user_data_length: int
    user_data: bytes
    has_header: bool

    @property
    def coding(self) -> DataCoding:
        """TP-DCS, read."""
        return decode_dcs(self.data_coding)

    @property
    def header(self) -> Header:
        """The user data header; one without elements where there is none."""
        return Header.decode(self.user_data) if self.has_header else _NO_HEADER

    @property
    def payload(self) -> bytes:
        """The octets behind the header, whatever the alphabet."""
        return self.user_data[self._header_octets :]

    @property
    def septets(self) -> bytes:
        """The septets behind header and fill bits, one a byte; empty unless the alphabet is GSM-7."""
        if self.coding.alphabet is not Alphabet.GSM7:
            return b""
        septets = packing.unpack(self.user_data, self.user_data_length)
        return septets[header_septets(self._header_octets) :]

    @property
    def units(self) -> bytes:
        """What a text is joined from: septets, whole UTF-16BE units, or octets."""
        match self.coding.alphabet:
            case Alphabet.GSM7:
                return self.septets
            case Alphabet.UCS2:
                return self.payload[: len(self.payload) & ~1]
            case Alphabet.DATA:
                return self.payload

    @property
    def reading(self) -> Reading:
        """How ``units`` become text."""
        coding, header = self.coding, self.header
        is_opaque = coding.alphabet is Alphabet.DATA and (coding.compressed or header.ports is not None)
        return Reading(coding.alphabet, header.locking, header.single, is_opaque=is_opaque)

    @property
    def text(self) -> str:
        """This segment's own text; ``segments.assemble`` joins those of a long message."""
        return self.reading.text_of(self.units)

    @property
    def _header_octets(self) -> int:
        return self.user_data[0] + 1 if self.has_header and self.user_data else 0


def header_septets(octets: int) -> int:
    """How many septets a header of *octets* covers: text starts on a septet border (fill bits)."""
    return (octets * 8 + 6) // 7


def of_septets(septets: bytes, header: Header = _NO_HEADER) -> tuple[int, bytes]:
    """TP-UDL and TP-UD of a GSM-7 segment. Raises ``CodecError`` above 160 septets."""
    if not header.elements:
        length, octets = len(septets), packing.pack(septets)
    else:
        front = header.encode()
        covered = header_septets(len(front))
        length = covered + len(septets)
        octets = front + packing.pack(bytes(covered) + septets)[len(front) :]
    if length > MOST_SEPTETS:
        raise CodecError(f"{length} septets are more than a segment holds", octets)
    return length, octets


def of_octets(payload: bytes, header: Header = _NO_HEADER) -> tuple[int, bytes]:
    """TP-UDL and TP-UD of an 8-bit or UCS-2 segment. Raises ``CodecError`` above 140 octets."""
    octets = header.encode() + payload if header.elements else payload
    if len(octets) > MOST_OCTETS:
        raise CodecError(f"{len(octets)} octets are more than a segment holds", octets)
    return len(octets), octets


def octets_of(length: int, data_coding: int) -> int:
    """How many octets of TP-UD a TP-UDL of *length* promises under *data_coding*."""
    if decode_dcs(data_coding).alphabet is Alphabet.GSM7:
        return (length * 7 + 7) // 8
    return length
