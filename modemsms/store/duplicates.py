"""Contacts that may be one person: the same name, or numbers that end alike."""

from __future__ import annotations

import sqlite3

# What stands before these digits is a country, or a zero too many.
ALIKE_DIGITS = 9

_TOLD_APART = "NOT EXISTS (SELECT 1 FROM told_apart t WHERE t.first_id = a.id AND t.second_id = b.id)"


def pairs(connection: sqlite3.Connection, limit: int) -> list[tuple[int, int]]:
    """Pairs of contacts of whom nobody said that they are two, the smaller row first."""
    rows = connection.execute(
        "WITH names AS (SELECT name FROM contacts WHERE name COLLATE NOCASE > ''"
        " GROUP BY name COLLATE NOCASE HAVING count(*) > 1),"
        f" ends AS (SELECT substr(number, -{ALIKE_DIGITS}) AS digits FROM contact_numbers"
        f" WHERE length(number) > {ALIKE_DIGITS} GROUP BY substr(number, -{ALIKE_DIGITS}) HAVING count(*) > 1)"
        " SELECT a.id AS first, b.id AS second FROM names n"
        " JOIN contacts a ON a.name = n.name COLLATE NOCASE JOIN contacts b ON b.name = a.name COLLATE NOCASE"
        f" WHERE a.id < b.id AND {_TOLD_APART}"
        " UNION SELECT a.id, b.id FROM ends e"
        f" JOIN contact_numbers x ON substr(x.number, -{ALIKE_DIGITS}) = e.digits"
        f" JOIN contact_numbers y ON substr(y.number, -{ALIKE_DIGITS}) = e.digits"
        " JOIN contacts a ON a.id = x.contact_id JOIN contacts b ON b.id = y.contact_id"
        f" WHERE a.id < b.id AND {_TOLD_APART} ORDER BY first, second LIMIT ?",
        (limit,),
    )
    return [(row["first"], row["second"]) for row in rows]


def tell_apart(connection: sqlite3.Connection, one: int, other: int) -> None:
    """These are two people."""
    connection.execute(
        "INSERT INTO told_apart (first_id, second_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (min(one, other), max(one, other)),
    )


def take_back(connection: sqlite3.Connection, one: int, other: int) -> None:
    """Perhaps they are not."""
    connection.execute(
        "DELETE FROM told_apart WHERE first_id = ? AND second_id = ?", (min(one, other), max(one, other))
    )
