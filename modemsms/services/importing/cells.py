"""Single cells as people and spreadsheets write them: phone numbers, days, figures."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from modemsms.errors import InvalidInput
from modemsms.phone import PhoneNumber, shown

# Several numbers in one cell; a slash stands inside of German numbers too, so it is the last that is tried.
_BETWEEN = re.compile(r":::|[;,\n]| / |\bor\b|\boder\b")
_FIGURE = re.compile(r"[+-]?\d+([.,]\d+)?[eE]\+?\d+")
_LABEL = re.compile(r"^[^\W\d_][^\d:+(]{0,30}:\s*")
# A cell of a spreadsheet that would be a formula was written with this in front of it.
_QUOTED = re.compile(r"^'(?=[=+\-@\t\r])")

# Longer digits without a sign in front may begin with the code of a country, as Excel leaves them.
_ABROAD_DIGITS = 10

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEARLESS = re.compile(r"--(\d{2})-?(\d{2})")
_WRITTEN = re.compile(r"(\d{1,2})[./\- ]+(\d{1,2})(?:[./\- ]+(\d{4}|\d{2})?)?(?:[T ]\d{1,2}:.*)?")
_NAMED = re.compile(r"(\d{1,2})[.\s\-/]*(?:de\s+)?([^\W\d_]+)\.?[,.\s\-/]*(?:de\s+)?(\d{4}|\d{2})?")
_NAMED_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")

# The day 0 of Excel on Windows, and the numbers of days from 1920 on that are likely days (1904 is for old Macs).
_EXCEL_BEGAN = date(1899, 12, 30)
_SERIAL = range(366, 80_000)

# Two digits of a year above those of now are of the century before.
_PIVOT = 35
_LEAP = 2000

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "tr", "pl", "cs", "sv", "da", "hu", "ro", "fi")


def without_quote(cell: str) -> str:
    """*cell* without the mark that keeps a spreadsheet from running it."""
    return _QUOTED.sub("", cell)


def numbers_in(cell: str, country: str) -> tuple[list[str], str]:
    """The numbers in *cell* in E.164, and what is wrong with another one there; empty where nothing is."""
    found: dict[str, None] = {}
    wrong = ""
    whole = without_quote(cell).strip()
    # The comma of a figure is none between numbers.
    pieces = [whole] if _FIGURE.fullmatch(whole) else _BETWEEN.split(whole)
    for piece in filter(None, (one.strip() for one in pieces)):
        try:
            found[number_of(piece, country)] = None
        except InvalidInput as error:
            try:
                found |= dict.fromkeys(number_of(one, country) for one in piece.split("/"))
            except InvalidInput:
                wrong = wrong or error.why
    return list(found), wrong


def number_of(written: str, country: str) -> str:
    """The number that *written* means, in E.164. Raises ``InvalidInput`` with a sentence."""
    words = _LABEL.sub("", without_quote(written.strip()))
    if _FIGURE.fullmatch(words):
        raise InvalidInput(
            "numbers",
            f"“{shown(words)}” is what a spreadsheet made of a number: its last digits are gone."
            " Make the column text there, and write the number again.",
        )
    bare = (
        words.isascii() and words.isdecimal() and not words.startswith("0") and len(words) >= _ABROAD_DIGITS
    )
    if bare and not _is_mobile(words, country) and _is_mobile(f"+{words}", ""):
        words = f"+{words}"
    return PhoneNumber.parse(words, country, field="numbers").e164


def _is_mobile(words: str, country: str) -> bool:
    """Whether *words* is the number of a mobile phone, as people of *country* write it."""
    import phonenumbers

    try:
        number = phonenumbers.parse(words, country or None)
    except phonenumbers.NumberParseException:
        return False
    kinds = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in kinds


def day_of(cell: str, *, day_first: bool) -> str:
    """The day in *cell* as ``1980-03-14``, or ``--03-14`` without a year. Raises ``ValueError``."""
    words = cell.strip()
    if found := _ISO.fullmatch(words) or _COMPACT.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    if found := _YEARLESS.fullmatch(words):
        return _day("", int(found[1]), int(found[2]))
    if words.isdecimal() and int(words[:6]) in _SERIAL and len(words) <= 5:
        return (_EXCEL_BEGAN + timedelta(days=int(words))).isoformat()
    if found := _WRITTEN.fullmatch(words):
        one, other = int(found[1]), int(found[2])
        month, day = (other, one) if day_first else (one, other)
        return _day(found[3] or "", month, day)
    if found := _NAMED.fullmatch(words):
        return _day(found[3] or "", _month(found[2]), int(found[1]))
    if found := _NAMED_FIRST.fullmatch(words):
        return _day(found[3] or "", _month(found[1]), int(found[2]))
    raise ValueError(f"{words[:40]!r} is no day")


def _day(year: str, month: int, day: int) -> str:
    if not year:
        return f"--{date(_LEAP, month, day):%m-%d}"
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole <= _PIVOT else 1900
    return date(whole, month, day).isoformat()


def _month(name: str) -> int:
    try:
        return _months()[_key(name)]
    except KeyError as error:
        raise ValueError(f"{name[:40]!r} is no month") from error


def _key(name: str) -> str:
    # A dotted capital I becomes two signs.
    return name.casefold().replace("i\u0307", "i")


@cache
def _months() -> dict[str, int]:
    """The months by their names, whole and short, in many languages."""
    from babel import Locale

    known: dict[str, int] = {}
    for language in LANGUAGES:
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    known.setdefault(_key(name.rstrip(".")), number)
    return known


def is_day_first(cells: list[str], country: str) -> bool:
    """Whether *cells* of one column write the day before the month."""
    for cell in cells:
        found = _WRITTEN.fullmatch(cell.strip())
        if found and "." in cell:
            return True
        if found and int(found[1]) > 12:
            return True
        if found and int(found[2]) > 12:
            return False
    return country not in ("US", "PH")


def figure_of(cell: str) -> str:
    """A number with the marks of its country as ``1234.56``: what stands last of point and comma is the point."""
    words = re.sub(r"[\s'’\u00a0\u202f]", "", cell)
    if "," in words and "." in words:
        thousands, point = (".", ",") if words.rfind(",") > words.rfind(".") else (",", ".")
        return words.replace(thousands, "").replace(point, ".")
    if words.count(".") > 1:
        return words.replace(".", "")
    return words.replace(",", "") if words.count(",") > 1 else words.replace(",", ".")
