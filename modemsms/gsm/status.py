"""TP-ST: what a status report says became of a segment (3GPP TS 23.040, 9.2.3.15)."""

from __future__ import annotations

from enum import Enum

from modemsms.errors import Cause


class Fate(Enum):
    """What a status means for the segment."""

    DELIVERED = "delivered"
    PENDING = "pending"
    UNDELIVERED = "undelivered"
    RESERVED = "reserved"


def fate(tp_st: int) -> Fate:
    """DELIVERED 00-1F, PENDING 20-3F (the centre goes on), UNDELIVERED 40-7F (it stopped), RESERVED 80-FF."""
    if tp_st < 0x20:
        return Fate.DELIVERED
    if tp_st < 0x40:
        return Fate.PENDING
    if tp_st < 0x80:
        return Fate.UNDELIVERED
    return Fate.RESERVED


def sentence(tp_st: int) -> str:
    """What became of the text, in words for a shop."""
    return _SENTENCES.get(tp_st) or _OF_FATE[fate(tp_st)]


def cause(tp_st: int) -> Cause:
    """The reason of a message that ended so: ``tp_`` and the decimal status."""
    return Cause(f"tp_{tp_st}", sentence(tp_st))


_OF_FATE = {
    Fate.DELIVERED: "The text was delivered.",
    Fate.PENDING: "Not delivered yet; the network keeps trying.",
    Fate.UNDELIVERED: "The network gave up on this text and does not say why. Try again, or call.",
    Fate.RESERVED: "The network reported something that has no known meaning.",
}

_SENTENCES = {
    0x00: "The text was delivered.",
    0x01: "The text was passed on to another network, which does not confirm that it arrived.",
    0x02: "The text was delivered in place of an earlier one.",
    0x20: "Not delivered yet: the network is busy. It keeps trying.",
    0x21: "Not delivered yet: the phone is busy. The network keeps trying.",
    0x22: "Not delivered yet: the phone is off or out of reach. The network keeps trying.",
    0x23: "Not delivered yet: the phone did not take it. The network keeps trying.",
    0x24: "Not delivered yet: the connection to the phone is too poor. The network keeps trying.",
    0x25: "Not delivered yet: the phone had an error, or its memory is full. The network keeps trying.",
    0x40: "The network failed to deliver this text and gave up. Try again, or call.",
    0x41: "The phone cannot take text messages of this kind. Call instead.",
    0x42: "The phone refused the text. Call instead.",
    0x43: "The number cannot be reached. Check the number.",
    0x44: "The connection to the phone was too poor, and the network gave up. Try again later, or call.",
    0x45: "This network does not exchange texts with the one of that number. Call instead.",
    0x46: "The text expired: the phone was off or out of reach for too long. Try again, or call.",
    0x47: "The text was deleted before it was delivered, at the sender's request.",
    0x48: "The network's operator deleted the text before it was delivered.",
    0x49: "The network does not know this text any more. Try again, or call.",
    0x60: "The network was too busy and gave up. Try again later.",
    0x61: "The phone was busy and the network gave up. Try again later.",
    0x62: "The phone was off or out of reach, and the network gave up. Try again later, or call.",
    0x63: "The phone did not take the text, and the network gave up. Try again later, or call.",
    0x64: "The connection to the phone was too poor, and the network gave up. Try again later, or call.",
    0x65: "The phone had an error or a full memory, and the network gave up. Try again later, or call.",
}
