"""USSD with modems as they are: how they want a code, and how they hand over the answer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.session import AtSession, Urc
from drivers.at.urcs import Kind as News
from drivers.simulator.profile import Profile
from drivers.simulator.profiles import PROFILES
from drivers.simulator.ussd_service import AWKWARD, CYRILLIC
from modemsms.driver import Accepted, UssdAnswered, UssdFailed
from tests.drivers.at.dialling import ASKED, BALANCE, MENU, PACKED, UCS2, dial, dialled, ends
from tests.drivers.at.peer import Peer
from tests.drivers.at.wire import Wire

# --- the ways of modems -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("takes", "commands"),
    [
        ("text", [ASKED]),
        ("packed", [ASKED, PACKED]),  # Q59
        ("ucs2", [ASKED, PACKED, UCS2]),
    ],
)
@pytest.mark.parametrize("answers", ["text", "packed", "septets", "ucs2"])
def test_a_code_is_rewritten_until_the_modem_takes_it(takes: str, answers: str, commands: list[str]) -> None:
    wire = Wire(Profile(ussd_takes=takes, ussd_answers=answers)).start()

    assert dial(wire, "*100#", 1) == UssdAnswered(1, 1, BALANCE)
    assert dialled(wire) == commands

    assert dial(wire, "*100#", 2) == UssdAnswered(1, 2, BALANCE)
    assert dialled(wire) == [*commands, commands[-1]]
    assert wire.modem.settings.charset == "GSM"


@pytest.mark.parametrize("name", PROFILES)
def test_every_make_is_asked_for_its_balance(name: str) -> None:
    wire = Wire(PROFILES[name]).start()

    for request in (1, 2):
        assert dial(wire, "*100#", request) == UssdAnswered(1, request, BALANCE)
    assert isinstance(wire.send(), Accepted)
    assert wire.all(UssdFailed) == []


def test_what_a_make_wants_is_tried_first() -> None:
    wire = Wire(Profile(ussd_takes="packed"), quirks={"ussd_encoding": "packed"}).start()

    dial(wire, "*100#")

    assert dialled(wire) == [PACKED]


def test_the_network_has_as_long_as_the_quirk_says() -> None:
    wire = Wire(quirks={"ussd_timeout": 15}).start()

    assert isinstance(dial(wire, "*122#"), UssdFailed)


@pytest.mark.parametrize("error", ["+CME ERROR: 30", "+CME ERROR: 100", "+CME ERROR: 258", "+CMS ERROR: 500"])
def test_an_error_that_may_be_the_networks_is_the_end_of_it(error: str) -> None:
    peer = Peer({ASKED: error}).open()

    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    (end,) = ends(peer, 7)
    assert isinstance(end, UssdFailed)
    assert [line for line in peer.heard if line.startswith("AT+CUSD")] == [ASKED]


def test_an_error_that_took_its_time_is_not_tried_in_another_way() -> None:
    peer = Peer({ASKED: ""}).open()
    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    peer.now += 3
    peer.say("ERROR")

    (end,) = ends(peer, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause.code == "ussd_refused"
    assert [line for line in peer.heard if line.startswith("AT+CUSD")] == [ASKED]


def test_an_error_behind_the_answer_dials_nothing_again() -> None:
    peer = Peer({ASKED: '+CUSD: 0,"12 EUR",15\r\nERROR'}).open()

    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    assert ends(peer, 7) == [UssdAnswered(1, 7, "12 EUR")]
    assert [line for line in peer.heard if line.startswith("AT+CUSD")] == [ASKED]


def test_a_code_that_is_refused_in_every_way_fails() -> None:
    peer = Peer(dict.fromkeys([ASKED, PACKED, UCS2], "ERROR")).open()

    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    (end,) = ends(peer, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause.code == "ussd_refused"
    assert [line for line in peer.heard if line.startswith("AT+CSCS")][-2:] == [
        'AT+CSCS="UCS2"',
        'AT+CSCS="GSM"',
    ]


@pytest.mark.parametrize("ok", ["before", "behind", "never"])
def test_an_answer_counts_wherever_the_ok_stands(ok: str) -> None:
    wire = Wire(Profile(ussd_ok=ok)).start()

    assert dial(wire, "*100#", 1) == UssdAnswered(1, 1, BALANCE)
    assert isinstance(wire.send(), Accepted)
    assert dial(wire, "*100#", 2) == UssdAnswered(1, 2, BALANCE)


def test_the_end_that_some_modems_say_twice_is_told_once() -> None:
    wire = Wire(Profile(ussd_ends_twice=True)).start()

    dial(wire, "*100#", 1)
    second = dial(wire, "*100#", 2)
    wire.pass_time(10)

    assert second == UssdAnswered(1, 2, BALANCE)
    assert len(wire.all(UssdAnswered)) == 2


def test_an_answer_that_comes_twice_is_told_once() -> None:
    peer = Peer({}).open()
    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    peer.say('+CUSD: 0,"12 EUR",15').say('+CUSD: 0,"12 EUR",15')

    assert [event for event in peer.told if isinstance(event, UssdAnswered)] == [UssdAnswered(1, 7, "12 EUR")]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('+CUSD: 0,"12 EUR"', "12 EUR"),
        ('+CUSD:0,"12 EUR",15', "12 EUR"),
        ('+CUSD: 0, "12 EUR", 15', "12 EUR"),
        ("+CUSD: 0,12 EUR,15", "12 EUR"),
        ('+CUSD: 0,"12 EUR', "12 EUR"),
        ('+CUSD: 2,"12 EUR",15', "12 EUR"),
        ('+CUSD: 4,"12 EUR",15', "12 EUR"),
        ("+CUSD: 0", ""),
    ],
)
def test_an_answer_is_taken_in_the_form_it_has(line: str, text: str) -> None:
    peer = Peer({}).open()
    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    peer.say(line).pass_time(2)

    assert ends(peer, 7) == [UssdAnswered(1, 7, text)]


def test_a_modem_that_never_says_ok_and_never_answers_is_looked_after() -> None:
    peer = Peer({ASKED: ""}).open()
    peer.engine.ussd(7, "*100#", peer.now)
    peer.talk()

    peer.pass_time(70)

    (end,) = ends(peer, 7)
    assert isinstance(end, UssdFailed)
    assert end.cause.code == "ussd_no_answer"


def test_a_reply_in_letters_that_the_alphabet_lacks_goes_as_ucs2() -> None:
    peer = Peer({}).open()

    peer.engine.ussd(7, "Да", peer.now)
    peer.talk()

    assert peer.heard[-3:] == ['AT+CSCS="UCS2"', 'AT+CUSD=1,"04140430",72', 'AT+CSCS="GSM"']


def test_a_code_cannot_smuggle_a_command_in() -> None:
    peer = Peer({}).open()

    peer.engine.ussd(7, '1",15;+CFUN=0\rATD123;', peer.now)
    peer.talk()

    assert not any("CFUN=0" in line or line.startswith("ATD") for line in peer.heard)


def test_no_log_shows_a_code() -> None:
    wire = Wire().start()

    dial(wire, "*104*12345678#")

    assert wire.commands("AT+CUSD") == ["AT+CUSD=…"]


# --- texts of several lines (Q81) -------------------------------------------------------------


@pytest.mark.parametrize(("code", "text"), [("*120#", AWKWARD), ("*121#", CYRILLIC), ("*101#", MENU)])
def test_quotes_commas_line_ends_and_other_letters_arrive(code: str, text: str) -> None:
    answer = dial(Wire().start(), code)

    assert isinstance(answer, UssdAnswered)
    assert answer.text == text


LONG = b'\r\n+CUSD: 1,"1 Say "yes"\r\n> 2 or "no"\r\nOK\r\n+CMTI: 3, end",15\r\n'
LONG_LINE = '+CUSD: 1,"1 Say "yes"\n> 2 or "no"\nOK\n+CMTI: 3, end",15'


@given(cuts=st.lists(st.integers(0, len(LONG)), max_size=8))
def test_where_a_long_text_ends_does_not_depend_on_how_the_bytes_arrive(cuts: list[int]) -> None:
    session = AtSession()

    edges = [0, *sorted(cuts), len(LONG)]
    events = [event for start, end in pairwise(edges) for event in session.receive(LONG[start:end])]

    assert events == [Urc(News.USSD, LONG_LINE)]


def test_a_menu_that_comes_while_a_prompt_is_awaited_is_not_the_prompt() -> None:
    attempt = Wire().attempt()
    assert attempt.submit is not None
    command = f"AT+CMGS={len(attempt.submit.encode())}"
    peer = Peer({command: '+CUSD: 1,"Menu\r\n> 1 Balance",15'}).open()

    peer.engine.submit(attempt, peer.now)
    peer.talk()

    assert peer.heard[-1] == command


def test_a_text_whose_end_was_lost_gives_back_what_it_swallowed() -> None:
    peer = Peer({}).open()

    peer.say('+CUSD: 0,"Your balance\r\nis 12 EUR\r\n+CMTI: "SM",3')

    assert "AT+CMGR=3" in peer.heard
    assert ends(peer, None) == [UssdAnswered(1, None, "Your balance\nis 12 EUR")]


def test_a_result_that_was_swallowed_is_given_back_in_a_second() -> None:
    peer = Peer({"AT+CMGR=3": '+CUSD: 0,"Your balance\r\nis 12 EUR\r\nOK'}).open()

    peer.say('+CMTI: "SM",3')
    assert ends(peer, None) == []
    peer.pass_time(1.1)

    assert ends(peer, None) == [UssdAnswered(1, None, "Your balance\nis 12 EUR")]
    peer.answer({"AT+CMGR=3": "OK"})
    peer.say('+CMTI: "SM",4')
    assert "AT+CMGR=4" in peer.heard


def test_a_text_without_end_is_cut() -> None:
    peer = Peer({}).open()

    peer.say('+CUSD: 0,"' + "\r\n".join(["never ending"] * 300))

    (answer,) = ends(peer, None)
    assert isinstance(answer, UssdAnswered)
    assert 2000 < len(answer.text) < 2300
