"""The hex line of AT commands: the message centre's address in front of a TPDU (3GPP TS 27.005, 4)."""

from __future__ import annotations

import string

from modemsms.errors import CodecError
from modemsms.gsm.address import Address

_MOST_SMSC_OCTETS = 11
_HEX_DIGITS = frozenset(string.hexdigits)


def with_smsc(tpdu: bytes, smsc: Address | None = None) -> bytes:
    """*tpdu* behind the centre's address; None leaves the choice to the SIM."""
    return (b"\0" if smsc is None else smsc.encode_smsc()) + tpdu


def split_smsc(pdu: bytes) -> tuple[Address | None, bytes]:
    """The centre, None where the SIM's holds, and the TPDU with whatever padding follows it.

    Raises ``CodecError`` where the first octet is no length of such an address (an empty place of a
    SIM is full of FF), or no TPDU follows.
    """
    if not pdu or pdu[0] > _MOST_SMSC_OCTETS or pdu[0] + 1 >= len(pdu):
        raise CodecError("the PDU does not begin with a message centre", pdu)
    end = pdu[0] + 1
    return (Address.decode_smsc(pdu[1:end]) if end > 1 else None), pdu[end:]


def from_hex(line: str) -> bytes:
    """The octets of one line as a modem writes it; raises ``CodecError`` for anything but hex."""
    digits = line.strip()
    if not digits or len(digits) % 2 or not _HEX_DIGITS.issuperset(digits):
        raise CodecError("the line is no PDU in hex", line.encode("utf-8", "backslashreplace"))
    return bytes.fromhex(digits)
