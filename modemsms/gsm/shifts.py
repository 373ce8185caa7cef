"""Which national shift tables are worth trying for a text (3GPP TS 23.038, 6.2.1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from modemsms.gsm import alphabet
from modemsms.gsm.national import LOCKING, SINGLE


def worth_trying(characters: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Pairs of locking and single shift language that could make a text of *characters* cheaper.

    Left out is only what cannot: a locking table that makes no character cheaper than the default
    alphabet does, or a single shift table that adds none. The pair that more phones read comes
    first: one that lacks a single shift table shows "s" for "ş", one that lacks a locking table
    shows another text, and both tables of one language are more common than a mixture.
    """
    default, extension = _basic(0), _extension(0)
    for locking in (0, *LOCKING):
        basic = _basic(locking)
        if locking and characters.isdisjoint(basic - default):
            continue
        beyond = characters - basic - extension
        for single in dict.fromkeys((0, locking, *SINGLE)):
            if (locking or single) and not (single and beyond.isdisjoint(_extension(single))):
                yield locking, single


@lru_cache(maxsize=16)
def _basic(locking: int) -> frozenset[str]:
    return frozenset(LOCKING[locking] if locking else alphabet.DEFAULT)


@lru_cache(maxsize=16)
def _extension(single: int) -> frozenset[str]:
    runs = SINGLE[single] if single else alphabet.DEFAULT_EXTENSION
    return frozenset("".join(runs.values()))
