"""What was counted for reports, added up: by day and SIM, group, broadcast, cause; and numbers that nobody has."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from modemsms.clock import from_ms, to_ms
from modemsms.store.schema_reports import ANSWERS, COLUMNS, WAITS

__all__ = ["ANSWERS", "WAITS", "Cast", "Cause", "Counts", "Heard", "Invalid"]

_DAY_ZERO = date(1970, 1, 1)

_SUMS = ", ".join(f"sum({column})" for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Counts:
    """Texts, by what became of them. *asked* of those *sent* asked their network for a report.

    *units* are segments, *waits* how many arrived within each of ``WAITS`` seconds (the last: later).
    """

    sent: int = 0
    asked: int = 0
    delivered: int = 0
    undelivered: int = 0
    failed: int = 0
    unknown: int = 0
    units: int = 0
    cost_micros: int = 0
    waits: tuple[int, ...] = (0,) * (len(WAITS) + 1)

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.sent + other.sent,
            self.asked + other.asked,
            self.delivered + other.delivered,
            self.undelivered + other.undelivered,
            self.failed + other.failed,
            self.unknown + other.unknown,
            self.units + other.units,
            self.cost_micros + other.cost_micros,
            tuple(mine + theirs for mine, theirs in zip(self.waits, other.waits, strict=True)),
        )

    @property
    def reported(self) -> int:
        """Of how many a network said what became of them."""
        return self.delivered + self.undelivered


@dataclass(frozen=True, slots=True)
class Heard:
    """How many texts came, how many people left, how many got an answer within ``ANSWERS`` (the last: later)."""

    received: int
    opted_out: int
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why texts failed, and how many."""

    code: str
    sentence: str
    number: int


@dataclass(frozen=True, slots=True)
class Cast:
    """A run of a broadcast. *broadcast_id* is public, *key* its local date."""

    broadcast_id: str
    occurrence_id: int
    title: str
    key: str
    due_at: datetime
    people: int
    left_out: int
    replied: int
    opted_out: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Invalid:
    """A number that no phone has, as a network said at *at*. *name* is empty for nobody's."""

    number: str
    name: str
    contact_id: int | None
    conversation_id: int
    code: str
    sentence: str
    at: datetime


def _counts(values: Sequence[int | None]) -> Counts:
    """What the sums of ``COLUMNS`` say; None where nothing was counted."""
    known = dict(zip(COLUMNS, (value or 0 for value in values), strict=True))
    waits = tuple(known.pop(f"w{place}") for place in range(len(WAITS) + 1))
    return Counts(**known, waits=waits)


def by_day(connection: sqlite3.Connection, first: date, last: date) -> dict[date, Counts]:
    """Each day's texts."""
    rows = connection.execute(
        f"SELECT day, {_SUMS} FROM report_sims WHERE day BETWEEN ? AND ? GROUP BY day", _span(first, last)
    )
    return {_date(row[0]): _counts(row[1:]) for row in map(tuple, rows)}


def by_sim(connection: sqlite3.Connection, first: date, last: date) -> dict[int, Counts]:
    """The texts of each SIM that they left from (0: none)."""
    rows = connection.execute(
        f"SELECT sim_id, {_SUMS} FROM report_sims WHERE day BETWEEN ? AND ? GROUP BY sim_id",
        _span(first, last),
    )
    return {row[0]: _counts(row[1:]) for row in map(tuple, rows)}


def heard(connection: sqlite3.Connection, first: date, last: date) -> dict[date, Heard]:
    """What came on each day, who left, and who was answered when."""
    answers = ", ".join(f"a{place}" for place in range(len(ANSWERS) + 1))
    rows = connection.execute(
        f"SELECT day, received, opted_out, {answers} FROM report_people WHERE day BETWEEN ? AND ?",
        _span(first, last),
    )
    return {_date(row[0]): Heard(row[1], row[2], row[3:]) for row in map(tuple, rows)}


