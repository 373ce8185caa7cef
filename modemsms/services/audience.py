"""Audiences: whom a broadcast goes to, as people choose it; resolved anew for each occurrence."""

from __future__ import annotations

import json
import sqlite3
from calendar import isleap
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import cast

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.filters import Filters
from modemsms.services.outbox import Outbox
from modemsms.services.picking import field_of
from modemsms.store import audience as audiences
from modemsms.store import contacts, fields, filters, groups
from modemsms.store.audience import Part
from modemsms.store.database import Store
from modemsms.store.picking import Asked, Condition

__all__ = ["Audience", "Audiences", "Dated", "Picks"]

MOST_ROWS = 5_000
MOST_NUMBERS = 50_000
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Picks:
    """Who is meant: contacts, groups and filters by row, numbers (E.164), or *everybody* in the contacts."""

    contacts: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    filters: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()
    everybody: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it means nobody."""
        return not (self.contacts or self.groups or self.filters or self.numbers or self.everybody)


@dataclass(frozen=True, slots=True)
class Dated:
    """Those alone whose date *what* (``birthday``, or ``f`` and the number of a field) was *days* before the day of
    the occurrence (negative: comes so many days after it); *yearly* in any year, as a birthday always is."""

    what: str = "birthday"
    days: int = 0
    yearly: bool = True


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a broadcast goes to: *include* minus *exclude*; of these, where *dated*, those whose day it is."""

    include: Picks
    exclude: Picks = Picks()
    dated: Dated | None = None

    def to_json(self) -> str:
        """As a broadcast keeps it."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(kept: str) -> Audience:
        """What ``to_json`` wrote."""
        loaded = json.loads(kept)
        dated = loaded["dated"]
        return Audience(
            _picks(loaded["include"]), _picks(loaded["exclude"]), None if dated is None else Dated(**dated)
        )


def _picks(kept: Mapping[str, object]) -> Picks:
    def row_ids(name: str) -> tuple[int, ...]:
        return tuple(cast(Iterable[int], kept[name]))

    numbers = tuple(cast(Iterable[str], kept["numbers"]))
    return Picks(row_ids("contacts"), row_ids("groups"), row_ids("filters"), numbers, bool(kept["everybody"]))


class Audiences:
    """Checks what people choose, and says whom it means at a moment."""

    def __init__(self, store: Store, outbox: Outbox, filters: Filters) -> None:
        self._store = store
        self._outbox = outbox
        self._filters = filters

    def checked(self, audience: Audience) -> Audience:
        """*audience* with its numbers as E.164. Raises ``InvalidInput`` (``audience``) for what is not there."""
        if audience.include.is_empty:
            raise InvalidInput("audience", "Choose who gets it: people, groups, filters or numbers.")
        with self._store.read() as connection:
            self._check_date(connection, audience.dated)
            return Audience(
                self._checked(connection, audience.include),
                self._checked(connection, audience.exclude),
                audience.dated,
            )

    def _check_date(self, connection: sqlite3.Connection, dated: Dated | None) -> None:
        if dated is None:
            return
        if abs(dated.days) > MOST_DAYS:
            raise InvalidInput("dated", f"Choose up to {MOST_DAYS} days before or after.")
        own = field_of(dated.what, {field.id: field for field in fields.everything(connection)})
        if dated.what != "birthday" and (own is None or own.kind != "date"):
            raise InvalidInput("dated", "Choose the birthday, or a field that has a day in it.")

    def reach(self, audience: Audience) -> int:
        """How many it means on any day who have a number, whether or not they may be texted."""
        with self._store.read() as connection:
            wanted, unwanted = (
                self._part(connection, audience.include),
                self._part(connection, audience.exclude),
            )
            return audiences.count(connection, wanted, unwanted)

    def _checked(self, connection: sqlite3.Connection, picks: Picks) -> Picks:
        if len(picks.contacts) + len(picks.groups) + len(picks.filters) > MOST_ROWS:
            raise InvalidInput("audience", f"Choose at most {MOST_ROWS:,} people, or put them into a group.")
        if len(picks.numbers) > MOST_NUMBERS:
            raise InvalidInput("audience", f"At most {MOST_NUMBERS:,} numbers can be given.")
        if any(contacts.get(connection, row) is None for row in picks.contacts):
            raise InvalidInput("audience", "Somebody whom you had chosen was deleted. Choose again.")
        if any(groups.get(connection, row) is None for row in picks.groups):
            raise InvalidInput("audience", "A group that you had chosen was deleted. Choose again.")
        for row in picks.filters:
            self._meaning(connection, row)
        numbers = dict.fromkeys(self._number(number) for number in picks.numbers)
        return Picks(
            tuple(dict.fromkeys(picks.contacts)),
            tuple(dict.fromkeys(picks.groups)),
            tuple(dict.fromkeys(picks.filters)),
            tuple(numbers),
            picks.everybody,
        )

    def _number(self, written: str) -> str:
        try:
            return self._outbox.address(written)
        except InvalidInput as error:
            raise InvalidInput("audience", error.why) from error

    def _meaning(self, connection: sqlite3.Connection, filter_id: int) -> object:
        try:
            return self._filters.means(connection, filter_id)
        except NotFound as error:
            raise InvalidInput("audience", "One of the filters was deleted. Choose another.") from error

    def parts(
        self, connection: sqlite3.Connection, audience: Audience, day: date | None
    ) -> tuple[Part, Part]:
        """Whom it means at this moment, for the occurrence of *day* (None: of any day), and whom not.

        Groups and filters that were deleted mean nobody.
        """
        wanted = self._part(connection, audience.include)
        if audience.dated is not None:
            wanted = replace(wanted, only=_known(audience.dated) if day is None else _on(audience.dated, day))
        return wanted, self._part(connection, audience.exclude)

    def is_whole(self, connection: sqlite3.Connection, audience: Audience) -> bool:
        """Whether every group and filter is there that leaves people out: without one they would get it."""
        return all(groups.get(connection, row) is not None for row in audience.exclude.groups) and all(
            filters.get(connection, row) is not None for row in audience.exclude.filters
        )

    def _part(self, connection: sqlite3.Connection, picks: Picks) -> Part:
        asked = []
        for filter_id in picks.filters:
            try:
                asked.append(self._filters.means(connection, filter_id))
            except (NotFound, InvalidInput):
                continue
        return Part(picks.contacts, picks.groups, tuple(asked), picks.numbers, picks.everybody)


def _known(dated: Dated) -> Asked:
    """The condition that *dated* is known at all."""
    if dated.what == "birthday":
        return Asked((Condition("birthday_known"),), any_of=False)
    return Asked((Condition("field_known", (int(dated.what[1:]),)),), any_of=False)


def _on(dated: Dated, day: date) -> Asked:
    """The condition that *dated* is on the *day* of an occurrence. Who was born on 29 February has the 28th."""
    meant = day - timedelta(days=dated.days)
    if dated.what != "birthday" and not dated.yearly:
        return Asked((Condition("field_is", (int(dated.what[1:]), meant.isoformat())),), any_of=False)
    leap = meant.month == 2 and meant.day == 28 and not isleap(meant.year)
    days = f"{meant:%m-%d}", "02-29" if leap else f"{meant:%m-%d}"
    if dated.what == "birthday":
        return Asked((Condition("born_on", days),), any_of=False)
    return Asked((Condition("field_on", (int(dated.what[1:]), *days)),), any_of=False)
