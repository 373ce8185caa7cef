"""Each quirk of the catalogue that a modem can have (hardware.md 2.1 to 2.3): a text out, one in, and a report."""

from __future__ import annotations

import pytest

from drivers.at.quirks import PROFILES, profile_for, wrong_quirk
from drivers.simulator.profile import Profile
from modemsms.driver import Accepted, Ended, ModemState, ReportReceived, Setting
from tests.drivers.at.quirks import makes
from tests.drivers.at.quirks.happenings import own_text_proves_it
from tests.drivers.at.quirks.rows import ROWS, Row
from tests.drivers.at.wire import BEN, Wire


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_quirk_does_no_harm(row: Row) -> None:
    wire = Wire(row.profile, quirks=row.quirks, air=row.air, usb_id=row.usb_id)
    row.before(wire)
    wire.start()

    outcome = wire.send()
    wire.network.send(BEN, wire.sim.number, "Hi")
    wire.until_true(lambda: "Hi" in wire.texts(), within=400)
    if row.reports:
        wire.until_true(lambda: bool(wire.all(ReportReceived)), within=400)

    assert isinstance(outcome, Accepted), f"{outcome}"
    assert [text.text for text in wire.network.texts()] == ["Hello"]
    row.after(wire)


@pytest.mark.parametrize(
    ("quirk", "profile", "code", "advice"),
    [
        ("Q30", makes.MOTOROLA, "phone_for_gammu", "gammu"),
        ("Q78", makes.NOKIA_N79, "send_only", "Use another modem"),
        ("Q79", makes.GALAXY_S, "send_only", "android"),
        ("Q85", makes.CDMA, "cdma_modem", "GSM or LTE"),
    ],
    ids=["Q30", "Q78", "Q79", "Q85"],
)
def test_what_we_do_not_drive_is_refused_with_a_way_out(
    quirk: str, profile: Profile, code: str, advice: str
) -> None:
    # Q62, a stick without any port, is found and explained by discovery.
    wire = Wire(profile).plug_in().until_state(ModemState.UNAVAILABLE)

    assert wire.state is not None
    assert wire.state.code == code, quirk
    assert wire.state.sentence is not None
    assert advice in wire.state.sentence


def test_a_modem_that_keeps_no_text_is_found_out_by_a_text_to_itself() -> None:
    wire = Wire(makes.STORES_NOTHING).start()  # Q13

    own_text_proves_it(wire)

    assert wire.texts() == ["comes directly"]


def test_a_text_to_itself_that_comes_back_changes_nothing() -> None:
    wire = Wire().start()
    wire.submit("ping", wire.sim.number)

    wire.pass_time(600)

    assert wire.modem.reception.mt == 1
    assert wire.texts() == ["ping"]


def test_an_emergency_attach_is_no_network() -> None:
    wire = Wire(makes.A7670_EMERGENCY).plug_in().until_state(ModemState.NOT_READY)  # Q53

    assert wire.state is not None
    assert wire.state.code == "emergency_only"


@pytest.mark.parametrize("make", [makes.ONLY_OVER_3G, makes.PINEPHONE], ids=["Q36", "Q37"])
def test_a_radio_that_takes_no_texts_is_no_unknown_outcome(make: Profile) -> None:
    wire = Wire(make).start()

    ended = wire.send()

    assert isinstance(ended, Ended)
    assert "Hello" not in [text.text for text in wire.network.texts()]


# --- the table and what the config says over it -------------------------------------------------


def test_no_row_hides_another() -> None:
    names = [row.profile.name for row in PROFILES]

    assert len(names) == len(set(names)) + names.count("cdma") - 1


@pytest.mark.parametrize(
    ("manufacturer", "model", "usb_id", "name"),
    [
        ("huawei", "E3372", None, "huawei"),
        ("huawei", "E353", None, "huawei-e353"),
        ("Quectel", "EC25", None, "quectel"),
        (None, None, "2c7c:0125", "quectel"),
        ("Acme", "X1", "2c7c:0125", "generic"),
        ("Motorola", "V3", None, "motorola-phone"),
        ("Motorola", "G24-L", None, "generic"),
        ("INCORPORATED", "A7670E-LASE", None, "simcom"),
        ("Neoway", "M590E", None, "neoway-m590"),
        (None, None, None, "generic"),
    ],
)
def test_a_modem_is_known_by_its_name_else_by_its_usb_id(
    manufacturer: str | None, model: str | None, usb_id: str | None, name: str
) -> None:
    assert profile_for(manufacturer, model, usb_id).name == name


def test_the_config_goes_before_the_table() -> None:
    quirks: dict[str, Setting] = {
        "init": "AT^CURC=0 | AT+ZOPRT=5",
        "slice_octets": 18,
        "no_own_number": False,
    }

    profile = profile_for("huawei", "E3372", quirks=quirks)

    assert profile.init == ("AT^CURC=0", "AT+ZOPRT=5")
    assert profile.slice_octets == 18
    assert not profile.no_own_number
    assert profile.restarts == ("AT^RESET",)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("no_such_thing", True, "there is no quirk “no_such_thing”"),
        ("pdu_inline", "yes", "true or false"),
        ("pdu_inline", 1, "true or false"),
        ("slice_octets", True, "whole number"),
        ("slice_octets", -1, "whole number"),
        ("prompt_gap", 60, "seconds"),
        ("init", "CURC=0", "AT commands"),
        ("init", "AT^CURC=0\rATZ", "AT commands"),
        ("notify", "AT+CNMI=2,1", "parameters of AT+CNMI"),
        ("refusal", "because", "cdma"),
        ("tries_left", "AT^CPIN?", "there is no quirk"),
    ],
)
def test_a_wrong_quirk_is_told_in_a_sentence(name: str, value: Setting, told: str) -> None:
    sentence = wrong_quirk(name, value)

    assert sentence is not None
    assert told in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [("pdu_inline", True), ("slice_octets", 18), ("prompt_gap", 0.5), ("prompt_gap", 1), ("init", "")],
)
def test_a_right_quirk_passes(name: str, value: Setting) -> None:
    assert wrong_quirk(name, value) is None
