"""USSD texts as modems want and give them: three ways to write one, and every way to read one (hardware.md 1.8).

Standards: TS 27.007, 7.15; TS 23.038, 5 (data coding) and 6.1.2.3 (packing).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from modemsms.errors import CodecError
from modemsms.gsm.alphabet import decode as from_septets
from modemsms.gsm.alphabet import encode as to_septets
from modemsms.gsm.packing import pack, unpack


class Way(StrEnum):
    """How a code is written between the quotes of AT+CUSD."""

    PLAIN = "plain"
    PACKED = "packed"
    """GSM-7, packed, in hex: Huawei E1xx and E3xxx, SIM300D."""
    UCS2 = "ucs2"
    """UTF-16 in hex, which wants AT+CSCS="UCS2" first: Quectel, and what the alphabet lacks."""


class Coding(StrEnum):
    """What a data coding scheme says of a reply's octets (23.038, 5)."""

    GSM7 = "gsm7"
    OCTETS = "octets"
    UCS2 = "ucs2"
    UCS2_BEHIND_LANGUAGE = "ucs2 behind language"


# Characters that are the same in every character set of AT+CSCS, and end no quoted string.
_SAFE = re.compile(r"[ !#%&'()*+,\-./0-9:;<=>?A-Za-z]+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){2,}")
# German and Nordic letters of the GSM alphabet where ASCII has braces: between letters, or at a word's end.
_GSM_LETTERS = re.compile(rb"[A-Za-z][\x5b-\x5e\x60\x7b-\x7e][a-z]|[a-z][\x7b-\x7e](?=[\s.,:;!?]|\Z)")
_GSM_CODES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_CR = 0x0D
_SEPTETS_A_BLOCK, _OCTETS_A_BLOCK = 8, 7

# How much one character speaks for a reading, from 0 (nobody writes this) to 1. The wrong reading of
# octets is full of symbols and, in UTF-16, of ideographs: nearly any two octets make one.
_EVERYDAY = re.compile(r"[A-Za-z0-9 .,:;!?'()/*#%+\-\n\r]")
_OTHER_ASCII, _ACCENTED, _OTHER_LETTER, _IDEOGRAPH, _SYMBOL = 0.7, 0.8, 0.9, 0.5, 0.3
_FIRST_IDEOGRAPH, _LAST_ACCENTED = "\u2e80", "\u017f"
_GREEK_OF_GSM = frozenset("ΔΦΓΛΩΠΨΣΘΞ")
# What is not hex though it looks like it: amounts and numbers, and the odd word.
_DIGITS_ONLY, _LOOKS_LIKE_HEX = 0.97, 0.88
# What a coding speaks for its reading. 15 says nothing: modems put it behind everything.
_SAID, _SAID_BY_HABIT = 0.35, 0.05


def written(text: str, way: Way) -> str | None:
    """*text* as *way* writes it; None where it cannot."""
    match way:
        case Way.PLAIN:
            return text if _SAFE.fullmatch(text) else None
        case Way.PACKED:
            try:
                return packed(text).hex().upper()
            except CodecError:
                return None
        case Way.UCS2:
            return text.encode("utf-16-be", "replace").hex().upper()


def packed(text: str) -> bytes:
    """*text* in septets. Seven spare bits at the end would read as ``@``: they hold a CR (23.038, 6.1.2.3.1)."""
    septets = to_septets(text)
    if len(septets) % _SEPTETS_A_BLOCK == _SEPTETS_A_BLOCK - 1:
        septets += bytes((_CR,))
    return pack(septets)


