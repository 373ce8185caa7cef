"""The ways out for a text, GSM-7, Unicode and national tables, and what each would cost."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from modemsms.errors import CodecError
from modemsms.gsm import smart, user_data
from modemsms.gsm.alphabet import Charset, charset, costs
from modemsms.gsm.cuts import cut, fewest
from modemsms.gsm.smart import Replacement

Width = Literal[8, 16]
"""Bits of a concatenation reference."""

# Joiners and direction marks are part of the spelling in the scripts of these languages (4 to 13).
_FIRST_INDIC = 4

# Octets of information elements: identifier, length, data (TS 23.040, 9.2.3.24).
_SHIFT_OCTETS = 3
_CONCATENATION_OCTETS = {None: 0, 8: 5, 16: 6}


class Encoding(StrEnum):
    """The two encodings of the outside contract; national shift tables count as GSM-7."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Way:
    """One way out: *text* as it would leave; *widths* holds the units that each character takes."""

    text: str
    widths: bytes
    encoding: Encoding
    locking: int = 0
    single: int = 0
    replaced: tuple[Replacement, ...] = ()

    @property
    def used(self) -> int:
        """Units of the whole text."""
        return sum(self.widths)

    def capacity(self, width: Width | None) -> int:
        """Units in a segment that has a reference of *width* bits, or, with None, stands alone."""
        return _capacity(self.encoding, bool(self.locking) + bool(self.single), width)

    def segment_count(self, width: Width) -> int:
        """How many segments it takes with references of *width* bits."""
        if self.used <= self.capacity(None):
            return 1
        return len(fewest(self.widths, self.capacity(width))) - 1

    def parts(self, width: Width) -> tuple[str, ...]:
        """The text, cut. Raises ``CodecError`` above 255 segments."""
        if self.used <= self.capacity(None):
            return (self.text,)
        return cut(self.text, self.widths, self.capacity(width), keep_clusters=self._has_clusters)

    @property
    def _has_clusters(self) -> bool:
        """In the default alphabet CR LF is the only cluster of two characters."""
        is_plain = self.encoding is Encoding.GSM7 and not (self.locking or self.single)
        return not is_plain or "\r\n" in self.text


@lru_cache(maxsize=16)
def _capacity(encoding: Encoding, shifts: int, width: Width | None) -> int:
    elements = shifts * _SHIFT_OCTETS + _CONCATENATION_OCTETS[width]
    header_octets = 1 + elements if elements else 0
    if encoding is Encoding.UCS2:
        return (user_data.MOST_OCTETS - header_octets) // 2
    return user_data.MOST_SEPTETS - user_data.header_septets(header_octets)


def ways(text: str, *, smart_encoding: bool, shift_tables: bool) -> Iterator[Way]:
    """Every way out for *text*, the one to take first among equally cheap ones first.

    Raises ``CodecError`` for a lone surrogate.
    """
    default = charset()
    way = gsm7(text, default, smart_encoding=smart_encoding)
    if way is not None:
        yield way
    if way is None or way.text != text:
        yield ucs2(text)
    if shift_tables:
        yield from _national(text, smart_encoding=smart_encoding)


def _national(text: str, *, smart_encoding: bool) -> Iterator[Way]:
    # National tables stay out of a process whose shop has not asked for them.
    from modemsms.gsm.shifts import worth_trying

    for locking, single in worth_trying(frozenset(text + unicodedata.normalize("NFC", text))):
        way = gsm7(text, charset(locking, single), smart_encoding=smart_encoding)
        if way is not None:
            yield way


def gsm7(text: str, tables: Charset, *, smart_encoding: bool) -> Way | None:
    """The way in the septets of *tables*, or None where they lack a character."""
    replaced: tuple[Replacement, ...] = ()
    if smart_encoding:
        is_indic = max(tables.locking, tables.single) >= _FIRST_INDIC
        fitted = smart.fit(text, tables.codes, drop_invisible=not is_indic)
        if fitted is None:
            return None
        text, replaced = fitted.text, fitted.replaced
    codes = tables.codes_of(text)
    if codes is None:
        return None
    return Way(text, costs(codes), Encoding.GSM7, tables.locking, tables.single, replaced)


def ucs2(text: str) -> Way:
    """The way in UTF-16BE, which every phone reads. Raises ``CodecError`` for a lone surrogate."""
    try:
        octets = text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise CodecError("a text cannot hold half of a surrogate pair") from error
    if len(octets) == 2 * len(text):
        return Way(text, b"\x01" * len(text), Encoding.UCS2)
    return Way(text, bytes(2 if character > "\uffff" else 1 for character in text), Encoding.UCS2)
