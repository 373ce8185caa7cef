"""Calls that come in at a simulated modem, and SIM cards that want or are refused something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drivers.simulator.calls import End
from drivers.simulator.profile import Profile
from drivers.simulator.registration import Stat
from tests.drivers.simulator.bench import ANNA, BEN, Bench, lines


def test_a_call_rings_until_the_caller_gives_up(bench: Bench) -> None:
    call = bench.network.call(ANNA, bench.sim.number, rings=3, every=timedelta(seconds=5))

    assert lines(bench.wait(12)) == ["RING", "RING", "RING"]
    assert lines(bench.wait(5)) == ["NO CARRIER"]
    assert (call.end, call.heard) == (End.GAVE_UP, 3)


@pytest.mark.parametrize(
    ("sender", "line"),
    [
        (ANNA, f'+CLIP: "{ANNA}",145,"",0,"",0'),
        ("4711", '+CLIP: "4711",129,"",0,"",0'),
        ("", '+CLIP: "",129,"",0,"",1'),
    ],
)
def test_who_calls_is_told_where_it_is_asked_for(bench: Bench, sender: str, line: str) -> None:
    bench.command("AT+CLIP=1")

    bench.network.call(sender, bench.sim.number)

    assert lines(bench.wait(0)) == ["RING", line]


def test_the_kind_of_call_is_told_where_it_is_asked_for(bench: Bench) -> None:
    bench.command("AT+CRC=1")

    bench.network.call(ANNA, bench.sim.number)

    assert lines(bench.wait(0)) == ["+CRING: VOICE"]


@pytest.mark.parametrize("command", ["AT+CHUP", "ATH", "ATH0"])
def test_a_call_can_be_rejected(bench: Bench, command: str) -> None:
    call = bench.network.call(ANNA, bench.sim.number)
    bench.wait(0)

    assert bench.command(command) == ["OK"]

    assert bench.wait(60) == b""
    assert call.end is End.REJECTED


def test_a_make_may_know_ath_only() -> None:
    bench = Bench(Profile(hangs_up=False))
    call = bench.network.call(ANNA, bench.sim.number)
    bench.wait(0)

    assert bench.command("AT+CHUP") == ["ERROR"]
    assert call.end is None
    assert bench.command("ATH") == ["OK"]


@pytest.mark.parametrize("to", ["+4915550199999", None])
def test_who_cannot_be_reached_does_not_ring(bench: Bench, to: str | None) -> None:
    if to is None:
        bench.modem.set_coverage(Stat.SEARCHING)

    call = bench.network.call(ANNA, to or bench.sim.number)

    assert call.end is End.UNREACHABLE
    assert bench.wait(10) == b""


def test_one_call_at_a_time_rings(bench: Bench) -> None:
    bench.network.call(ANNA, bench.sim.number)

    assert bench.network.call(BEN, bench.sim.number).end is End.UNREACHABLE


def test_a_modem_without_power_does_not_ring_on(bench: Bench) -> None:
    call = bench.network.call(ANNA, bench.sim.number)

    bench.modem.power_down()

    assert call.end is End.UNREACHABLE


def test_a_puk_opens_the_sim_and_counts_its_tries() -> None:
    bench = Bench(pin="1234")
    bench.command("AT+CMEE=1")
    for _ in range(3):
        bench.command('AT+CPIN="0000"')
    assert bench.command("AT+CPIN?")[0] == "+CPIN: SIM PUK"

    assert bench.command('AT+CPIN="00000000","4321"') == ["+CME ERROR: 12"]
    assert bench.command('AT+CPINR="SIM PUK"') == ["+CPINR: SIM PUK,9,10", "OK"]
    assert bench.command('AT+CPIN="12345678","43"') == ["+CME ERROR: 50"]
    assert bench.command('AT+CPIN="12345678","4321"') == ["OK"]

    assert bench.command("AT+CPIN?")[0] == "+CPIN: READY"
    assert bench.sim.pin == "4321"


def test_a_modem_that_is_locked_to_an_operator_refuses_other_sims(bench: Bench) -> None:
    bench.command("AT+CMEE=1")
    bench.modem.locked_to = "26201"

    assert bench.command("AT+CPIN?")[0] == "+CPIN: PH-NET PIN"
    assert bench.command("AT+CREG?")[0] == "+CREG: 0,0"
    assert bench.text(ANNA, "Hello")[-1] == "+CME ERROR: 40"

    bench.modem.locked_to = "00101"
    assert bench.command("AT+CPIN?")[0] == "+CPIN: READY"


def test_a_sim_without_credit_is_refused_whatever_it_sends(bench: Bench) -> None:
    bench.sim.refused_with = 21

    assert bench.text(ANNA, "Hello")[-1] == "+CMS ERROR: 21"
    assert bench.network.air == ()
