"""The conversation: one command, its answer, and everything that a modem says in between."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.at.pdus import Entry, entries
from drivers.at.results import OK, Final
from drivers.at.session import (
    MAX_ANSWER_OCTETS,
    Answer,
    AtSession,
    Command,
    Completed,
    EchoReturned,
    Event,
    Prompted,
    Unknown,
    Urc,
)
from drivers.at.urcs import Kind
from modemsms.errors import LocalProtocolError

CSQ = b'AT+CSQ\r\r\n+CMTI: "SM",3\r\n\r\n+CSQ: 21,99\r\n^RSSI:18\r\n+CDS: 3\r\n0011AA\r\n????\xff\r\nOK\r\n'
CSQ_EVENTS: list[Event] = [
    Urc(Kind.STORED, '+CMTI: "SM",3'),
    Answer("+CSQ: 21,99"),
    Urc(Kind.SIGNAL, "^RSSI:18"),
    Urc(Kind.REPORT, "+CDS: 3", "0011AA"),
    Unknown("????"),
    Completed(OK, ("+CSQ: 21,99",)),
]

PDU = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
LISTING = [
    "+CMGL: 1,1,,24",
    PDU,
    "+CMGL: 2,0,,24",
    PDU,
    "OK",
]
# What devices were seen to say in the middle of an answer (hardware.md 1.7, Q9, Q70 to Q74).
CHATTER = [
    '+CMTI: "ME",12',
    "^RSSI:18",
    "^BOOT:27710117,0,0,0,75",
    "^DSFLOWRPT:00000123,0000,0000,0000,0000,0001E848,0001E848",
    '+QIND: "csq",21,99',
    "+ZUSIMR:2",
    "+PSBEARER: 24, 0",
    '+SPNWNAME: "432","11","IR-TCI"',
    "_OSIGQ: 3,0",
    "NOT FOND ^,NOT CUSTOM AT",
    '*PSNWID: "432","11","x",0,"y",0',
    '+CEREG: 1,"00C3","0012D687",7',
    "RING",
    "NO CARRIER",
    "+CDS: 25\r\n07910044",
    "+NOBODY KNOWS: this",
]


def session(command: Command | str) -> AtSession:
    """A session in which *command* runs."""
    session = AtSession()
    session.send(command)
    return session


@given(cuts=st.lists(st.integers(0, len(CSQ)), max_size=12))
def test_events_do_not_depend_on_how_the_bytes_arrive(cuts: list[int]) -> None:
    here = session("AT+CSQ")

    edges = [0, *sorted(cuts), len(CSQ)]
    chunks = [CSQ[start:end] for start, end in pairwise(edges)]

    assert [event for chunk in chunks for event in here.receive(chunk)] == CSQ_EVENTS


@given(places=st.lists(st.tuples(st.integers(0, len(LISTING) - 1), st.sampled_from(CHATTER)), max_size=6))
def test_nothing_that_is_said_in_between_breaks_an_answer(places: list[tuple[int, str]]) -> None:
    lines = list(LISTING)
    for place, line in sorted(places, reverse=True):
        lines.insert(place, line)
    here = session(Command("AT+CMGL=4", listing=True))

    events = here.receive("\r\n".join([*lines, ""]).encode())

    (done,) = [event for event in events if isinstance(event, Completed)]
    assert entries(done.lines) == [Entry(1, 1, PDU, 24), Entry(2, 0, PDU, 24)]


@given(
    data=st.lists(st.binary(max_size=80), max_size=12), command=st.sampled_from(["AT", "AT+CSQ", "AT+CGMI"])
)
def test_no_bytes_whatever_raise(data: list[bytes], command: str) -> None:
    here = session(Command(command, free=command == "AT+CGMI"))

    for chunk in data:
        here.receive(chunk)


def test_an_answer_without_end_does_not_fill_the_memory() -> None:
    here = session(Command("AT+CMGL=4", listing=True))

    kept = 0
    for _ in range(200):
        events = here.receive(b"+CMGL: 1,1,,24\r\n" + b"AB" * 2000 + b"\r\n")
        kept += sum(len(event.line) for event in events if isinstance(event, Answer))
    (done,) = here.receive(b"OK\r\n")

    assert isinstance(done, Completed)
    assert sum(map(len, done.lines)) == kept <= MAX_ANSWER_OCTETS


def test_a_second_command_is_our_own_mistake() -> None:
    here = session("AT")

    with pytest.raises(LocalProtocolError):
        here.send("AT+CSQ")


def test_a_pdu_without_a_prompt_is_our_own_mistake() -> None:
    here = session(Command("AT+CMGS=19", prompts=True))

    with pytest.raises(LocalProtocolError):
        here.send_pdu(PDU)


def test_noise_around_a_final_result_does_not_hide_it() -> None:
    assert session("AT").receive(b"\x00\xfe\r\n\x00\x00OK\xff\r\n") == [Completed(OK, ())]


def test_a_text_that_begins_with_ok_ends_nothing() -> None:
    assert session("AT").receive(b"OKAY see you at 5\r\n") == [Unknown("OKAY see you at 5")]


def test_a_glued_result_ends_the_command_and_keeps_the_rest() -> None:
    events = session("AT+CSQ").receive(b'ERROR+CNUM: "me","+491",145\r\n')

    assert events == [Completed(Final(ok=False), ()), Unknown('+CNUM: "me","+491",145')]


def test_the_echo_is_no_line_of_an_answer() -> None:
    assert session(Command("AT+CGMI", free=True)).receive(b"AT+CGMI\r\r\nQuectel\r\n\r\nOK\r\n") == [
        Answer("Quectel"),
        Completed(OK, ("Quectel",)),
    ]


def test_an_echo_that_comes_back_means_a_restart() -> None:
    here = session("ATE0")
    here.receive(b"ATE0\r\r\nOK\r\n")
    here.send("AT")
    here.receive(b"\r\nOK\r\n")

    here.send("AT+CSQ")

    assert EchoReturned() in here.receive(b"AT+CSQ\r\r\n+CSQ: 21,99\r\n\r\nOK\r\n")


def test_an_echo_that_never_went_means_nothing() -> None:
    here = session("ATE0")
    here.receive(b"ATE0\r\r\nOK\r\n")

    here.send("AT+CSQ")

    assert EchoReturned() not in here.receive(b"AT+CSQ\r\r\n+CSQ: 21,99\r\n\r\nOK\r\n")


def test_registration_news_is_told_from_the_answer_to_the_query() -> None:
    here = session("AT+CREG?")

    events = here.receive(b'+CREG: 5,"00C3","0012"\r\n+CREG: 2,1,"00C3","0012",7\r\nOK\r\n')

    assert events == [
        Urc(Kind.REGISTRATION, '+CREG: 5,"00C3","0012"'),
        Answer('+CREG: 2,1,"00C3","0012",7'),
        Completed(OK, ('+CREG: 2,1,"00C3","0012",7',)),
    ]


def test_the_second_line_of_a_direct_text_may_be_late_and_interrupted() -> None:
    here = session("AT+CSQ")

    events = here.receive(b"+CMT: ,24\r\n+CSQ: 21,99\r\n^RSSI:18\r\nOK\r\n????\r\n" + PDU.encode() + b"\r\n")

    assert Urc(Kind.MESSAGE, "+CMT: ,24", PDU) in events
    assert Completed(OK, ("+CSQ: 21,99",)) in events


def test_a_direct_text_whose_pdu_never_came_is_told_without_it() -> None:
    here = AtSession()

    events = here.receive(b"+CDS: 25\r\n+CDS: 26\r\n00AA00\r\n")

    assert events == [Urc(Kind.REPORT, "+CDS: 25"), Urc(Kind.REPORT, "+CDS: 26", "00AA00")]


@pytest.mark.parametrize("prompt", [b"\r\n> ", b">", b"\r\n>\r\n", b"AT+CMGS=19\r\r\n> "])
def test_after_the_prompt_goes_the_pdu_and_nothing_but_ctrl_z(prompt: bytes) -> None:
    here = session(Command("AT+CMGS=19", prompts=True))

    assert here.receive(prompt) == [Prompted()]
    assert here.send_pdu(PDU) == PDU.encode() + b"\x1a"
    # The echo of the PDU, and another prompt for its line end, are no answers.
    answer = PDU.encode() + b"\x1a\r\n> \r\n> +CMGS: 64\r\n\r\nOK\r\n"
    assert here.receive(answer) == [Answer("+CMGS: 64"), Completed(OK, ("+CMGS: 64",))]


def test_a_result_in_front_of_the_prompt_is_none_of_this_text() -> None:
    here = session(Command("AT+CMGS=19", prompts=True))

    here.receive(b"+CMGS: 63\r\n> ")
    here.send_pdu(PDU)

    assert here.receive(b"+CMS ERROR: 38\r\n") == [Completed(Final(ok=False, family="CMS", code=38), ())]


def test_what_comes_for_a_command_that_was_given_up_is_unknown() -> None:
    here = session("AT+CMGS=19")
    here.abandon()

    assert here.receive(b"+CMGS: 64\r\nOK\r\n") == [Unknown("+CMGS: 64"), Unknown("OK")]


def test_secrets_stay_out_of_labels() -> None:
    assert Command('AT+CPIN="1234"', secret=True).label == "AT+CPIN=…"
    assert Command("AT+CMGS=19").label == "AT+CMGS=19"
