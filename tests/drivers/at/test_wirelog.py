"""What a log may show."""

from __future__ import annotations

import pytest

from drivers.at.wirelog import shown


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\r\n+CMGS: 64\r\n\r\nOK\r\n", "+CMGS: 64 | OK"),
        (b'\r\n+CMTI: "SM",3\r\n', '+CMTI: "SM",3'),
        (b"+CMS ERROR: 38\r\n", "+CMS ERROR: 38"),
        (b"\r\n> ", ">"),
        (b"^RSSI:18\r\n", "^RSSI:18"),
        (b"", ""),
    ],
)
def test_results_are_shown_whole(data: bytes, expected: str) -> None:
    assert shown(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b'+CUSD: 0,"Your code is 4711",15\r\n',
        b'+CLIP: "+491701234567",145\r\n',
        b'+CMGL: 1,1,"Anna",24\r\n0791132604Your\r\n',
        b"OKAY see you at 4711\r\n",
        b"Your code is 4711",
        b'+CNUM: "me","+491701234567",145\r\n',
        b"0791132604000041324711\r\n",
    ],
)
def test_texts_and_numbers_are_not_shown(data: bytes) -> None:
    line = shown(data)

    assert not any(word in line for word in ("4711", "Your", "Anna", "1701234567"))
    assert line
