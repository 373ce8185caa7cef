"""The shop's quiet hours, as the owner set them."""

from __future__ import annotations

import json
from datetime import datetime, time

from modemsms.services.hours import Hours, Plan
from modemsms.services.kept import Kept
from modemsms.services.quiet import Quiet, QuietRules, check
from modemsms.services.shop import Shop

_KEPT = "quiet.hours"

# Offered are nine in the evening until eight, once somebody ticks that there are any.
NONE = QuietRules(on=False)


class QuietHours:
    """Kept over restarts. A shop that has said nothing has none: what it sends at night it means to send at night."""

    def __init__(self, kept: Kept, shop: Shop, hours: Hours) -> None:
        self._kept = kept
        self._shop = shop
        self._hours = hours
        self._last: tuple[tuple[str | None, str, Plan], Quiet] | None = None

    def rules(self) -> QuietRules:
        """What the owner has set."""
        written = self._kept.get(_KEPT)
        return _read(written) if written else NONE

    def change(self, rules: QuietRules) -> None:
        """Keep *rules*. Raises ``InvalidInput`` (``ends``, ``days``)."""
        check(rules)
        self._kept.put({_KEPT: _written(rules)})

    def as_set(self) -> Quiet:
        """What they say now. It is the same one for as long as nobody changes anything, and remembers."""
        key = self._kept.get(_KEPT), self._shop.zone.key, self._hours.plan()
        last = self._last
        if last is None or last[0] != key:
            holidays = self._hours.closed_days().holidays
            self._last = last = key, Quiet(self.rules(), self._shop.zone, holidays)
        return last[1]

    def next_allowed(self, number: str, moment: datetime) -> datetime:
        """The first moment, not before *moment*, at which *number* may be texted (see ``Quiet``)."""
        return self.as_set().next_allowed(number, moment)

    def at_home(self, moment: datetime) -> datetime | None:
        """When people at home in the shop's own zone may be texted again; None while they may."""
        found = self.as_set().at_home(moment)
        return found if found > moment else None


def _written(rules: QuietRules) -> str:
    return json.dumps(
        {
            "on": rules.on,
            "from": f"{rules.begins:%H:%M}",
            "to": f"{rules.ends:%H:%M}",
            "days": sorted(rules.days),
            "holidays": rules.holidays,
        }
    )


def _read(written: str) -> QuietRules:
    said = json.loads(written)
    return QuietRules(
        said["on"],
        time.fromisoformat(said["from"]),
        time.fromisoformat(said["to"]),
        frozenset(said["days"]),
        said["holidays"],
    )
