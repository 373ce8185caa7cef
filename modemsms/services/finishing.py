"""When a broadcast will be finished at the pace of the SIM cards that carry it.

An estimate: replies and texts by hand pass, a modem may rest, the network may be slow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.services.pace import BULK_SHARE
from modemsms.services.sims import SimCard

# What a segment takes on the air where nothing was sent lately.
USUAL = timedelta(seconds=4)

# Nobody waits longer; then the limits are too small for so many.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A SIM that carries some of it. *windows* are its limits: how long, how many segments in it, how many are left."""

    sim_id: int
    title: str
    each: timedelta
    windows: tuple[tuple[timedelta, int, int], ...] = ()

    @property
    def rests(self) -> bool:
        """Whether one of its limits is reached for now."""
        return any(left <= 0 for _, _, left in self.windows)

    def within(self, time: timedelta) -> int:
        """How many segments it sends in *time*."""
        counts = [left + share * (time // window) for window, share, left in self.windows]
        return max(0, min([time // self.each, *counts]))


def carriers(cards: Sequence[SimCard], air: Mapping[int, timedelta], modem: str | None) -> list[Carrier]:
    """The SIMs that can send now, or the one in *modem*; bulk takes its share of each limit alone."""
    return [
        _carrier(card, air.get(card.id, USUAL))
        for card in cards
        if card.ready and modem in (None, card.modem)
    ]


def _carrier(card: SimCard, on_air: timedelta) -> Carrier:
    limits = card.limits
    every = (
        (timedelta(minutes=1), limits.per_minute, card.used_this_minute),
        (timedelta(hours=1), limits.per_hour, card.used_this_hour),
        (timedelta(days=1), limits.per_day, card.used_today),
        (timedelta(days=30), limits.per_month, card.used_this_month),
    )
    windows = tuple(
        (window, share, max(0, share - used))
        for window, limit, used in every
        if limit and (share := max(1, int(limit * BULK_SHARE)))
    )
    pause = (card.spacing_min + card.spacing_max) / 2
    return Carrier(card.id, card.title, max(on_air + pause, timedelta(milliseconds=1)), windows)


def with_work(carrying: Sequence[Carrier], by_home: Mapping[int | None, int]) -> list[Carrier]:
    """Those that have any of it to carry: their own people's, and of whom no SIM here is known."""
    return [one for one in carrying if by_home.get(one.sim_id) or _of_any(carrying, by_home)]


def needed(carrying: Sequence[Carrier], by_home: Mapping[int | None, int]) -> timedelta | None:
    """How long they need, each for its own people's segments, together for those of no SIM that is here.

    None where none carries them, or not within a year.
    """
    if not any(by_home.values()):
        return timedelta()
    if not _is_done(carrying, by_home, LONGEST):
        return None
    least, most = 0, int(LONGEST.total_seconds())
    while least < most:
        middle = (least + most) // 2
        if _is_done(carrying, by_home, timedelta(seconds=middle)):
            most = middle
        else:
            least = middle + 1
    return timedelta(seconds=least)


def _of_any(carrying: Sequence[Carrier], by_home: Mapping[int | None, int]) -> int:
    here = {one.sim_id for one in carrying}
    return sum(segments for home, segments in by_home.items() if home not in here)


def _is_done(carrying: Sequence[Carrier], by_home: Mapping[int | None, int], time: timedelta) -> bool:
    spare = [one.within(time) - by_home.get(one.sim_id, 0) for one in carrying]
    return all(left >= 0 for left in spare) and sum(spare) >= _of_any(carrying, by_home)


def finished_at(
    carrying: Sequence[Carrier],
    by_home: Mapping[int | None, int],
    begins: datetime,
    last_at: datetime,
    per_minute: int | None,
    people: int,
) -> datetime | None:
    """When the last of *people* has got theirs: not before their turn at *last_at*, nor faster than the pace."""
    on_air = needed(carrying, by_home)
    if on_air is None:
        return None
    paced = timedelta() if not per_minute else timedelta(minutes=1) / per_minute * people
    return max(begins + on_air, begins + paced, last_at)
