"""Fifty thousand contacts with ten own fields each: what a list, a search and any filter cost the server."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from benchmarks.bench_scale import config
from benchmarks.figures import figure, number, p95
from modemsms import clock
from modemsms.app import open_services
from modemsms.clock import to_ms
from modemsms.services import Services
from modemsms.services.fields import Kind
from modemsms.services.filters import Rule, Rules
from modemsms.services.picking import FIELD_HOWS, HOWS, WITHOUT_VALUE
from modemsms.store.database import connect
from modemsms.store.migrations import upgrade
from web import create_app

PEOPLE, ROUNDS, LIMIT_MS = 50_000, 30, 50
KINDS: tuple[Kind, ...] = (
    "text",
    "text",
    "text",
    "number",
    "number",
    "date",
    "date",
    "yes_no",
    "choice",
    "choice",
)
CHOICES = ("green", "black", "white")
DAY_MS = 24 * 3600 * 1000
LANGUAGES, ORIGINS, STANDINGS = (
    ("", "de", "en"),
    ("person", "inbound", "import"),
    (None, "in", "out", "asked"),
)


def main() -> None:
    """Fill a database, then open the pages of contacts, and ask every filter that there is."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        path = Path(directory) / "modemsms.db"
        upgrade(path)
        with open_services(config(path.parent)) as services:
            services.accounts.first_owner("ada", "paper lantern", code=None, loopback=True)
            for place, kind in enumerate(KINDS):
                services.fields.add(f"Field {place}", kind, CHOICES if kind == "choice" else ())
            services.groups.add("Regulars")
        fill(path)
        with open_services(config(path.parent)) as services:
            browser = create_app(services, secret_key=b"bench").test_client()
            browser.get(f"/sign-in/link?token={services.accounts.make_link_token()}")
            measure(browser, services)


def fill(path: Path) -> None:
    """Rows straight into the tables; the triggers do the rest."""
    dice, now_ms = random.Random(0), to_ms(clock.now())
    connection = connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    rows = range(1, PEOPLE + 1)
    connection.executemany(
        "INSERT INTO contacts (id, name, notes, created_at, language, birthday, origin)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (n, f"Person {n}", f"Likes {dice.choice(CHOICES)} tea", now_ms - n * DAY_MS // 100,
             dice.choice(LANGUAGES), f"--{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}", dice.choice(ORIGINS))
            for n in rows
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO conversations (id, address, wrote_at, texted_at) VALUES (?, ?, ?, ?)",
        (
            (n, number(n), now_ms - dice.randrange(90) * DAY_MS, now_ms - dice.randrange(90) * DAY_MS)
            for n in rows
        ),
    )
    connection.executemany(
        "INSERT INTO contact_numbers VALUES (?, ?, 0, NULL, NULL, NULL)", ((number(n), n) for n in rows)
    )
    connection.executemany(
        "INSERT INTO consents (at, number, what, how) VALUES (?, ?, ?, 'form')",
        ((now_ms, number(n), what) for n in rows if (what := dice.choice(STANDINGS))),
    )
    _know(connection, dice)
    connection.execute("COMMIT")
    connection.close()


def _know(connection: sqlite3.Connection, dice: random.Random) -> None:
    """Groups, and what stands in the fields."""
    rows = range(1, PEOPLE + 1)
    connection.executemany(
        "INSERT INTO group_members (group_id, contact_id) VALUES (1, ?)", ((n,) for n in rows[::3])
    )
    connection.executemany(
        "INSERT INTO field_values (contact_id, field_id, value) VALUES (?, ?, ?)",
        ((n, place, value_of(kind, dice)) for n in rows for place, kind in enumerate(KINDS, 1)),
    )


def value_of(kind: Kind, dice: random.Random) -> str | float:
    """Something that may stand in a field."""
    match kind:
        case "number":
            return float(dice.randrange(200))
        case "date":
            return (date(2026, 1, 1) + timedelta(days=dice.randrange(700))).isoformat()
        case "yes_no":
            return dice.randrange(2)
        case "choice":
            return dice.choice(CHOICES)
        case _:
            return f"Street {dice.randrange(5000)}"


def measure(browser: FlaskClient, services: Services) -> None:
    """The pages, then each rule alone, then several together."""
    dice = random.Random(1)
    pages: tuple[tuple[str, Callable[[], str]], ...] = (
        ("contacts", lambda: "/contacts"),
        ("contacts further on", lambda: f"/contacts?name=Person+{dice.randrange(PEOPLE)}&id=1"),
        ("contacts by name", lambda: f"/contacts?words=Person+{dice.randrange(PEOPLE)}"),
        ("contacts by a common word", lambda: "/contacts?words=person"),
        ("contacts by digits", lambda: f"/contacts?words={dice.randrange(1000, 9999)}"),
        ("a contact", lambda: f"/contacts/{dice.randrange(1, PEOPLE)}"),
        ("people there twice", lambda: "/contacts/twice"),
    )
    for what, address in pages:
        timed(what, partial(opened, browser, address))
    worst = [
        (timed("", partial(services.filters.picked, rules, limit=60), loud=False), rules) for rules in asked()
    ]
    for wait, rules in sorted(worst, key=lambda one: one[0], reverse=True)[:12]:
        told = (" or " if rules.any_of else " and ").join(
            f"{one.what} {one.how} {one.value}".strip() for one in rules.rules
        )
        figure(f"filter: {told}"[:66], wait, "ms", LIMIT_MS)
    print(f"      of {len(worst)} filters these are the slowest")


def asked() -> Iterator[Rules]:
    """Each rule alone, and some together."""
    alone = list(single())
    yield from (Rules((rule,)) for rule in alone)
    dice = random.Random(3)
    for length in (2, 3, 5, 12):
        for any_of in (False, True):
            yield Rules(tuple(dice.choices(alone, k=length)), any_of)


def single() -> Iterator[Rule]:
    """Every way in which something can be asked."""
    own = {f"f{place}": FIELD_HOWS[kind] for place, kind in enumerate(KINDS, 1)}
    values = {
        "group": "1",
        "language": "de",
        "birthday_month": "3",
        "consent": "in",
        "origin": "import",
        "number": "+4917100",
    }
    for what, (kind, hows) in (HOWS | own).items():
        usual = {"words": "tea", "number": "100", "days": "30", "choice": "green"}[kind]
        if what == "f8":
            usual = "yes"
        for how in hows:
            yield Rule(what, how, "" if how in WITHOUT_VALUE else values.get(what, usual))


def opened(browser: FlaskClient, address: Callable[[], str]) -> None:
    """The page at *address*."""
    assert browser.get(address()).status_code == 200


def timed(what: str, ask: Callable[[], object], *, loud: bool = True) -> float:
    """Ask thirty times; the 95th percentile, printed where it is *loud*."""
    waits = []
    for _ in range(ROUNDS if loud else 10):
        begun = time.perf_counter()
        ask()
        waits.append((time.perf_counter() - begun) * 1000)
    if loud:
        figure(what, p95(waits), "ms", LIMIT_MS)
    return p95(waits)


if __name__ == "__main__":
    main()
