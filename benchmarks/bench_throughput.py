"""How much of the time is air time, and how fast it goes when the air takes none."""

from __future__ import annotations

import time
from datetime import timedelta

from benchmarks.figures import Shop, figure, number
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon

AIR = timedelta(seconds=0.5)
WITHIN = timedelta(seconds=300)


def main() -> None:
    """One modem and four with air time, then one without."""
    busy(modems=1, texts=60, limit=97)
    busy(modems=4, texts=200, limit=96)
    free(texts=1000)


def queue(daemon: Daemon, texts: int) -> None:
    """Queue *texts* by the API, each to another number."""
    for n in range(texts):
        daemon.text(number(n), f"Text {n}")


def busy(*, modems: int, texts: int, limit: float) -> None:
    """The share of the time between first and last submit that was air time, the worst modem's."""
    with SimulatedModems(modems, air=AIR) as simulated:
        with Shop([port.path for port in simulated.ports]) as daemon:
            queue(daemon, texts)
            simulated.network.wait_for_air(texts, within=WITHIN)
        shares = []
        for modem in simulated.modems:
            starts = [entry.at_ns for entry in modem.journal.entries(Kind.PDU)]
            # From the first PDU to the last there is one air time for each PDU but the last.
            spent = (starts[-1] - starts[0]) / 1e9
            shares.append(100 * AIR.total_seconds() * (len(starts) - 1) / spent)
    figure(
        f"air time 0.5 s, {modems} modem(s): air time of all time, worst modem",
        min(shares),
        "%",
        limit,
        at_least=True,
    )


def free(texts: int) -> None:
    """Texts a second through one modem whose air takes no time, every commit durable."""
    with SimulatedModems(1) as simulated:
        with Shop([simulated.ports[0].path]) as daemon:
            daemon.call("GET", "/modems")
            begun = time.monotonic()
            queue(daemon, texts)
            simulated.network.wait_for_air(texts, within=WITHIN)
            both = texts / (time.monotonic() - begun)
        starts = [entry.at_ns for entry in simulated.modems[0].journal.entries(Kind.PDU)]
    tail = starts[-texts // 4 :]
    alone = (len(tail) - 1) / ((tail[-1] - tail[0]) / 1e9)
    figure("air time 0: texts a second through one modem, last quarter", alone, "1/s", 100, at_least=True)
    print(
        f"      {both:.0f} texts a second counted from the first API call, queueing them one by one included"
    )


if __name__ == "__main__":
    main()
