"""The services by which people agree to be texted and leave again, each given what it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from modemsms import clock
from modemsms.services.consents import Consents
from modemsms.services.kept import Kept
from modemsms.services.keywords import Keywords
from modemsms.services.outbox import Outbox
from modemsms.services.shop import Shop
from modemsms.services.sign_ups import SignUps
from modemsms.store.database import Store


class Asking(TypedDict):
    """Those of ``Services`` that are about consent."""

    consents: Consents
    keywords: Keywords
    sign_ups: SignUps


def asking(
    store: Store, kept: Kept, shop: Shop, outbox: Outbox, now: Callable[[], datetime] = clock.now
) -> Asking:
    """The ledger, the words, and the sign-up page."""
    ledger, keywords = Consents(store, now), Keywords(kept, shop)
    return Asking(
        consents=ledger,
        keywords=keywords,
        sign_ups=SignUps(store, kept, shop, keywords, ledger, outbox, now),
    )
