"""How fast a broadcast goes just now, and when it will be over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from modemsms.services import finishing
from modemsms.services.broadcasts import Occurrence, Options
from web.context import services, surroundings


@dataclass(frozen=True, slots=True)
class Pace:
    """*per_minute* left lately, None while nobody can tell; *rests* while every SIM has reached a limit of its own."""

    per_minute: int | None
    finished: datetime | None
    rests: bool


def of(run: Occurrence, options: Options) -> Pace | None:
    """The pace of one that runs and has somebody left; None for any other."""
    left = run.tally.waiting + run.tally.in_queue
    if run.state != "running" or not left:
        return None
    carrying = finishing.carriers(services().sims.list(), services().preflights.air(), options.modem)
    ahead = services().progress.ahead(run)
    each = len(services().outbox.count(run.text).parts)
    now = surroundings().now()
    by_home: dict[int | None, int] = {}
    for home, people in ahead.by_home.items():
        of_whom = None if options.modem else home
        by_home[of_whom] = by_home.get(of_whom, 0) + people * each
    busy = finishing.with_work(carrying, by_home)
    return Pace(
        services().progress.per_minute(run),
        finishing.finished_at(carrying, by_home, now, ahead.last_at or now, run.per_minute, left),
        bool(busy) and all(one.rests for one in busy),
    )
