"""The words that somebody searched for, marked in the text in which they were found."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup


def lit(text: str, sought: str) -> Markup:
    """*text* with the beginnings of words that *sought* has in ``<mark>``, as the search sees them."""
    words = re.findall(r"\w+", _plain(sought))
    if not words:
        return Markup("{}").format(text)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in words) + ")")
    pieces, at = [], 0
    for found in pattern.finditer(_plain(text)):
        pieces.append(
            Markup("{}<mark>{}</mark>").format(text[at : found.start()], text[found.start() : found.end()])
        )
        at = found.end()
    return Markup("").join([*pieces, Markup("{}").format(text[at:])])


def _plain(text: str) -> str:
    """*text* in small letters without accents, each character in its place."""
    return "".join(_base(character) for character in text)


def _base(character: str) -> str:
    small = unicodedata.normalize("NFD", character)[0].lower()
    return small if len(small) == 1 else character
