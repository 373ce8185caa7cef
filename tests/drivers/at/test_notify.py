"""The AT+CNMI ladder, with what real modems offer and take."""

from __future__ import annotations

import pytest

from drivers.at.device import Device
from drivers.at.notify import best_of, check_notification, set_notification
from tests.drivers.at.script import Script


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        ("+CNMI: (0-2),(0,1,3),(0),(0,1),(0,1)", "2,1,0,1,0"),
        ("+CNMI: (0-3),(0,1),(0,2,3),(0,2),(1)", "2,1,0,2,1"),  # Q14, Cinterion: bfr 1 only
        ("+CNMI: (0,1),(0-3),(0,2),(0,1,2),(0,1)", "1,1,0,1,0"),
        ("+CNMI: (3),(0-3),(0),(0),(0)", "3,1,0,0,0"),
        ("+CNMI: (0-2),(0-2)", "2,1"),  # fewer than five groups
        ("+CNMI: (0-2),(0-2),(2),(1)", "2,1"),
        ("+CNMI: (0-2),(0,2)", None),  # direct only
        ("+CNMI:", None),
        ("", None),
    ],
)
def test_the_parameters_are_built_from_what_is_offered(offer: str, expected: str | None) -> None:
    assert best_of(offer) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"AT+CNMI=?": "+CNMI: (0-2),(0-3),(0),(0-2),(0,1)\nOK", "AT+CNMI=2,1,0,1,0": "OK"}, "2,1,0,1,0"),
        # Qualcomm offers ds=1 and then refuses it
        (
            {
                "AT+CNMI=?": "+CNMI: (0-2),(0-3),(0),(0-2),(0,1)\nOK",
                "AT+CNMI=2,1,0,1,0": "+CMS ERROR: 303",
                "AT+CNMI=2,1,0,2,0": "OK",
            },
            "2,1,0,2,0",
        ),
        ({"AT+CNMI=2,1,0,0,1": "OK"}, "2,1,0,0,1"),  # Q83, Iridium: no test command
        ({"AT+CNMI=2,1": "OK"}, "2,1"),
        ({}, None),  # Q78: nothing at all, so it is polled
    ],
)
def test_the_first_rung_that_holds_is_taken(answers: dict[str, str], expected: str | None) -> None:
    device = Device()

    Script(answers).play(set_notification(device))

    assert device.notifies == expected


def test_what_the_modem_has_forgotten_is_set_again() -> None:
    device = Device(notifies="2,1,0,1,0")
    script = Script({"AT+CNMI?": "+CNMI: 0,0,0,0,0\nOK", "AT+CNMI=2,1,0,1,0": "OK"})

    script.play(check_notification(device))

    assert script.commands == ["AT+CNMI?", "AT+CNMI=2,1,0,1,0"]


def test_what_still_stands_is_left_alone() -> None:
    device = Device(notifies="2,1")
    script = Script({"AT+CNMI?": "+CNMI: 2,1,0,0,0\nOK"})

    script.play(check_notification(device))

    assert script.commands == ["AT+CNMI?"]
