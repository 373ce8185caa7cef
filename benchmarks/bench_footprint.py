"""How soon the page is served, how much memory it takes, and what it costs to do nothing."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench_throughput import queue
from benchmarks.figures import Shop, figure, median
from drivers.simulator.simulate import SimulatedModems
from tests.e2e.daemon import Daemon, wait_until

TEXTS = 10_000
IDLE_SECONDS = 60


def main() -> None:
    """Start, send ten thousand texts, then rest."""
    start()
    with SimulatedModems(2) as simulated, Shop([port.path for port in simulated.ports]) as daemon:
        assert daemon.process is not None
        print(f"      resident at the start {resident_mb(daemon.process.pid):.1f} MB")
        queue(daemon, TEXTS)
        simulated.network.wait_for_air(TEXTS, within=timedelta(seconds=600))
        wait_until(lambda: not daemon.messages(status="queued,sending,sent"), seconds=60)
        figure("resident with two modems after 10,000 texts", resident_mb(daemon.process.pid), "MB", 80)
        idle(daemon.process.pid)


def start() -> None:
    """From the command line to an answered request."""
    waits = []
    for _ in range(5):
        with TemporaryDirectory(prefix="modemsms-bench-") as directory:
            daemon = Daemon(Path(directory), [], key="none yet")
            begun = time.monotonic()
            daemon.start().call("GET", "/health")
            waits.append(time.monotonic() - begun)
            daemon.stop()
    figure("start to served page, median", median(waits), "s", 1.5)


def idle(pid: int) -> None:
    """CPU time of a minute in which nothing happens."""
    before = cpu_seconds(pid)
    threading.Event().wait(IDLE_SECONDS)
    used = cpu_seconds(pid) - before
    figure("idle, two modems: CPU of one core", 100 * used / IDLE_SECONDS, "%", 0.5)


def resident_mb(pid: int) -> float:
    """Resident memory, from /proc."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_seconds(pid: int) -> float:
    """CPU time of a process so far, from /proc."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
