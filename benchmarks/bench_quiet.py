"""What it costs to ask of twenty thousand recipients when they may be texted, and when a schedule goes on."""

from __future__ import annotations

import random
import time
from datetime import date, datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from benchmarks.figures import figure
from modemsms.clock import UTC
from modemsms.services.patterns import Days
from modemsms.services.quiet import Quiet, QuietRules
from modemsms.services.recurrence import Holidays, Recurrence

PEOPLE, SCHEDULES = 20_000, 2_000
BEGINNINGS = (
    "+4915",
    "+4477",
    "+1212",
    "+1415",
    "+346",
    "+7916",
    "+9198",
    "+614",
    "+5511",
    "+685",
    "+336",
    "+1800",
)
MOMENT = datetime(2026, 12, 24, 21, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOLIDAYS = frozenset(date(2026, 12, day) for day in (24, 25, 26))


def main() -> None:
    """Ask on an evening before holidays, with the tables read for the first time."""
    dice = random.Random(1)
    numbers = [f"{dice.choice(BEGINNINGS)}{dice.randrange(10**7):07}" for _ in range(PEOPLE)]
    begun = time.perf_counter()
    quiet = Quiet(QuietRules(), BERLIN, HOLIDAYS)
    moments = {quiet.next_allowed(number, MOMENT) for number in numbers}
    figure(
        f"quiet hours of {PEOPLE:,} recipients of twelve countries",
        (time.perf_counter() - begun) * 1000,
        "ms",
        200,
    )
    print(f"      {len(moments)} different moments")

    daily = [
        Recurrence(Days(), clock_time(n % 24, n % 60), date(2020, 1, 1), BERLIN, holidays=Holidays.MOVED)
        for n in range(SCHEDULES)
    ]
    begun = time.perf_counter()
    for recurrence in daily:
        recurrence.next_after(MOMENT)
    figure(f"next time of {SCHEDULES:,} daily schedules", (time.perf_counter() - begun) * 1000, "ms", 1000)


if __name__ == "__main__":
    main()
