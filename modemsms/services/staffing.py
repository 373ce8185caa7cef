"""The services of people, their accounts and what they do, made together since they lean on each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypedDict

from modemsms import clock
from modemsms.services.accounts import Accounts
from modemsms.services.deeds import Deeds
from modemsms.services.first_run import FirstRun
from modemsms.services.forgotten import Forgotten
from modemsms.services.invitations import Invitations
from modemsms.services.keys import Keys
from modemsms.services.lamp import Lamp
from modemsms.services.modems import Modems
from modemsms.services.outbox import Outbox
from modemsms.services.people import People
from modemsms.services.sessions import Sessions
from modemsms.services.shop import Shop
from modemsms.services.sign_ins import SignIns
from modemsms.store.database import Store


class Staffing(TypedDict):
    """Those of all services that are about people."""

    accounts: Accounts
    keys: Keys
    deeds: Deeds
    sessions: Sessions
    sign_ins: SignIns
    people: People
    invitations: Invitations
    forgotten: Forgotten
    first_run: FirstRun


def staffing(
    store: Store,
    shop: Shop,
    modems: Modems,
    outbox: Outbox,
    lamp: Lamp,
    now: Callable[[], datetime] = clock.now,
) -> Staffing:
    """Make them."""
    accounts, sign_ins, people = Accounts(store, now), SignIns(store, now), People(store, modems, shop, now)
    return Staffing(
        accounts=accounts,
        keys=Keys(store, now),
        deeds=Deeds(store, now),
        sessions=Sessions(store, now),
        sign_ins=sign_ins,
        people=people,
        invitations=Invitations(store, accounts, sign_ins, now),
        forgotten=Forgotten(store, accounts, sign_ins, outbox, modems, lamp, now),
        first_run=FirstRun(store, outbox, people, lamp),
    )
