"""Signal strength and operator names in all their forms."""

from __future__ import annotations

import pytest

from drivers.at.signal import dbm_of, operator_of


@pytest.mark.parametrize(
    ("line", "dbm"),
    [
        ("+CSQ: 0,0", -113),
        ("+CSQ: 21,99", -71),
        ("+CSQ: 31,0", -51),
        ("+CSQ: 99,99", None),  # unknown is not "no bars"
        ("+CSQ: 17.5,99", -79),  # Motorola
        ("+CSQ:17,99", -79),
        ("+CSQ: 141,99", -75),  # Qualcomm
        ("+CSQ: 199,99", None),
        ("+CSQ:", None),
        ("+CESQ: 99,99,255,255,20,80", -61),
        ("+CESQ: 30,0,255,255,255,255", -81),
        ("+CESQ: 99,99,50,0,255,255", -71),
        ("+CESQ: 99,99,255,255,255,255", None),
        ("^RSSI:18", -77),
        ("^RSSI: 99", None),
        ('^HCSQ:"LTE",60,50,100,20', -91),
        ('^HCSQ:"WCDMA",50,40,30', -81),
        ('^HCSQ:"NOSERVICE"', None),
        ('+QIND: "csq",21,99', -71),
    ],
)
def test_a_line_becomes_dbm(line: str, dbm: int | None) -> None:
    assert dbm_of(line) == dbm


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('+COPS: 0,0,"Vodafone.de",7', "Vodafone.de"),
        ('+COPS: 0,0,"Three, UK",2', "Three, UK"),
        ("+COPS: 0,0,Plain", "Plain"),
        ("+COPS: 0", None),  # not registered
        ('+COPS: 0,0,""', None),
        ('+COPS: 0,0,"Tele2@@@@"', "Tele2"),  # Q80
        ('+COPS: 0,0,"Bite\x00junk"', "Bite"),
        ('+COPS: 0,0,"0054002D004D006F00620069006C0065",7', "T-Mobile"),  # UCS-2 in hex
        ('+COPS: 0,2,"26202",7', "26202"),
    ],
)
def test_a_name_is_read_however_it_is_written(line: str, name: str | None) -> None:
    assert operator_of(line) == name
