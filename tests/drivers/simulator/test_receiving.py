"""Texts for the modem: into memory or straight to the client, and never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.profile import Notifications, Profile
from drivers.simulator.registration import Stat
from modemsms.gsm.tpdu import Deliver
from tests.drivers.simulator.bench import ANNA, BEN, SOME_DAY, Bench, lines, tpdu_of


def listed(bench: Bench) -> list[str]:
    """The texts that lie in the memory, as AT+CMGL=4 shows them."""
    bench.modem.take_output()
    told = bench.command("AT+CMGL=4")[:-1]
    return [decode(line).text for line in told[1::2]]


def decode(hexadecimal: str) -> Deliver:
    """The DELIVER in a PDU line."""
    return Deliver.decode(tpdu_of(hexadecimal))


def test_a_text_is_stored_and_announced(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,0,0")

    bench.network.send(ANNA, "+4915550100001", "Hello €")

    assert bench.modem.take_output() == b'\r\n+CMTI: "SM",1\r\n'
    head, hexadecimal, _ = bench.command("AT+CMGR=1")
    deliver = decode(hexadecimal)
    assert head.startswith("+CMGR: 0,,")
    assert (str(deliver.originator), deliver.text) == (ANNA, "Hello €")
    assert (deliver.timestamp.moment, deliver.timestamp.offset) == (SOME_DAY, timedelta(hours=1))
    assert bench.command("AT+CMGR=1")[0].startswith("+CMGR: 1,,")


def test_until_asked_for_nothing_is_announced(bench: Bench) -> None:
    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert bench.modem.take_output() == b""
    assert listed(bench) == ["Hello"]


def test_a_text_goes_straight_to_the_client_if_that_is_wanted(bench: Bench) -> None:
    bench.command("AT+CNMI=2,2,0,0,0")

    bench.network.send("Bank", "+4915550100001", "Your code is 123")

    head, hexadecimal = lines(bench.modem.take_output())
    assert head == f"+CMT: ,{len(tpdu_of(hexadecimal))}"
    assert str(decode(hexadecimal).originator) == "Bank"
    assert listed(bench) == []


def test_announcements_wait_in_mode_0_and_come_when_it_ends(bench: Bench) -> None:
    bench.command("AT+CNMI=0,1,0,0,0")
    bench.network.send(ANNA, "+4915550100001", "Hello")
    assert bench.modem.take_output() == b""

    assert bench.command("AT+CNMI=2,1,0,0,0") == ['+CMTI: "SM",1', "OK"]


@pytest.mark.parametrize("parameters", ["4,1", "2,7", "2,1,1", "2,1,0,2", "2,1,0,0,0,0"])
def test_parameters_outside_the_lists_are_refused(bench: Bench, parameters: str) -> None:
    assert bench.command(f"AT+CNMI={parameters}") == ["+CMS ERROR: 303"]


def test_parameters_that_are_left_out_stay(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,1,0")

    bench.command("AT+CNMI=1,,2")

    assert bench.command("AT+CNMI?")[0] == "+CNMI: 1,1,2,1,0"


# --- a full memory --------------------------------------------------------------------------------


def test_what_finds_no_room_waits_at_the_service_centre() -> None:
    bench = Bench(storage=2)
    bench.command("AT+CNMI=2,1,0,0,0")
    for number in range(5):
        bench.network.send(ANNA, "+4915550100001", f"text {number}")

    assert bench.network.waiting_for("+4915550100001") == 3
    seen: list[str] = []
    while texts := listed(bench):
        seen += texts
        bench.command("AT+CMGD=1,4")
        bench.wait(0)

    assert seen == [f"text {number}" for number in range(5)]
    assert bench.network.waiting_for("+4915550100001") == 0


def test_a_freed_place_is_announced_after_the_ok() -> None:
    bench = Bench(storage=1)
    bench.command("AT+CNMI=2,1,0,0,0")
    bench.network.send(ANNA, "+4915550100001", "one")
    bench.network.send(ANNA, "+4915550100001", "two")
    bench.modem.take_output()

    assert bench.command("AT+CMGD=1") == ["OK", '+CMTI: "SM",1']


def test_reports_pass_texts_that_wait() -> None:
    bench = Bench(storage=1)
    bench.command("AT+CNMI=2,1,0,1,0")
    for _ in range(3):
        bench.network.send(ANNA, "+4915550100001", "full")
    bench.modem.take_output()

    bench.network.deliver("+4915550100001", bytes.fromhex("0601") + bytes(22))

    assert b"+CDS" in bench.modem.take_output()


def test_a_text_without_coverage_comes_when_there_is_some(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,0,0")
    bench.modem.set_coverage(Stat.SEARCHING)
    bench.network.send(ANNA, "+4915550100001", "Hello")
    assert bench.wait(5) == b""

    bench.modem.set_coverage(Stat.HOME)

    assert bench.wait(0) == b'\r\n+CMTI: "SM",1\r\n'


def test_a_text_that_comes_during_a_reboot_is_there_after_it(bench: Bench) -> None:
    bench.modem.reboot()
    bench.network.send(ANNA, "+4915550100001", "Hello")
    bench.wait(3)

    assert listed(bench) == ["Hello"]


def test_a_modem_may_say_that_it_is_full() -> None:
    bench = Bench(Profile(memory_full_line='^SMMEMFULL:"SM"'), storage=1)
    bench.command("AT+CNMI=2,1,0,0,0")
    bench.network.send(ANNA, "+4915550100001", "one")
    bench.modem.take_output()

    bench.network.send(ANNA, "+4915550100001", "two")

    assert bench.modem.take_output() == b'\r\n^SMMEMFULL:"SM"\r\n'


# --- acknowledgements -----------------------------------------------------------------------------


def test_with_service_1_the_next_text_waits_for_the_acknowledgement(bench: Bench) -> None:
    bench.command("AT+CSMS=1;+CNMI=2,2,0,0,0")
    bench.network.send(ANNA, "+4915550100001", "one")
    bench.network.send(ANNA, "+4915550100001", "two")
    assert bench.modem.take_output().count(b"+CMT:") == 1

    answer = bench.command("AT+CNMA")

    assert answer[0] == "OK"
    assert decode(answer[2]).text == "two"


def test_what_is_never_acknowledged_comes_again_and_notifications_stop(bench: Bench) -> None:
    bench.command("AT+CSMS=1;+CNMI=2,2,0,1,0")
    bench.network.send(ANNA, "+4915550100001", "Hello")
    bench.modem.take_output()

    assert bench.wait(30) == b""

    assert bench.command("AT+CNMI?")[0] == "+CNMI: 2,0,0,0,0"
    assert listed(bench) == ["Hello"]


def test_a_refused_text_comes_again(bench: Bench) -> None:
    bench.command("AT+CSMS=1;+CNMI=2,2,0,0,0")
    bench.network.send(ANNA, "+4915550100001", "Hello")
    bench.modem.take_output()

    bench.command("AT+CNMA=2")

    assert bench.wait(10).count(b"+CMT:") == 1


def test_an_acknowledgement_that_nobody_waits_for_is_an_error(bench: Bench) -> None:
    assert bench.command("AT+CNMA") == ["+CMS ERROR: 340"]


# --- odd makes ------------------------------------------------------------------------------------


def test_some_announce_another_place_than_the_true_one() -> None:
    bench = Bench(Profile(announced_as='"SM",-1'))
    bench.command("AT+CNMI=2,1,0,0,0")

    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert bench.modem.take_output() == b'\r\n+CMTI: "SM",-1\r\n'
    assert listed(bench) == ["Hello"]


def test_some_store_and_announce_twice() -> None:
    bench = Bench(Profile(announces_twice=True))
    bench.command("AT+CNMI=2,1,0,0,0")

    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert lines(bench.modem.take_output()) == ['+CMTI: "SM",1', '+CMTI: "SM",2']
    assert listed(bench) == ["Hello", "Hello"]


def test_some_announce_a_text_before_it_can_be_read() -> None:
    bench = Bench(Profile(appears_after=timedelta(milliseconds=500)))
    bench.command("AT+CNMI=2,1,0,0,0")

    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert bench.modem.take_output() == b'\r\n+CMTI: "SM",1\r\n'
    assert bench.command("AT+CMGR=1") == ["+CMS ERROR: 321"]
    assert bench.command("AT+CPMS?")[0].startswith('+CPMS: "SM",0,20')
    bench.wait(1)
    assert listed(bench) == ["Hello"]


def test_some_delete_nothing() -> None:
    bench = Bench(Profile(deletes=False))
    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert bench.command("AT+CMGD=1") == ["OK"]
    assert listed(bench) == ["Hello"]


def test_some_leave_out_the_status_and_pad_the_pdu() -> None:
    bench = Bench(Profile(tells_status=False, pdu_tail="FFFF"))
    bench.network.send(ANNA, "+4915550100001", "Hello")

    head, pdu, _ = bench.command("AT+CMGR=1")

    assert head == "+CMGR: ,,24"
    assert pdu.endswith("FFFF")


def test_some_count_from_zero() -> None:
    bench = Bench(Profile(first_index=0))
    bench.command("AT+CNMI=2,1,0,0,0")

    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert bench.modem.take_output() == b'\r\n+CMTI: "SM",0\r\n'
    assert bench.command("AT+CMGR=0")[-1] == "OK"


def test_some_keep_reports_in_a_memory_of_their_own() -> None:
    bench = Bench(Profile(memories=("SM", "SR"), notifications=Notifications(ds=(0, 2))))
    bench.command("AT+CNMI=2,1,0,2,0")

    bench.network.deliver("+4915550100001", bytes.fromhex("0601") + bytes(22))

    assert bench.modem.take_output() == b'\r\n+CDSI: "SR",1\r\n'
    bench.command('AT+CPMS="SR"')
    assert bench.command("AT+CMGL=4")[0] == "+CMGL: 1,0,,24"


def test_some_know_no_notifications_at_all() -> None:
    bench = Bench(Profile(notifications=None))

    assert bench.command("AT+CNMI=2,1") == ["+CMS ERROR: 303"]
    bench.network.send(ANNA, "+4915550100001", "Hello")
    assert listed(bench) == ["Hello"]


# --- memories -------------------------------------------------------------------------------------


def test_memories_are_chosen_one_by_one(bench: Bench) -> None:
    assert bench.command('AT+CPMS="ME"') == ["+CPMS: 0,100,0,20,0,20", "OK"]
    assert bench.command('AT+CPMS="ME","ME","ME"') == ["+CPMS: 0,100,0,100,0,100", "OK"]

    bench.network.send(ANNA, "+4915550100001", "Hello")

    assert bench.command("AT+CPMS?")[0] == '+CPMS: "ME",1,100,"ME",1,100,"ME",1,100'


@pytest.mark.parametrize("wanted", ['"XX"', '"SM","YY"', '"SM","SM","SR"'])
def test_a_memory_that_is_not_there_is_refused(bench: Bench, wanted: str) -> None:
    assert bench.command(f"AT+CPMS={wanted}") == ["+CMS ERROR: 302"]


def test_some_take_all_three_memories_or_none() -> None:
    bench = Bench(Profile(cpms_parameters=frozenset({3})))

    assert bench.command('AT+CPMS="SM","SM"') == ["+CMS ERROR: 303"]
    assert bench.command('AT+CPMS="SM","SM","SM"')[-1] == "OK"


@pytest.mark.parametrize(
    ("flag", "left"),
    [(0, [2, 3, 4]), (1, [2, 3, 4]), (2, [2, 3]), (3, [2]), (4, [])],
)
def test_each_flag_deletes_more(bench: Bench, flag: int, left: list[int]) -> None:
    memory = bench.modem.memory("SM")
    for text in ("read", "unread", "unsent", "sent"):
        bench.network.send(ANNA, "+4915550100001", text)
    for (_, message), status in zip(memory.listing(), (1, 0, 2, 3), strict=True):
        message.status = type(message.status)(status)

    assert bench.command(f"AT+CMGD=1,{flag}")[0] == "OK"

    assert [index for index, _ in memory.listing()] == left


def test_an_empty_place_and_no_place_at_all_are_errors(bench: Bench) -> None:
    assert bench.command("AT+CMGR=3") == ["+CMS ERROR: 321"]
    assert bench.command("AT+CMGR=99") == ["+CMS ERROR: 321"]
    assert bench.command("AT+CMGD=99") == ["+CMS ERROR: 321"]
    assert bench.command("AT+CMGD=3") == ["OK"]
    assert bench.command("AT+CMGL=4") == ["OK"]


def test_listing_only_the_unread_reads_them(bench: Bench) -> None:
    bench.network.send(ANNA, "+4915550100001", "Hello")
    bench.network.send(BEN, "+4915550100001", "Hi")
    bench.command("AT+CMGR=2")

    assert [line for line in bench.command("AT+CMGL") if line.startswith("+CMGL")] == ["+CMGL: 1,0,,24"]
    assert bench.command("AT+CMGL=0") == ["OK"]
    assert bench.command("AT+CMGD=?") == ["+CMGD: (1,2),(0-4)", "OK"]
