"""Which letters the octets of a list are: told by its beginning, else by what makes sense, and never for certain."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

# What a person may choose. Excel writes the code page of its Windows, or UTF-8, or UTF-16 ("Unicode text").
ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp1254", "cp1251", "cp1253")

# The letters beyond ASCII of the languages that are written in a code page. A wrong page gives others.
_LETTERS = {
    "cp1252": "äöüÄÖÜßéèêëÉÈÊËàâÀÂçÇîïÎÏôÔùûÙÛœŒæÆñÑáíóúÁÍÓÚãõÃÕåøÅØ¿¡’–",
    "cp1250": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáéíúýÁÉÍÚÝčďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰăâîțșäöüÄÖÜßđĐ’–",
    "cp1254": "çğıİöşüÇĞÖŞÜâîûÂÎ’–",
    "cp1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐёЁ",
    "cp1253": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ",
}

_PAGE_OF_COUNTRY = {
    **dict.fromkeys(("PL", "CZ", "SK", "HU", "SI", "HR", "RO", "BA", "AL"), "cp1250"),
    **dict.fromkeys(("TR", "AZ"), "cp1254"),
    **dict.fromkeys(("RU", "UA", "BG", "BY", "MK", "RS", "KZ"), "cp1251"),
    **dict.fromkeys(("GR", "CY"), "cp1253"),
}

_PIECE_OCTETS = 64 * 1024
# What is looked at to tell a code page from another.
_SAMPLE_OCTETS = 256 * 1024


def guessed(file: Path, country: str) -> str:
    """The likely encoding of *file*, one of ``ENCODINGS``; *country* is where the shop is."""
    with file.open("rb") as opened:
        sample = opened.read(_SAMPLE_OCTETS)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_bare_utf16(sample):
        return "utf-16"
    if _is_utf8(file):
        return "utf-8"
    own = _PAGE_OF_COUNTRY.get(country, "cp1252")
    strange = bytes(octet for octet in sample if octet >= 0x80)
    return max(_LETTERS, key=lambda page: (_fitting(strange, page), page == own, page == "cp1252"))


def codec_of(encoding: str, file: Path) -> str:
    """The name of Python's codec for *encoding* in *file*, which knows what stands at its beginning."""
    if encoding == "utf-8":
        return "utf-8-sig"
    if encoding == "utf-16":
        with file.open("rb") as opened:
            begun = opened.read(_PIECE_OCTETS)
        if begun.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        return "utf-16-be" if begun[::2].count(0) > begun[1::2].count(0) else "utf-16-le"
    return encoding


def _is_bare_utf16(sample: bytes) -> bool:
    """Whether about every second octet is nought, as in Western words in UTF-16."""
    half = len(sample) // 2
    return half > 1 and max(sample[::2].count(0), sample[1::2].count(0)) > 0.4 * half


def _is_utf8(file: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces(file):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def pieces(file: Path) -> Iterator[bytes]:
    """The content of *file*, a little at a time."""
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE_OCTETS):
            yield piece


def _fitting(strange: bytes, page: str) -> int:
    known = _LETTERS[page]
    return sum(letter in known for letter in strange.decode(page, "replace"))
