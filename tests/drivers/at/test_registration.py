"""Registration lines and what they allow."""

from __future__ import annotations

import pytest

from drivers.at.registration import (
    DENIED,
    EMERGENCY_ONLY,
    NO_NETWORK,
    SEARCHING,
    Registration,
    obstacle,
    parse,
)
from modemsms.errors import Cause


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("+CREG: 0,1", Registration("CREG", 1)),
        ("+CREG: 1", Registration("CREG", 1)),
        ('+CREG: 2,5,"00C3","0012D687",7', Registration("CREG", 5)),
        ('+CREG: 5,"00C3","0012D687",7', Registration("CREG", 5)),
        ("+CREG: 2,1,00C3,0012", Registration("CREG", 1)),  # no quotes
        ("+CREG: 1,00C3,0012", Registration("CREG", 1)),
        ('+CEREG:4,"00C3"', Registration("CEREG", 4)),
        ("+CGREG: 0,11", Registration("CGREG", 11)),  # Q53
        ("+C5GREG: 2,1", Registration("C5GREG", 1)),
        ("+CREG: x", None),
        ("+CREG:", None),
        ("+CSQ: 1,2", None),
    ],
)
def test_the_status_is_found_in_answer_and_news(line: str, expected: Registration | None) -> None:
    assert parse(line) == expected


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({"CREG": 1}, None),
        ({"CREG": 3, "CGREG": 0, "CEREG": 6}, None),  # SMS only on LTE
        ({"CREG": 0, "CGREG": 5}, None),
        ({}, None),  # it tells nothing: it is believed
        ({"CREG": 4}, None),
        ({"CREG": 0}, NO_NETWORK),
        ({"CREG": 2, "CEREG": 0}, SEARCHING),
        ({"CREG": 3, "CEREG": 2}, DENIED),
        ({"CREG": 8}, EMERGENCY_ONLY),
        ({"CREG": 11}, EMERGENCY_ONLY),  # Q53
    ],
)
def test_one_registered_domain_is_enough(statuses: dict[str, int], expected: Cause | None) -> None:
    assert obstacle(statuses) == expected
