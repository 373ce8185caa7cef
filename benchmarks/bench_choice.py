"""What a claim costs with ten thousand texts queued and eight SIM cards, whoever they wait for."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.figures import figure, median, number
from modemsms import clock
from modemsms.config import ModemConfig, SendingConfig
from modemsms.driver import Accepted, Identity, ModemState
from modemsms.services.choice import Asking, Memory
from modemsms.services.ledger import Ledger
from modemsms.services.modems import Modems
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.pace import Priority
from modemsms.services.shop import Shop
from modemsms.services.sims import SimChanges, Sims
from modemsms.store.database import Store
from modemsms.store.migrations import upgrade

TEXTS, SIMS, CLAIMS = 10_000, 8, 200
ZONE = ZoneInfo("Europe/Berlin")


class Bench:
    """A shop with eight modems, each with limits, and ten thousand texts that wait."""

    def __init__(self, path: Path) -> None:
        upgrade(path)
        self.store = Store(path)
        shop = Shop("Bench", "DE", ZONE, 1600)
        self.names = [f"modem {n}" for n in range(SIMS)]
        self.modems = Modems(self.store)
        self.modems.load(
            [ModemConfig(name=n, port=f"/dev/{n}", per_minute=60, per_hour=0) for n in self.names]
        )
        for n, name in enumerate(self.names):
            self.modems.identified(name, Identity(iccid=f"8949000000000000{n:03d}"), clock.now())
            self.modems.state_changed(name, ModemState.READY, None)
        self.sims = Sims(self.store, self.modems, shop)
        self.ledger = Ledger(self.store, SendingConfig(), ZONE)
        Outbox(self.store, SendingConfig(), shop).submit_many(
            [Draft(number(n), "Everything half price!", priority=Priority.BULK) for n in range(TEXTS)]
        )

    def belong_to(self, sim_id: int | None) -> None:
        """Let every recipient know this SIM's number."""
        with sqlite3.connect(self.store.path) as connection:
            connection.execute("UPDATE conversations SET sim_id = ?", (sim_id,))

    def set_all(self, changes: SimChanges) -> None:
        """Change every SIM."""
        for card in self.sims.list():
            self.sims.change(card.id, changes)

    def look(self, name: str, memory: Memory) -> float:
        """How long (ms) the look for *name*'s next text takes inside its transaction."""
        now = clock.now()
        sender, _ = self.modems.sender(name, now, whole_messages=False)
        assert sender is not None
        with self.store.write() as connection:
            begun = time.perf_counter()
            Asking(connection, sender, memory, ZONE, now).next()
            return (time.perf_counter() - begun) * 1000

    def measure(self, what: str) -> None:
        """Look two hundred times, the eight in turn; print the median."""
        memory = Memory()
        waits = [self.look(self.names[n % SIMS], memory) for n in range(CLAIMS)]
        figure(f"10,000 queued, 8 SIM cards: a claim's look, {what}", median(waits), "ms", 0.5)


def main() -> None:
    """Measure the ways in which ten thousand texts can lie."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        bench = Bench(Path(directory) / "modemsms.db")
        bench.measure("for any SIM")
        bench.set_all(SimChanges(bundle=500, per_month=2000, price_micros=70_000))
        bench.measure("with bundles and months")
        bench.belong_to(1)
        bench.measure("all for one SIM")
        bench.set_all(SimChanges(failover=True))
        bench.modems.state_changed(bench.names[0], ModemState.UNAVAILABLE, None)
        bench.names = bench.names[1:] * 2
        bench.measure("for one that is away, failover on")
        bench.belong_to(None)
        whole_claims(bench)
        bench.store.close()


def whole_claims(bench: Bench) -> None:
    """Claim, commit and end, as a worker does: two durable commits for each text."""
    bench.set_all(replace(SimChanges(), per_minute=0, per_hour=0, spacing_max=timedelta(0)))
    waits = []
    for n in range(CLAIMS):
        now = clock.now()
        sender, _ = bench.modems.sender(bench.names[n % len(bench.names)], now, whole_messages=False)
        assert sender is not None
        begun = time.perf_counter()
        claim = bench.ledger.claim(sender, now)
        waits.append((time.perf_counter() - begun) * 1000)
        assert claim.attempt is not None
        bench.ledger.end(Accepted(claim.attempt.id, n % 256), now)
    figure("10,000 queued, 8 SIM cards: a claim with its durable commit", median(waits), "ms", 5)


if __name__ == "__main__":
    main()
