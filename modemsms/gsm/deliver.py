"""SMS-DELIVER: a segment on its way from the centre to the mobile (3GPP TS 23.040, 9.2.2.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from modemsms.gsm.address import Address
from modemsms.gsm.reader import Reader
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.user_data import UserData

# Bits of the first octet (9.2.3).
_DELIVER = 0x00
_RESERVED = 0x03
_NO_MORE_MESSAGES = 0x04
_LOOP_PREVENTION = 0x08
_STATUS_REPORT_INDICATION = 0x20
_HEADER = 0x40
_REPLY_PATH = 0x80


@dataclass(frozen=True, slots=True)
class Deliver(UserData):
    """SMS-DELIVER (9.2.2.1): a segment on its way from the centre to the mobile."""

    originator: Address
    data_coding: int
    user_data_length: int
    user_data: bytes
    timestamp: Timestamp
    has_header: bool = False
    protocol: int = 0
    more_messages: bool = False
    status_report_indication: bool = False
    reply_path: bool = False
    loop_prevention: bool = False

    def encode(self) -> bytes:
        """The TPDU. Raises ``CodecError`` for an address that cannot be."""
        first = (
            _DELIVER
            | (0 if self.more_messages else _NO_MORE_MESSAGES)
            | (_LOOP_PREVENTION if self.loop_prevention else 0)
            | (_STATUS_REPORT_INDICATION if self.status_report_indication else 0)
            | (_HEADER if self.has_header else 0)
            | (_REPLY_PATH if self.reply_path else 0)
        )
        return b"".join(
            (
                bytes((first,)),
                self.originator.encode(),
                bytes((self.protocol, self.data_coding)),
                self.timestamp.encode(),
                bytes((self.user_data_length,)),
                self.user_data,
            )
        )

    @classmethod
    def decode(cls, tpdu: bytes) -> Deliver:
        """Raises ``CodecError`` for whatever is no SMS-DELIVER; octets behind it are ignored.

        The reserved message type is read as one too (9.2.3.1).
        """
        reader = Reader(tpdu)
        first = reader.first_octet(_DELIVER, _RESERVED)
        has_header = bool(first & _HEADER)
        originator = reader.address()
        protocol = reader.octet()
        data_coding = reader.octet()
        timestamp = reader.timestamp()
        length, user_data = reader.user_data(data_coding, has_header=has_header)
        return cls(
            originator,
            data_coding,
            length,
            user_data,
            timestamp,
            has_header,
            protocol,
            more_messages=not first & _NO_MORE_MESSAGES,
            status_report_indication=bool(first & _STATUS_REPORT_INDICATION),
            reply_path=bool(first & _REPLY_PATH),
            loop_prevention=bool(first & _LOOP_PREVENTION),
        )

    def identity(self, sim_key: str) -> str:
        """What makes two copies the same segment: SHA-256 over SIM, TP-OA, TP-SCTS, UDH and TP-UD.

        A network repeats a segment when an acknowledgement was lost; the same words sent twice by a
        person have another time stamp.
        """
        who = (sim_key, str(self.originator))
        parts = (*(part.encode("utf-8", "replace") for part in who), self.timestamp.raw, self.user_data)
        digest = hashlib.sha256()
        for part in parts:
            digest.update(len(part).to_bytes(4, "big"))
            digest.update(part)
        return digest.hexdigest()
