"""A contact as it was, as JSON can hold it, so that a deletion or a merging can be taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from modemsms.store import contacts, fields, groups, merging
from modemsms.store.contacts import Contact


def taken(connection: sqlite3.Connection, contact: Contact) -> dict[str, Any]:
    """All that is known of *contact*."""
    return {
        "id": contact.id,
        "name": contact.name,
        "notes": contact.notes,
        "numbers": contact.numbers,
        "created_at": contacts.created_at_ms(connection, contact.id),
        "language": contact.language,
        "birthday": contact.birthday,
        "origin": contact.origin,
        "values": fields.values_of(connection, [contact.id]).get(contact.id, {}),
        "groups": [group.id for group in groups.of_contact(connection, contact.id)],
    }


def put_back(connection: sqlite3.Connection, kept: Mapping[str, Any]) -> int:
    """Bring back a contact that is gone, into the groups and fields that are still there; under which number.

    A stranger who wrote from one of its numbers meanwhile is meant. Raises ``sqlite3.IntegrityError`` when a
    number is another contact's.
    """
    contact_id = contacts.put_back(
        connection,
        kept["id"],
        kept["name"],
        kept["notes"],
        kept["created_at"],
        kept.get("origin", "person"),
    )
    for stranger in contacts.nameless_among(connection, kept["numbers"]):
        merging.merge(connection, stranger, contact_id)
    _describe(connection, contact_id, kept)
    return contact_id


def set_back(connection: sqlite3.Connection, kept: Mapping[str, Any]) -> None:
    """Let a contact that is here be as it was."""
    contacts.change(connection, kept["id"], kept["name"], kept["notes"])
    for group in groups.of_contact(connection, kept["id"]):
        groups.take_out(connection, group.id, kept["id"])
    gone = fields.values_of(connection, [kept["id"]]).get(kept["id"], {})
    fields.put(connection, kept["id"], dict.fromkeys(gone))
    _describe(connection, kept["id"], kept)


def _describe(connection: sqlite3.Connection, contact_id: int, kept: Mapping[str, Any]) -> None:
    contacts.set_numbers(connection, contact_id, kept["numbers"])
    contacts.describe(connection, contact_id, kept.get("language", ""), kept.get("birthday", ""))
    here = {one.id for one in fields.everything(connection)}
    values = {int(one): value for one, value in kept.get("values", {}).items() if int(one) in here}
    fields.put(connection, contact_id, values)
    for group_id in kept["groups"]:
        if groups.get(connection, group_id) is not None:
            groups.put_in(connection, group_id, [contact_id])
