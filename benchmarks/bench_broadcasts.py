"""A broadcast to 20,000, and one of 2,000 over four modems while customers answer and people read the inbox."""

from __future__ import annotations

import http.client
import threading
import time
from contextlib import closing, suppress
from datetime import timedelta
from urllib.parse import urlsplit

from benchmarks.bench_footprint import resident_mb
from benchmarks.figures import Shop, figure, number
from benchmarks.open_pages import sign_in
from drivers.simulator.journal import Kind
from drivers.simulator.simulate import SimulatedModems
from modemsms import clock
from modemsms.store import contacts
from modemsms.store.database import Store
from tests.e2e.daemon import Daemon, wait_until

PEOPLE, TEXTS, REPLIES, READERS = 20_000, 2_000, 200, 10
AIR = timedelta(seconds=0.3)
WITHIN = timedelta(seconds=900)
PASSWORD = "paper lantern"
EVERYBODY = {"text": "Fresh bread until noon, {first_name|dear customer}!", "audience": {"everybody": True}}


def main() -> None:
    """Look ahead and begin; then a whole one with everything else at once."""
    with SimulatedModems(1, air=AIR) as simulated, Shop([simulated.ports[0].path]) as daemon:
        know(daemon, PEOPLE)
        begun = time.monotonic()
        told = daemon.call("POST", "/broadcasts/preflight", EVERYBODY).body
        figure(f"preflight of {told['people']} recipients", time.monotonic() - begun, "s", 2)
        begun = time.monotonic()
        started = daemon.call("POST", "/broadcasts", EVERYBODY)
        assert started.status == 202, started
        simulated.network.wait_for_air(1, within=WITHIN)
        figure("start of that broadcast until its first text is on the air", time.monotonic() - begun, "s", 3)
        begun = time.monotonic()
        daemon.call("POST", f"/broadcasts/{started.body['id']}/stop")
        figure("stop of that broadcast", time.monotonic() - begun, "s", 3)
    with SimulatedModems(4, air=AIR) as simulated, Shop([port.path for port in simulated.ports]) as daemon:
        whole(simulated, daemon)


def know(daemon: Daemon, people: int) -> None:
    """Make contacts."""
    store = Store(daemon.data / "modemsms.db")
    for slice_ in range(0, people, 1000):
        with store.write() as connection:
            for n in range(slice_, min(people, slice_ + 1000)):
                contacts.add(connection, f"Person {n}", [number(n)], "", clock.now())
    store.close()


def whole(simulated: SimulatedModems, daemon: Daemon) -> None:
    """One broadcast from its first text to its last."""
    know(daemon, TEXTS)
    assert (
        daemon.run(
            *daemon.on_this_data("users", "add", "ada", "--role", "owner"), stdin=PASSWORD + "\n"
        ).returncode
        == 0
    )
    cookie = sign_in(daemon, "ada", PASSWORD)
    over = threading.Event()
    readers = [threading.Thread(target=read, args=(daemon, cookie, over)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    started = daemon.call("POST", "/broadcasts", EVERYBODY)
    assert started.status == 202, started
    simulated.network.wait_for_air(TEXTS // 4, within=WITHIN)
    for n in range(REPLIES):
        simulated.network.send(number(n), simulated.modems[n % 4].number or "", f"Reply {n}")
    by_hand(simulated, daemon)
    simulated.network.wait_for_air(TEXTS + 1, within=WITHIN)
    wait_until(lambda: len(daemon.messages(direction="inbound")) >= REPLIES, seconds=60)
    over.set()
    assert daemon.process is not None
    figure("the same: resident", resident_mb(daemon.process.pid), "MB", 110)
    shares = []
    for modem in simulated.modems:
        starts = [entry.at_ns for entry in modem.journal.entries(Kind.PDU)]
        shares.append(100 * AIR.total_seconds() * (len(starts) - 1) / ((starts[-1] - starts[0]) / 1e9))
    figure("2,000 over four modems: share of air time, worst modem", min(shares), "%", 95, at_least=True)
    seen = simulated.network.texts()
    figure(
        "the same: people who got it twice",
        len(seen) - len({(one.recipient, one.text) for one in seen}),
        "",
        0,
    )
    for reader in readers:
        reader.join()


def by_hand(simulated: SimulatedModems, daemon: Daemon) -> None:
    """A text of a person meanwhile: how many of its SIM's texts leave before it."""
    before = len(simulated.network.air)
    daemon.text(number(TEXTS + 1), "Your cake is ready")
    wait_until(lambda: bool(simulated.network.texts(number(TEXTS + 1))), seconds=30)
    ahead = len(simulated.network.air) - before - 1
    figure("a text sent meanwhile: texts of all four SIM cards before it", ahead, "texts", 8)


def read(daemon: Daemon, cookie: str, over: threading.Event) -> None:
    """Look at the inbox every two seconds, as somebody does."""
    address = urlsplit(daemon.url)
    while not over.wait(2):
        with (
            suppress(OSError),
            closing(http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)) as door,
        ):
            door.request("GET", "/", headers={"Cookie": cookie})
            answer = door.getresponse()
            answer.read()
            assert answer.status == 200, answer.status


if __name__ == "__main__":
    main()
