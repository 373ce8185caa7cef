"""From AT+CMGS to the air and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.journal import Kind
from drivers.simulator.profile import Profile
from drivers.simulator.registration import Stat
from modemsms.gsm.address import Address
from modemsms.gsm.pdu import with_smsc
from modemsms.gsm.tpdu import StatusReport
from tests.drivers.simulator.bench import ANNA, CTRL_Z, SOME_DAY, Bench, lines, submits, tpdu_of


def test_a_text_is_on_the_air_and_gets_a_reference(bench: Bench) -> None:
    assert bench.text(ANNA, "Your bike is ready €5") == ["+CMGS: 1", "OK"]

    (text,) = bench.network.texts(ANNA)
    assert (text.text, text.sender, text.at) == ("Your bike is ready €5", "+4915550100001", SOME_DAY)


def test_references_count_on_through_a_reboot_and_start_over_after_255(bench: Bench) -> None:
    bench.sim.last_reference = 253

    first = bench.text(ANNA, "a"), bench.text(ANNA, "b")
    bench.modem.reboot()
    bench.wait(3)
    second = bench.text(ANNA, "c")

    assert first == (["+CMGS: 254", "OK"], ["+CMGS: 255", "OK"])
    assert second == ["+CMGS: 0", "OK"]


def test_a_long_text_arrives_whole(bench: Bench) -> None:
    wanted = "Schöne Grüße 😀 " * 30

    for segment in submits(ANNA, wanted):
        assert bench.submit(segment)[-1] == "OK"

    assert [text.text for text in bench.network.texts()] == [wanted]
    assert len(bench.network.air) == bench.network.texts()[0].segments > 5


def test_the_prompt_is_two_bytes_behind_an_empty_line(bench: Bench) -> None:
    bench.command("ATE0")

    assert bench.type(b"AT+CMGS=23\r") == b"\r\n> "


def test_air_time_passes_before_the_answer() -> None:
    bench = Bench(air=timedelta(seconds=3))
    bench.command("ATE0")

    assert bench.text(ANNA, "Hello") == []
    assert bench.wait(2.9) == b""
    assert bench.network.on_air_count == 0
    assert bench.wait(0.2) == b"\r\n+CMGS: 1\r\n\r\nOK\r\n"


def test_a_command_typed_while_on_the_air_waits() -> None:
    bench = Bench(air=timedelta(seconds=3))
    bench.command("ATE0")
    bench.text(ANNA, "Hello")

    assert bench.type(b"AT+CSQ\r") == b""
    assert lines(bench.wait(4)) == ["+CMGS: 1", "OK", "+CSQ: 21,99", "OK"]


@pytest.mark.parametrize("octets", [b"5", b"500", b"x", b'"+49170"', b""])
def test_a_length_that_cannot_be_is_refused_without_a_prompt(bench: Bench, octets: bytes) -> None:
    assert lines(bench.type(b"AT+CMGS=" + octets + b"\r"))[-1] == "+CMS ERROR: 304"


@pytest.mark.parametrize("wrong", [-1, 1, 20])
def test_another_length_than_announced_is_refused(bench: Bench, wrong: int) -> None:
    (pdu,) = submits(ANNA, "Hello")
    tpdu = pdu.encode()

    bench.type(b"AT+CMGS=%d\r" % (len(tpdu) + wrong))
    answer = lines(bench.type(b"00" + tpdu.hex().encode() + CTRL_Z))

    assert answer[-1] == "+CMS ERROR: 304"
    assert bench.network.air == ()


@pytest.mark.parametrize("data", [b"", b"hello", b"0", b"00", b"FF" * 20, b"0004" + b"00" * 18])
def test_what_is_no_submit_is_refused(bench: Bench, data: bytes) -> None:
    bench.type(b"AT+CMGS=19\r")

    assert lines(bench.type(data + CTRL_Z))[-1] == "+CMS ERROR: 304"


def test_a_message_centre_in_the_pdu_serves_where_the_sim_has_none(bench: Bench) -> None:
    bench.command('AT+CSCA=""')
    (pdu,) = submits(ANNA, "Hello")

    without = bench.submit(pdu)
    with_one = bench.submit(pdu, with_smsc(b"", Address.parse("+491710760000")))

    assert without == ["+CMS ERROR: 330"]
    assert with_one == ["+CMGS: 1", "OK"]


def test_without_coverage_nothing_goes_out(bench: Bench) -> None:
    bench.modem.set_coverage(Stat.SEARCHING)

    assert bench.text(ANNA, "Hello") == ["+CMS ERROR: 331"]


@pytest.mark.parametrize(
    ("dialled", "meant"),
    [
        ("+491701234567", ANNA),
        ("00491701234567", ANNA),
        ("01701234567", ANNA),
        ("22922", "22922"),
    ],
)
def test_a_number_is_dialled_as_at_home(bench: Bench, dialled: str, meant: str) -> None:
    bench.text(dialled, "Hello")

    assert [segment.recipient for segment in bench.network.air] == [meant]


def test_a_report_follows_when_it_was_asked_for(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,1,0")
    (pdu,) = submits(ANNA, "Hello", report=True)
    bench.submit(pdu)

    head, hexadecimal = lines(bench.wait(2))

    tpdu = tpdu_of(hexadecimal)
    report = StatusReport.decode(tpdu)
    assert head == f"+CDS: {len(tpdu)}"
    assert (report.reference, str(report.recipient), report.status) == (1, ANNA, 0)
    assert report.timestamp.moment == SOME_DAY
    assert report.timestamp.offset == timedelta(hours=1)


def test_no_report_follows_when_it_was_not(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,1,0")
    bench.text(ANNA, "Hello")

    assert bench.wait(60) == b""


def test_a_network_may_write_the_recipient_its_own_way(bench: Bench) -> None:
    bench.network.report_recipient = lambda address: Address.parse("0" + address.value[2:])
    bench.command("AT+CNMI=2,1,0,1,0")
    (pdu,) = submits(ANNA, "Hello", report=True)
    bench.submit(pdu)

    _, hexadecimal = lines(bench.wait(2))

    assert str(StatusReport.decode(tpdu_of(hexadecimal)).recipient) == "01701234567"


def test_a_stored_pdu_is_sent_from_its_place(bench: Bench) -> None:
    (pdu,) = submits(ANNA, "Hello")
    tpdu = pdu.encode()
    bench.type(b"AT+CMGW=%d\r" % len(tpdu))
    stored = lines(bench.type(b"00" + tpdu.hex().encode() + CTRL_Z))[-2:]

    assert stored == ["+CMGW: 1", "OK"]
    assert bench.command("AT+CMSS=1") == ["+CMSS: 1", "OK"]
    assert bench.command("AT+CMSS=1,01709999999") == ["+CMSS: 2", "OK"]
    assert [text.recipient for text in bench.network.texts()] == [ANNA, "+491709999999"]
    assert bench.command("AT+CMGL=3")[0] == f"+CMGL: 1,3,,{len(tpdu)}"


def test_some_modems_end_a_submit_without_ok() -> None:
    bench = Bench(Profile(submit_ends_with_ok=False))

    assert bench.text(ANNA, "Hello") == ["+CMGS: 1"]
    assert bench.command("AT") == ["OK"]


def test_some_modems_say_when_the_text_was_taken() -> None:
    bench = Bench(Profile(submit_tells_time=True))

    assert bench.text(ANNA, "Hello") == ['+CMGS: 1,"26/03/02,10:30:00+04"', "OK"]


def test_some_modems_cannot_send_while_the_sim_is_full() -> None:
    bench = Bench(Profile(sends_when_full=False), storage=1)
    bench.network.send(ANNA, bench.sim.number, "Hello")

    assert bench.text(ANNA, "Hello") == ["+CMS ERROR: 322"]
    bench.command("AT+CMGD=1")
    assert bench.text(ANNA, "Hello")[-1] == "OK"


def test_some_modems_slip_a_line_into_every_answer() -> None:
    bench = Bench(Profile(interjection="+ZUSIMR:2"))
    bench.command("ATE0")

    assert lines(bench.type(b"AT+CSQ\r")) == ["+ZUSIMR:2", "+CSQ: 21,99", "+ZUSIMR:2", "OK"]


def test_the_journal_tells_when_each_step_was(bench: Bench) -> None:
    bench.text(ANNA, "Hello")

    steps = [entry for entry in bench.modem.journal.entries() if entry.text != "OK"]

    assert [entry.kind for entry in steps] == [Kind.COMMAND, Kind.PROMPT, Kind.PDU, Kind.ON_AIR, Kind.ANSWER]
    assert [entry.at_ns for entry in steps] == sorted(entry.at_ns for entry in steps)
    assert bench.modem.journal.entries(Kind.COMMAND, "AT+CMGS")[0].text.startswith("AT+CMGS=")
