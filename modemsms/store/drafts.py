"""Drafts: what each person is writing, one for each place, until it is sent."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from modemsms.clock import from_ms, to_ms


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What somebody is writing at *place*, in the form *form*, to *recipients* where the place names nobody."""

    place: str
    text: str
    recipients: str
    form: str
    changed_at: datetime


def _draft(row: sqlite3.Row) -> KeptDraft:
    return KeptDraft(row["place"], row["text"], row["recipients"], row["form"], from_ms(row["changed_at"]))


def put(connection: sqlite3.Connection, user_id: int, draft: KeptDraft) -> KeptDraft:
    """Keep *draft* in the place of the one before it; as it is kept, later than that whatever the clock says."""
    row = connection.execute(
        "INSERT INTO drafts (user_id, place, text, recipients, form, changed_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (user_id, place) DO UPDATE SET text = excluded.text, recipients = excluded.recipients,"
        " form = excluded.form, changed_at = max(excluded.changed_at, changed_at + 1) RETURNING *",
        (user_id, draft.place, draft.text, draft.recipients, draft.form, to_ms(draft.changed_at)),
    ).fetchall()[0]
    return _draft(row)


def get(connection: sqlite3.Connection, user_id: int, place: str) -> KeptDraft | None:
    """The draft at *place*."""
    row = connection.execute(
        "SELECT * FROM drafts WHERE user_id = ? AND place = ?", (user_id, place)
    ).fetchone()
    return None if row is None else _draft(row)


def between(
    connection: sqlite3.Connection, user_id: int, first: str, beyond: str, limit: int
) -> list[KeptDraft]:
    """The drafts of somebody at the places from *first* up to and without *beyond*, newest first."""
    rows = connection.execute(
        "SELECT * FROM drafts WHERE user_id = ? AND place >= ? AND place < ? ORDER BY changed_at DESC LIMIT ?",
        (user_id, first, beyond, limit),
    )
    return [_draft(row) for row in rows]


def beginning(connection: sqlite3.Connection, user_id: int, with_: str, limit: int) -> list[KeptDraft]:
    """The drafts of somebody at the places that begin *with_* these words, newest first."""
    return between(connection, user_id, with_, f"{with_}\U0010ffff", limit)


def drop(connection: sqlite3.Connection, user_id: int, place: str) -> None:
    """Nothing is being written there any more."""
    connection.execute("DELETE FROM drafts WHERE user_id = ? AND place = ?", (user_id, place))


def keep_newest(connection: sqlite3.Connection, user_id: int, most: int) -> None:
    """Forget all but the *most* newest drafts of somebody."""
    connection.execute(
        "DELETE FROM drafts WHERE user_id = ?1 AND place NOT IN"
        " (SELECT place FROM drafts WHERE user_id = ?1 ORDER BY changed_at DESC LIMIT ?2)",
        (user_id, most),
    )


def keep_newest_of(connection: sqlite3.Connection, user_id: int, with_: str, most: int) -> None:
    """Of the drafts of somebody at the places that begin *with_* these words, forget all but the *most* newest."""
    for draft in beginning(connection, user_id, with_, -1)[most:]:
        drop(connection, user_id, draft.place)
