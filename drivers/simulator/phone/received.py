"""What comes in: segments joined to texts, and told apart by their port, as Android does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drivers.simulator.phone.slot import Slot
from modemsms.gsm.segments import assemble
from modemsms.gsm.tpdu import Deliver

DATA_PORT = 53739
"""The one port whose data messages the app takes."""


class Type(StrEnum):
    """What the app calls the kinds."""

    SMS = "SMS"
    DATA_SMS = "DATA_SMS"
    MMS = "MMS"
    MMS_DOWNLOADED = "MMS_DOWNLOADED"


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part of a picture message."""

    part_id: int
    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Arrival:
    """One whole message that came in, as Android keeps it.

    *stamped* is the time of the service centre, *at* the arrival by the world's clock. *port* is that
    of a data message. *subject* and *attachments* are of picture messages only.
    """

    slot: Slot
    type: Type
    sender: str
    text: str
    stamped: datetime
    at: datetime
    port: int | None = None
    data: bytes = b""
    subject: str | None = None
    transaction: str = ""
    attachments: tuple[Attachment, ...] = ()


class Arrivals:
    """Joins segments. An unfinished text stays for ever and is shown to nobody, as on a phone."""

    def __init__(self) -> None:
        self._parts: dict[tuple[int, str, int, int, int], dict[int, Deliver]] = {}

    def add(self, slot: Slot, segment: Deliver, at: datetime) -> Arrival | None:
        """Take one segment; the whole message if it was the last one missing."""
        concatenation = segment.header.concatenation
        if concatenation is None:
            return _arrival(slot, [segment], at)
        total, sender = concatenation.total, str(segment.originator)
        key = (slot.index, sender, concatenation.reference, concatenation.width, total)
        parts = self._parts.setdefault(key, {})
        parts[concatenation.sequence] = segment
        if len(parts) < total:
            return None
        del self._parts[key]
        return _arrival(slot, [parts[sequence] for sequence in sorted(parts)], at)


def _arrival(slot: Slot, parts: list[Deliver], at: datetime) -> Arrival:
    first = parts[0]
    stamped = first.timestamp.moment or at
    ports = first.header.ports
    if ports is not None:
        data = b"".join(part.payload for part in parts)
        return Arrival(slot, Type.DATA_SMS, str(first.originator), "", stamped, at, ports[0], data)
    return Arrival(slot, Type.SMS, str(first.originator), assemble(parts), stamped, at)
