"""Fixed groups of contacts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import to_ms
from modemsms.store import contacts
from modemsms.store.contacts import Contact

# A group of at most so many is sorted whole; in a larger one a walk by name meets its members sooner.
SORTED = 2000


@dataclass(frozen=True, slots=True)
class Group:
    """A fixed group; *members* is how many contacts are in it."""

    id: int
    name: str
    members: int


def _group(row: sqlite3.Row) -> Group:
    return Group(row["id"], row["name"], row["members"])


def all_groups(connection: sqlite3.Connection, limit: int) -> list[Group]:
    """Groups by name."""
    rows = connection.execute("SELECT * FROM groups WHERE deleted_at IS NULL ORDER BY name LIMIT ?", (limit,))
    return [_group(row) for row in rows]


def get(connection: sqlite3.Connection, group_id: int) -> Group | None:
    """One group."""
    row = connection.execute(
        "SELECT * FROM groups WHERE id = ? AND deleted_at IS NULL", (group_id,)
    ).fetchone()
    return None if row is None else _group(row)


def called(connection: sqlite3.Connection, name: str) -> Group | None:
    """The group of this name; great and small letters are alike."""
    row = connection.execute("SELECT * FROM groups WHERE name = ? AND deleted_at IS NULL", (name,)).fetchone()
    return None if row is None else _group(row)


def beginning_with(connection: sqlite3.Connection, words: str, limit: int) -> list[Group]:
    """Groups in whose name a word begins like *words*, by name. There are few, so all are looked at."""
    wanted = words.casefold()
    return [
        group for group in all_groups(connection, -1) if f" {group.name.casefold()}".find(f" {wanted}") >= 0
    ][:limit]


def of_contact(connection: sqlite3.Connection, contact_id: int) -> list[Group]:
    """The groups that a contact is in, by name."""
    rows = connection.execute(
        "SELECT g.* FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.contact_id = ?"
        " AND g.deleted_at IS NULL ORDER BY g.name",
        (contact_id,),
    )
    return [_group(row) for row in rows]


def of_contacts(connection: sqlite3.Connection, contact_ids: Iterable[int]) -> dict[int, list[int]]:
    """The rows of the groups that these contacts are in, by contact."""
    found: dict[int, list[int]] = {}
    for row in connection.execute(
        "SELECT m.contact_id, m.group_id FROM json_each(?) j JOIN group_members m ON m.contact_id = j.value"
        " JOIN groups g ON g.id = m.group_id WHERE g.deleted_at IS NULL ORDER BY m.group_id",
        (json.dumps(list(contact_ids)),),
    ):
        found.setdefault(row["contact_id"], []).append(row["group_id"])
    return found


def members(
    connection: sqlite3.Connection, group: Group, after: tuple[str, int] | None, limit: int
) -> list[Contact]:
    """Who is in *group*, by name, above *after* (name and id of the last one seen)."""
    name, contact_id = after if after is not None else ("", 0)
    beyond = "(k.name COLLATE NOCASE, k.id) > (?, ?)"
    if group.members <= SORTED:
        chosen = (
            "SELECT k.id FROM group_members m CROSS JOIN contacts k ON k.id = m.contact_id"
            f" WHERE m.group_id = ? AND {beyond} ORDER BY k.name COLLATE NOCASE, k.id LIMIT ?"
        )
        values: tuple[object, ...] = (group.id, name, contact_id, limit)
    else:
        chosen = (
            f"SELECT k.id FROM contacts k INDEXED BY contacts_name WHERE {beyond} AND EXISTS"
            " (SELECT 1 FROM group_members m WHERE m.group_id = ? AND m.contact_id = k.id)"
            " ORDER BY k.name COLLATE NOCASE, k.id LIMIT ?"
        )
        values = (name, contact_id, group.id, limit)
    rows = connection.execute(
        f"{contacts.SELECT} WHERE k.id IN ({chosen}) ORDER BY k.name COLLATE NOCASE, k.id", values
    )
    return [contacts.from_row(row) for row in rows]


def among(connection: sqlite3.Connection, group_id: int, contact_ids: Iterable[int]) -> set[int]:
    """Which of *contact_ids* are in the group."""
    ids = list(contact_ids)
    marks = ", ".join("?" * len(ids))
    rows = connection.execute(
        f"SELECT contact_id FROM group_members WHERE group_id = ? AND contact_id IN ({marks})",
        (group_id, *ids),
    )
    return {row[0] for row in rows}


def add(connection: sqlite3.Connection, name: str) -> int:
    """Make a group; raises ``sqlite3.IntegrityError`` when there is one of that name."""
    cursor = connection.execute("INSERT INTO groups (name) VALUES (?)", (name,))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def rename(connection: sqlite3.Connection, group_id: int, name: str) -> None:
    """Give it another name; raises ``sqlite3.IntegrityError`` when that is taken."""
    connection.execute("UPDATE groups SET name = ? WHERE id = ?", (name, group_id))


def hide(connection: sqlite3.Connection, group_id: int, now: datetime) -> None:
    """Let a group be gone; its people stay."""
    connection.execute("UPDATE groups SET deleted_at = ? WHERE id = ?", (to_ms(now), group_id))


def unhide(connection: sqlite3.Connection, group_id: int) -> bool:
    """Bring it back, if it is still kept; raises ``sqlite3.IntegrityError`` when its name is taken."""
    return connection.execute("UPDATE groups SET deleted_at = NULL WHERE id = ?", (group_id,)).rowcount > 0


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget for good what was deleted before *before*, members first; how many rows."""
    gone = connection.execute(
        "DELETE FROM group_members WHERE (group_id, contact_id) IN (SELECT m.group_id, m.contact_id"
        " FROM groups g JOIN group_members m ON m.group_id = g.id WHERE g.deleted_at < ? LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
    if gone < limit:
        connection.execute("DELETE FROM groups WHERE deleted_at < ?", (to_ms(before),))
    return gone


def put_in(connection: sqlite3.Connection, group_id: int, contact_ids: Iterable[int]) -> int:
    """Put contacts in, where they exist and are not in yet; how many came new."""
    return connection.executemany(
        "INSERT INTO group_members (group_id, contact_id) SELECT ?, id FROM contacts WHERE id = ?"
        " ON CONFLICT DO NOTHING",
        [(group_id, one) for one in contact_ids],
    ).rowcount


def take_out(connection: sqlite3.Connection, group_id: int, contact_id: int) -> bool:
    """Take a contact out; whether it was in."""
    return (
        connection.execute(
            "DELETE FROM group_members WHERE group_id = ? AND contact_id = ?", (group_id, contact_id)
        ).rowcount
        > 0
    )
