"""What travels between modems and the rest of the world."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Thread
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.simulator.magic import Behaviour
from drivers.simulator.network import Network
from drivers.simulator.reports import NEVER
from modemsms.gsm.address import Address
from modemsms.gsm.segments import assemble
from modemsms.gsm.tpdu import Deliver
from tests.drivers.simulator.bench import ANNA, BEN, SOME_DAY, Bench, submits

SHOP = "+4915550100001"
LONG = "Could you put two of the blue ones aside for me please? " * 8


def arrived(bench: Bench) -> list[Deliver]:
    return [Deliver.decode(message.tpdu) for _, message in bench.modem.memory("SM").listing()]


def test_a_text_for_another_modem_arrives_there(bench: Bench) -> None:
    other = bench.another_modem()

    for segment in submits("+4915550100002", LONG):
        bench.submit(segment)

    received = [Deliver.decode(message.tpdu) for _, message in other.memory("SM").listing()]
    assert assemble(received) == LONG
    assert {str(deliver.originator) for deliver in received} == {SHOP}


def test_a_modem_can_text_itself(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,0,0")

    assert bench.text(SHOP, "Hello me")[-1] == '+CMTI: "SM",1'


def test_transit_takes_its_time(bench: Bench) -> None:
    bench.network.transit = timedelta(seconds=5)

    bench.text(SHOP, "Hello me")
    assert arrived(bench) == []
    bench.wait(6)

    assert len(arrived(bench)) == 1


def test_segments_arrive_in_the_order_that_was_asked_for(bench: Bench) -> None:
    sent = bench.network.send(ANNA, SHOP, LONG, order=(2, 0, 0))

    assert arrived(bench) == [sent[2], sent[0], sent[0]]


@pytest.mark.parametrize("width", [8, 16])
def test_long_texts_of_one_sender_have_references_of_their_own(bench: Bench, width: Literal[8, 16]) -> None:
    first, second = (bench.network.send(ANNA, SHOP, LONG, reference_width=width)[0] for _ in range(2))

    heads = [deliver.header.concatenation for deliver in (first, second)]
    assert [head.width for head in heads if head] == [width, width]
    assert heads[0] != heads[1]


def test_a_phone_may_use_the_alphabet_of_its_language(bench: Bench) -> None:
    (deliver,) = bench.network.send(ANNA, SHOP, "ığışçö" * 20, shift_tables=True)

    assert deliver.header.locking or deliver.header.single
    assert deliver.text == "ığışçö" * 20


def test_the_same_words_within_one_second_are_two_texts(bench: Bench) -> None:
    first, second = (bench.network.send(ANNA, SHOP, "Yes")[0] for _ in range(2))

    assert first.identity("sim") != second.identity("sim")
    assert [first.text, second.text] == ["Yes", "Yes"]


@pytest.mark.parametrize("sender", ["Bank", "22922", "*100#", "+491701234567", "Müller"])
def test_senders_may_be_names_and_short_codes(bench: Bench, sender: str) -> None:
    bench.network.send(sender, SHOP, "Hello")

    assert [str(deliver.originator) for deliver in arrived(bench)] == [sender]


@pytest.mark.parametrize("hours", [-10.5, -3.5, 0, 1, 5.75, 14])
def test_the_service_centre_may_stand_anywhere(bench: Bench, hours: float) -> None:
    bench.network.send(ANNA, SHOP, "Hello", zone=timedelta(hours=hours))

    (deliver,) = arrived(bench)
    assert deliver.timestamp.moment == SOME_DAY
    assert deliver.timestamp.offset == timedelta(hours=hours)


def test_junk_is_brought_as_it_is(bench: Bench) -> None:
    bench.network.deliver(SHOP, b"\x04\xff\xff")
    bench.network.deliver(SHOP, b"")

    assert bench.command("AT+CMGL=4")[0] == "+CMGL: 1,0,,3"


def test_a_flash_text_is_shown_and_not_stored(bench: Bench) -> None:
    bench.command("AT+CNMI=2,1,0,0,0")
    (deliver,) = bench.network.send(ANNA, SHOP, "Hello")
    bench.command("AT+CMGD=1,4")

    bench.network.deliver(SHOP, replace(deliver, data_coding=0x10))

    assert bench.modem.take_output().startswith(b"\r\n+CMT: ,")
    assert arrived(bench) == []


def test_a_behaviour_can_be_set_for_any_number(bench: Bench) -> None:
    bench.network.behaviours[ANNA] = Behaviour(reports=NEVER)
    bench.command("AT+CNMI=2,1,0,1,0")
    (pdu,) = submits(ANNA, "Hello", report=True)

    bench.submit(pdu)

    assert bench.wait(60) == b""


@settings(deadline=None)
@given(order=st.permutations(range(3)), other=st.permutations(range(3)))
def test_far_phones_join_segments_in_any_order(order: list[int], other: list[int]) -> None:
    bench = Bench()
    mine, theirs = submits(ANNA, LONG), submits(BEN, LONG.upper())
    assert len(mine) == len(theirs) == 3

    for position, another in zip(order, other, strict=True):
        bench.submit(mine[position])
        bench.submit(theirs[another])

    assert {(text.recipient, text.text) for text in bench.network.texts()} == {
        (ANNA, LONG),
        (BEN, LONG.upper()),
    }


def test_a_segment_that_is_missing_makes_no_text(bench: Bench) -> None:
    for segment in submits(ANNA, LONG)[1:]:
        bench.submit(segment)

    assert bench.network.texts() == []
    assert bench.network.on_air_count == 2


def test_a_network_with_a_short_memory_still_counts() -> None:
    bench = Bench()
    bench.network = Network(remembered=2)
    bench.modem.network = bench.network
    bench.network.join(bench.modem)

    for number in range(5):
        bench.text(ANNA, f"text {number}")

    assert [text.text for text in bench.network.texts()] == ["text 3", "text 4"]
    assert bench.network.on_air_count == 5


def test_others_can_wait_for_the_air(bench: Bench) -> None:
    sending = Thread(target=lambda: [bench.text(ANNA, "one"), bench.text(ANNA, "two")])
    sending.start()

    assert bench.network.wait_for_air(2, within=timedelta(seconds=10))
    assert not bench.network.wait_for_air(3, within=timedelta(0))
    sending.join()


def test_a_national_number_means_one_in_the_network_s_own_country() -> None:
    network = Network(country_code="44")

    assert network.e164(Address.parse("07400123456")) == "+447400123456"
