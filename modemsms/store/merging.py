"""Two contacts become one; what was said with either stays, since conversations belong to numbers."""

from __future__ import annotations

import sqlite3


def merge(connection: sqlite3.Connection, gone: int, kept: int) -> None:
    """Let the contact *kept* have all that *gone* has, and forget *gone*.

    Where both know something, *kept* is right; notes stand below each other.
    """
    pair = {"gone": gone, "kept": kept}
    connection.execute(
        "UPDATE contact_numbers SET contact_id = :kept, position = position + 1 +"
        " (SELECT ifnull(max(position), -1) FROM contact_numbers WHERE contact_id = :kept) WHERE contact_id = :gone",
        pair,
    )
    connection.execute(
        "INSERT INTO group_members (group_id, contact_id) SELECT group_id, :kept FROM group_members"
        " WHERE contact_id = :gone ON CONFLICT DO NOTHING",
        pair,
    )
    connection.execute(
        "INSERT INTO field_values (contact_id, field_id, value) SELECT :kept, field_id, value FROM field_values"
        " WHERE contact_id = :gone ON CONFLICT DO NOTHING",
        pair,
    )
    connection.execute(
        "UPDATE contacts SET name = CASE WHEN k.name = '' THEN g.name ELSE k.name END,"
        " language = CASE WHEN k.language = '' THEN g.language ELSE k.language END,"
        " birthday = ifnull(k.birthday, g.birthday), created_at = min(k.created_at, g.created_at),"
        " notes = CASE WHEN k.notes = '' OR g.notes = '' OR k.notes = g.notes"
        " THEN max(k.notes, g.notes) ELSE k.notes || char(10) || g.notes END"
        " FROM contacts k, contacts g WHERE k.id = :kept AND g.id = :gone AND contacts.id = :kept",
        pair,
    )
    connection.execute("DELETE FROM group_members WHERE contact_id = :gone", pair)
    connection.execute("DELETE FROM contacts WHERE id = :gone", pair)
