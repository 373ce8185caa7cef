"""Eight modems at once, and one that is pulled out in mid-send and comes back under another name."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench_footprint import resident_mb
from benchmarks.bench_latency import listen
from benchmarks.bench_throughput import AIR, queue
from benchmarks.figures import Shop, figure, number, p95
from drivers.simulator.faults import Fault, Moment, Unplug
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems

MODEMS = 8
TEXTS = 320
REPLIES = 120
WITHIN = timedelta(seconds=300)
AWAY = timedelta(seconds=2)
ROUNDS = 5


def main() -> None:
    """Print the figures."""
    eight()
    pulled()


def eight() -> None:
    """Air time of each, replies meanwhile, and memory."""
    with SimulatedModems(MODEMS, air=AIR) as simulated:
        with Shop([port.path for port in simulated.ports]) as daemon:
            assert daemon.process is not None
            queue(daemon, TEXTS)
            waits = _replies(simulated, listen(daemon))
            simulated.network.wait_for_air(TEXTS, within=WITHIN)
            memory = resident_mb(daemon.process.pid)
        shares = []
        for modem in simulated.modems:
            starts = [entry.at_ns for entry in modem.journal.entries(Kind.PDU)]
            shares.append(100 * AIR.total_seconds() * (len(starts) - 1) / ((starts[-1] - starts[0]) / 1e9))
    figure("eight modems, air time 0.5 s: worst modem's share", min(shares), "%", 95, at_least=True)
    figure("the same while they send: +CMTI until committed and told, 95th pct", p95(waits), "ms", 50)
    figure("the same: resident", memory, "MB", 100)


def _replies(simulated: SimulatedModems, events: Iterator[tuple[int, dict[str, str]]]) -> list[float]:
    """The milliseconds of each reply from its +CMTI to a program that listens; one modem after the other."""
    waits = []
    for n in range(REPLIES):
        modem = simulated.modems[n % MODEMS]
        simulated.network.send(number(n), modem.number or "", f"Reply {n}")
        arrived_ns = next(at_ns for at_ns, message in events if message["text"] == f"Reply {n}")
        announced = modem.journal.entries(Kind.INDICATION, "+CMTI")[-1].at_ns
        waits.append((arrived_ns - announced) / 1e6)
        threading.Event().wait(0.05)
    return waits


def pulled() -> None:
    """From the moment at which the modem is there again to READY; its text on the air once."""
    waits, twice = [], 0
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        link = Path(directory) / "modem"
        with (
            SimulatedModems(1, air=timedelta(milliseconds=300), links=[link]) as simulated,
            Shop([link]) as daemon,
        ):
            for n in range(ROUNDS):
                with simulated.network.change():
                    simulated.modems[0].faults.add(Fault(Moment.AFTER_ON_AIR_BEFORE_CMGS, Unplug(AWAY)))
                name = link.readlink()
                daemon.text(number(n), f"Round {n}")
                while not link.is_symlink() or link.readlink() == name:
                    threading.Event().wait(0.005)
                back = time.monotonic()
                while daemon.call("GET", "/modems").body["modems"][0]["state"] != "ready":
                    threading.Event().wait(0.01)
                waits.append(time.monotonic() - back)
            on_air = [segment.recipient for segment in simulated.network.air]
            twice = len(on_air) - len(set(on_air))
    figure(
        f"pulled out in mid-send {ROUNDS} times, back under another name: in service, worst",
        max(waits),
        "s",
        5,
    )
    figure("texts on the air twice by it", twice, "", 0)


if __name__ == "__main__":
    main()
