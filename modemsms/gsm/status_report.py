"""SMS-STATUS-REPORT: what became of a segment (3GPP TS 23.040, 9.2.2.3)."""

from __future__ import annotations

from dataclasses import dataclass

from modemsms.errors import CodecError
from modemsms.gsm.address import Address
from modemsms.gsm.reader import Reader
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.user_data import UserData

# Bits of the first octet (9.2.3).
_STATUS_REPORT = 0x02
_NO_MORE_MESSAGES = 0x04
_LOOP_PREVENTION = 0x08
_OF_COMMAND = 0x20
_HEADER = 0x40

# TP-PI, which says what optional fields follow (9.2.3.27).
_HAS_PROTOCOL = 0x01
_HAS_CODING = 0x02
_HAS_USER_DATA = 0x04
_PI_EXTENSION = 0x80


@dataclass(frozen=True, slots=True)
class StatusReport(UserData):
    """SMS-STATUS-REPORT (9.2.2.3): what became of the segment with TP-MR *reference*.

    *timestamp* is when the centre took it, *discharged* when *status* (TP-ST) came about. The
    optional rest is None or empty where the centre left it out.
    """

    reference: int
    recipient: Address
    timestamp: Timestamp
    discharged: Timestamp
    status: int
    more_messages: bool = False
    of_command: bool = False
    loop_prevention: bool = False
    protocol: int | None = None
    data_coding: int = 0
    user_data_length: int = 0
    user_data: bytes = b""
    has_header: bool = False

    def encode(self) -> bytes:
        """The TPDU, with TP-PI only where something optional follows."""
        first = (
            _STATUS_REPORT
            | (0 if self.more_messages else _NO_MORE_MESSAGES)
            | (_LOOP_PREVENTION if self.loop_prevention else 0)
            | (_OF_COMMAND if self.of_command else 0)
            | (_HEADER if self.has_header else 0)
        )
        return b"".join(
            (
                bytes((first, self.reference)),
                self.recipient.encode(),
                self.timestamp.encode(),
                self.discharged.encode(),
                bytes((self.status,)),
                self._encode_optional(),
            )
        )

    def _encode_optional(self) -> bytes:
        indicator, parts = 0, b""
        if self.protocol is not None:
            indicator |= _HAS_PROTOCOL
            parts += bytes((self.protocol,))
        if self.data_coding:
            indicator |= _HAS_CODING
            parts += bytes((self.data_coding,))
        if self.user_data_length:
            indicator |= _HAS_USER_DATA
            parts += bytes((self.user_data_length,)) + self.user_data
        return bytes((indicator,)) + parts if indicator else b""

    @classmethod
    def decode(cls, tpdu: bytes) -> StatusReport:
        """Raises ``CodecError`` for whatever is no SMS-STATUS-REPORT.

        Only what stands before TP-PI must be right: some modems leave padding behind it, and the
        fate of a text is not lost for that.
        """
        reader = Reader(tpdu)
        first = reader.first_octet(_STATUS_REPORT)
        has_header = bool(first & _HEADER)
        reference = reader.octet()
        recipient = reader.address()
        timestamp = reader.timestamp()
        discharged = reader.timestamp()
        status = reader.octet()
        protocol, data_coding, length, user_data = _decode_optional(reader, has_header=has_header)
        return cls(
            reference=reference,
            recipient=recipient,
            timestamp=timestamp,
            discharged=discharged,
            status=status,
            more_messages=not first & _NO_MORE_MESSAGES,
            of_command=bool(first & _OF_COMMAND),
            loop_prevention=bool(first & _LOOP_PREVENTION),
            protocol=protocol,
            data_coding=data_coding,
            user_data_length=length,
            user_data=user_data,
            has_header=has_header and bool(user_data),
        )


def _decode_optional(reader: Reader, *, has_header: bool) -> tuple[int | None, int, int, bytes]:
    """TP-PID, TP-DCS, TP-UDL and TP-UD; none of them where the octets cannot be that."""
    nothing = (None, 0, 0, b"")
    try:
        indicator = 0 if reader.at_end else reader.octet()
        if indicator & _PI_EXTENSION:
            return nothing
        protocol = reader.octet() if indicator & _HAS_PROTOCOL else None
        data_coding = reader.octet() if indicator & _HAS_CODING else 0
        if not indicator & _HAS_USER_DATA:
            return protocol, data_coding, 0, b""
        return protocol, data_coding, *reader.user_data(data_coding, has_header=has_header)
    except CodecError:
        return nothing
