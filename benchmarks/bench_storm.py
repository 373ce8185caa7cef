"""200 texts arrive as fast as they can into a SIM with 20 places while a broadcast is being sent."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from benchmarks.bench_throughput import queue
from benchmarks.figures import Shop, figure, number
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import wait_until

AIR = timedelta(seconds=0.2)
TEXTS, REPLIES = 200, 200
WITHIN = timedelta(seconds=300)


def main() -> None:
    """Print what was lost, what came twice, and what became of the sending."""
    with SimulatedModems(1, air=AIR, storage=20) as simulated:
        modem = simulated.modems[0]
        with Shop([simulated.ports[0].path]) as daemon:
            queue(daemon, TEXTS)
            simulated.network.wait_for_air(TEXTS // 4, within=WITHIN)
            for n in range(REPLIES):
                simulated.network.send(number(5000 + n), modem.number or "", f"Reply {n}")
            simulated.network.wait_for_air(TEXTS, within=WITHIN)
            wait_until(lambda: len(daemon.messages(direction="inbound")) >= REPLIES, seconds=60)
            texts = Counter(message["text"] for message in daemon.messages(direction="inbound"))
        starts = [entry.at_ns for entry in modem.journal.entries(Kind.PDU)]
    spent = (starts[-1] - starts[0]) / 1e9
    figure("storm of 200 into 20 places: lost", REPLIES - len(texts), "texts", 0)
    figure("storm of 200 into 20 places: taken twice", sum(texts.values()) - len(texts), "texts", 0)
    rate = 100 * AIR.total_seconds() * (len(starts) - 1) / spent
    figure("storm: sending keeps of its rate, whole broadcast", rate, "%", 90, at_least=True)


if __name__ == "__main__":
    main()
