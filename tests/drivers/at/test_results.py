"""Final results: each row is a line that a modem was seen to send, or one that must not be taken for one."""

from __future__ import annotations

import pytest

from drivers.at.results import ERROR, OK, Final, parse_final, unglue


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("OK", OK),
        ("ERROR", ERROR),
        ("0", Final(ok=True, numeric=True)),
        ("4", Final(ok=False, numeric=True)),
        ("COMMAND NOT SUPPORT", ERROR),  # Q57, Huawei E1752 and E220
        ("MODEM ERROR: 12", ERROR),  # Motorola A1200
        ("+CMS ERROR: 38", Final(ok=False, family="CMS", code=38)),
        ("+CMS ERROR:38", Final(ok=False, family="CMS", code=38)),
        ("+CME ERROR: 10", Final(ok=False, family="CME", code=10)),
        ("+CME ERROR:-1", Final(ok=False, family="CME", code=-1)),  # Q7, Samsung
        ("+CMS ERROR:", Final(ok=False, family="CMS", code=None)),  # Q41
        ("+CMS ERROR: Unknown error", Final(ok=False, family="CMS", code=500)),  # Q36, SIM7600
        ("+CME ERROR: SIM busy", Final(ok=False, family="CME", code=14)),  # Q54
        ("+CME ERROR: something new", Final(ok=False, family="CME", code=None)),
    ],
)
def test_a_final_result_is_understood(line: str, expected: Final) -> None:
    assert parse_final(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "OKAY see you at 5",
        "OK then",
        "ERRORS",
        " OK",
        "00",
        "04",
        "+CMS",
        "+CMGS: 4",
        "NO CARRIER",
        "BUSY",
        "",
    ],
)
def test_a_line_that_only_looks_like_one_is_none(line: str) -> None:
    assert parse_final(line) is None


def test_no_carrier_ends_a_call_command_only() -> None:
    assert parse_final("NO CARRIER", calling=True) == ERROR


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ('ERROR+CNUM: "me","+491",145', ("ERROR", '+CNUM: "me","+491",145')),  # Q60
        ("OK^RSSI:18", ("OK", "^RSSI:18")),
        ("OKAY see you at 5", ("OKAY see you at 5",)),
        ("ERROR", ("ERROR",)),
    ],
)
def test_a_result_glued_to_what_follows_is_cut_off(line: str, pieces: tuple[str, ...]) -> None:
    assert unglue(line) == pieces
