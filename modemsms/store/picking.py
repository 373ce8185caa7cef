"""A filter as one SQL query over contacts: each rule is a set of people, which an index gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from modemsms.store import contacts
from modemsms.store.contacts import Contact

_OF_NUMBERS = "k.id IN (SELECT contact_id FROM contact_numbers WHERE {})"
_OF_FIELD = "k.id IN (SELECT contact_id FROM field_values WHERE field_id = ? AND {})"

# What a rule asks, by name; the marks take the values of its condition.
_TESTS = {
    "name_is": "k.name = ? COLLATE NOCASE",
    "name_has": "k.name LIKE ? ESCAPE '\\'",
    "notes_has": "k.notes LIKE ? ESCAPE '\\'",
    "number_begins": _OF_NUMBERS.format("number >= ? AND number < ?"),
    "in_group": "k.id IN (SELECT contact_id FROM group_members WHERE group_id = ?)",
    "language_is": "k.language = ?",
    "origin_is": "k.origin = ?",
    "language_known": "k.language <> ''",
    "born_between": "k.id IN (SELECT id FROM contacts WHERE substr(birthday, -5) BETWEEN ? AND ?)",
    # Over the turn of the year.
    "born_around": "k.id IN (SELECT id FROM contacts WHERE substr(birthday, -5) >= ?"
    " UNION ALL SELECT id FROM contacts WHERE substr(birthday, -5) <= ?)",
    "born_on": "k.id IN (SELECT id FROM contacts WHERE substr(birthday, -5) IN (?, ?))",
    # Most of a shop's people or none have one: its index would be the longer way.
    "birthday_known": "ifnull(k.birthday, '') <> ''",
    "created_since": "k.created_at >= ?",
    "wrote_since": _OF_NUMBERS.format("wrote_at >= ?"),
    "texted_since": _OF_NUMBERS.format("texted_at >= ?"),
    "consent_is": _OF_NUMBERS.format("consent = ?"),
    "consent_known": _OF_NUMBERS.format("consent IS NOT NULL"),
    "field_is": _OF_FIELD.format("value = ?"),
    "field_has": _OF_FIELD.format("value LIKE ? ESCAPE '\\'"),
    "field_from": _OF_FIELD.format("value >= ?"),
    "field_to": _OF_FIELD.format("value <= ?"),
    "field_before": _OF_FIELD.format("value < ?"),
    "field_between": _OF_FIELD.format("value BETWEEN ? AND ?"),
    "field_on": _OF_FIELD.format("substr(value, 6) IN (?, ?)"),
    "field_known": "k.id IN (SELECT contact_id FROM field_values WHERE field_id = ?)",
}

Sql = str | int | float


@dataclass(frozen=True, slots=True)
class Condition:
    """One rule: *test* is a name of the table above, *values* stand for its marks, *negated* turns it round."""

    test: str
    values: tuple[Sql, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A whole filter: all of *conditions* are true, or any."""

    conditions: tuple[Condition, ...]
    any_of: bool


@dataclass(frozen=True, slots=True)
class Picked:
    """Some of those whom a filter picks, by name, and how many there are in all."""

    people: list[Contact]
    count: int


def has(words: str) -> str:
    """A pattern for what has *words* in it."""
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"


def picked(
    connection: sqlite3.Connection,
    conditions: Sequence[Condition],
    *,
    any_of: bool,
    after: tuple[str, int] | None,
    limit: int,
) -> Picked:
    """Contacts of whom all conditions are true, or any: by name, above *after*; one without conditions has all."""
    tests, values = where(conditions, any_of=any_of)
    name, contact_id = after if after is not None else ("", -1)
    rows = connection.execute(
        f"WITH found AS MATERIALIZED (SELECT k.id, k.name FROM contacts k WHERE {tests}),"
        " page AS (SELECT id FROM found WHERE (name COLLATE NOCASE, id) > (?, ?)"
        " ORDER BY name COLLATE NOCASE, id LIMIT ?)"
        f" SELECT p.*, (SELECT count(*) FROM found) AS all_of_them FROM ({contacts.SELECT}"
        " WHERE k.id IN (SELECT id FROM page)) p ORDER BY p.name COLLATE NOCASE, p.id",
        (*values, name, contact_id, limit),
    ).fetchall()
    return Picked([contacts.from_row(row) for row in rows], rows[0]["all_of_them"] if rows else 0)


def ids(connection: sqlite3.Connection, conditions: Sequence[Condition], *, any_of: bool) -> list[int]:
    """Everybody of whom the conditions are true, by row."""
    tests, values = where(conditions, any_of=any_of)
    rows = connection.execute(f"SELECT k.id FROM contacts k WHERE {tests} ORDER BY k.id", values)
    return [row["id"] for row in rows]


def where(conditions: Sequence[Condition], *, any_of: bool) -> tuple[str, list[Sql]]:
    """What stands behind WHERE over ``contacts k``, and the values of its marks."""
    tests = [f"{'NOT ' if one.negated else ''}({_TESTS[one.test]})" for one in conditions]
    values = [value for one in conditions for value in one.values]
    return (" OR " if any_of else " AND ").join(tests) or "1", values
