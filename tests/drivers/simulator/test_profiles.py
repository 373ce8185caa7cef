"""Every simulated make can be asked, sent with, and read."""

from __future__ import annotations

import pytest

from drivers.simulator.profiles import PROFILES
from modemsms.gsm.tpdu import Deliver
from tests.drivers.simulator.bench import ANNA, CTRL_Z, Bench, lines, submits, tpdu_of


@pytest.fixture(params=sorted(PROFILES))
def make(request: pytest.FixtureRequest) -> Bench:
    """A modem of each make, answering in words and without echo."""
    bench = Bench(PROFILES[request.param])
    bench.type(b"ATE0V1\r")
    return bench


def test_it_says_who_it_is(make: Bench) -> None:
    assert make.modem.profile.model in make.command("AT+CGMM")


def test_it_sends(make: Bench) -> None:
    (pdu,) = submits(ANNA, "Hello")
    tpdu = pdu.encode()

    prompt = make.type(b"AT+CMGS=%d\r" % len(tpdu))
    answer = lines(make.type(b"00" + tpdu.hex().encode() + CTRL_Z))

    assert b">" in prompt
    assert any(line.split(",")[0] == "+CMGS: 1" for line in answer)
    assert [text.text for text in make.network.texts()] == ["Hello"]


def test_it_receives(make: Bench) -> None:
    make.network.send(ANNA, "+4915550100001", "Hello €")
    make.wait(1)

    told = make.command("AT+CMGL=4")

    texts = [Deliver.decode(tpdu_of(line)).text for line in told if line.startswith("0891")]
    assert set(texts) == {"Hello €"}


def test_it_starts_again(make: Bench) -> None:
    make.modem.reboot()
    make.wait(5)

    assert make.type(b"ATE0V1\r").endswith(b"OK\r\n")
