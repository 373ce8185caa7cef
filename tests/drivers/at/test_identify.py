"""Who the modem is, and what its SIM says."""

from __future__ import annotations

import pytest

from drivers.at.device import Device, Sim
from drivers.at.identify import (
    identify_box,
    identify_card,
    identify_subscriber,
    sim_news,
    sim_of,
)
from drivers.at.quirks import Profile, profile_for
from drivers.at.results import parse_final
from drivers.at.steps import Reply
from drivers.at.unlock import tries_left
from tests.drivers.at.script import Script


@pytest.mark.parametrize(
    ("answer", "sim"),
    [
        ("+CPIN: READY\nOK", Sim.READY),
        ("+CPIN:READY\nOK", Sim.READY),
        ('+CPIN: "READY"\nOK', Sim.READY),
        ("OK", Sim.READY),
        ("+CPIN: READY", Sim.READY),  # Q28: no OK behind it
        ("+CPIN: SIM PIN\nOK", Sim.PIN),
        ("+CPIN: SIM PUK\nOK", Sim.PUK),
        ("+CPIN: SIM PIN2\nOK", Sim.READY),
        ("+CPIN: PH-NET PIN\nOK", Sim.LOCKED),
        ("+CPIN: PH-NETSUB PIN\nOK", Sim.LOCKED),
        ("+CPIN: PH-SP PIN\nOK", Sim.LOCKED),
        ("+CPIN: PH_NET PIN\nOK", Sim.LOCKED),
        ("+CPIN: PH-SIM PIN\nOK", Sim.TIED),
        ("+CME ERROR: 5", Sim.TIED),
        ("+CME ERROR: network personalization PIN required", Sim.LOCKED),
        ("+CPIN:SIM PIN\nOK", Sim.PIN),
        ('+CPIN: "SIM PIN"\nOK', Sim.PIN),
        ("+CPIN: SIM_PIN\nOK", Sim.PIN),
        ("+CPIN: sim puk\nOK", Sim.PUK),
        ("+CPIN: SIM BLOCKED\nOK", Sim.DEAD),
        ("+CME ERROR: 262", Sim.DEAD),
        ("+CPIN: NOT READY\nOK", Sim.ABSENT),
        ("+CPIN: NOT INSERTED\nOK", Sim.ABSENT),
        ("+CME ERROR: 10", Sim.ABSENT),
        ("+CMS ERROR: 310", Sim.ABSENT),
        ("+CME ERROR: SIM not inserted", Sim.ABSENT),
        ("+CME ERROR: 11", Sim.PIN),
        ("+CME ERROR: 12", Sim.PUK),
        ("+CME ERROR: 13", Sim.FAILED),
        ("+CME ERROR: 40", Sim.LOCKED),
        ("ERROR", Sim.READY),  # it does not know the command
    ],
)
def test_the_answer_to_cpin_is_understood(answer: str, sim: Sim) -> None:
    lines = answer.split("\n")
    final = parse_final(lines[-1])

    assert sim_of(Reply(0.0, final, tuple(lines if final is None else lines[:-1]))) is sim


@pytest.mark.parametrize(
    ("line", "came"),
    [
        ("+CPIN: READY", True),
        ("+CPIN: SIM PIN", True),
        ("+CPIN: NOT READY", False),
        ("+CPIN: NOT INSERTED", False),
        ("+QUSIM: 0", False),
        ("+QUSIM: 1", True),
        ("^SIMST:255", False),
        ("^SIMST: 1", True),
        ("^SIMST:240", None),
    ],
)
def test_a_sim_that_comes_or_goes_is_noticed(line: str, came: bool | None) -> None:
    assert sim_news(line) is came


def test_a_box_says_who_it_is_in_its_own_way() -> None:
    device = Device()
    script = Script(
        {
            "AT+CGMI": '+CGMI: "huawei"\nOK',
            "AT+CGMM": "E3372\nOK",
            "AT+CGMR": "Revision:1418B05SIM800L24\nOK",
            "AT+CGSN": '+CGSN: "861234567890123"\nOK',
        }
    )

    script.play(identify_box(device))

    assert device.identity.manufacturer == "huawei"
    assert device.identity.model == "E3372"
    assert device.identity.firmware == "Revision:1418B05SIM800L24"
    assert device.identity.imei == "861234567890123"
    assert device.profile.name == "huawei"


def test_a_result_that_was_on_its_way_already_shifts_nothing() -> None:
    device = Device()
    script = Script({"AT+CGMI": ["OK", "Quectel\nOK"], "AT+CGMM": "EC25\nOK"})

    script.play(identify_box(device))

    assert (device.identity.manufacturer, device.identity.model) == ("Quectel", "EC25")


def test_who_answers_one_question_late_is_asked_again() -> None:
    device = Device()
    imei = "861234567890123\nOK"
    script = Script(
        {
            "AT+CGMI": ["E\nOK", "Quectel\nOK"],
            "AT+CGMM": ["Quectel\nOK", "EC25\nOK"],
            "AT+CGSN": ["EC25EFAR06\nOK", imei],
        }
    )

    script.play(identify_box(device))

    assert device.identity.imei == "861234567890123"
    assert (device.identity.manufacturer, device.identity.model) == ("Quectel", "EC25")


