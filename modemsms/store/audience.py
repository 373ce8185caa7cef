"""An audience as one SQL query: people of groups, of filters and chosen ones, minus those who are excluded."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from modemsms.store.picking import Asked, Sql, where


@dataclass(frozen=True, slots=True)
class Part:
    """Who is meant, or who is not: rows of contacts and groups, what filters ask, numbers (E.164)."""

    contacts: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    filters: tuple[Asked, ...] = ()
    numbers: tuple[str, ...] = ()
    everybody: bool = False
    only: Asked | None = None
    """Of all these, those alone of whom this is true; no number that is nobody's."""


@dataclass(frozen=True, slots=True)
class Found:
    """One of an audience. *contact_id* and *name* are None and empty for a number that is nobody's.

    *home_sim* is the SIM that they know, or that their number belongs to.
    """

    number: str
    contact_id: int | None
    name: str
    home_sim: int | None


def fill(connection: sqlite3.Connection, occurrence_id: int, wanted: Part, unwanted: Part) -> int:
    """Write down who gets an occurrence, each number once; how many."""
    chosen, values = _chosen(wanted, unwanted)
    connection.execute(
        f"{chosen} INSERT INTO recipients (occurrence_id, number, position, contact_id, home_sim, state)"
        f" SELECT ?, number, row_number() OVER (), contact_id, {_home(connection)}, 'new' FROM chosen c"
        " WHERE number IS NOT NULL ON CONFLICT DO NOTHING",
        (*values, occurrence_id),
    )
    return int(connection.execute("SELECT changes() AS n").fetchone()["n"])


def everyone(connection: sqlite3.Connection, wanted: Part, unwanted: Part, limit: int) -> list[Found]:
    """Whom it has at this moment, each number once, in the order in which ``fill`` takes them."""
    chosen, values = _chosen(wanted, unwanted)
    rows = connection.execute(
        f"{chosen} SELECT c.number, c.contact_id, ifnull(k.name, '') AS name, {_home(connection)} AS home_sim"
        " FROM chosen c"
        " LEFT JOIN contacts k ON k.id = c.contact_id WHERE c.number IS NOT NULL LIMIT ?",
        (*values, limit),
    )
    return [Found(row["number"], row["contact_id"], row["name"], row["home_sim"]) for row in rows]


def count(connection: sqlite3.Connection, wanted: Part, unwanted: Part) -> int:
    """How many of it have a number."""
    chosen, values = _chosen(wanted, unwanted)
    row = connection.execute(
        f"{chosen} SELECT count(DISTINCT number) AS n FROM chosen WHERE number IS NOT NULL", values
    )
    return int(row.fetchone()["n"])


def without_number(connection: sqlite3.Connection, wanted: Part, unwanted: Part) -> int:
    """How many of it have no number at all."""
    chosen, values = _chosen(wanted, unwanted)
    row = connection.execute(f"{chosen} SELECT count(*) AS n FROM chosen WHERE number IS NULL", values)
    return int(row.fetchone()["n"])


def excluded(connection: sqlite3.Connection, wanted: Part, unwanted: Part) -> int:
    """How many of those who are meant are excluded."""
    if unwanted == Part():
        return 0
    members, values = _members(wanted)
    out, more = _members(unwanted)
    numbers = json.dumps(unwanted.numbers)
    row = connection.execute(
        f"SELECT count(*) AS n FROM (SELECT contact_id FROM ({members}) INTERSECT SELECT contact_id FROM ({out}"
        " UNION SELECT contact_id FROM contact_numbers WHERE number IN (SELECT value FROM json_each(?))))",
        (*values, *more, numbers),
    )
    return int(row.fetchone()["n"])


def _chosen(wanted: Part, unwanted: Part) -> tuple[str, list[Sql]]:
    """``WITH`` … ``chosen (number, contact_id)``: who was typed in first, then people by row.

    A number that was typed and is somebody's who is meant already is left to them.
    """
    members, values = _members(wanted)
    out, more = _members(unwanted)
    only, fitting = _only(wanted)
    numbers = json.dumps(() if wanted.only else wanted.numbers)
    without = json.dumps(unwanted.numbers)
    query = (
        "WITH unwanted_numbers AS MATERIALIZED (SELECT value AS number FROM json_each(?)),"
        f" unwanted AS MATERIALIZED ({out} UNION SELECT n.contact_id FROM unwanted_numbers u"
        "  CROSS JOIN contact_numbers n ON n.number = u.number),"
        f" members AS MATERIALIZED (SELECT contact_id FROM ({members}) {only} EXCEPT SELECT contact_id FROM unwanted),"
        " chosen AS (SELECT j.value AS number, n.contact_id FROM json_each(?) j"
        "  LEFT JOIN contact_numbers n ON n.number = j.value"
        "  WHERE j.value NOT IN (SELECT number FROM unwanted_numbers)"
        "  AND (n.contact_id IS NULL OR n.contact_id NOT IN (SELECT contact_id FROM unwanted)"
        "   AND n.contact_id NOT IN (SELECT contact_id FROM members))"
        " UNION ALL SELECT (SELECT number FROM contact_numbers n WHERE n.contact_id = m.contact_id"
        "  ORDER BY position LIMIT 1), m.contact_id FROM members m)"
    )
    return query, [without, *more, *values, *fitting, numbers]


def _members(part: Part) -> tuple[str, list[Sql]]:
    """A query for the rows of contacts that *part* means, but for its numbers."""
    queries = [
        "SELECT k.id AS contact_id FROM json_each(?) j JOIN contacts k ON k.id = j.value",
        (
            "SELECT contact_id FROM group_members WHERE group_id IN"
            " (SELECT g.id FROM json_each(?) j JOIN groups g ON g.id = j.value AND g.deleted_at IS NULL)"
        ),
    ]
    values: list[Sql] = [json.dumps(part.contacts), json.dumps(part.groups)]
    for asked in part.filters:
        condition, more = where(asked.conditions, any_of=asked.any_of)
        queries.append(f"SELECT k.id FROM contacts k WHERE {condition}")
        values += more
    if part.everybody:
        queries.append("SELECT id FROM contacts")
    return " UNION ".join(queries), values


def _only(part: Part) -> tuple[str, list[Sql]]:
    if part.only is None:
        return "", []
    condition, values = where(part.only.conditions, any_of=part.only.any_of)
    return f"INTERSECT SELECT k.id FROM contacts k WHERE {condition}", values


def _home(connection: sqlite3.Connection) -> str:
    """The SIM that a number of ``chosen c`` belongs to, as the outbox sees it."""
    known = "(SELECT t.sim_id FROM conversations t WHERE t.address = c.number)"
    if connection.execute("SELECT 1 FROM sims WHERE prefixes <> '[]' LIMIT 1").fetchone() is None:
        return known
    return (
        f"ifnull({known}, (SELECT s.id FROM sims s, json_each(s.prefixes) p WHERE s.prefixes <> '[]'"
        " AND substr(c.number, 1, length(p.value)) = p.value ORDER BY length(p.value) DESC, s.id LIMIT 1))"
    )
