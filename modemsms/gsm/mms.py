"""The notice that a picture message waits: a WAP push in one or more segments (OMA WAP-209, 6.2; WAP-230, 8.2).

Nothing is fetched. The octets of all segments are to be joined before they are read here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from modemsms.errors import CodecError

T = TypeVar("T")

PUSH_PORT = 2948
"""The destination port of a WAP push (23.040, 9.2.3.24.4)."""

_PUSH = 0x06
_TYPE = "application/vnd.wap.mms-message"
_TYPE_CODE = 0xBE

# Header fields of an MMS PDU (WAP-209, 7.3), and the values of X-Mms-Message-Type.
_MESSAGE_TYPE, _FROM, _SUBJECT, _SIZE, _LOCATION, _TRANSACTION = 0x8C, 0x89, 0x96, 0x8E, 0x83, 0x98
_NOTIFICATION = 0x82
_ADDRESS_PRESENT = 0x80
_ADDRESS_TYPE = "/TYPE="

# How a value begins (WAP-230, 8.4.1.2): up to 30 is its length, 31 a length of its own, up to 127 text.
_LONGEST_SHORT, _LONG, _LAST_TEXT = 30, 31, 127
_QUOTE = 0x7F
_LONGEST_TEXT = 200
_UTF_16 = 1015


@dataclass(frozen=True, slots=True)
class Notification:
    """What M-Notification.ind says; None where it does not, or where it was cut off before.

    *sender* is a number or an e-mail address as it stands there, *location* the address of the picture.
    """

    sender: str | None = None
    subject: str | None = None
    size_octets: int | None = None
    location: str | None = None
    transaction: str | None = None


def is_other_push(payload: bytes) -> bool:
    """Whether the octets behind the port are a push about something else than a picture message."""
    try:
        return _body_of(payload) is None
    except CodecError:
        return False


def parse_notification(payload: bytes) -> Notification:
    """The notice in *payload*; raises ``CodecError`` for all else: other pushes, reports of delivery, junk."""
    body = _body_of(payload)
    if body is None:
        raise CodecError("a push of another kind", payload)
    values = _fields(body)
    if values.get(_MESSAGE_TYPE) != bytes((_NOTIFICATION,)):
        raise CodecError("no notice of a picture message", payload)
    return Notification(
        _read(values, _FROM, _address),
        _read(values, _SUBJECT, _words),
        _read(values, _SIZE, _number),
        _read(values, _LOCATION, _words),
        _read(values, _TRANSACTION, _words),
    )


def _body_of(payload: bytes) -> bytes | None:
    """What follows the headers of a push whose type is ours; None for another type."""
    if len(payload) < 3 or payload[1] != _PUSH:
        raise CodecError("no WAP push", payload)
    length, start = _uintvar(payload, 2)
    headers = payload[start : start + length]
    if len(headers) < length or not headers:
        raise CodecError("the push is cut off", payload)
    kind = headers
    if headers[0] <= _LONG:  # a type with parameters, behind its length
        inner, begin = _length(headers, 0)
        kind = headers[begin : begin + inner]
        if not kind or len(kind) < inner:
            raise CodecError("the type of the push is cut off", payload)
    ours = kind[:1] == bytes((_TYPE_CODE,)) or kind.lower().startswith(_TYPE.encode("ascii"))
    return payload[start + length :] if ours else None


def _fields(body: bytes) -> dict[int, bytes]:
    """The header fields in front of what is no field; a value that is cut off is left out, with the rest."""
    found: dict[int, bytes] = {}
    place = 0
    while place < len(body) and body[place] > _LAST_TEXT:
        field, place = body[place], place + 1
        try:
            value, place = _value(body, place)
        except CodecError:
            break
        found.setdefault(field, value)
    return found


def _value(octets: bytes, place: int) -> tuple[bytes, int]:
    """The value at *place* with its text mark or without its length, and what comes behind it."""
    if place >= len(octets):
        raise CodecError("a value is missing", octets)
    first = octets[place]
    if first > _LAST_TEXT:
        return octets[place : place + 1], place + 1
    if first <= _LONG:
        length, start = _length(octets, place)
        if start + length > len(octets):
            raise CodecError("a value is cut off", octets)
        return octets[start : start + length], start + length
    end = octets.find(b"\0", place)
    if end < 0:
        raise CodecError("a text is cut off", octets)
    return octets[place:end], end + 1


def _length(octets: bytes, place: int) -> tuple[int, int]:
    if octets[place] <= _LONGEST_SHORT:
        return octets[place], place + 1
    return _uintvar(octets, place + 1)


def _uintvar(octets: bytes, place: int) -> tuple[int, int]:
    """A number of seven bits an octet (WAP-230, 8.1.2), of five octets at most."""
    number = 0
    for step, octet in enumerate(octets[place : place + 5], start=1):
        number = number << 7 | octet & 0x7F
        if not octet & 0x80:
            return number, place + step
    raise CodecError("a length is cut off", octets)


def _read(values: dict[int, bytes], field: int, how: Callable[[bytes], T]) -> T | None:
    return how(values[field]) if field in values else None


def _address(value: bytes) -> str | None:
    """``+491701234567/TYPE=PLMN`` behind the token that one is present; None where the network hides it."""
    if value[:1] != bytes((_ADDRESS_PRESENT,)):
        return None
    inner = value[1:]
    if inner and inner[0] <= _LONG:
        start = _length(inner, 0)[1]
        inner = inner[start:]
    return (_words(inner) or "").partition(_ADDRESS_TYPE)[0] or None


def _words(value: bytes) -> str | None:
    """A text, perhaps with its character set in front (a MIBenum, WAP-230, 8.4.2.1)."""
    coding = "utf-8"
    if value and value[0] > _LAST_TEXT:
        value = value[1:]
    elif value and value[0] <= 4:  # a longer number
        coding = "utf-16" if int.from_bytes(value[1 : 1 + value[0]], "big") == _UTF_16 else coding
        value = value[1 + value[0] :]
    if value[:1] == bytes((_QUOTE,)):
        value = value[1:]
    text = value.decode(coding, "replace").partition("\0")[0]
    return "".join(c for c in text if c.isprintable())[:_LONGEST_TEXT] or None


def _number(value: bytes) -> int:
    return value[0] & 0x7F if len(value) == 1 and value[0] & 0x80 else int.from_bytes(value, "big")
