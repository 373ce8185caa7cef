"""From a queued text to the modem, from the modem to the database, and on to an open page."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from benchmarks.figures import Shop, figure, median, number, p95
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon

ROUNDS = 50
WITHIN = timedelta(seconds=20)


def main() -> None:
    """Print the three latencies."""
    with SimulatedModems(1) as simulated, Shop([simulated.ports[0].path]) as daemon:
        out(simulated, daemon)
        inbound(simulated, daemon)


def out(simulated: SimulatedModems, daemon: Daemon) -> None:
    """Idle, one text by the API, until AT+CMGS is at the modem."""
    journal = simulated.modems[0].journal
    waits = []
    for n in range(ROUNDS):
        before = len(simulated.network.air)
        begun = time.monotonic_ns()
        daemon.text(number(n), f"Round {n}")
        simulated.network.wait_for_air(before + 1, within=WITHIN)
        arrived = journal.entries(Kind.COMMAND, "AT+CMGS")[-1].at_ns
        waits.append((arrived - begun) / 1e6)
        threading.Event().wait(0.05)
    figure("idle: one text by the API until AT+CMGS at the modem, median", median(waits), "ms", 15)
    print(f"      95th percentile {p95(waits):.1f} ms")


def inbound(simulated: SimulatedModems, daemon: Daemon) -> None:
    """+CMTI until the event is readable (which is after the commit) by a program that listens."""
    modem = simulated.modems[0]
    events = listen(daemon)
    waits = []
    for n in range(ROUNDS):
        simulated.network.send(number(n), modem.number or "", f"Reply {n}")
        arrived_ns = next(at_ns for at_ns, message in events if message["text"] == f"Reply {n}")
        announced = modem.journal.entries(Kind.INDICATION, "+CMTI")[-1].at_ns
        waits.append((arrived_ns - announced) / 1e6)
        threading.Event().wait(0.05)
    figure("+CMTI until committed and told to a listening program, median", median(waits), "ms", 30)
    print(f"      95th percentile {p95(waits):.1f} ms; the modem's own answers take under 1 ms of it")


def listen(daemon: Daemon) -> Iterator[tuple[int, dict[str, str]]]:
    """Each event of the API's stream with the moment at which it was read."""
    address = urlsplit(daemon.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    connection.request("GET", "/api/v1/events", headers={"Authorization": f"Bearer {daemon.key}"})
    response = connection.getresponse()

    def read() -> Iterator[tuple[int, dict[str, str]]]:
        while line := response.readline():
            if line.startswith(b"data: ") and b'"direction"' in line:
                yield time.monotonic_ns(), json.loads(line[6:])

    return read()


if __name__ == "__main__":
    main()
