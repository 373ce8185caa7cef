"""How soon a reply to a phone is in the database and told: after its webhook, and by asking the phone alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench_latency import listen
from benchmarks.figures import figure, median, number, p95
from drivers.simulator.network import Network
from drivers.simulator.phone import ALWAYS, AdbServer, SimulatedPhone
from drivers.simulator.phone.faults import Lost
from tests.e2e.daemon import Daemon

SERIAL = "R58M12ABCDE"
PASSWORD = "secret12"
BY_WEBHOOK, BY_POLLING = 60, 5
# Between two replies. Without webhooks the one before was told by a poll: the next comes when that is just
# over, and waits as long as any can.
PAUSE_SECONDS = 0.3


def main() -> None:
    """By webhook, with every webhook lost, and without any way for one."""
    with phone_of_a_shop() as (phone, adb):
        with shop(SERIAL, adb) as daemon:
            waits = replies(phone, daemon, BY_WEBHOOK)
            what = "a phone's reply: webhook until committed and told"
            figure(f"{what}, median", median(waits), "s", 1)
            figure(f"{what}, 95th pct", p95(waits), "s", 1)
            phone.faults.webhook(Lost(), times=ALWAYS)
            slowest = max(replies(phone, daemon, BY_POLLING))
            figure("every webhook lost: arrival until told, slowest", slowest, "s", 10)
            phone.faults.clear()
        with shop(phone.base_url, adb) as daemon:
            slowest = max(replies(phone, daemon, BY_POLLING))
            figure("by its address, no webhooks: arrival until told, slowest", slowest, "s", 10)


@contextmanager
def phone_of_a_shop() -> Iterator[tuple[SimulatedPhone, AdbServer]]:
    """A phone on its cable, set up."""
    with SimulatedPhone(Network(), serial=SERIAL, password=PASSWORD) as phone, AdbServer() as adb:
        adb.attach(phone)
        phone.tap_online()
        yield phone, adb


@contextmanager
def shop(port: str, adb: AdbServer) -> Iterator[Daemon]:
    """A daemon whose only modem is the phone at *port*."""
    block = f'[[modems]]\nname = "phone"\ndriver = "android"\nport = "{port}"\npassword = "{PASSWORD}"\n'
    environ = {"ADB_SERVER_SOCKET": f"tcp:127.0.0.1:{adb.port}"}
    with (
        TemporaryDirectory(prefix="modemsms-bench-") as directory,
        Daemon(Path(directory), [], blocks=block, environ=environ) as daemon,
    ):
        yield daemon.ready(1)


def replies(phone: SimulatedPhone, daemon: Daemon, count: int) -> list[float]:
    """The seconds of each of *count* replies from its arrival until a program that listens has it.

    A phone that brings webhooks brings this one a millisecond later.
    """
    events = listen(daemon)
    waits = []
    for n in range(count):
        text = f"Reply {n} of {time.monotonic_ns()}"
        arrived_ns = time.monotonic_ns()
        phone.receive(number(n), text)
        told_ns = next(at_ns for at_ns, message in events if message["text"] == text)
        waits.append((told_ns - arrived_ns) / 1e9)
        threading.Event().wait(PAUSE_SECONDS)
    return waits


if __name__ == "__main__":
    main()
