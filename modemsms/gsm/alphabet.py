"""GSM 7-bit default alphabet with its extension, and the national shift tables (3GPP TS 23.038, 6.2.1).

Septets travel one per byte; ``packing`` squeezes them into octets. The escape is never text: U+001B
cannot be encoded, and a lone escape is shown as a space.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache

from modemsms.errors import CodecError, Unencodable

ESCAPE = 0x1B

DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
DEFAULT_EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{}",
    0x2F: "\\",
    0x3C: "[~]",
    0x40: "|",
    0x65: "€",
}

UNASSIGNED = "\ufffd"

# In here a septet that follows an escape is one byte with this bit, so that a text is one byte a
# character, and looking for such bytes is a C-speed ``isascii``.
_ESCAPED = 0x80
_BASIC = bytes(range(_ESCAPED))


@dataclass(frozen=True, slots=True)
class Charset:
    """A locking and a single shift table in force together.

    *codes* maps code points to bytes, and *characters* all bytes to code points: below 0x80 stand
    the septets themselves, from 0x80 those behind an escape.
    """

    locking: int
    single: int
    codes: dict[int, int]
    characters: dict[int, int]

    def codes_of(self, text: str) -> bytes | None:
        """One byte a character as in *codes*, or None where one of them is in neither table."""
        try:
            return codecs.charmap_encode(text, "strict", self.codes)[0]
        except UnicodeEncodeError:
            return None

    def encode(self, text: str) -> bytes:
        """Septets of *text*; raises ``Unencodable`` naming the first character in neither table."""
        try:
            codes = codecs.charmap_encode(text, "strict", self.codes)[0]
        except UnicodeEncodeError as error:
            raise Unencodable(text[error.start]) from error
        return codes if codes.isascii() else _with_escapes(codes)

    def decode(self, septets: bytes) -> str:
        """The text of *septets*, by the fallbacks of TS 23.038, 6.2.1 and 6.2.1.1.

        An escaped septet that the single shift table lacks is the locking table's character, a
        second escape or an escape at the end is a space. Raises ``CodecError`` above 0x7F.
        """
        if not septets.isascii():
            raise CodecError("a septet has seven bits", septets)
        codes = _without_escapes(septets) if ESCAPE in septets else septets
        return codecs.charmap_decode(codes, "strict", self.characters)[0]


@lru_cache(maxsize=64)
def charset(locking: int = 0, single: int = 0) -> Charset:
    """The tables of national languages *locking* and *single* (0: default alphabet, its extension).

    Raises ``CodecError`` for a language that has no such table.
    """
    basic, extension, never_sent = _tables(locking, single)
    shown = dict(enumerate(basic + basic))
    shown[ESCAPE | _ESCAPED] = " "
    for first, run in extension.items():
        shown.update(enumerate(run, first | _ESCAPED))
    # What is written later wins: of duplicates, which only single shift tables have, the lowest
    # septet, and before those a septet that needs no escape.
    codes = {
        ord(character): septet | _ESCAPED
        for first, run in sorted(extension.items(), reverse=True)
        for septet, character in reversed(tuple(enumerate(run, first)))
        if septet not in never_sent
    }
    codes.update((ord(character), septet) for septet, character in enumerate(basic))
    codes.pop(ESCAPE, None)
    codes.pop(ord(UNASSIGNED), None)
    return Charset(locking, single, codes, {code: ord(shown[code]) for code in shown})


def _tables(locking: int, single: int) -> tuple[str, dict[int, str], frozenset[int]]:
    if not locking and not single:
        return DEFAULT, DEFAULT_EXTENSION, frozenset()
    # Most shops never meet a national table: loaded when one is.
    from modemsms.gsm import national

    basic = national.LOCKING.get(locking) if locking else DEFAULT
    extension = national.SINGLE.get(single) if single else DEFAULT_EXTENSION
    if basic is None or extension is None:
        raise CodecError(f"no locking shift table {locking} or no single shift table {single}")
    return basic, extension, national.NEVER_SENT.get(single, frozenset())


def _with_escapes(codes: bytes) -> bytes:
    for code in set(codes.translate(None, _BASIC)):
        codes = codes.replace(bytes((code,)), bytes((ESCAPE, code ^ _ESCAPED)))
    return codes


def _without_escapes(septets: bytes) -> bytes:
    codes = bytearray()
    start = 0
    while (escape := septets.find(ESCAPE, start)) >= 0:
        codes += septets[start:escape]
        following = septets[escape + 1] if escape + 1 < len(septets) else ESCAPE
        codes.append(following | _ESCAPED)
        start = escape + 2
    return bytes(codes + septets[start:])


def encode(text: str, locking: int = 0, single: int = 0) -> bytes:
    """*text* as septets, one a byte, escape pairs written out.

    Raises ``Unencodable`` naming the first character that the two tables lack.
    """
    return charset(locking, single).encode(text)


def decode(septets: bytes, locking: int = 0, single: int = 0) -> str:
    """The text of *septets*, one a byte; never refuses an unassigned one (it is shown as U+FFFD)."""
    return charset(locking, single).decode(septets)


def cost(character: str, locking: int = 0, single: int = 0) -> int | None:
    """How many septets *character* takes: 1, 2 behind an escape, None where the tables lack it."""
    code = charset(locking, single).codes.get(ord(character))
    if code is None:
        return None
    return 2 if code & _ESCAPED else 1


def costs(codes: bytes) -> bytes:
    """Of what ``Charset.codes_of`` gave: for each character one byte, the septets that it takes."""
    return codes.translate(_COSTS)


_COSTS = bytes(2 if code & _ESCAPED else 1 for code in range(256))
