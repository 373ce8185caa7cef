"""Bytes into lines and prompts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.lines import MAX_LINE_OCTETS, Lines, Prompt

DIRTY = b'\r\nRDY\r\n\x00\xff\r\n> \r\n>x\r\r\n+CMTI: "SM",3\n\n\x00>0791\r\n' + b"f" * 5000 + b"\r\n> "


def feed(data: bytes, cuts: list[int], *, prompt_wanted: bool) -> list[bytes | Prompt]:
    lines = Lines()
    lines.prompt_wanted = prompt_wanted
    edges = [0, *sorted(cuts), len(data)]
    return [item for start, end in pairwise(edges) for item in lines.feed(data[start:end])]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\r\nOK\r\n", [b"OK"]),
        (b"OK\n", [b"OK"]),
        (b"+CLAC\r\r\nOK\r\r\n", [b"+CLAC", b"OK"]),  # Q58
        (b"\r\n\r\n\r\nOK\r\n", [b"OK"]),  # Q75
        (b"0\r", [b"0"]),  # ATV0
        (b"AT\r\r\nOK\r\n", [b"AT", b"OK"]),  # an echo
        (b"half a line", []),
        (b"\x80\xfe\r\n", [b"\x80\xfe"]),  # latin-1 or noise: both are bytes here
    ],
)
def test_lines_end_in_every_way_that_modems_end_them(data: bytes, expected: list[bytes]) -> None:
    assert feed(data, [], prompt_wanted=False) == expected


@pytest.mark.parametrize(
    "data",
    [b"\r\n> ", b"\r\n>", b"> ", b">", b"\r\n>\r\n", b"AT+CMGS=19\r\r\n> ", b"\x00\xff> "],  # Q32
)
def test_the_prompt_is_its_byte_alone(data: bytes) -> None:
    assert Prompt.SEEN in feed(data, [], prompt_wanted=True)


@pytest.mark.parametrize("data", [b'+CUSD: 0,"press > to go on', b"a>", b'+COPS: 0,0,">"\r\n'])
def test_a_greater_sign_inside_a_line_is_no_prompt(data: bytes) -> None:
    assert Prompt.SEEN not in feed(data, [], prompt_wanted=True)


@given(cuts=st.lists(st.integers(0, len(DIRTY)), max_size=30), prompt_wanted=st.booleans())
def test_items_do_not_depend_on_how_the_bytes_arrive(cuts: list[int], prompt_wanted: bool) -> None:
    whole = feed(DIRTY, [], prompt_wanted=prompt_wanted)

    assert feed(DIRTY, cuts, prompt_wanted=prompt_wanted) == whole


@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300), max_size=8), wanted=st.booleans())
def test_no_junk_depends_on_how_it_arrives(data: bytes, cuts: list[int], wanted: bool) -> None:
    cuts = [min(cut, len(data)) for cut in cuts]

    assert feed(data, cuts, prompt_wanted=wanted) == feed(data, [], prompt_wanted=wanted)


def test_a_line_without_an_end_is_cut_to_its_limit() -> None:
    items = feed(b"x" * 100_000 + b"\r\nOK\r\n", list(range(0, 100_000, 997)), prompt_wanted=False)

    assert items == [b"x" * MAX_LINE_OCTETS, b"OK"]
