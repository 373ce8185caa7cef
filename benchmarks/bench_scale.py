"""A million messages in fifty thousand conversations: what a page costs the server."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.figures import figure, number, p95
from modemsms.config import Config, DataConfig, SendingConfig, ShopConfig, WebConfig
from modemsms.services.conversations import Conversations
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.pace import Priority
from modemsms.services.shop import Shop
from modemsms.store.database import Store, connect
from modemsms.store.migrations import upgrade

MESSAGES, PEOPLE = 1_000_000, 50_000
# A text each second until now: twelve days, each with as many texts as a day can hold.
BEGAN_MS = int(time.time() * 1000) - MESSAGES * 1000
WORDS = (
    "bread",
    "cake",
    "order",
    "ready",
    "today",
    "tomorrow",
    "Friday",
    "thanks",
    "please",
    "table",
    "four",
    "open",
)


def main() -> None:
    """Fill a database, then ask it what the pages ask."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        path = Path(directory) / "modemsms.db"
        upgrade(path)
        fill(path)
        store = Store(path)
        shop = Shop("Bench", "DE", ZoneInfo("Europe/Berlin"), 1600)
        conversations = Conversations(store, shop)
        dice = random.Random(1)
        timed("inbox page", lambda: conversations.list(limit=50))
        timed("conversation", lambda: conversations.messages(dice.randrange(1, PEOPLE), limit=50))
        timed("search for a common word", lambda: conversations.search("bread"))
        timed(
            "search as one types", lambda: conversations.search(dice.choice(["or", "ord", "to", "th", "c"]))
        )
        timed("search for a name", lambda: conversations.search(f"Person {dice.randrange(PEOPLE)}"))
        bulk(store, shop)
        store.close()


def fill(path: Path) -> None:
    """Rows straight into the tables; the triggers keep conversations and search as they would."""
    dice = random.Random(0)
    connection = connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO conversations (id, address) VALUES (?, ?)",
        ((n, number(n)) for n in range(1, PEOPLE + 1)),
    )
    connection.executemany(
        "INSERT INTO contacts (id, name, created_at) VALUES (?, ?, 0)",
        ((n, f"Person {n}") for n in range(1, PEOPLE + 1)),
    )
    connection.executemany(
        "INSERT INTO contact_numbers (number, contact_id, position) VALUES (?, ?, 0)",
        ((number(n), n) for n in range(1, PEOPLE + 1)),
    )
    begun = time.monotonic()
    connection.executemany(
        "INSERT INTO messages (uuid, conversation_id, direction, status, text, encoding, segments, created_at)"
        " VALUES (?, ?, ?, ?, ?, 'gsm7', 1, ?)",
        (row(n, dice) for n in range(MESSAGES)),
    )
    connection.execute("COMMIT")
    connection.close()
    print(
        f"      filled {MESSAGES:,} messages in {time.monotonic() - begun:.0f} s, {path.stat().st_size / 1e6:.0f} MB"
    )


def row(n: int, dice: random.Random) -> tuple[str, int, str, str, str, int]:
    """One message of the million."""
    inbound = n % 3 == 0
    return (
        f"00000000-0000-7000-8000-{n:012d}",
        dice.randrange(1, PEOPLE + 1),
        "inbound" if inbound else "outbound",
        "received" if inbound else "delivered",
        " ".join(dice.choices(WORDS, k=8)),
        BEGAN_MS + n * 1000,
    )


def timed(what: str, ask: Callable[[], object]) -> None:
    """Ask fifty times; print the 95th percentile."""
    waits = []
    for _ in range(50):
        begun = time.perf_counter()
        ask()
        waits.append((time.perf_counter() - begun) * 1000)
    figure(f"1,000,000 messages: {what}, 95th percentile", p95(waits), "ms", 50)


def config(data: Path) -> Config:
    """A configuration for a shop whose data lies in *data*."""
    return Config(
        None, ShopConfig(timezone="Europe/Berlin"), WebConfig(), DataConfig(str(data)), SendingConfig(), ()
    )


def bulk(store: Store, shop: Shop) -> None:
    """Ten thousand texts by one call of the service, and the longest that anybody else had to wait."""
    outbox = Outbox(store, SendingConfig(), shop)
    drafts = [
        Draft(number(n), "Everything half price on Saturday!", priority=Priority.BULK)
        for n in range(1, 10_001)
    ]
    begun = time.perf_counter()
    outbox.submit_many(drafts)
    figure("10,000 texts queued by one service call", time.perf_counter() - begun, "s", 2)
    with sqlite3.connect(store.path) as connection:
        queued = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    print(f"      {queued:,} in the outbox")


if __name__ == "__main__":
    main()