def unpacked(octets: bytes) -> str:
    """The text in packed *octets*, without the CR, or the nothing, that fills the last one."""
    septets = unpack(octets, len(octets) * 8 // 7)
    if len(octets) % _OCTETS_A_BLOCK == 0 and septets[-1:] in (b"\r", b"\0"):
        septets = septets[:-1]
    return from_septets(septets)


def coding_of(dcs: int | None) -> Coding:
    """What *dcs* announces; None and what is reserved are the default alphabet.

    8 is a language in 23.038 and UCS-2 in the firmwares that send it.
    """
    if dcs is None:
        return Coding.GSM7
    if dcs == 0x11:
        return Coding.UCS2_BEHIND_LANGUAGE
    if dcs == 0x08:
        return Coding.UCS2
    if 0x40 <= dcs <= 0x7F:
        return {0x04: Coding.OCTETS, 0x08: Coding.UCS2}.get(dcs & 0x0C, Coding.GSM7)
    if dcs >= 0xF0:
        return Coding.OCTETS if dcs & 0x04 else Coding.GSM7
    return Coding.GSM7


def read(text: str, dcs: int | None, charset: str) -> str:
    """What the network said: *text* is what stood between the quotes, octet by octet (latin-1).

    *charset* is that of AT+CSCS. Modems keep to neither, so among all readings of what may be hex
    the one that looks most like words is taken, what was announced first.
    """
    if not _HEX.fullmatch(text):
        return _tidy(_plain(text))
    octets = bytes.fromhex(text)
    coding = coding_of(dcs)
    if coding is Coding.GSM7 and charset == "UCS2":
        coding = Coding.UCS2
    said = _SAID_BY_HABIT if coding is Coding.GSM7 else _SAID
    best, most = text, _DIGITS_ONLY if text.isdecimal() else _LOOKS_LIKE_HEX
    for kind in Coding:
        reading = _reading(octets, kind, coding, digits=text.isdecimal())
        likely = _likeness(reading) + (said if kind is coding else 0)
        if reading and likely > most:
            best, most = reading, likely
    return _tidy(best)


def _reading(octets: bytes, kind: Coding, announced: Coding, *, digits: bool) -> str:
    """*octets* read as *kind*; empty where that is out of the question."""
    match kind:
        case Coding.UCS2:
            return _utf16(octets)
        case Coding.UCS2_BEHIND_LANGUAGE:
            return _utf16(octets[2:]) if announced is kind else ""
        case Coding.GSM7:
            return "" if digits else unpacked(octets)
        case Coding.OCTETS:
            return "" if digits else _of_octets(octets)


def _plain(text: str) -> str:
    """Text in the modem's character set, be it ASCII, UTF-8, Latin-1 or the bare codes of the GSM alphabet."""
    octets = text.encode("latin-1", "replace")
    if octets.isascii():
        if _GSM_CODES.search(octets) or _GSM_LETTERS.search(octets):
            return from_septets(octets)
        return text
    return _of_octets(octets)


def _of_octets(octets: bytes) -> str:
    """Eight bits a character; below 128 they may be codes of the GSM alphabet (E169, E3131, MF667)."""
    if octets.isascii() and (_GSM_CODES.search(octets) or _GSM_LETTERS.search(octets)):
        return from_septets(octets)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _utf16(octets: bytes) -> str:
    if len(octets) % 2:
        return ""
    try:
        return octets.decode("utf-16-be")
    except UnicodeDecodeError:
        return ""


def _likeness(text: str) -> float:
    """How much *text* looks like something a person is to read, from 0 to 1."""
    shown = text.rstrip("\r\n\0")
    return sum(map(_weight, shown)) / len(shown) if shown else 0.0


def _weight(character: str) -> float:
    if _EVERYDAY.match(character):
        return 1.0
    if " " <= character <= "~" or character == "€":
        return _OTHER_ASCII
    category = unicodedata.category(character)
    if character >= _FIRST_IDEOGRAPH:
        return _IDEOGRAPH if category[0] in "LS" else 0.0
    if category[0] not in "LM":
        return _SYMBOL if category[0] in "NPSZ" else 0.0
    if character in _GREEK_OF_GSM:
        return _SYMBOL
    return _ACCENTED if character <= _LAST_ACCENTED else _OTHER_LETTER


def _tidy(text: str) -> str:
    """With one kind of line end, and none behind the last word."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \0") for line in lines).strip("\n\0 ")
