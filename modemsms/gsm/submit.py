"""SMS-SUBMIT: a segment on its way from the mobile to the centre (3GPP TS 23.040, 9.2.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from modemsms.gsm import validity as vp
from modemsms.gsm.address import Address
from modemsms.gsm.reader import Reader
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.user_data import UserData

# Bits of the first octet (9.2.3).
_SUBMIT = 0x01
_REJECT_DUPLICATES = 0x04
_VALIDITY_FORMAT = 0x18
_STATUS_REPORT_REQUEST = 0x20
_HEADER = 0x40
_REPLY_PATH = 0x80


@dataclass(frozen=True, slots=True)
class Submit(UserData):
    """SMS-SUBMIT (9.2.2.2): a segment on its way from the mobile to the centre.

    A *validity* is sent in the relative format, rounded up to the next period that this has; a
    centre's own default holds without. *expires* is a TP-VP in the absolute format and goes before.
    """

    destination: Address
    data_coding: int
    user_data_length: int
    user_data: bytes
    has_header: bool = False
    reference: int = 0
    protocol: int = 0
    validity: timedelta | None = None
    status_report_request: bool = False
    reject_duplicates: bool = False
    reply_path: bool = False
    expires: Timestamp | None = None

    def encode(self) -> bytes:
        """The TPDU. Raises ``CodecError`` for an address that cannot be."""
        first = (
            _SUBMIT
            | (_REJECT_DUPLICATES if self.reject_duplicates else 0)
            | (_STATUS_REPORT_REQUEST if self.status_report_request else 0)
            | (_HEADER if self.has_header else 0)
            | (_REPLY_PATH if self.reply_path else 0)
        )
        period = b""
        if self.expires is not None:
            first |= vp.ABSOLUTE
            period = self.expires.encode()
        elif self.validity is not None:
            first |= vp.RELATIVE
            period = bytes((vp.encode_relative(self.validity),))
        return b"".join(
            (
                bytes((first, self.reference & 0xFF)),
                self.destination.encode(),
                bytes((self.protocol, self.data_coding)),
                period,
                bytes((self.user_data_length,)),
                self.user_data,
            )
        )

    @classmethod
    def decode(cls, tpdu: bytes) -> Submit:
        """Raises ``CodecError`` for whatever is no SMS-SUBMIT; octets behind it are ignored."""
        reader = Reader(tpdu)
        first = reader.first_octet(_SUBMIT)
        has_header = bool(first & _HEADER)
        reference = reader.octet()
        destination = reader.address()
        protocol = reader.octet()
        data_coding = reader.octet()
        validity, expires = _decode_validity(reader, first & _VALIDITY_FORMAT)
        length, user_data = reader.user_data(data_coding, has_header=has_header)
        return cls(
            destination,
            data_coding,
            length,
            user_data,
            has_header,
            reference,
            protocol,
            validity,
            status_report_request=bool(first & _STATUS_REPORT_REQUEST),
            reject_duplicates=bool(first & _REJECT_DUPLICATES),
            reply_path=bool(first & _REPLY_PATH),
            expires=expires,
        )


def _decode_validity(reader: Reader, form: int) -> tuple[timedelta | None, Timestamp | None]:
    match form:
        case vp.RELATIVE:
            return vp.decode_relative(reader.octet()), None
        case vp.ABSOLUTE:
            return None, reader.timestamp()
        case vp.ENHANCED:
            return vp.decode_enhanced(reader.octets(vp.ENHANCED_OCTETS)), None
        case _:
            return None, None
