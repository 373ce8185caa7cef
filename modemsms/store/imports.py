"""Imports of contacts: each as a whole, and what every row of it did."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

import msgspec

from modemsms.clock import from_ms, to_ms

State = Literal["looking", "ready", "running", "done", "undoing", "undone", "failed"]
Did = Literal["", "added", "changed", "same", "refused", "kept"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows: people *added*, *changed*, there already (*same*), rows *refused*.

    *kept* people stay after an undo, since somebody changed them meanwhile.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import as the database has it; *plan* is JSON, *done* the number of the last row that was seen to."""

    id: int
    at: datetime
    user_id: int | None
    who: str
    source: str
    state: State
    plan: str
    why: str
    total: int
    done: int
    counts: Counts
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row did. *before* is the contact as it was, *after* a digest of what became of it.

    *agreed* are the numbers whose consent was written down by it.
    """

    row: int
    did: Did
    contact_id: int | None = None
    before: str = ""
    after: str = ""
    agreed: tuple[str, ...] = ()
    problem: str = ""
    written: tuple[str, ...] = ()


def add(connection: sqlite3.Connection, user_id: int | None, who: str, source: str, now: datetime) -> int:
    """Begin one; its number."""
    cursor = connection.execute(
        "INSERT INTO imports (at, user_id, who, source) VALUES (?, ?, ?, ?)",
        (to_ms(now), user_id, who, source),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def get(connection: sqlite3.Connection, import_id: int) -> ImportRow | None:
    """One of them."""
    row = connection.execute("SELECT * FROM imports WHERE id = ?", (import_id,)).fetchone()
    return None if row is None else _import(row)


def latest(connection: sqlite3.Connection, limit: int) -> list[ImportRow]:
    """The newest first."""
    rows = connection.execute("SELECT * FROM imports ORDER BY id DESC LIMIT ?", (limit,))
    return [_import(row) for row in rows]


def _import(row: sqlite3.Row) -> ImportRow:
    return ImportRow(
        row["id"],
        from_ms(row["at"]),
        row["user_id"],
        row["who"],
        row["source"],
        cast(State, row["state"]),
        row["plan"],
        row["why"],
        row["total"],
        row["done"],
        Counts(row["added"], row["changed"], row["same"], row["refused"], row["kept"]),
        None if row["undone_at"] is None else from_ms(row["undone_at"]),
    )


def move(
    connection: sqlite3.Connection, import_id: int, state: State, *, among: Sequence[State], why: str = ""
) -> bool:
    """Let it be in *state*, if it was in one of *among*; whether it was."""
    marks = ", ".join("?" * len(among))
    return (
        connection.execute(
            f"UPDATE imports SET state = ?, why = ? WHERE id = ? AND state IN ({marks})",
            (state, why, import_id, *among),
        ).rowcount
        > 0
    )


def set_plan(connection: sqlite3.Connection, import_id: int, plan: str, total: int) -> None:
    """What its columns are taken for, and how many rows there are."""
    connection.execute("UPDATE imports SET plan = ?, total = ? WHERE id = ?", (plan, total, import_id))


def count(connection: sqlite3.Connection, import_id: int, more: Counts, done: int) -> None:
    """Count *more*; the row *done* is the last that was seen to."""
    connection.execute(
        "UPDATE imports SET added = added + ?, changed = changed + ?, same = same + ?, refused = refused + ?,"
        " kept = kept + ?, done = ? WHERE id = ?",
        (more.added, more.changed, more.same, more.refused, more.kept, done, import_id),
    )


def begin_anew(connection: sqlite3.Connection, import_id: int) -> None:
    """Nothing of it was seen to yet."""
    connection.execute("UPDATE imports SET done = 0, refused = 0 WHERE id = ?", (import_id,))


def undone(connection: sqlite3.Connection, import_id: int, now: datetime) -> None:
    """It was taken back."""
    connection.execute("UPDATE imports SET undone_at = ? WHERE id = ?", (to_ms(now), import_id))


def forget_rows(connection: sqlite3.Connection, import_id: int, limit: int) -> int:
    """Remove up to *limit* of its rows; how many."""
    return connection.execute(
        "DELETE FROM import_rows WHERE import_id = ? AND row IN"
        " (SELECT row FROM import_rows WHERE import_id = ? LIMIT ?)",
        (import_id, import_id, limit),
    ).rowcount


def delete(connection: sqlite3.Connection, import_id: int) -> None:
    """Forget it, once its rows are gone."""
    connection.execute("DELETE FROM imports WHERE id = ?", (import_id,))


def note(connection: sqlite3.Connection, import_id: int, outcomes: Iterable[Outcome]) -> None:
    """Write down what rows did; a problem that was found before stays with its row."""
    connection.executemany(
        "INSERT INTO import_rows (import_id, row, contact_id, did, before, after, agreed, problem, written)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (import_id, row) DO UPDATE SET"
        " contact_id = excluded.contact_id, did = excluded.did, before = excluded.before, after = excluded.after,"
        " agreed = excluded.agreed, problem = iif(excluded.problem = '', problem, excluded.problem)",
        [
            (
                import_id,
                one.row,
                one.contact_id,
                one.did,
                one.before,
                one.after,
                " ".join(one.agreed),
                one.problem,
                json.dumps(one.written, ensure_ascii=False) if one.written else "",
            )
            for one in outcomes
        ],
    )


def problems(connection: sqlite3.Connection, import_id: int, after: int, limit: int) -> list[Outcome]:
    """The rows above the row *after* that could not be taken wholly."""
    rows = connection.execute(
        "SELECT * FROM import_rows WHERE import_id = ? AND problem <> '' AND row > ? ORDER BY row LIMIT ?",
        (import_id, after, limit),
    )
    return [_outcome(row) for row in rows]


def outcomes(connection: sqlite3.Connection, import_id: int, after: int, limit: int) -> list[Outcome]:
    """What the rows above the row *after* did."""
    rows = connection.execute(
        "SELECT * FROM import_rows WHERE import_id = ? AND row > ? ORDER BY row LIMIT ?",
        (import_id, after, limit),
    )
    return [_outcome(row) for row in rows]


def last_of(connection: sqlite3.Connection, import_id: int, below: int, limit: int) -> list[Outcome]:
    """The rows below the row *below* that touched somebody, the last one first."""
    rows = connection.execute(
        "SELECT * FROM import_rows WHERE import_id = ? AND row < ? AND did IN ('added', 'changed', 'same')"
        " ORDER BY row DESC LIMIT ?",
        (import_id, below, limit),
    )
    return [_outcome(row) for row in rows]


def taken_back(connection: sqlite3.Connection, import_id: int, row: int, did: Did, problem: str) -> None:
    """What the row *row* did is no more; what was known before it is forgotten."""
    connection.execute(
        "UPDATE import_rows SET did = ?, contact_id = NULL, before = '', after = '', agreed = '',"
        " problem = iif(? = '', problem, ?) WHERE import_id = ? AND row = ?",
        (did, problem, problem, import_id, row),
    )


def _outcome(row: sqlite3.Row) -> Outcome:
    return Outcome(
        row["row"],
        cast(Did, row["did"]),
        row["contact_id"],
        row["before"],
        row["after"],
        tuple(row["agreed"].split()),
        row["problem"],
        tuple(json.loads(row["written"])) if row["written"] else (),
    )


def owners(connection: sqlite3.Connection, numbers: Iterable[str]) -> dict[str, int]:
    """Which contacts have which of *numbers*."""
    rows = connection.execute(
        "SELECT n.number, n.contact_id FROM json_each(?) j JOIN contact_numbers n ON n.number = j.value",
        (json.dumps(list(numbers)),),
    )
    return {row["number"]: row["contact_id"] for row in rows}


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget what can no longer be taken back: rows of imports from before *before*, then these; how many rows."""
    gone = connection.execute(
        "DELETE FROM import_rows WHERE (import_id, row) IN (SELECT r.import_id, r.row FROM imports i"
        " JOIN import_rows r ON r.import_id = i.id WHERE i.at < ? LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
    if gone < limit:
        connection.execute("DELETE FROM imports WHERE at < ?", (to_ms(before),))
    return gone


def as_json(snapshot: Mapping[str, Any]) -> str:
    """A contact as it was, always in the same writing, so that two of them can be compared."""
    values = {str(field): value for field, value in snapshot["values"].items()}
    return msgspec.json.encode({**snapshot, "values": values}, order="sorted").decode()
