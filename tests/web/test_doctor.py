"""The doctor's page, and where a step's command begins and ends."""

from __future__ import annotations

import pytest

from modemsms.services import Services
from tests.desk import Desk
from tests.web.plain import PlainBrowser
from tests.web.things import HELD, PHONE
from web.steps import Piece, pieces


def test_what_needs_somebody_stands_on_top_with_its_next_step(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([HELD])

    page = owner.open("/doctor")

    assert "The database is sound" in page.words
    assert page.words.index("Quectel EC25") < page.words.index("The database is sound")
    assert ("button", "data-copy", "sudo systemctl disable --now ModemManager") in page.attributes
    assert "/doctor" in page.links


def test_what_is_wrong_with_a_modem_leads_to_its_page(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")
    desk.modems.add("back room 100%", "/dev/ttyUSB7")
    path = "/modems/back%20room%20100%25"

    page = owner.open("/doctor")

    # From the lamp, the banner and the card.
    assert page.links.count(path) >= 3
    assert owner.open(path).status == 200


def test_all_is_well_is_said(owner: PlainBrowser, desk: Desk) -> None:
    desk.plug_in()
    desk.plug_in("spare", "8944000000000000002")

    assert "All is well." in owner.open("/doctor").words


def test_every_phone_has_its_way_to_its_steps(owner: PlainBrowser, desk: Desk) -> None:
    desk.devices.seen([PHONE])

    assert "/phones/R58M123" in owner.open("/doctor").links


def test_staff_may_ask_the_doctor(staff: PlainBrowser, services: Services) -> None:
    assert staff.open("/doctor").status == 200


@pytest.mark.parametrize(
    ("step", "commands", "words"),
    [
        ("Free some space.", [], ["Free some space."]),
        ("sudo apt install adb", ["sudo apt install adb"], []),
        (
            "Stop it: sudo systemctl stop gpsd. Then look again.",
            ["sudo systemctl stop gpsd"],
            ["Stop it:", "Then look again."],
        ),
        (
            "sudo apt remove brltty, then unplug the modem.",
            ["sudo apt remove brltty"],
            ["then unplug the modem."],
        ),
        (
            "Run “sudo apt install python3-gammu” or wait.",
            ["sudo apt install python3-gammu"],
            ["Run", "or wait."],
        ),
        (
            "echo on | sudo tee /sys/a.b/power. To keep it, ask.",
            ["echo on | sudo tee /sys/a.b/power"],
            ["To keep it, ask."],
        ),
        ("The program adb does not start.", [], ["The program adb does not start."]),
        ("", [], []),
    ],
)
def test_a_command_is_cut_out_of_its_step(step: str, commands: list[str], words: list[str]) -> None:
    found = list(pieces(step))

    assert [piece.text for piece in found if piece.is_command] == commands
    assert [piece.text for piece in found if not piece.is_command] == words
    assert all(isinstance(piece, Piece) and piece.text for piece in found)
