"""Time stamps of seven semi-octet pairs: TP-SCTS, TP-DT, absolute TP-VP (3GPP TS 23.040, 9.2.3.11).

A stamp never refuses to decode: networks send month 0, digits above nine and zones that no place
has, and the text that comes with them is still a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from modemsms.errors import CodecError

OCTETS = 7

_QUARTER = timedelta(minutes=15)
# UTC+14 is the furthest zone there is; what claims more is noise, and the stamp is read as UTC.
_FURTHEST_QUARTERS = 14 * 4
_MINUS = 0x08
# Texts exist since 1992: two digits from here on are of the last century (a clock that was reset).
_CENTURY_TURN = 90


@dataclass(frozen=True, slots=True)
class Timestamp:
    """*raw* as it stood on the wire, and the *moment* it means in UTC, None if there is no such."""

    raw: bytes
    moment: datetime | None

    @classmethod
    def of(cls, moment: datetime, offset: timedelta = timedelta(0)) -> Timestamp:
        """*moment* (aware) as the stamp of a centre whose clock is *offset* ahead of UTC."""
        quarters = round(offset / _QUARTER)
        local = moment.astimezone(timezone(quarters * _QUARTER)).replace(microsecond=0)
        date = (local.year % 100, local.month, local.day, local.hour, local.minute, local.second)
        tens, ones = divmod(abs(quarters), 10)
        zone = ones << 4 | tens | (_MINUS if quarters < 0 else 0)
        raw = bytes((part % 10) << 4 | part // 10 for part in date) + bytes((zone,))
        return cls(raw, local.astimezone(UTC))

    @classmethod
    def decode(cls, octets: bytes) -> Timestamp:
        """The stamp in seven *octets*; raises ``CodecError`` for any other number of them."""
        if len(octets) != OCTETS:
            raise CodecError("a time stamp has seven octets", octets)
        return cls(octets, _moment(octets))

    def encode(self) -> bytes:
        """The octets that ``decode`` was given, or that ``of`` made."""
        return self.raw

    @property
    def offset(self) -> timedelta:
        """How far the centre's clock is ahead of UTC; zero where the zone is impossible."""
        return _offset(self.raw[6])


def _moment(octets: bytes) -> datetime | None:
    pairs = [(octet & 0x0F, octet >> 4) for octet in octets[:6]]
    if any(tens > 9 or ones > 9 for tens, ones in pairs):
        return None
    year, month, day, hour, minute, second = (tens * 10 + ones for tens, ones in pairs)
    century = 1900 if year >= _CENTURY_TURN else 2000
    try:
        local = datetime(century + year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return local - _offset(octets[6])


def _offset(zone: int) -> timedelta:
    # The nibbles are swapped as in every pair, and bit 3 of the tens is the sign. Ones above nine
    # are not BCD but do come (0xC2 for +8 h): taken as they are.
    tens, ones = zone & 0x07, zone >> 4
    quarters = tens * 10 + ones
    if quarters > _FURTHEST_QUARTERS:
        return timedelta(0)
    return quarters * (-_QUARTER if zone & _MINUS else _QUARTER)
