"""The table of magic recipients holds what it says."""

from __future__ import annotations

import re
from itertools import pairwise

import phonenumbers
import pytest

from drivers.simulator import magic
from drivers.simulator.customers import Customers
from drivers.simulator.network import Network
from modemsms.gsm.tpdu import StatusReport
from tests.drivers.simulator.bench import ANNA, Bench, lines, submits, tpdu_of

LISTED = sorted(set(re.findall(r"^\+49 1579 999 (\d{4})", magic.__doc__ or "", re.MULTILINE)))


def number(digits: str) -> str:
    return magic.PREFIX + digits


def reports(bench: Bench, to: str, seconds: float) -> list[int]:
    """Send a text to *to*, and give the TP-ST of the reports that come."""
    bench.command("AT+CNMI=2,1,0,1,0")
    (pdu,) = submits(to, "Hello", report=True)
    tpdu = pdu.encode()
    bench.type(b"AT+CMGS=%d\r" % len(tpdu))
    told = lines(bench.type(b"00" + tpdu.hex().encode() + b"\x1a") + bench.wait(seconds))
    return [
        StatusReport.decode(tpdu_of(line)).status for head, line in pairwise(told) if head.startswith("+CDS")
    ]


@pytest.mark.parametrize("digits", LISTED)
def test_every_listed_number_does_something(digits: str) -> None:
    if digits.startswith("7"):
        assert magic.behaviour_of(number(digits)) == magic.ORDINARY  # what the customer does is below
    else:
        assert magic.behaviour_of(number(digits)) != magic.ORDINARY


@pytest.mark.parametrize("digits", ["0038", "1500", "3010", "4002", "5000", "6070", "7006"])
def test_a_magic_number_is_a_valid_phone_number(digits: str) -> None:
    assert phonenumbers.is_valid_number(phonenumbers.parse(number(digits)))


def test_a_modem_has_a_valid_phone_number(bench: Bench) -> None:
    assert phonenumbers.is_valid_number(phonenumbers.parse(bench.sim.number))


def test_other_numbers_are_ordinary() -> None:
    for other in (ANNA, "+4915799990", "+491579999003", "+49157999900381", "Bank"):
        assert magic.behaviour_of(other) == magic.ORDINARY


def test_row_0_always_refuses(bench: Bench) -> None:
    answers = [bench.text(number("0038"), "Hello") for _ in range(3)]

    assert answers == [["+CMS ERROR: 38"]] * 3
    assert bench.text(number("0000"), "Hello") == ["ERROR"]


@pytest.mark.parametrize(("row", "refusals"), [("1", 1), ("2", 3)])
def test_rows_1_and_2_give_in(bench: Bench, row: str, refusals: int) -> None:
    answers = [bench.text(number(f"{row}041"), "Hello")[0] for _ in range(refusals + 1)]

    assert answers == ["+CMS ERROR: 41"] * refusals + ["+CMGS: 1"]


def test_row_3_refuses_as_the_equipment(bench: Bench) -> None:
    bench.command("AT+CMEE=1")

    assert bench.text(number("3014"), "Hello") == ["+CME ERROR: 14"]


@pytest.mark.parametrize(
    ("digits", "on_air"),
    [("4000", 0), ("4001", 1), ("4003", 0), ("4004", 1), ("4005", 1), ("4008", 0), ("4009", 0), ("4010", 1)],
)
def test_row_4_is_on_the_air_or_not_as_it_says(bench: Bench, digits: str, on_air: int) -> None:
    answer = bench.text(number(digits), "Hello")
    bench.wait(60)

    assert not any(line.startswith("+CMGS") for line in answer)
    assert bench.network.on_air_count == on_air


def test_4002_answers_late(bench: Bench) -> None:
    assert bench.text(number("4002"), "Hello") == []
    assert bench.wait(19) == b""
    assert lines(bench.wait(2)) == ["+CMGS: 1", "OK"]


def test_4003_works_the_second_time(bench: Bench) -> None:
    bench.text(number("4003"), "Hello")
    bench.wait(5)

    assert bench.text(number("4003"), "Hello")[-1] == "OK"


def test_4007_leaves_the_next_one_without_a_prompt(bench: Bench) -> None:
    assert bench.text(number("4007"), "Hello")[-1] == "OK"
    bench.command("ATE0")

    assert bench.type(b"AT+CMGS=20\r") == b""
    assert bench.text(ANNA, "Hello")[-1] == "OK"


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("5000", []),
        ("5001", [0x00]),
        ("5002", [0x30, 0x00]),
        ("5003", [0x00]),
        ("5004", [0x00, 0x00]),
        ("6070", [0x46]),
        ("6032", [0x20]),
    ],
)
def test_rows_5_and_6_report_as_they_say(bench: Bench, digits: str, expected: list[int]) -> None:
    assert reports(bench, number(digits), 60) == expected


def test_5001_reports_before_the_answer(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,1,0")
    (pdu,) = submits(number("5001"), "Hello", report=True)

    told = bench.submit(pdu)

    assert told[0].startswith("+CDS")
    assert told[2:] == ["+CMGS: 1", "OK"]


@pytest.mark.parametrize(
    ("digits", "segments"),
    [("7000", 0), ("7001", 1), ("7002", 2), ("7003", 2), ("7004", 1), ("7005", 1), ("7006", 1), ("7007", 1)],
)
def test_row_7_answers_as_it_says(bench: Bench, digits: str, segments: int) -> None:
    Customers(bench.network)

    bench.text(number(digits), "Hello")

    assert bench.modem.memory("SM").used == segments


def test_what_a_network_was_told_goes_before_the_table(bench: Bench) -> None:
    bench.network.behaviours[number("0038")] = magic.ORDINARY

    assert bench.text(number("0038"), "Hello")[-1] == "OK"


def test_a_count_of_refusals_holds_for_all_modems_of_a_network() -> None:
    network = Network()

    assert network.faults_for(number("1041")) is network.faults_for(number("1041"))
