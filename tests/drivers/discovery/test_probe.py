"""What counts as the answer of a modem, played by the test at the other end of a pty."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator

import pytest

from drivers.discovery.probe import Behind, probe
from drivers.simulator.profiles import PROFILES
from drivers.simulator.simulate import SimulatedModems
from tests.drivers.discovery.lines import Line

Replies = Callable[[bytes], bytes]


@pytest.fixture
def stop() -> Iterator[int]:
    """A descriptor that ends the asking when it is written to."""
    descriptor = os.eventfd(0, os.EFD_NONBLOCK)
    yield descriptor
    os.close(descriptor)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer of the test answers at once."""
    monkeypatch.setattr("drivers.discovery.probe._ANSWER_WITHIN", 0.1)
    monkeypatch.setattr("drivers.discovery.probe._QUESTION_WITHIN", 0.1)


@pytest.fixture
def answers(lines: Callable[[], Line]) -> Iterator[Callable[[Replies], Line]]:
    """Makes a line at whose end each thing that is written gets a reply."""
    ended = threading.Event()
    threads: list[threading.Thread] = []

    def make(reply: Replies) -> Line:
        line = lines()

        def run() -> None:
            while not ended.is_set():
                if heard := line.heard(within=0.02):
                    line.say(reply(heard))

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return line

    yield make
    ended.set()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("make", sorted(PROFILES))
def test_every_make_of_the_simulator_is_known_for_a_modem(make: str, stop: int) -> None:
    with SimulatedModems(1, profile=PROFILES[make]) as simulated:
        answer = probe(str(simulated.ports[0].path), stop)

        assert (answer.behind, answer.imei) == (Behind.MODEM, simulated.modems[0].imei)
        assert answer.model == PROFILES[make].model


@pytest.mark.parametrize(
    "reply",
    [
        lambda heard: heard,
        lambda heard: b"+  12.50 kg\r\n",
        lambda heard: b"0\r\n",
        lambda heard: b"OKAY\r\n",
        lambda heard: b"ERROR\r\n",
        lambda heard: b"login: ",
        lambda heard: b"\x00\xff\x80" * 50,
    ],
    ids=["echo", "scale", "lone zero", "nearly OK", "error", "login", "noise"],
)
def test_what_is_no_modem_is_not_taken_for_one(
    reply: Replies, answers: Callable[[Replies], Line], stop: int
) -> None:
    assert probe(answers(reply).path, stop).behind is Behind.SILENCE


def test_an_imei_of_zeros_is_none(answers: Callable[[Replies], Line], stop: int) -> None:
    line = answers(lambda heard: b"\r\n000000000000000\r\n\r\nOK\r\n" if b"CGSN" in heard else b"\r\nOK\r\n")

    answer = probe(line.path, stop)

    assert (answer.behind, answer.imei) == (Behind.MODEM, None)


def test_the_asking_ends_when_it_is_told_to(lines: Callable[[], Line], stop: int) -> None:
    os.eventfd_write(stop, 1)

    assert probe(lines().path, stop).behind is Behind.GONE


def test_a_port_that_is_not_there_is_gone(stop: int) -> None:
    assert probe("/dev/ttyUSB99", stop).behind is Behind.GONE
