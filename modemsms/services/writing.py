"""The services by which people of the shop write, each given what it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from modemsms import clock
from modemsms.services.composing import Composing
from modemsms.services.drafts import Drafts
from modemsms.services.half_written import HalfWritten
from modemsms.services.mailings import Mailings
from modemsms.services.outbox import Outbox
from modemsms.services.planned_mailings import PlannedMailings
from modemsms.services.recipients import Recipients
from modemsms.services.replies import Replies
from modemsms.services.retries import Retries
from modemsms.services.scheduled import Scheduled
from modemsms.services.settling import Settling
from modemsms.services.shop import Shop
from modemsms.store.database import Store


class Writing(TypedDict):
    """Those of ``Services`` that are about writing."""

    composing: Composing
    drafts: Drafts
    half_written: HalfWritten
    retries: Retries
    settling: Settling
    recipients: Recipients
    mailings: Mailings
    planned_mailings: PlannedMailings
    replies: Replies
    scheduled: Scheduled


def writing(store: Store, outbox: Outbox, shop: Shop, now: Callable[[], datetime] = clock.now) -> Writing:
    """What the composer, new messages and the list of what goes out later are made of."""
    composing = Composing(store, outbox, now=now)
    replies = Replies(store, shop)
    scheduled = Scheduled(store, outbox, now=now)
    mailings = Mailings(store, outbox, composing, replies, now=now)
    return Writing(
        composing=composing,
        drafts=Drafts(store, now=now),
        half_written=HalfWritten(store, now=now),
        retries=Retries(store, outbox, composing),
        settling=Settling(store, outbox, composing, now=now),
        recipients=Recipients(store, outbox),
        mailings=mailings,
        planned_mailings=PlannedMailings(store, mailings, outbox, scheduled, now=now),
        replies=replies,
        scheduled=scheduled,
    )
