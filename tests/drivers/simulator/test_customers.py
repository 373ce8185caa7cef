"""Customers answer, each in his own way, and the same again with the same seed."""

from __future__ import annotations

from datetime import timedelta

from drivers.simulator.customers import Customers
from modemsms.gsm.segments import assemble
from modemsms.gsm.tpdu import Deliver
from tests.drivers.simulator.bench import ANNA, Bench

STREET = [f"+4917012345{number:02d}" for number in range(60)]


def answers(seed: int) -> dict[str, str]:
    """Text a whole street, and give what each one of it said."""
    bench = Bench(storage=400)
    Customers(bench.network, seed=seed)
    for number in STREET:
        bench.text(number, "Your order is ready")
    bench.wait(60)
    received = [Deliver.decode(message.tpdu) for _, message in bench.modem.memory("SM").listing()]
    senders = dict.fromkeys(str(deliver.originator) for deliver in received)
    return {sender: assemble([d for d in received if str(d.originator) == sender]) for sender in senders}


def test_most_of_a_street_answers_in_many_ways() -> None:
    said = answers(seed=1)

    assert len(STREET) / 2 < len(said) < len(STREET)
    assert len(set(said.values())) > 15
    assert all(said.values())


def test_the_same_seed_gives_the_same_answers() -> None:
    assert answers(seed=1) == answers(seed=1)
    assert answers(seed=1) != answers(seed=2)


def test_an_answer_takes_its_time() -> None:
    bench = Bench()
    Customers(bench.network, reply_share=1, least_delay=timedelta(seconds=4), most_delay=timedelta(seconds=9))
    bench.text(ANNA, "Hello")

    bench.wait(3.9)
    before = bench.modem.memory("SM").used
    bench.wait(6)

    assert before == 0
    assert bench.modem.memory("SM").used > 0


def test_a_customer_loses_patience_with_a_shop_that_texts_in_a_loop() -> None:
    bench = Bench(storage=1000)
    Customers(bench.network, reply_share=1)
    for _ in range(200):
        bench.text(ANNA, "Hello")

    bench.wait(60)
    quiet = bench.modem.memory("SM").used
    bench.text(ANNA, "Hello")
    bench.wait(60)

    assert 0 < quiet == bench.modem.memory("SM").used
