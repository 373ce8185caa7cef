"""Eight modems at once, and one that is pulled out in mid-send and comes back under another name."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench_footprint import resident_mb
from benchmarks.bench_latency import listen
from benchmarks.bench_throughput import AIR, queue
from benchmarks.figures import Shop, figure, median, number, p95
from drivers.simulator.faults import Fault, Moment, Unplug
from drivers.simulator.journal import Kind
from drivers.simulator.modem import Modem
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until

MODEMS = 8
TEXTS = 320
REPLIES = 120
WITHIN = timedelta(seconds=300)
AWAY = timedelta(seconds=2)
ROUNDS = 5
TAKEN = {"sent", "delivered"}


def main() -> None:
    """Print the figures."""
    eight()
    pulled()


class Ear:
    """A program that listens: when each reply was told, and when each text was first told as sent."""

    def __init__(self, daemon: Daemon) -> None:
        self.replies: dict[str, int] = {}
        self.sent: dict[str, int] = {}
        self._events = listen(daemon)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for at_ns, message in self._events:
            if message["direction"] == "inbound":
                self.replies.setdefault(message["text"], at_ns)
            elif message["status"] in TAKEN:
                self.sent.setdefault(message["to"], at_ns)


def eight() -> None:
    """Air time of each, how soon its events are committed and told meanwhile, and memory."""
    with (
        SimulatedModems(MODEMS, air=AIR) as simulated,
        Shop([port.path for port in simulated.ports]) as daemon,
    ):
        assert daemon.process is not None
        ear = Ear(daemon)
        queue(daemon, TEXTS)
        for n in range(REPLIES):
            simulated.network.send(number(n), simulated.modems[n % MODEMS].number or "", f"Reply {n}")
            threading.Event().wait(0.1)
        simulated.network.wait_for_air(TEXTS, within=WITHIN)
        wait_until(lambda: len(ear.sent) >= TEXTS and len(ear.replies) >= REPLIES)
        memory = resident_mb(daemon.process.pid)
    shares = []
    for modem in simulated.modems:
        starts = [entry.at_ns for entry in modem.journal.entries(Kind.PDU)]
        shares.append(100 * AIR.total_seconds() * (len(starts) - 1) / ((starts[-1] - starts[0]) / 1e9))
    figure("eight modems, air time 0.5 s: worst modem's share", min(shares), "%", 95, at_least=True)
    outcomes = [wait for modem in simulated.modems for wait in _outcomes(modem, ear)]
    figure("the same: +CMGS until committed and told, 95th pct", p95(outcomes), "ms", 50)
    read = [wait for n, modem in enumerate(simulated.modems) for wait in _replies(n, modem, ear)]
    figure("the same: a reply read from the SIM until committed and told, 95th pct", p95(read), "ms", 50)
    print(
        f"      medians {median(outcomes):.1f} and {median(read):.1f} ms; a modem says nothing while on air"
    )
    figure("the same: resident", memory, "MB", 100)


def _outcomes(modem: Modem, ear: Ear) -> list[float]:
    """Milliseconds from each +CMGS of *modem*; its journal has the number of each text before it."""
    on_air = [entry.text for entry in modem.journal.entries(Kind.ON_AIR)]
    answers = [entry.at_ns for entry in modem.journal.entries(Kind.ANSWER, "+CMGS")]
    return [(ear.sent[to] - at_ns) / 1e6 for to, at_ns in zip(on_air, answers, strict=True)]


def _replies(position: int, modem: Modem, ear: Ear) -> list[float]:
    """Milliseconds from the last reading of a text on the SIM of *modem* before each reply was told."""
    read = [entry.at_ns for entry in modem.journal.entries(Kind.COMMAND, "AT+CMGR")]
    told = [ear.replies[f"Reply {n}"] for n in range(position, REPLIES, MODEMS)]
    return [(at_ns - read[bisect_right(read, at_ns) - 1]) / 1e6 for at_ns in told]


def pulled() -> None:
    """From the moment at which the modem is there again to READY; its text on the air once."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        link = Path(directory) / "modem"
        with (
            SimulatedModems(1, air=timedelta(milliseconds=300), links=[link]) as simulated,
            Shop([link]) as daemon,
        ):
            waits = [_pull_out(simulated, daemon, n) for n in range(ROUNDS)]
            on_air = [segment.recipient for segment in simulated.network.air]
    what = f"pulled out in mid-send {ROUNDS} times, back under another name: in service"
    figure(f"{what}, worst", max(waits), "s", 5)
    figure("texts on the air twice by it", len(on_air) - len(set(on_air)), "", 0)
    figure("texts on the air by it", len(set(on_air)), "", ROUNDS, at_least=True)


def _pull_out(simulated: SimulatedModems, daemon: Daemon, n: int) -> float:
    """Seconds from the power-up of the modem, pulled out behind its *n*-th text, until it is ready."""
    modem = simulated.modems[0]
    starts = len(_power_ups(modem))
    with simulated.network.change():
        modem.faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Unplug(AWAY)))
    daemon.text(number(n), f"Round {n}")
    assert simulated.network.wait_until(lambda: len(_power_ups(modem)) > starts, WITHIN)
    # It was out for seconds: the daemon has said so by now.
    while daemon.call("GET", "/modems").body["modems"][0]["state"] != "ready":
        threading.Event().wait(0.01)
    return (time.monotonic_ns() - _power_ups(modem)[-1]) / 1e9


def _power_ups(modem: Modem) -> Sequence[int]:
    return [entry.at_ns for entry in modem.journal.entries(Kind.POWER, "up")]


if __name__ == "__main__":
    main()
