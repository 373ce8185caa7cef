"""The simulated network's codes, and how different makes write question and answer down."""

from __future__ import annotations

import pytest

from drivers.at.ussd_text import read
from drivers.simulator.profile import Profile
from drivers.simulator.registration import Stat
from drivers.simulator.ussd_service import AWKWARD, CYRILLIC, Menu, Reply
from tests.drivers.simulator.bench import Bench

BALANCE = "Your balance is 12.34 EUR, good until 31 Dec. 250 texts left."


def answer(bench: Bench, code: str) -> bytes:
    """Dial, and wait for what the modem says later."""
    assert bench.command(f'AT+CUSD=1,"{code}",15') == ["OK"]
    return bench.wait(1)


def test_a_top_up_is_walked_to_by_the_menu_and_counts(bench: Bench) -> None:
    assert b"+CUSD: 1," in answer(bench, "*101#")
    assert b"Type the voucher" in answer(bench, "3")
    assert b"This is no voucher" in answer(bench, "12")

    assert b"22.34 EUR" in answer(bench, "*104*123456#")
    assert b"22.34 EUR" in answer(bench, "*100#")


def test_a_choice_that_is_none_brings_the_menu_again(bench: Bench) -> None:
    menu = answer(bench, "*101#")

    assert answer(bench, "9") == menu


def test_a_session_that_is_left_is_forgotten(bench: Bench) -> None:
    answer(bench, "*101#")

    assert bench.command("AT+CUSD=2") == ["OK"]

    assert answer(bench, "1") == b"\r\n+CUSD: 4\r\n"


def test_leaving_stops_an_answer_that_is_still_to_come(bench: Bench) -> None:
    bench.command('AT+CUSD=1,"*122#"')

    bench.command("AT+CUSD=2")

    assert bench.wait(60) == b""


@pytest.mark.parametrize(
    ("code", "line"), [("*125#", b"+CUSD: 5"), ("*126#", b"+CUSD: 2"), ("*999#", b"+CUSD: 4"), ("*123#", b"")]
)
def test_trouble_comes_on_demand(bench: Bench, code: str, line: bytes) -> None:
    assert answer(bench, code).strip() == line


def test_a_slow_network_takes_its_time(bench: Bench) -> None:
    assert answer(bench, "*122#") == b""
    assert b"That took a while" in bench.wait(20)


def test_quotes_commas_and_line_ends_stand_as_they_are(bench: Bench) -> None:
    assert answer(bench, "*120#") == f'\r\n+CUSD: 0,"{AWKWARD}",15\r\n'.encode()


def test_what_the_alphabet_lacks_comes_as_ucs2(bench: Bench) -> None:
    told = answer(bench, "*121#").decode()

    assert told == f'\r\n+CUSD: 0,"{CYRILLIC.encode("utf-16-be").hex().upper()}",72\r\n'


def test_with_the_character_set_ucs2_all_is_hex(bench: Bench) -> None:
    bench.command('AT+CSCS="UCS2"')

    told = answer(bench, "*100#".encode("utf-16-be").hex()).decode().split('"')[1]

    assert bytes.fromhex(told).decode("utf-16-be") == BALANCE


@pytest.mark.parametrize("answers", ["text", "packed", "septets", "ucs2"])
def test_each_way_of_answering_can_be_read(answers: str) -> None:
    bench = Bench(Profile(ussd_answers=answers))

    _, text, coding = answer(bench, "*100#").decode("latin-1").strip().split('"')

    assert read(text, int(coding.strip(",")), "GSM") == BALANCE


@pytest.mark.parametrize(
    ("takes", "refused", "taken"),
    [
        ("packed", "*100#", "AA180C3602"),
        ("ucs2", "*100#", None),
        ("text", None, "*100#"),
    ],
)
def test_a_make_reads_a_code_in_its_own_way_only(takes: str, refused: str | None, taken: str | None) -> None:
    bench = Bench(Profile(ussd_takes=takes))

    if refused is not None:
        assert bench.command(f'AT+CUSD=1,"{refused}",15') == ["ERROR"]
    if taken is not None:
        assert b"12.34" in answer(bench, taken)


@pytest.mark.parametrize(
    ("ok", "told"),
    [("before", ["OK", "+CUSD"]), ("behind", ["+CUSD", "OK"]), ("never", ["+CUSD"])],
)
def test_the_ok_stands_where_the_make_puts_it(ok: str, told: list[str]) -> None:
    bench = Bench(Profile(ussd_ok=ok))

    lines = bench.command('AT+CUSD=1,"*100#"') + bench.wait(1).decode().split("\r\n")

    assert [line.partition(":")[0] for line in lines if line] == told
    assert bench.command("AT") == ["OK"]


def test_some_makes_say_the_end_twice() -> None:
    bench = Bench(Profile(ussd_ends_twice=True))

    assert answer(bench, "*100#").endswith(b"\r\n+CUSD: 2\r\n")


def test_a_network_can_be_given_other_codes(bench: Bench) -> None:
    bench.network.ussd.codes["*5#"] = Menu("Which?", {"1": Reply("One")})

    assert answer(bench, "*5#") == b'\r\n+CUSD: 1,"Which?",15\r\n'
    assert answer(bench, "1") == b'\r\n+CUSD: 0,"One",15\r\n'


def test_the_network_may_speak_first(bench: Bench) -> None:
    bench.modem.dialogue.push("Renew your plan?", wants_reply=True)

    assert bench.wait(0) == b'\r\n+CUSD: 1,"Renew your plan?",15\r\n'


def test_without_a_network_nobody_answers(bench: Bench) -> None:
    bench.command("AT+CMEE=1")
    bench.modem.set_coverage(Stat.SEARCHING)

    assert bench.command('AT+CUSD=1,"*100#"') == ["+CME ERROR: 30"]
