"""Reading a TPDU from the left, field by field, without ever running over its end."""

from __future__ import annotations

from modemsms.errors import CodecError
from modemsms.gsm import user_data
from modemsms.gsm.address import Address
from modemsms.gsm.timestamp import OCTETS as STAMP_OCTETS
from modemsms.gsm.timestamp import Timestamp

# TP-MTI: bits 1 and 0 of the first octet (3GPP TS 23.040, 9.2.3.1).
_MESSAGE_TYPE = 0x03


class Reader:
    """The octets of one TPDU and how far they are read; every error keeps all of them."""

    __slots__ = ("_place", "_tpdu")

    def __init__(self, tpdu: bytes) -> None:
        self._tpdu = tpdu
        self._place = 0

    @property
    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self._place >= len(self._tpdu)

    def first_octet(self, *message_types: int) -> int:
        """The first octet, if its TP-MTI is one of *message_types*; else ``CodecError``."""
        first = self.octet()
        if first & _MESSAGE_TYPE not in message_types:
            raise CodecError("the TPDU is of another type", self._tpdu)
        return first

    def octet(self) -> int:
        """The next octet."""
        if self.at_end:
            raise CodecError("the TPDU is cut off", self._tpdu)
        octet = self._tpdu[self._place]
        self._place += 1
        return octet

    def octets(self, count: int) -> bytes:
        """The next *count* octets."""
        start = self._place
        if start + count > len(self._tpdu):
            raise CodecError("the TPDU is cut off", self._tpdu)
        self._place = start + count
        return self._tpdu[start : self._place]

    def address(self) -> Address:
        """TP-OA, TP-DA or TP-RA."""
        address, self._place = Address.decode(self._tpdu, self._place)
        return address

    def timestamp(self) -> Timestamp:
        """TP-SCTS, TP-DT or an absolute TP-VP."""
        return Timestamp.decode(self.octets(STAMP_OCTETS))

    def user_data(self, data_coding: int, *, has_header: bool) -> tuple[int, bytes]:
        """TP-UDL and as much TP-UD as it promises; what follows is padding, and left unread.

        Raises ``CodecError`` where TP-UDL is more than there is or can be, or the header's length
        is more than TP-UDL.
        """
        length = self.octet()
        octets = user_data.octets_of(length, data_coding)
        if octets > user_data.MOST_OCTETS:
            raise CodecError(f"user data of length {length} does not fit into a segment", self._tpdu)
        data = self.octets(octets)
        if has_header and (not data or data[0] >= len(data)):
            raise CodecError("the header is longer than the user data", self._tpdu)
        return length, data
