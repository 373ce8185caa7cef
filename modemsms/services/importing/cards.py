"""vCards of phones and mail programs, 2.1 to 4.0 (RFC 2426, RFC 6350), one row for each card.

Pictures, sounds and keys are passed over as they come, and a card inside a card is passed over whole.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from modemsms.services.importing.charsets import codec_of

TITLES = ("Name", "Phone", "Birthday", "Notes", "Language", "Organization", "E-mail", "Categories")

# Numbers of one card stand in one cell, with this between them, as Google writes it.
BETWEEN = " ::: "

# A line of words; a picture has more, and nobody wants it here.
_LONGEST_LINE = 32 * 1024
_LONGEST_VALUE = 10_000
_MOST_VALUES = 50

_BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_WANTED = frozenset({"FN", "N", "TEL", "BDAY", "NOTE", "LANG", "ORG", "EMAIL", "CATEGORIES", "NICKNAME"})
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_UNESCAPED_SEMICOLON = re.compile(r"(?<!\\);")


@dataclass(slots=True)
class _Card:
    """What was read of one card: values by property, numbers with whether they are preferred."""

    values: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[tuple[bool, str]] = field(default_factory=list)

    def row(self) -> list[str]:
        """The cells under ``TITLES``."""
        numbers = [number for _, number in sorted(self.numbers, key=lambda one: not one[0])]
        return [
            self._name(),
            BETWEEN.join(dict.fromkeys(numbers)),
            self._first("BDAY"),
            "\n".join(self.values.get("NOTE", [])),
            self._first("LANG")[:2].lower(),
            self._first("ORG"),
            self._first("EMAIL"),
            self._first("CATEGORIES"),
        ]

    def _name(self) -> str:
        return next(filter(None, (self._first(one) for one in ("FN", "N", "NICKNAME", "ORG"))), "")

    def _first(self, name: str) -> str:
        return next(iter(self.values.get(name, [])), "")


def is_card(begun: bytes) -> bool:
    """Whether a file that begins like this holds vCards."""
    words = begun.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe \t\r\n")
    return words[:11].upper() == b"BEGIN:VCARD"


def rows(file: Path, encoding: str) -> Iterator[list[str]]:
    """A row for each card in *file*, after the titles; what is left open at the end counts too."""
    yield list(TITLES)
    depth = 0
    card = _Card()
    for line in _lines(file, encoding):
        marker = line.strip().upper()
        if marker == b"BEGIN:VCARD":
            depth += 1
            card = _Card() if depth == 1 else card
        elif marker == b"END:VCARD":
            if depth == 1:
                yield card.row()
            depth = max(0, depth - 1)
        elif depth == 1:
            # Lines of UTF-16 come in UTF-8, in which single octets are letters.
            _read(line, "utf-8" if encoding == "utf-16" else encoding, card)


def _read(line: bytes, encoding: str, card: _Card) -> None:
    head, _, value = line.partition(b":")
    name, *options = head.decode("ascii", "replace").split(";")
    name = name.rpartition(".")[2].strip().upper()
    if name not in _WANTED or not value.strip():
        return
    given = [option.strip().upper() for option in options]
    words = _decoded(value, given, encoding)
    if name == "TEL":
        if len(card.numbers) < _MOST_VALUES:
            preferred = any(re.fullmatch(r"PREF(=1)?|TYPE=.*PREF.*", one) for one in given)
            card.numbers.append((preferred, _number(words)))
        return
    kept = card.values.setdefault(name, [])
    if len(kept) < _MOST_VALUES:
        kept.append(
            _name_of(words) if name == "N" else _plain(words.replace(";", " ") if name == "ORG" else words)
        )


def _decoded(value: bytes, options: list[str], encoding: str) -> str:
    if "QUOTED-PRINTABLE" in options or "ENCODING=QUOTED-PRINTABLE" in options:
        value = quopri.decodestring(value)
    elif any(one in ("BASE64", "ENCODING=BASE64", "ENCODING=B") for one in options):
        try:
            value = base64.b64decode(value)
        except binascii.Error:
            value = b""
    charset = next((one.removeprefix("CHARSET=") for one in options if one.startswith("CHARSET=")), "")
    try:
        words = value.decode(codecs.lookup(charset or encoding).name, "replace")
    except (LookupError, ValueError):
        words = value.decode(encoding, "replace")
    return words.replace("\0", "")[:_LONGEST_VALUE].strip()


def _number(words: str) -> str:
    # RFC 6350, 6.4.1: tel:+33-01-23-45-67;ext=5555
    return words[4:].partition(";")[0] if words[:4].lower() == "tel:" else _plain(words)


def _name_of(words: str) -> str:
    """``Berg;Anna;;Dr.;`` as people say it."""
    family, given, middle = ([*_UNESCAPED_SEMICOLON.split(words), "", "", ""])[:3]
    return " ".join(filter(None, (_plain(part).strip() for part in (given, middle, family))))


def _plain(words: str) -> str:
    return _ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], words)


def _lines(file: Path, encoding: str) -> Iterator[bytes]:
    """The lines of *file* in ASCII's superset, put together again where they were folded."""
    if encoding == "utf-16":
        with file.open(encoding=codec_of(encoding, file), errors="replace", newline="") as opened:
            yield from _unfolded(line.encode() for line in opened)
        return
    with file.open("rb") as raw:
        yield from _unfolded(iter(lambda: raw.readline(_LONGEST_LINE), b""))


def _unfolded(physical: Iterable[bytes]) -> Iterator[bytes]:
    whole = b""
    for number, given in enumerate(physical):
        line = given.removeprefix(codecs.BOM_UTF8) if number == 0 else given
        stripped = line.rstrip(b"\r\n")
        if line[:1] in (b" ", b"\t") and stripped.strip():
            whole = (whole + stripped[1:])[:_LONGEST_LINE]
        # A soft line break of quoted-printable; the second line begins at its edge.
        elif whole.endswith(b"=") and b"QUOTED-PRINTABLE" in whole.partition(b":")[0].upper():
            whole = (whole[:-1] + stripped)[:_LONGEST_LINE]
        else:
            if whole and not _is_binary(whole):
                yield whole
            whole = stripped
    if whole and not _is_binary(whole):
        yield whole


def _is_binary(line: bytes) -> bool:
    name = re.split(rb"[;:]", line, maxsplit=1)[0].rpartition(b".")[2]
    return name.strip().decode("ascii", "replace").upper() in _BINARY
