"""Finds the amount in what a network answers to a balance code."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from modemsms.errors import InvalidInput

PLACE = "{balance}"
LONGEST_PATTERN = 200
MOST = Decimal(10**12)

# 1.234,56 and 1,234.56 and 1 234.56 and 12 and -3,5: digits, in groups or not, and at most one mark of decimals.
_AMOUNT = r"[-+−]?(?:\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+|\d{1,12})(?:[.,]\d{1,4})?"
_FIRST_WITH_DECIMALS = re.compile(
    r"(?<![\d.,*#/:-])[-+−]?(?:\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+|\d{1,12})[.,]\d{2}(?![\d/:.]\d)"
)
_FIRST = re.compile(rf"(?<![\d.,*#/:-]){_AMOUNT}(?![\d/:])")


def check_pattern(pattern: str) -> None:
    """Raise ``InvalidInput`` for a pattern without its place."""
    if pattern and pattern.count(PLACE) != 1:
        raise InvalidInput(
            "balance_pattern",
            f"Write the answer of your network with {PLACE} in the place of the amount, such as "
            f"“Your balance is {PLACE} EUR”. A * stands for anything.",
        )
    if len(pattern) > LONGEST_PATTERN:
        raise InvalidInput("balance_pattern", f"At most {LONGEST_PATTERN} characters.")


def amount_in(text: str, pattern: str) -> int | None:
    """The amount that *text* tells, in millionths; None where there is none.

    Without *pattern* it is the first number with two decimals, else the first number that is part of no
    date, time or code.
    """
    text = _plain_digits(text)
    if not pattern:
        found = _FIRST_WITH_DECIMALS.search(text) or _FIRST.search(text)
        return None if found is None else _micros(found[0])
    matched = re.search(_expression(_plain_digits(pattern)), text, re.IGNORECASE | re.DOTALL)
    return None if matched is None else _micros(matched["amount"])


def _expression(pattern: str) -> str:
    """*pattern* as a regular expression that cannot run away: wildcards do not pass each other."""
    before, _, after = pattern.strip().strip("*").partition(PLACE)

    def literal(part: str) -> str:
        first, *others = [
            r"\s+".join(re.escape(word) for word in piece.split(" ")) for piece in part.split("*")
        ]
        # Atomic: what a wildcard has matched once is not tried again, or four of them take minutes.
        return first + "".join(rf"(?>.{{0,200}}?{piece})" for piece in others)

    return rf"{literal(before)}\s*(?P<amount>{_AMOUNT})\s*{literal(after)}"


def _plain_digits(text: str) -> str:
    """Digits of every script as 0 to 9, and Arabic marks as ours."""
    text = text.replace("\u066b", ".").replace("\u066c", ",")
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _micros(written: str) -> int | None:
    """The number behind *written*: the last mark is that of the decimals unless three digits follow it."""
    sign = -1 if written[0] in "-−" else 1
    digits = re.sub(r"[ '\u00a0\u202f+−-]", "", written).rstrip(".,")
    marks = [place for place, character in enumerate(digits) if character in ".,"]
    if marks:
        last = marks[-1]
        whole, decimals = re.sub(r"[.,]", "", digits[:last]), digits[last + 1 :]
        mixed = len({digits[place] for place in marks}) > 1
        if len(decimals) == 3 and not mixed:
            whole, decimals = whole + decimals, ""
        digits = f"{whole or '0'}.{decimals or '0'}"
    # A million millions is no balance, and more than a row can hold.
    if not digits or Decimal(digits) > MOST:
        return None
    return sign * int(Decimal(digits) * 1_000_000)
