"""What the people of the demo's shop have done: groups, notes, flags, a text for tomorrow."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from modemsms.services.accounts import Accounts
from modemsms.services.contacts import Contacts
from modemsms.services.conversations import Conversations
from modemsms.services.groups import Groups
from modemsms.services.notes import Notes
from modemsms.services.outbox import Draft, Outbox
from modemsms.services.rules import SendingRules
from modemsms.services.shop import Shop
from modemsms.store.database import Store

COLLEAGUE = "Mara"
GROUPS = {"Regulars": 12, "Sunday bread": 7}
OPENING = time(9)


def do(store: Store, shop: Shop, rules: SendingRules, now: datetime) -> None:
    """Leave behind what a morning's work leaves. The colleague has no password, so nobody signs in as her."""
    accounts = Accounts(store)
    owner = next(person for person in accounts.list() if person.role == "owner")
    colleague = accounts.add(COLLEAGUE, None, "staff")
    people = Contacts(store, shop).list(limit=40)
    groups = Groups(store)
    for name, size in GROUPS.items():
        groups.put_in(groups.add(name).id, [person.id for person in people[:size]])
    conversations = Conversations(store, shop)
    newest = conversations.list(limit=8).conversations
    conversations.flag(newest[1].id, flagged=True)
    conversations.assign(newest[2].id, colleague.id)
    conversations.archive(newest[-1].id, archived=True)
    Notes(store).add(newest[0].id, "Picks up by car, keep it at the side door.", owner)
    tomorrow = now.astimezone(shop.zone).date() + timedelta(days=1)
    outbox = Outbox(store, rules, shop)
    for days, text in (
        (0, "Good morning! Your bread is ready from 9."),
        (3, "Shall we keep two loaves again?"),
    ):
        moment = datetime.combine(tomorrow + timedelta(days=days), OPENING, shop.zone).astimezone(UTC)
        outbox.submit(Draft(newest[3].address, text, send_at=moment, author_id=owner.id))