@pytest.mark.parametrize(
    "answers",
    [
        {"AT+CCID": "+CCID: 8949010000000000016F\nOK"},
        {"AT+CCID": "8949010000000000016f\nOK"},
        {"AT+QCCID": "+QCCID: 8949010000000000016F\nOK"},
        {"AT^ICCID?": "^ICCID: 8949010000000000016F\nOK"},
        {"AT+ICCID": "ICCID: 8949010000000000016\nOK"},
        {"AT+CRSM=176,12258,0,0,10": '+CRSM: 144,0,"989410000000000010F6"\nOK'},
    ],
)
def test_the_iccid_is_asked_for_in_every_dialect(answers: dict[str, str]) -> None:
    device = Device()

    Script(answers).play(identify_card(device))

    assert device.identity.iccid == "8949010000000000016"


def test_a_sim_without_an_iccid_has_none() -> None:
    device = Device()

    Script({}).play(identify_card(device))

    assert device.identity.iccid is None


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ('+CNUM: "","+4915550100001",145\nOK', "+4915550100001"),
        ('+CNUM: ,"4915550100001",145\nOK', "+4915550100001"),
        ('+CNUM: "me","015550100001",129\nOK', "015550100001"),
        ('+CNUM: "","",129\nOK', None),
        ("OK", None),
        ("ERROR", None),
    ],
)
def test_the_own_number_is_taken_where_the_sim_knows_it(answer: str, number: str | None) -> None:
    device = Device()

    Script({"AT+CIMI": "001010000000001\nOK", "AT+CNUM": answer}).play(identify_subscriber(device))

    assert (device.identity.imsi, device.identity.number) == ("001010000000001", number)


@pytest.mark.parametrize(
    ("profile", "answers", "left"),
    [
        (Profile(), {'AT+CPINR="SIM PIN"': "+CPINR: SIM PIN,3,3\nOK"}, 3),
        (profile_for("huawei", "E173"), {"AT^CPIN?": "^CPIN: SIM PIN,,10,2,10,3\nOK"}, 2),
        (profile_for("huawei", "E173"), {"AT^CPIN?": "^CPIN: SIM PIN,2,10,2,10,3\nOK"}, 2),
        (profile_for("Quectel", "EC25"), {'AT+QPINC="SC"': '+QPINC: "SC",1,10\nOK'}, 1),
        (profile_for("SIMCOM_Ltd", "SIM800"), {"AT+SPIC": "+SPIC: 3,10,0,10\nOK"}, 3),
        (profile_for("Telit", "LE910"), {"AT#PCT": "#PCT: 2\nOK"}, 2),
        (Profile(), {}, None),
    ],
)
def test_the_tries_left_are_asked_for_in_every_dialect(
    profile: Profile, answers: dict[str, str], left: int | None
) -> None:
    device = Device(profile=profile)

    assert Script(answers).play(tries_left(device, Sim.PIN)) == left


@pytest.mark.parametrize(
    ("profile", "answers", "left"),
    [
        (Profile(), {'AT+CPINR="SIM PUK"': "+CPINR: SIM PUK,9,10\nOK"}, 9),
        (Profile(), {'AT+CPINR="SIM PUK"': "+CPINR: SIM PIN,0,3\n+CPINR: SIM PUK,9,10\nOK"}, 9),
        (profile_for("huawei", "E173"), {"AT^CPIN?": "^CPIN: SIM PUK,,8,0,10,3\nOK"}, 8),
        (profile_for("Quectel", "EC25"), {'AT+QPINC="SC"': '+QPINC: "SC",0,7\nOK'}, 7),
        (profile_for("SIMCOM_Ltd", "SIM800"), {"AT+SPIC": "+SPIC: 0,10,0,10\nOK"}, 10),
        (profile_for("Telit", "LE910"), {"AT#PCT": "#PCT: 6\nOK"}, 6),
        (Profile(), {}, None),
    ],
)
def test_the_tries_left_for_the_puk_stand_beside_them(
    profile: Profile, answers: dict[str, str], left: int | None
) -> None:
    assert Script(answers).play(tries_left(Device(profile=profile), Sim.PUK)) == left


@pytest.mark.parametrize(
    ("manufacturer", "model", "name"),
    [
        ("huawei", "E3372", "huawei"),
        ("SIMCOM_Ltd", "SIMCOM_SIM800L", "simcom"),
        ("SAMSUNG", "SGH-J700", "samsung-no-listing"),
        ("SAMSUNG", "GT-I9000", "generic"),
        ("ZTE INCORPORATED", "MF190", "zte"),
        (None, None, "generic"),
    ],
)
def test_a_make_has_its_profile(manufacturer: str | None, model: str | None, name: str) -> None:
    assert profile_for(manufacturer, model).name == name
