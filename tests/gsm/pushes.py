"""WAP pushes as operators send them, and the segments that they come in."""

from __future__ import annotations

from modemsms.gsm.address import Address
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver
from modemsms.gsm.udh import PORTS_16, Concatenation, Element, Header
from modemsms.gsm.user_data import of_octets

LOCATION = "http://mmsc.example.net/x/7f00"
FROM_ANNA = b"+447700900001/TYPE=PLMN"
# As much as fits behind concatenation and ports (hardware Q104).
ROOM = 128


def notice(sender: bytes | None = FROM_ANNA, *, kind: int = 0x82, textual: bool = True) -> bytes:
    """M-Notification.ind in a push (WAP-209, 6.2): tid, type, sender, size 45,000 octets, class, place."""
    type_of = b"application/vnd.wap.mms-message\0" if textual else b"\xbe"
    headers = type_of + b"\xaf\x84"
    address = b"\x81" if sender is None else b"\x80" + sender + b"\0"
    body = (
        b"\x8c"
        + bytes((kind,))
        + b"\x98T1\0\x8d\x90\x89"
        + bytes((len(address),))
        + address
        + b"\x96Holiday\0\x8a\x80\x8e\x02\xaf\xc8\x88\x05\x81\x03\x03\xf4\x80\x83"
        + LOCATION.encode("ascii")
        + b"\0"
    )
    return b"\x01\x06" + bytes((len(headers),)) + headers + body


def to_port(
    payload: bytes, stamp: Timestamp, *, port: int = 2948, sender: str = "22100", reference: int = 0x5A
) -> list[Deliver]:
    """*payload* as the segments of one message for *port*."""
    parts = [payload[start : start + ROOM] for start in range(0, len(payload), ROOM)]
    ports = Element(PORTS_16, port.to_bytes(2, "big") + (9200).to_bytes(2, "big"))
    delivers = []
    for sequence, part in enumerate(parts, start=1):
        joins = [Concatenation(reference, 8, len(parts), sequence).element()] if len(parts) > 1 else []
        length, octets = of_octets(part, Header((*joins, ports)))
        delivers.append(Deliver(Address.parse(sender), 0x04, length, octets, stamp, has_header=True))
    return delivers
