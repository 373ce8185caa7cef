"""The dates of an audience, birthdays or those of a field: the next ones by their index, and how many have one."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from modemsms.store.audience import Part
from modemsms.store.picking import Sql, where

_HAS_NUMBER = "EXISTS (SELECT 1 FROM contact_numbers n WHERE n.contact_id = k.id)"
_IN_GROUPS = (
    "EXISTS (SELECT 1 FROM json_each(?) j JOIN groups g ON g.id = j.value AND g.deleted_at IS NULL"
    " JOIN group_members m ON m.group_id = g.id AND m.contact_id = k.id)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """Somebody's date, as it is written: ``03-04`` where its year does not count."""

    number: str
    name: str
    day: str


def count(
    connection: sqlite3.Connection, wanted: Part, unwanted: Part, field_id: int | None
) -> tuple[int, int]:
    """How many people with a number are meant, and how many of them have the date (of the birthday: None)."""
    fits, values = _fits(wanted, unwanted)
    known, asked = "ifnull(k.birthday, '') <> ''", []
    if field_id is not None:
        known = "EXISTS (SELECT 1 FROM field_values v WHERE v.field_id = ? AND v.contact_id = k.id)"
        asked = [field_id]
    row = connection.execute(
        f"SELECT count(*) AS meant, ifnull(sum({known}), 0) AS known FROM contacts k WHERE {fits}",
        (*asked, *values),
    ).fetchone()
    return int(row["meant"]), int(row["known"])


def since(
    connection: sqlite3.Connection,
    wanted: Part,
    unwanted: Part,
    field_id: int | None,
    first: str,
    limit: int,
) -> list[Day]:
    """Those of them whose date is *first* or later, in the order of their dates.

    *first* is ``03-04`` where the year does not count, as with birthdays (None), else ``2026-03-04``.
    """
    fits, values = _fits(wanted, unwanted)
    if field_id is None:
        day, table, asked = "substr(k.birthday, -5)", "contacts k", []
        condition = "k.birthday IS NOT NULL"
    else:
        day = "v.value" if len(first) > len("03-04") else "substr(v.value, 6)"
        table, asked = "field_values v CROSS JOIN contacts k ON k.id = v.contact_id", [field_id]
        condition = "v.field_id = ?"
    rows = connection.execute(
        f"SELECT k.name, {day} AS day, (SELECT number FROM contact_numbers n WHERE n.contact_id = k.id"
        f" ORDER BY position LIMIT 1) AS number FROM {table} WHERE {condition} AND {day} >= ? AND {fits}"
        f" ORDER BY {day} LIMIT ?",
        (*asked, first, *values, limit),
    )
    return [Day(row["number"], row["name"], row["day"]) for row in rows]


def _fits(wanted: Part, unwanted: Part) -> tuple[str, list[Sql]]:
    """A condition over ``contacts k``: meant, not left out, and with a number."""
    meant, values = _belongs(wanted)
    out, more = _belongs(unwanted)
    numbers = json.dumps(unwanted.numbers)
    theirs = "SELECT n.contact_id FROM json_each(?) j JOIN contact_numbers n ON n.number = j.value"
    left_out = f"{out} OR k.id IN ({theirs})"
    return f"({meant}) AND NOT ({left_out}) AND {_HAS_NUMBER}", [*values, *more, numbers]


def _belongs(part: Part) -> tuple[str, list[Sql]]:
    if part.everybody:
        return "1", []
    tests = ["k.id IN (SELECT value FROM json_each(?))", _IN_GROUPS]
    values: list[Sql] = [json.dumps(part.contacts), json.dumps(part.groups)]
    for asked in part.filters:
        condition, more = where(asked.conditions, any_of=asked.any_of)
        tests.append(f"({condition})")
        values += more
    return " OR ".join(tests), values
