"""All that is kept of one person, so that it can leave: texts, notes, drafts, and the name in what others see."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from modemsms.store import forgotten, traces

_OF_THEIRS = (
    "conversation_id IN (SELECT c.id FROM json_each(?) j JOIN conversations c ON c.address = j.value)"
)


def is_in_the_air(connection: sqlite3.Connection, numbers: Sequence[str]) -> bool:
    """Whether a text to one of *numbers* is with a modem at this moment."""
    row = connection.execute(
        f"SELECT 1 FROM messages WHERE {_OF_THEIRS} AND status = 'sending' LIMIT 1", (json.dumps(numbers),)
    ).fetchone()
    return row is not None


def forget_texts(connection: sqlite3.Connection, numbers: Sequence[str], limit: int) -> int:
    """Remove up to *limit* messages, notes and calls with *numbers*, newest first; how many."""
    rows = connection.execute(
        f"SELECT id, mailing_id FROM messages WHERE {_OF_THEIRS} AND status <> 'sending' ORDER BY id DESC LIMIT ?",
        (json.dumps(numbers), limit),
    ).fetchall()
    ids = json.dumps([row["id"] for row in rows])
    # A broadcast counts what waits by its state.
    connection.execute(
        "UPDATE messages SET status = 'cancelled' WHERE id IN (SELECT value FROM json_each(?))"
        " AND status IN ('scheduled', 'queued') AND occurrence_id IS NOT NULL",
        (ids,),
    )
    for table in ("inbound_segments", "inbound_groups"):
        connection.execute(
            f"DELETE FROM {table} WHERE message_id IN (SELECT value FROM json_each(?))", (ids,)
        )
    connection.execute("DELETE FROM messages WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    return len(rows)


def rename_mailings(
    connection: sqlite3.Connection, contact_id: int, name: str, numbers: Sequence[str], title: str
) -> None:
    """Let what went to several people name *title* in the place of this person."""
    tokens = {f"c{contact_id}", *numbers}
    rows = connection.execute(
        "SELECT DISTINCT b.id, b.title, b.chosen FROM messages m JOIN mailings b ON b.id = m.mailing_id"
        f" WHERE m.{_OF_THEIRS}",
        (json.dumps(numbers),),
    ).fetchall()
    for row in rows:
        chosen = json.loads(row["chosen"])
        names = [title if one in {name, *numbers} else one for one in row["title"].split(", ")]
        connection.execute(
            "UPDATE mailings SET title = ?, chosen = ? WHERE id = ?",
            (", ".join(names), json.dumps(_without(chosen, tokens), ensure_ascii=False), row["id"]),
        )


def _without(chosen: object, tokens: set[str]) -> object:
    """*chosen* without what stands for the person."""
    if isinstance(chosen, list):
        return [_without(one, tokens) for one in chosen if not (isinstance(one, str) and one in tokens)]
    return chosen


def forget(connection: sqlite3.Connection, contact_id: int, name: str, numbers: Sequence[str]) -> None:
    """Remove the contact, its conversations, drafts and names; of its consent a hash stays where it had left.

    The newest conversation keeps its row, without the number: its own number would be given to another.
    """
    listed = json.dumps(numbers)
    connection.execute(
        "DELETE FROM drafts WHERE place IN (SELECT 'c' || c.id FROM json_each(?) j"
        " JOIN conversations c ON c.address = j.value)",
        (listed,),
    )
    for row in connection.execute(
        "SELECT n.number, n.since FROM json_each(?) j JOIN consent_now n ON n.number = j.value"
        " WHERE n.what = 'out'",
        (listed,),
    ).fetchall():
        forgotten.keep(connection, row["number"], row["since"])
    connection.execute("DELETE FROM sign_ups WHERE number IN (SELECT value FROM json_each(?))", (listed,))
    connection.execute("DELETE FROM consent_now WHERE number IN (SELECT value FROM json_each(?))", (listed,))
    connection.execute(
        "UPDATE consents SET number = NULL, words = '', message_id = NULL"
        " WHERE number IN (SELECT value FROM json_each(?))",
        (listed,),
    )
    kept = traces.kept_in_bin(connection, contact_id, numbers)
    names = {name, *traces.former_names(kept.values(), numbers)}
    traces.remove(connection, traces.Traces(contact_id, names, numbers))
    connection.execute("DELETE FROM contacts WHERE id = ?", (contact_id,))
    connection.execute(
        "DELETE FROM conversations WHERE address IN (SELECT value FROM json_each(?))"
        " AND id < (SELECT max(id) FROM conversations)",
        (listed,),
    )
    connection.execute(
        "UPDATE conversations SET address = 'forgotten ' || id, archived = 1, flagged = 0, assignee_id = NULL"
        " WHERE address IN (SELECT value FROM json_each(?))",
        (listed,),
    )
