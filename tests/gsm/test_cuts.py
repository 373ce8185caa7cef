"""Cutting: never more pieces than there have to be, and as few broken clusters as these allow."""

from __future__ import annotations

from itertools import accumulate

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from modemsms.errors import CodecError
from modemsms.gsm.cuts import cut

FAMILY = "👨‍👩‍👧‍👦"  # seven characters, eleven UTF-16 units, one cluster


def utf16_widths(text: str) -> bytes:
    return bytes(2 if character > "\uffff" else 1 for character in text)


def borders_of(text: str) -> set[int]:
    return set(accumulate(len(cluster) for cluster in regex.findall(r"\X", text)))


def best_by_trying_all(text: str, widths: bytes, capacity: int) -> tuple[int, int]:
    """The fewest pieces, and the fewest broken clusters with these, over every way of cutting."""
    borders = borders_of(text)
    best = {0: (0, 0)}
    for end in range(1, len(text) + 1):
        best[end] = min(
            (best[start][0] + 1, best[start][1] + (end not in borders))
            for start in range(end)
            if sum(widths[start:end]) <= capacity
        )
    return best[len(text)]


texts = st.lists(
    st.sampled_from(["a", "b", "é", "e\u0301", "\r\n", "😀", "👍🏽", "कि", FAMILY]), max_size=12
).map("".join)


@given(texts, st.integers(2, 12))
def test_no_other_way_has_fewer_pieces_or_with_as_many_breaks_fewer_clusters(
    text: str, capacity: int
) -> None:
    widths = utf16_widths(text)

    pieces = cut(text, widths, capacity, keep_clusters=True)

    places = list(accumulate(len(piece) for piece in pieces))
    broken = sum(place not in borders_of(text) for place in places)
    assert "".join(pieces) == text
    assert all(sum(utf16_widths(piece)) <= capacity for piece in pieces)
    assert (len(pieces), broken) == best_by_trying_all(text, widths, capacity)


@given(st.text(st.sampled_from("ab€{")), st.integers(2, 12))
def test_escape_pairs_stay_whole_in_the_fewest_pieces(text: str, capacity: int) -> None:
    widths = bytes(2 if character in "€{" else 1 for character in text)

    pieces = cut(text, widths, capacity, keep_clusters=False)

    assert "".join(pieces) == text
    assert len(pieces) == best_by_trying_all(text, widths, capacity)[0]


@pytest.mark.parametrize(
    ("text", "capacity", "pieces"),
    [
        ("", 5, ()),
        ("abcde", 5, ("abcde",)),
        ("abcd😀", 5, ("abcd", "😀")),
        ("abcde\u0301fg", 5, ("abcd", "e\u0301fg")),
        # Whole, the cluster would take a third piece.
        ("aaaae\u0301aaaa", 5, ("aaaae", "\u0301aaaa")),
        (FAMILY, 5, ("👨‍👩", "‍👧‍", "👦")),
        ("a" + FAMILY, 11, ("a", FAMILY)),
    ],
)
def test_pieces_end_where_a_reader_would_want_them(text: str, capacity: int, pieces: tuple[str, ...]) -> None:
    assert cut(text, utf16_widths(text), capacity, keep_clusters=True) == pieces


def test_more_than_255_pieces_are_refused() -> None:
    assert len(cut("a" * 510, b"\x01" * 510, 2, keep_clusters=True)) == 255
    with pytest.raises(CodecError):
        cut("a" * 511, b"\x01" * 511, 2, keep_clusters=True)
