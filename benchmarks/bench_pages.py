"""What each page costs the server: 1,000,000 messages, 50,000 contacts, 2,000 scheduled texts, routing to template."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from benchmarks.bench_scale import BEGAN_MS, MESSAGES, PEOPLE, WORDS, config, fill
from benchmarks.figures import figure, number, p95
from benchmarks.mailed import broadcast_to_all, planned
from modemsms import clock
from modemsms.app import open_services
from modemsms.services import Services
from modemsms.services.mailings import Letter
from modemsms.services.outbox import Draft, Idempotency
from modemsms.store.database import connect
from modemsms.store.migrations import upgrade
from web import create_app

SCHEDULED = 2000
LONG_CONVERSATION, LONG = 1, 20_000
MAILED = 500
ROUNDS = 50
LIMIT_MS, SEARCH_MS = 30, 50
ONLY = ("delivered", "failed", "left_out", "stopped", "replied", "opted_out")


def main() -> None:
    """Fill a database, then open each page fifty times."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        path = Path(directory) / "modemsms.db"
        upgrade(path)
        fill(path)
        lengthen(path)
        with open_services(config(path.parent)) as services:
            services.accounts.first_owner("ada", "paper lantern", code=None, loopback=True)
            prepare(services)
            sent = broadcast_to_all(services, path)
            planned(services)
            browser = create_app(services, secret_key=b"bench").test_client()
            browser.get(f"/sign-in/link?token={services.accounts.make_link_token()}")
            measure(browser)
            measure_bulk(browser, sent)


def lengthen(path: Path) -> None:
    """Give one conversation twenty thousand messages."""
    connection = connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO messages (uuid, conversation_id, direction, status, text, encoding, segments, created_at)"
        " VALUES (?, ?, 'inbound', 'received', 'One more line', 'gsm7', 1, ?)",
        (
            (f"00000000-0000-7000-9000-{n:012d}", LONG_CONVERSATION, BEGAN_MS + (MESSAGES + n) * 1000)
            for n in range(LONG)
        ),
    )
    connection.execute("COMMIT")
    connection.close()


def prepare(services: Services) -> None:
    """Texts for the days to come, and a group of a thousand."""
    soon = clock.now() + timedelta(hours=1)
    services.outbox.submit_many(
        [
            Draft(number(n), "See you on Friday", send_at=soon + timedelta(minutes=n))
            for n in range(1, SCHEDULED + 1)
        ]
    )
    services.groups.put_in(services.groups.add("Regulars").id, range(1, 1001))
    some = services.groups.add("Some").id
    services.groups.put_in(some, range(1, MAILED + 1))
    (ada,) = services.accounts.list()
    to = services.recipients.chosen([f"g{some}"], "")
    services.mailings.send(Letter("See you", to, ada.id, send_at=soon), Idempotency(-ada.id, "a", "a"))


def measure(browser: FlaskClient) -> None:
    """Each page, the rows by chance where there are many."""
    dice = random.Random(2)

    def somebody() -> int:
        return dice.randrange(2, PEOPLE)

    for what, address in (
        ("home", lambda: "/home"),
        ("who waits", lambda: "/home/waiting"),
        ("texts of a day", lambda: "/texts?kind=received"),
        ("inbox", lambda: "/"),
        ("unread", lambda: "/?only=unread"),
        ("archive", lambda: "/?only=archived"),
        ("conversation", lambda: f"/conversations/{somebody()}"),
        ("conversation of 20,000", lambda: f"/conversations/{LONG_CONVERSATION}"),
        ("new message", lambda: "/new"),
        ("new message to 500", lambda: "/new?who=g2"),
        ("text to 500", lambda: "/mailings/1"),
        ("texts to several", lambda: "/mailings"),
        ("scheduled", lambda: "/scheduled"),
        ("contacts", lambda: "/contacts"),
        ("contact", lambda: f"/contacts/{somebody()}"),
        ("groups", lambda: "/groups"),
        ("group of 1,000", lambda: "/groups/1"),
        ("unsure", lambda: "/unsure"),
        ("modems", lambda: "/modems"),
        ("settings", lambda: "/settings"),
        ("settings: people", lambda: "/settings/people"),
        ("settings: shop", lambda: "/settings/shop"),
        ("settings: backup", lambda: "/settings/backup"),
    ):
        timed(browser, what, address, LIMIT_MS)
    timed(browser, "search", lambda: f"/search?q={dice.choice(WORDS)}", SEARCH_MS)
    timed(browser, "what keeping means", lambda: "/settings/keeping?years=1", SEARCH_MS)
    timed(browser, "contacts searched", lambda: f"/contacts?words=Person+{somebody()}", SEARCH_MS)


def measure_bulk(browser: FlaskClient, sent: str) -> None:
    """The pages of broadcasts and of the people whom they reach."""
    for what, address in (
        ("broadcasts", "/broadcasts"),
        ("a broadcast to 50,000", f"/broadcasts/{sent}"),
        ("its parts, asked for anew", f"/broadcasts/{sent}/now"),
        *((f"its people: {only}", f"/broadcasts/{sent}?only={only}") for only in ONLY),
        ("reports", "/reports"),
        ("invalid numbers", "/reports/numbers"),
        ("a new filter", "/contacts/filter"),
        ("a saved filter", "/contacts/filters/1"),
        ("duplicates", "/contacts/twice"),
        ("import", "/contacts/import"),
        ("an import", "/contacts/import/1"),
    ):
        timed(browser, what, partial(str, address), LIMIT_MS)


def timed(browser: FlaskClient, what: str, address: Callable[[], str], limit: float) -> None:
    """Open it fifty times; print the 95th percentile."""
    waits = []
    browser.get(address())
    for _ in range(ROUNDS):
        path = address()
        begun = time.perf_counter()
        answer = browser.get(path)
        waits.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, (path, answer.status)
    figure(f"server time of {what}, 95th percentile", p95(waits), "ms", limit)


if __name__ == "__main__":
    main()
