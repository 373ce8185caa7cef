"""Lets the days of reports begin when those of the shop do, also after its clocks were changed."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from modemsms.clock import UTC
from modemsms.services.shop import Shop
from modemsms.store import shop_reports
from modemsms.store.database import Store

log = logging.getLogger(__name__)

# Beyond that the last known offset holds.
FIRST_YEAR, LAST_YEAR = 2020, 2100

_STEP = timedelta(days=7)


class ReportClock:
    """Keeps the offsets of the shop's zone where what counts can read them. A chore; days that were stay."""

    def __init__(self, store: Store, shop: Shop) -> None:
        self._store = store
        self._shop = shop
        self._known = ""

    def run(self, now: datetime) -> None:
        """Follow the shop's zone; once more after each start, since the rules of a country change."""
        del now
        zone = self._shop.zone
        if zone.key == self._known:
            return
        with self._store.write() as connection:
            if shop_reports.set_clock(connection, offsets(zone)):
                log.info("report_clock_set zone=%s", zone.key)
        self._known = zone.key

    def next_moment(self, now: datetime) -> datetime | None:
        """Nothing is due by the clock."""
        del now
        return None


def offsets(zone: ZoneInfo) -> list[tuple[datetime, timedelta]]:
    """From when on the clocks of *zone* are how far from UTC, the first for all that was before."""
    moment = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)
    found = [(datetime(1970, 1, 1, tzinfo=UTC), _offset(zone, moment))]
    while moment < end:
        later = moment + _STEP
        if _offset(zone, later) != _offset(zone, moment):
            found.append((_change_between(zone, moment, later), _offset(zone, later)))
        moment = later
    return found


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second from which the offset of *after* holds, which that of *before* is not."""
    wanted = _offset(zone, after)
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        before, after = (before, middle) if _offset(zone, middle) == wanted else (middle, after)
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
