"""Where a long text is cut into segments: always the fewest, and kindly to what a person sees."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from modemsms.errors import CodecError
from modemsms.gsm.smart import clusters

# A concatenation element counts them in one octet (TS 23.040, 9.2.3.24.1).
MOST_SEGMENTS = 255

# Cuts so far, the last one first.
_Trail = tuple[int, "_Trail"] | None


def fewest(widths: bytes, capacity: int) -> list[int]:
    """Places of cuts, 0 and the end included, when every piece takes as many characters as fit.

    No other way of cutting makes fewer pieces of at most *capacity* units. *widths* holds the units
    of each character, so that no escape pair and no surrogate pair is ever cut.
    """
    ends = list(accumulate(widths, initial=0))
    places = [0]
    while places[-1] < len(widths):
        places.append(_furthest(ends, places[-1], capacity))
    return places


def cut(text: str, widths: bytes, capacity: int, *, keep_clusters: bool) -> tuple[str, ...]:
    """*text* in as few pieces as there can be of at most *capacity* units.

    The number of pieces goes before grapheme clusters: the shop pays for each piece, and a phone
    joins them before it shows them. Among the ways with that number *keep_clusters* takes one that
    cuts the fewest clusters; one longer than a piece is cut between its characters. Raises
    ``CodecError`` above 255 pieces.
    """
    places = fewest(widths, capacity)
    if len(places) - 1 > MOST_SEGMENTS:
        raise CodecError(f"the text needs {len(places) - 1} segments, and {MOST_SEGMENTS} can be joined")
    if keep_clusters and len(places) > 2:
        borders = list(accumulate(map(len, clusters(text))))
        if not set(borders).issuperset(places[1:]):
            places = _kindest(widths, borders, capacity, pieces=len(places) - 1)
    return tuple(text[start:end] for start, end in pairwise(places))


def _furthest(ends: Sequence[int], start: int, capacity: int) -> int:
    return bisect_right(ends, ends[start] + capacity) - 1


def _kindest(widths: bytes, borders: Sequence[int], capacity: int, *, pieces: int) -> list[int]:
    """Places of cuts that make *pieces* pieces with the fewest of them inside a cluster.

    From any place only two ends of a piece are worth trying: the furthest, and the furthest border.
    An earlier end leaves more text for the pieces that follow, and spares no cluster.
    """
    ends = list(accumulate(widths, initial=0))
    at_border = frozenset(borders)
    from_start = [0, *borders]
    ways: dict[int, tuple[int, _Trail]] = {0: (0, None)}
    for _ in range(pieces):
        further: dict[int, tuple[int, _Trail]] = {}
        for start, (broken, trail) in ways.items():
            furthest = _furthest(ends, start, capacity)
            border = from_start[bisect_right(borders, furthest)]
            for end in {furthest, border}:
                price = broken + (end not in at_border)
                if end > start and (end not in further or price < further[end][0]):
                    further[end] = price, (end, trail)
        ways = further
    _, trail = ways[len(widths)]
    places: list[int] = []
    while trail is not None:
        place, trail = trail
        places.append(place)
    return [0, *reversed(places)]