def by_group(
    connection: sqlite3.Connection, first: date, last: date, limit: int
) -> list[tuple[int, str, int, int, Counts]]:
    """Each group with its row, name, how many texts came from it and who left; those with the most texts first."""
    rows = connection.execute(
        f"SELECT g.id, g.name, sum(r.received), sum(r.opted_out), {', '.join(f'sum(r.{c})' for c in COLUMNS)}"
        " FROM report_groups r JOIN groups g ON g.id = r.group_id AND g.deleted_at IS NULL"
        " WHERE r.day BETWEEN ? AND ? GROUP BY g.id ORDER BY sum(r.sent) DESC, g.name LIMIT ?",
        (*_span(first, last), limit),
    )
    return [(row[0], row[1], row[2], row[3], _counts(row[4:])) for row in map(tuple, rows)]


def by_broadcast(connection: sqlite3.Connection, begins: datetime, ends: datetime, limit: int) -> list[Cast]:
    """The runs of broadcasts that were due then, the newest first."""
    rows = connection.execute(
        "SELECT b.uuid, o.id AS occurrence, b.title, o.key, o.due_at, o.people, o.left_out, o.replied,"
        " o.opted_out AS gone,"
        f" {', '.join(f'r.{c}' for c in COLUMNS)}"
        " FROM occurrences o JOIN broadcasts b ON b.id = o.broadcast_id"
        " LEFT JOIN report_broadcasts r ON r.occurrence_id = o.id"
        " WHERE o.due_at >= ? AND o.due_at < ? ORDER BY o.due_at DESC, o.id DESC LIMIT ?",
        (to_ms(begins), to_ms(ends), limit),
    )
    return [
        Cast(
            broadcast_id=row["uuid"],
            occurrence_id=row["occurrence"],
            title=row["title"],
            key=row["key"],
            due_at=from_ms(row["due_at"]),
            people=row["people"],
            left_out=row["left_out"],
            replied=row["replied"],
            opted_out=row["gone"],
            counts=_counts([row[column] for column in COLUMNS]),
        )
        for row in rows
    ]


def causes(connection: sqlite3.Connection, first: date, last: date, limit: int) -> list[Cause]:
    """Why texts failed, the most frequent first."""
    rows = connection.execute(
        "SELECT code, max(sentence) AS sentence, sum(number) AS n FROM report_causes"
        " WHERE day BETWEEN ? AND ? GROUP BY code HAVING n > 0 ORDER BY n DESC, code LIMIT ?",
        (*_span(first, last), limit),
    )
    return [Cause(row["code"], row["sentence"], row["n"]) for row in rows]


def invalid_numbers(
    connection: sqlite3.Connection, before: tuple[int, int] | None, limit: int
) -> tuple[list[Invalid], tuple[int, int] | None]:
    """Numbers that nobody has, the newest first, below *before*; and where to go on."""
    rows = connection.execute(
        "SELECT i.*, c.address, k.id AS contact_id, ifnull(k.name, '') AS name FROM invalid_numbers i"
        " JOIN conversations c ON c.id = i.conversation_id"
        " LEFT JOIN contact_numbers n ON n.number = c.address LEFT JOIN contacts k ON k.id = n.contact_id"
        " WHERE (i.at, i.conversation_id) < (?, ?) ORDER BY i.at DESC, i.conversation_id DESC LIMIT ?",
        (*(before or (1 << 62, 1 << 62)), limit),
    ).fetchall()
    found = [
        Invalid(
            row["address"],
            row["name"],
            row["contact_id"],
            row["conversation_id"],
            row["code"],
            row["sentence"],
            from_ms(row["at"]),
        )
        for row in rows
    ]
    return found, (rows[-1]["at"], rows[-1]["conversation_id"]) if len(rows) == limit else None


def set_clock(connection: sqlite3.Connection, offsets: Sequence[tuple[datetime, timedelta]]) -> bool:
    """Let days begin as a place has it: from each moment on, so far from UTC. Whether that was new."""
    wanted = [(int(moment.timestamp()), int(offset.total_seconds())) for moment, offset in offsets]
    kept = [
        tuple(row) for row in connection.execute("SELECT begins, offset FROM report_clock ORDER BY begins")
    ]
    if kept == wanted:
        return False
    connection.execute("DELETE FROM report_clock")
    connection.executemany("INSERT INTO report_clock (begins, offset) VALUES (?, ?)", wanted)
    return True


def _date(day: int) -> date:
    return _DAY_ZERO + timedelta(days=day)


def _span(first: date, last: date) -> tuple[int, int]:
    return (first - _DAY_ZERO).days, (last - _DAY_ZERO).days
