"""The services of broadcasts, each given what it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from modemsms import clock
from modemsms.phone import is_landline
from modemsms.services.admission import Admission
from modemsms.services.agenda import Agenda
from modemsms.services.audience import Audiences
from modemsms.services.broadcasting import AHEAD, Broadcasting
from modemsms.services.broadcasts import Broadcasts
from modemsms.services.filters import Filters
from modemsms.services.gate import Allowed, at_any_hour
from modemsms.services.outbox import Outbox
from modemsms.services.preflight import Preflights
from modemsms.services.progress import Progress
from modemsms.services.recurrence import Closed, always_open
from modemsms.services.replies import Replies
from modemsms.services.shop import Shop
from modemsms.services.their_dates import TheirDates
from modemsms.store.database import Store


class Casting(TypedDict):
    """Those of ``Services`` that are about broadcasts."""

    audiences: Audiences
    broadcasts: Broadcasts
    broadcasting: Broadcasting
    preflights: Preflights
    their_dates: TheirDates
    agenda: Agenda
    progress: Progress


def casting(
    store: Store,
    outbox: Outbox,
    filters: Filters,
    replies: Replies,
    shop: Shop,
    allowed: Allowed = at_any_hour,
    closed: Closed = always_open,
    now: Callable[[], datetime] = clock.now,
    ahead: int = AHEAD,
) -> Casting:
    """What makes, runs and foresees broadcasts."""
    audiences = Audiences(store, outbox, filters)
    admission = Admission(replies, is_landline, allowed)
    return Casting(
        audiences=audiences,
        broadcasts=Broadcasts(store, outbox, audiences, shop, closed, now=now),
        broadcasting=Broadcasting(store, outbox, audiences, admission, closed, ahead),
        preflights=Preflights(store, outbox, audiences, admission, shop, closed, now=now),
        their_dates=TheirDates(store, audiences, admission, now=now),
        agenda=Agenda(store, closed, now=now),
        progress=Progress(store, now=now),
    )
