"""The byte level: echo, lines, data, and how answers look."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator.profile import Profile
from drivers.simulator.terminal import INPUT_LIMIT, LINE_LIMIT
from tests.drivers.simulator.bench import ANNA, CTRL_Z, ESCAPE, Bench, lines, submits


def test_what_is_typed_comes_back_until_it_is_told_not_to(bench: Bench) -> None:
    assert bench.type(b"AT\r") == b"AT\r\r\nOK\r\n"
    assert bench.type(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
    assert bench.type(b"AT\r") == b"\r\nOK\r\n"


def test_echo_comes_as_it_is_typed(bench: Bench) -> None:
    assert bench.type(b"A") == b"A"
    assert bench.type(b"T\r") == b"T\r\r\nOK\r\n"


def test_numbers_in_place_of_words(bench: Bench) -> None:
    assert bench.type(b"ATE0V0\r") == b"ATE0V0\r0\r"
    assert bench.type(b"AT+NONSENSE\r") == b"4\r"
    assert bench.type(b"AT+CGMM\r") == b"Simulated modem\r\n0\r"
    assert bench.type(b"ATV1\r") == b"\r\nOK\r\n"


def test_a_quiet_modem_gives_no_results(bench: Bench) -> None:
    assert bench.command("ATQ1") == []
    assert bench.command("AT") == []
    assert bench.command("ATQ0") == ["OK"]


def test_several_commands_on_one_line_give_one_result(bench: Bench) -> None:
    answer = bench.command('AT+COPS=3,2;+COPS?;+CSCS="GSM"')

    assert answer == ['+COPS: 0,2,"00101",7', "OK"]


def test_the_first_error_ends_the_line(bench: Bench) -> None:
    answer = bench.command("AT+CSQ;+NONSENSE;+CGMM")

    assert answer == ["+CSQ: 21,99", "ERROR"]


def test_lines_glued_together_are_answered_one_after_the_other(bench: Bench) -> None:
    answer = bench.type(b"ATE0\rAT+CSQ\rAT\r")

    assert answer == b"ATE0\r\r\nOK\r\n\r\n+CSQ: 21,99\r\n\r\nOK\r\n\r\nOK\r\n"


def test_a_semicolon_within_quotes_separates_nothing(bench: Bench) -> None:
    assert bench.command('AT+CPIN="12;34"') == ["ERROR"]


@pytest.mark.parametrize(
    "junk", [b"\r", b"\r\n\r\n", b"garbage\r", b"\x00\xff\xfe\r", b"\x1b\r", b"\x1a\r", b"?\r"]
)
def test_what_holds_no_at_gets_no_answer(bench: Bench, junk: bytes) -> None:
    bench.command("ATE0")

    assert bench.type(junk) == b""
    assert bench.command("AT") == ["OK"]


def test_noise_before_a_command_is_skipped(bench: Bench) -> None:
    bench.command("ATE0")

    assert bench.type(b"\xff\xf0~~AT+CSQ\r") == b"\r\n+CSQ: 21,99\r\n\r\nOK\r\n"


def test_a_backspace_takes_back_one_character(bench: Bench) -> None:
    assert lines(bench.type(b"AT+CSX\x08Q\r"))[-2:] == ["+CSQ: 21,99", "OK"]


def test_a_line_without_end_does_not_fill_the_memory(bench: Bench) -> None:
    for _ in range(100):
        bench.type(b"x" * LINE_LIMIT)

    assert bench.type(b"\r").strip() == b""
    assert bench.command("AT") == ["OK"]


def test_input_that_is_piled_up_while_a_command_runs_has_an_end() -> None:
    bench = Bench(Profile(echo=False), air=timedelta(seconds=1))
    bench.text(ANNA, "Hello")

    for _ in range(3):
        bench.type(b"AT\r" * (INPUT_LIMIT // 4))

    assert bench.wait(2).count(b"OK") == INPUT_LIMIT // 4 + 1


def test_unsolicited_lines_wait_while_the_prompt_is_open(bench: Bench) -> None:
    (pdu,) = submits(ANNA, "Hello")
    bench.command("ATE0")
    assert bench.type(b"AT+CMGS=%d\r" % len(pdu.encode())) == b"\r\n> "

    bench.modem.say("RING")

    assert bench.modem.take_output() == b""
    assert bench.type(ESCAPE) == b"\r\nOK\r\n\r\nRING\r\n"


def test_escape_at_the_prompt_sends_nothing(bench: Bench) -> None:
    bench.type(b"AT+CMGS=20\r")

    assert lines(bench.type(b"00110000" + ESCAPE))[-1] == "OK"
    assert bench.network.air == ()
    assert bench.command("AT") == ["OK"]


def test_a_prompt_that_a_dead_client_left_open_stays_open(bench: Bench) -> None:
    bench.command("ATE0")
    bench.type(b"AT+CMGS=20\r")

    assert bench.type(b"AT\r") == b""
    assert bench.type(ESCAPE) == b"\r\nOK\r\n"


@pytest.mark.parametrize(
    ("profile", "prompt"),
    [
        (Profile(), b"\r\n> "),
        (Profile(prompt=b"\r\n>"), b"\r\n>"),
        (Profile(prompt=b"\r\n>\r\n"), b"\r\n>\r\n"),
        (Profile(prompt=b"> "), b"> "),
    ],
)
def test_prompts_of_many_makes(profile: Profile, prompt: bytes) -> None:
    bench = Bench(profile)
    bench.command("ATE0")

    assert bench.type(b"AT+CMGS=20\r") == prompt


SESSION = (
    b"ATE1\rAT+CMEE=1\rgarbageAT+CSQ;+CREG?\rAT+CMGS=7\r00" + b"zz" + CTRL_Z + b"AT+CPMS?\r\n\r\nAT+COPS?\r"
)


@settings(deadline=None)
@given(cuts=st.lists(st.integers(0, len(SESSION)), max_size=12))
def test_answers_do_not_depend_on_how_the_bytes_arrive(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(SESSION)]
    bench = Bench()

    answer = b"".join(bench.type(SESSION[start:end]) for start, end in pairwise(edges))

    assert answer == Bench().type(SESSION)


@settings(deadline=None)
@given(junk=st.binary(max_size=300))
def test_no_junk_stops_a_modem(junk: bytes) -> None:
    bench = Bench()

    bench.type(junk)
    bench.type(ESCAPE + b"\r")

    assert bench.type(b"\rATV1Q0E0\r").endswith(b"OK\r\n")
