"""TP-VP: how long the centre keeps trying, in its three formats (3GPP TS 23.040, 9.2.3.12)."""

from __future__ import annotations

from datetime import timedelta

from modemsms.errors import CodecError

# TP-VPF: bits 4 and 3 of the first octet of an SMS-SUBMIT (9.2.3.3).
ENHANCED = 0x08
RELATIVE = 0x10
ABSOLUTE = 0x18

ENHANCED_OCTETS = 7

_FIVE_MINUTES = timedelta(minutes=5)
_HALF_HOUR = timedelta(minutes=30)
_TWELVE_HOURS = timedelta(hours=12)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)

_EXTENSION = 0x80


def encode_relative(validity: timedelta) -> int:
    """The octet of the shortest period that is not shorter than *validity*; 63 weeks is the longest."""
    if validity <= _TWELVE_HOURS:
        return max(_ceiling(validity, _FIVE_MINUTES), 1) - 1
    if validity <= _DAY:
        return 143 + _ceiling(validity - _TWELVE_HOURS, _HALF_HOUR)
    if validity <= 30 * _DAY:
        return 166 + _ceiling(validity, _DAY)
    return min(192 + _ceiling(validity, _WEEK), 255)


def decode_relative(octet: int) -> timedelta:
    """The period that a relative TP-VP means (9.2.3.12.1)."""
    if octet <= 143:
        return (octet + 1) * _FIVE_MINUTES
    if octet <= 167:
        return _TWELVE_HOURS + (octet - 143) * _HALF_HOUR
    if octet <= 196:
        return (octet - 166) * _DAY
    return (octet - 192) * _WEEK


def decode_enhanced(octets: bytes) -> timedelta | None:
    """The period in a TP-VP of the enhanced format (9.2.3.12.3), None where it gives none."""
    if len(octets) != ENHANCED_OCTETS:
        raise CodecError("an enhanced validity period has seven octets", octets)
    start = 1
    while octets[start - 1] & _EXTENSION:
        start += 1
        if start == ENHANCED_OCTETS:
            return None
    match octets[0] & 0x07:
        case 1:
            return decode_relative(octets[start])
        case 2:
            return timedelta(seconds=octets[start])
        case 3:
            return _hours_minutes_seconds(octets[start : start + 3])
        case _:
            return None


def _hours_minutes_seconds(octets: bytes) -> timedelta | None:
    pairs = [(octet & 0x0F, octet >> 4) for octet in octets]
    if len(pairs) != 3 or any(tens > 9 or ones > 9 for tens, ones in pairs):
        return None
    hours, minutes, seconds = (tens * 10 + ones for tens, ones in pairs)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _ceiling(period: timedelta, unit: timedelta) -> int:
    return -(-period // unit)
