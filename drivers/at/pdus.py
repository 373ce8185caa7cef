"""PDUs in lines: what looks like one, and the answers of AT+CMGL and AT+CMGR (27.005, 4.1 and 4.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.at.fields import fields, number
from modemsms.errors import CodecError
from modemsms.gsm.pdu import from_hex, split_smsc

_HEX_DIGITS = frozenset("0123456789ABCDEFabcdef")
_HEADER = re.compile(r"\+CMG[LR]:")
# Some firmwares put ",0" behind the PDU.
_TAIL = re.compile(r",\d*$")
_NOTHING = re.compile(r"(?:00)?(?:FF)*", re.IGNORECASE)

# A length of zero, a lone "00" and FF all through are how empty places look (Q5, Q7).
_SHORTEST_OCTETS = 3

_UNSENT, _SENT = 2, 3
_MTI_MASK, _MTI_SUBMIT, _MTI_REPORT = 0x03, 0x01, 0x02


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a memory as the modem tells of it.

    *index* is None in an answer of AT+CMGR, *status* where the firmware leaves it out (Q29).
    *octets* is the length of the TPDU as the header tells it.
    """

    index: int | None
    status: int | None
    pdu: str
    octets: int | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing is stored here, or a dummy (Q5)."""
        return _NOTHING.fullmatch(self.pdu) is not None

    @property
    def is_sound(self) -> bool:
        """Hex, and all of it: a line that lost its end must not pass for the text."""
        tpdu = tpdu_of(self.pdu)
        return tpdu is not None and len(tpdu) >= (self.octets or 0)

    @property
    def is_ours(self) -> bool:
        """An SMS-SUBMIT that somebody stored: no inbound message (Q115)."""
        if self.status in (_UNSENT, _SENT):
            return True
        tpdu = tpdu_of(self.pdu)
        return self.status is None and tpdu is not None and tpdu[0] & _MTI_MASK == _MTI_SUBMIT


def looks_like_pdu(line: str) -> bool:
    """*line* is hex, or was before noise hit it: four fifths of it still are."""
    return len(line) >= 2 * _SHORTEST_OCTETS and sum(c in _HEX_DIGITS for c in line) * 5 >= len(line) * 4


def tpdu_of(line: str) -> bytes | None:
    """The TPDU in *line*, without its SMSC part; None where *line* is not sound hex.

    Octets that begin with no SMSC are returned whole: the shop keeps what it cannot read.
    """
    try:
        pdu = from_hex(line)
    except CodecError:
        return None
    try:
        _, tpdu = split_smsc(pdu)
    except CodecError:
        return pdu
    return tpdu or pdu


def salvage(line: str) -> bytes:
    """The octets in front of what broke *line*; empty if it begins with junk."""
    sound = 0
    while sound < len(line) and line[sound] in _HEX_DIGITS:
        sound += 1
    return bytes.fromhex(line[: sound // 2 * 2])


def is_report(tpdu: bytes) -> bool:
    """An SMS-STATUS-REPORT, wherever it was stored (Q2: the memory's name proves nothing)."""
    return bool(tpdu) and tpdu[0] & _MTI_MASK == _MTI_REPORT


def entries(lines: Sequence[str]) -> list[Entry]:
    """The places that the lines of one answer tell of, each header with the PDU behind it.

    A header may be glued to the PDU before it; one without any PDU is an empty place.
    """
    found: list[tuple[str, str]] = []
    for line in lines:
        start = _HEADER.search(line)
        before = line[: start.start()] if start else line
        if before and found:
            header, pdu = found[-1]
            found[-1] = (header, _better(pdu, _TAIL.sub("", before.strip())))
        if start:
            found.append((line[start.start() :], ""))
    return [_entry(header, pdu) for header, pdu in found]


def _better(one: str, other: str) -> str:
    """Of two lines behind one header, the one that is a PDU: noise may have got in between."""
    return other if looks_like_pdu(other) or not one else one


def _entry(header: str, pdu: str) -> Entry:
    values = [number(field) for field in fields(header)]
    listed = header.startswith("+CMGL")
    status = values[1] if listed and len(values) > 1 else values[0] if values and not listed else None
    octets = values[-1] if len(values) > 2 else None
    return Entry(values[0] if listed and values else None, status, pdu, octets)
