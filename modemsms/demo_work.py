"""What the people of the demo's shop have done: groups, notes, flags, texts for the days to come."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from modemsms.services.accounts import Accounts
from modemsms.services.contacts import Contacts
from modemsms.services.conversations import Conversations
from modemsms.services.groups import Group, Groups
from modemsms.services.mailings import Letter
from modemsms.services.notes import Notes
from modemsms.services.outbox import Draft, Idempotency, Outbox
from modemsms.services.rules import SendingRules
from modemsms.services.shop import Shop
from modemsms.services.writing import Writing, writing
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
    day_after = datetime.combine(tomorrow + timedelta(days=1), OPENING, shop.zone).astimezone(UTC)
    _write_to_a_group(writing(store, outbox, shop), groups.list()[-1], owner.id, day_after)


def _write_to_a_group(tools: Writing, group: Group, author_id: int, moment: datetime) -> None:
    to = tools["recipients"].chosen([f"g{group.id}"], "")
    text = "Hi {first_name}, shall we keep your Sunday bread? Just answer yes."
    once = Idempotency(-author_id, "demo", "demo")
    tools["mailings"].send(Letter(text, to, author_id, send_at=moment), once)
