"""What the page says of a clock that may be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_timedelta
from flask_babel import gettext as _

from modemsms import clock
from modemsms.services.clock_trust import Hold, Why
from web.context import locale, services, surroundings


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the clock *shown* now, and *why* that may be wrong."""

    shown: datetime
    why: str

    @property
    def shown_ms(self) -> int:
        """*shown* as a form sends it back."""
        return clock.to_ms(self.shown)


def doubt() -> Doubt | None:
    """Why planned texts wait; None while the clock is believed."""
    hold = services().clock_trust.hold
    return None if hold is None else Doubt(surroundings().now(), _why(hold))


def _why(hold: Hold) -> str:
    time = format_timedelta(abs(hold.by), threshold=1, locale=locale())
    match hold.why:
        case Why.UNSET:
            return _("Nobody has set it since this machine was switched on.")
        case Why.BEHIND:
            return _(
                "When this machine was switched on, it showed about %(time)s less than when it was last known.",
                time=time,
            )
        case Why.AHEAD:
            return _("If it is right, this machine was off for about %(time)s.", time=time)
        case Why.JUMPED if hold.by.days < 0:
            return _("It jumped back by about %(time)s.", time=time)
        case Why.JUMPED:
            return _("It jumped forward by about %(time)s.", time=time)
