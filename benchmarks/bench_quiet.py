"""What it costs to ask of twenty thousand recipients when they may be texted, and when schedules go on."""

from __future__ import annotations

import random
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.figures import figure
from modemsms.clock import UTC
from modemsms.services.hours import Holiday, Hours, Plan, Span
from modemsms.services.kept import Kept
from modemsms.services.patterns import Days
from modemsms.services.quiet_hours import QuietHours
from modemsms.services.recurrence import Holidays, Recurrence
from modemsms.services.shop import Shop
from modemsms.store.database import Store
from modemsms.store.migrations import upgrade

PEOPLE, SCHEDULES = 20_000, 2_000
BEGINNINGS = (
    "+4915", "+4477", "+1212", "+1415", "+346", "+7916", "+9198", "+614", "+5511", "+685", "+336", "+1800",
)  # fmt: skip
MOMENT = datetime(2026, 12, 24, 21, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = tuple(Holiday(date(2026, 12, day), "") for day in (24, 25, 26))


def main() -> None:
    """Ask on an evening before holidays, the tables read for the first time."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        path = Path(directory) / "modemsms.db"
        upgrade(path)
        store = Store(path)
        kept = Kept(store)
        shop = Shop("Bench", "DE", BERLIN, 1600, kept)
        hours = Hours(kept, shop)
        hours.change(Plan(((Span(clock_time(9), clock_time(18)),),) * 7, HOLIDAYS))
        ask(QuietHours(kept, shop, hours))
        plan(hours)
        store.close()


def ask(quiet: QuietHours) -> None:
    """One by one, as preflight does."""
    dice = random.Random(1)
    numbers = [f"{dice.choice(BEGINNINGS)}{dice.randrange(10**7):07}" for _ in range(PEOPLE)]
    begun = time.perf_counter()
    moments = {quiet.next_allowed(number, MOMENT) for number in numbers}
    took_ms = (time.perf_counter() - begun) * 1000
    figure(f"quiet hours of {PEOPLE:,} recipients of twelve countries", took_ms, "ms", 200)
    print(f"      {len(moments)} different moments")
    begun = time.perf_counter()
    for place, number in enumerate(numbers):
        quiet.next_allowed(number, MOMENT + timedelta(seconds=place / 2))
    took_ms = (time.perf_counter() - begun) * 1000
    figure(f"quiet hours of {PEOPLE:,} recipients, spread over three hours", took_ms, "ms", 200)


def plan(hours: Hours) -> None:
    """When each schedule happens next, all anew."""
    daily = [
        Recurrence(Days(), clock_time(n % 24, n % 60), date(2020, 1, 1), BERLIN, holidays=Holidays.MOVED)
        for n in range(SCHEDULES)
    ]
    closed = hours.closed_days()
    begun = time.perf_counter()
    for recurrence in daily:
        recurrence.next_after(MOMENT, closed)
    figure(f"next time of {SCHEDULES:,} daily schedules", (time.perf_counter() - begun) * 1000, "ms", 1000)


if __name__ == "__main__":
    main()
