"""The services that know people, each given what it needs."""

from __future__ import annotations

from typing import TypedDict

from modemsms.services.contacts import Contacts
from modemsms.services.duplicates import Duplicates
from modemsms.services.fields import Fields
from modemsms.services.filters import Filters
from modemsms.services.groups import Groups
from modemsms.services.privacy import Privacy
from modemsms.services.shop import Shop
from modemsms.store.database import Store


class Knowing(TypedDict):
    """Those of ``Services`` that are about contacts."""

    contacts: Contacts
    groups: Groups
    fields: Fields
    filters: Filters
    duplicates: Duplicates
    privacy: Privacy


def knowing(store: Store, shop: Shop) -> Knowing:
    """What contacts, their groups, fields and filters are made of."""
    return Knowing(
        contacts=Contacts(store, shop),
        groups=Groups(store),
        fields=Fields(store),
        filters=Filters(store, shop),
        duplicates=Duplicates(store),
        privacy=Privacy(store),
    )
