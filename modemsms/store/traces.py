"""What one person left in the rows of others: chosen for broadcasts, written in lists, named in the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from modemsms.phone import pretty, suffix

# What networks and lists write of a number may lack its country.
_ALIKE_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Traces:
    """By what somebody is known: the contact's row, *names* of now and before, *numbers* as E.164."""

    contact_id: int
    names: Collection[str]
    numbers: Collection[str]

    @property
    def titles(self) -> set[str]:
        """Everything that may stand for the person in a sentence."""
        return {*self.names, *self.numbers, *(pretty(number) for number in self.numbers)} - {""}

    @property
    def suffixes(self) -> set[str]:
        """How the numbers end, however they are written."""
        return {suffix(number, _ALIKE_DIGITS) for number in self.numbers}


def kept_in_bin(connection: sqlite3.Connection, contact_id: int, numbers: Iterable[str]) -> dict[int, str]:
    """Deleted and merged contacts that are this person, by the rows of the bin, each as JSON."""
    patterns = [f'%"id": {contact_id},%', *(f'%"{number}"%' for number in numbers)]
    rows = connection.execute(
        "SELECT DISTINCT b.id, b.content FROM json_each(?) j JOIN bin b ON b.content LIKE j.value"
        " WHERE b.kind IN ('contact', 'merged')",
        (json.dumps(patterns),),
    )
    return {row["id"]: row["content"] for row in rows}


def former_names(kept: Iterable[str], numbers: Collection[str]) -> set[str]:
    """The names that somebody with one of *numbers* had in what ``kept_in_bin`` found."""
    names = set()
    for content in kept:
        loaded = json.loads(content)
        for one in (loaded, loaded.get("gone", {}), loaded.get("kept", {})):
            if set(one.get("numbers", ())) & set(numbers):
                names.add(one["name"])
    return names


def remove(connection: sqlite3.Connection, who: Traces) -> None:
    """Take out all of them; what belongs to others stays."""
    bin_rows = kept_in_bin(connection, who.contact_id, who.numbers)
    connection.executemany("DELETE FROM bin WHERE id = ?", [(row,) for row in bin_rows])
    _from_broadcasts(connection, who)
    _from_imports(connection, who)
    _from_drafts(connection, who)
    _from_the_network(connection, who)
    titles = json.dumps(list(who.titles))
    for column in ("subject", "detail"):
        connection.execute(
            f"UPDATE deeds SET {column} = '' WHERE {column} IN (SELECT value FROM json_each(?))", (titles,)
        )


def _from_broadcasts(connection: sqlite3.Connection, who: Traces) -> None:
    """Whoever was to get one gets none; whoever got one is counted on, without a number."""
    for number in who.numbers:
        connection.execute(
            "UPDATE recipients SET state = 'left_out', reason = 'deleted'"
            " WHERE number = ? AND state IN ('new', 'waiting')",
            (number,),
        )
        connection.execute(
            "UPDATE recipients SET number = 'forgotten ' || position, contact_id = NULL WHERE number = ?",
            (number,),
        )
    gone = set(who.numbers)
    for row in connection.execute("SELECT id, audience FROM broadcasts").fetchall():
        audience = json.loads(row["audience"])
        for picks in (audience["include"], audience["exclude"]):
            picks["numbers"] = [one for one in picks["numbers"] if one not in gone]
            picks["contacts"] = [one for one in picks["contacts"] if one != who.contact_id]
        if json.dumps(audience) != row["audience"]:
            connection.execute(
                "UPDATE broadcasts SET audience = ? WHERE id = ?", (json.dumps(audience), row["id"])
            )


def _from_imports(connection: sqlite3.Connection, who: Traces) -> None:
    connection.execute("DELETE FROM import_rows WHERE contact_id = ?", (who.contact_id,))
    for number in who.numbers:
        connection.execute("DELETE FROM import_rows WHERE before LIKE ?", (f'%"{number}"%',))
        connection.execute(
            "UPDATE import_rows SET agreed = trim(replace(' ' || agreed || ' ', ' ' || ? || ' ', ' '))"
            " WHERE agreed LIKE '%' || ? || '%'",
            (number, number),
        )
    # A row that could not be taken stands as it was written.
    written = connection.execute(
        "SELECT import_id, row, written FROM import_rows WHERE problem <> '' AND written <> ''"
    )
    theirs = [(row["import_id"], row["row"]) for row in written if _is_theirs(row["written"], who)]
    connection.executemany(
        "UPDATE import_rows SET written = '', problem = '' WHERE import_id = ? AND row = ?", theirs
    )


def _is_theirs(written: str, who: Traces) -> bool:
    cells = [str(cell) for cell in json.loads(written)]
    names = {name.casefold() for name in who.names} - {""}
    return any(
        cell.strip().casefold() in names or suffix(cell, _ALIKE_DIGITS) in who.suffixes for cell in cells
    )


def _from_drafts(connection: sqlite3.Connection, who: Traces) -> None:
    """What is being written to them is forgotten; where others get it too, they are no longer among these."""
    theirs = {f"c{who.contact_id}", *who.numbers}
    for row in connection.execute(
        "SELECT user_id, place, recipients FROM drafts WHERE recipients <> ''"
    ).fetchall():
        said = parse_qsl(row["recipients"])
        left = [
            (name, value)
            for name, value in said
            if value not in theirs and suffix(value, _ALIKE_DIGITS) not in who.suffixes
        ]
        place = (row["user_id"], row["place"])
        if not left:
            connection.execute("DELETE FROM drafts WHERE user_id = ? AND place = ?", place)
        elif left != said:
            connection.execute(
                "UPDATE drafts SET recipients = ? WHERE user_id = ? AND place = ?", (urlencode(left), *place)
            )


def _from_the_network(connection: sqlite3.Connection, who: Traces) -> None:
    """What networks reported of texts to them, and texts of theirs of which not all parts came."""
    ends = json.dumps(list(who.suffixes))
    connection.execute(
        f"DELETE FROM reports WHERE substr(recipient, -{_ALIKE_DIGITS}) IN (SELECT value FROM json_each(?))",
        (ends,),
    )
    connection.execute(
        f"DELETE FROM inbound_groups WHERE message_id IS NULL AND substr(sender, -{_ALIKE_DIGITS})"
        " IN (SELECT value FROM json_each(?))",
        (ends,),
    )
