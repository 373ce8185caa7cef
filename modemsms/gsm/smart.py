"""Smart encoding: what may stand in for characters that an alphabet lacks, so that a text costs less."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Replacement:
    """*to* in place of *character*; *lossless* if the text reads the same."""

    character: str
    to: str
    lossless: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text that an alphabet can carry, and what was done to it, each kind of change once."""

    text: str
    replaced: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What keeps a text out of an alphabet.

    *forcing*: characters as a person sees them (grapheme clusters), in order, each once. *offered*:
    what would bring every one of them in; empty where there is one that nothing replaces.
    """

    forcing: tuple[str, ...]
    offered: tuple[Replacement, ...]


def fit(text: str, codes: Container[int], *, drop_invisible: bool = True) -> Fitted | None:
    """*text* in the characters *codes* by lossless replacement; None where that cannot be.

    CR LF becomes LF, at half the price. What *codes* lacks is composed first (NFC). Joiners and
    direction marks go only if *drop_invisible*: Indic scripts and Urdu are not the same without.
    """
    replaced: list[Replacement] = []
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
        replaced.append(Replacement("\r\n", "\n", lossless=True))
    if _strange(text, codes):
        text = unicodedata.normalize("NFC", text)
    table: dict[int, str] = {}
    for character in _strange(text, codes):
        to = _lossless().get(character)
        if to is None or _strange(to, codes) or not (to or drop_invisible):
            return None
        table[ord(character)] = to
        replaced.append(Replacement(character, to, lossless=True))
    fitted = text.translate(table)
    # A text of nothing but invisible characters must not leave as an empty one.
    return None if text and not fitted else Fitted(fitted, tuple(replaced))


def obstacles(text: str, codes: Container[int], *, smart_encoding: bool) -> Obstacles:
    """What keeps *text* out of *codes*; with *smart_encoding*, what lossless replacement leaves of it."""
    forcing: list[str] = []
    offered: list[Replacement] = []
    possible = True
    for cluster in dict.fromkeys(clusters(text)):
        normal = unicodedata.normalize("NFC", cluster)
        strange = _strange(normal, codes)
        is_lossless = _lossless().keys() >= set(strange)
        if not _strange(cluster, codes) or (smart_encoding and is_lossless):
            continue
        forcing.append(cluster)
        if not possible:
            continue
        to = normal.translate(_all_replacements())
        possible = not _strange(to, codes)
        offered.append(Replacement(cluster, to, lossless=is_lossless))
    if smart_encoding and not forcing:
        # All could go, and did not: it would have cost a segment more, or left an empty text.
        return obstacles(text, codes, smart_encoding=False)
    possible = possible and bool(text.translate(_all_replacements()))
    return Obstacles(tuple(forcing), tuple(offered) if possible else ())


def stand_in(cluster: str, codes: Container[int]) -> str:
    """What *cluster* becomes in the characters *codes*, at the loss of accents; empty where nothing is like it."""
    to = unicodedata.normalize("NFC", cluster).translate(_all_replacements())
    return "" if _strange(to, codes) else to


def clusters(text: str) -> list[str]:
    """What a person takes for one character each (Unicode extended grapheme clusters), in order."""
    # 13 ms and 3 MB that a shop without Unicode texts never spends.
    import regex

    found: list[str] = regex.findall(r"\X", text)
    return found


def _strange(text: str, codes: Container[int]) -> list[str]:
    return [character for character in dict.fromkeys(text) if ord(character) not in codes]


@lru_cache(maxsize=1)
def _lossless() -> dict[str, str]:
    # Loaded with the first text that is not plain GSM-7.
    from modemsms.gsm.replacements import LOSSLESS

    return {character: to for to, characters in LOSSLESS.items() for character in characters}


@lru_cache(maxsize=1)
def _all_replacements() -> dict[int, str]:
    from modemsms.gsm.replacements import LOSSY

    table = {ord(character): to for to, characters in LOSSY.items() for character in characters}
    table.update((ord(character), to) for character, to in _lossless().items())
    return table
