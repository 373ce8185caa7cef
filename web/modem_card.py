"""A modem as its card shows it: its SIM, what of that is used, and its signal over the last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms.services.modems import Modem
from modemsms.services.signals import EVERY, Sample
from modemsms.services.sims import SimCard
from web import allowance
from web.allowance import Bar
from web.context import services, surroundings

# The drawing of a day: a unit for each sample across, and the range of GSM's signal from foot to head.
WIDTH = timedelta(days=1) // EVERY
HEIGHT = 40
WEAKEST, STRONGEST = -113, -51

# Without a sample for this long the line is broken.
GAP = 2.5 * EVERY


@dataclass(frozen=True, slots=True)
class SignalChart:
    """Lines through the samples of the last day, each as the points of a polyline."""

    lines: Sequence[str]
    weakest: int | None
    strongest: int | None
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Card:
    """All that stands on one card."""

    modem: Modem
    sim: SimCard | None
    bars: Sequence[Bar]
    signal: SignalChart


def of(modem: Modem) -> Card:
    """The card of *modem*."""
    shop = services()
    sim = None if modem.sim_id is None else shop.sims.get(modem.sim_id)
    samples = shop.signals.of(modem.name)
    bars = [] if sim is None else allowance.bars(sim)
    return Card(modem, sim, bars, drawn(samples, surroundings().now()))


def drawn(samples: Sequence[Sample], now: datetime) -> SignalChart:
    """The chart of *samples*, with *now* at its right edge."""
    lines: list[list[str]] = []
    before: datetime | None = None
    for sample in samples:
        if before is None or sample.at - before > GAP:
            lines.append([])
        before = sample.at
        x = WIDTH - (now - sample.at) / EVERY
        share = (min(max(sample.dbm, WEAKEST), STRONGEST) - WEAKEST) / (STRONGEST - WEAKEST)
        lines[-1].append(f"{max(0.0, x):.1f},{HEIGHT - 2 - share * (HEIGHT - 4):.1f}")
    # A line of one point is drawn as a dot: its point twice.
    drawable = [" ".join(line if len(line) > 1 else line * 2) for line in lines]
    strengths = [sample.dbm for sample in samples]
    return SignalChart(drawable, min(strengths, default=None), max(strengths, default=None))
