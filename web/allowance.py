"""How much of what a SIM may send is used: a bar for each limit that holds."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from modemsms.services.sims import SimCard

# From this share on a bar is loud.
NEARLY = 0.8


@dataclass(frozen=True, slots=True)
class Bar:
    """One limit: *used* of *limit* segments; *label* says of which time."""

    label: str
    used: int
    limit: int

    @property
    def left(self) -> int:
        """How many may still go out."""
        return max(0, self.limit - self.used)

    @property
    def percent(self) -> int:
        """How full the bar is."""
        return min(100, round(100 * self.used / self.limit))

    @property
    def tone(self) -> str:
        """How loud it is."""
        if self.used >= self.limit:
            return "bad"
        return "ask" if self.used >= NEARLY * self.limit else "calm"


def bars(sim: SimCard) -> list[Bar]:
    """A bar for the bundle of *sim* and for each of its limits."""
    limits = sim.limits
    every = (
        (_("Free this month"), sim.bundle - (sim.bundle_left or 0), sim.bundle),
        (_("This minute"), sim.used_this_minute, limits.per_minute),
        (_("This hour"), sim.used_this_hour, limits.per_hour),
        (_("Last 24 hours"), sim.used_today, limits.per_day),
        (_("This month"), sim.used_this_month, limits.per_month),
    )
    return [Bar(label, used, limit) for label, used, limit in every if limit]
