"""Filters: rules that pick people, asked anew each time, and saved under a name."""

from __future__ import annotations

import builtins
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.picking import Rule, conditions
from modemsms.services.shop import Shop
from modemsms.store import fields, filters, picking
from modemsms.store.database import Store
from modemsms.store.filters import SavedFilter
from modemsms.store.picking import Asked, Condition, Picked

__all__ = ["Filter", "Filters", "Picked", "Rule", "Rules"]

LONGEST_NAME = 80
MOST_FILTERS = 200
MOST_RULES = 12


@dataclass(frozen=True, slots=True)
class Rules:
    """Whom all *rules* fit, or any of them."""

    rules: tuple[Rule, ...] = ()
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Rules that were saved under a name."""

    id: int
    name: str
    rules: Rules


class Filters:
    """Whom rules pick, and the saved ones."""

    def __init__(self, store: Store, shop: Shop, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._shop = shop
        self._now = now

    def picked(self, rules: Rules, after: tuple[str, int] | None = None, limit: int = 100) -> Picked:
        """Some of those whom *rules* pick, by name, above *after*; and how many there are.

        Raises ``InvalidInput`` (``rules``) for a rule that cannot be asked.
        """
        with self._store.read() as connection:
            asked = self._asked(connection, rules)
            return picking.picked(connection, asked, any_of=rules.any_of, after=after, limit=limit)

    def everybody(self, rules: Rules) -> builtins.list[int]:
        """All whom *rules* pick, by the rows of their contacts. Raises ``InvalidInput``."""
        with self._store.read() as connection:
            return picking.ids(connection, self._asked(connection, rules), any_of=rules.any_of)

    def list(self) -> builtins.list[Filter]:
        """The saved ones, by name."""
        with self._store.read() as connection:
            return [_filter(saved) for saved in filters.everything(connection, MOST_FILTERS)]

    def get(self, filter_id: int) -> Filter:
        """One of them. Raises ``NotFound``."""
        with self._store.read() as connection:
            saved = filters.get(connection, filter_id)
        if saved is None:
            raise NotFound("There is no such filter.")
        return _filter(saved)

    def put(self, name: str, rules: Rules, filter_id: int | None = None) -> Filter:
        """Save one, new or in the place of *filter_id*. Raises ``InvalidInput``."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
        if not rules.rules:
            raise InvalidInput("rules", "Add a rule first.")
        if filter_id is None and len(self.list()) >= MOST_FILTERS:
            raise InvalidInput("name", f"A shop has at most {MOST_FILTERS} filters.")
        try:
            with self._store.write() as connection:
                self._asked(connection, rules)
                kept = filters.put(connection, name, json.dumps(asdict(rules), ensure_ascii=False), filter_id)
        except sqlite3.IntegrityError as error:
            raise InvalidInput("name", "There is a filter of that name already.") from error
        return self.get(kept)

    def delete(self, filter_id: int) -> None:
        """Forget one, not the people; for a day ``restore`` brings it back."""
        self.get(filter_id)
        with self._store.write() as connection:
            filters.hide(connection, filter_id, self._now())

    def restore(self, filter_id: int) -> Filter:
        """Bring a deleted one back; one that is here stays.

        Raises ``NotFound`` once it is gone for good, ``Conflict`` when its name is taken.
        """
        try:
            with self._store.write() as connection:
                filters.unhide(connection, filter_id)
        except sqlite3.IntegrityError as error:
            raise Conflict("There is a new filter of that name. Give that one another name first.") from error
        return self.get(filter_id)

    def means(self, connection: sqlite3.Connection, filter_id: int) -> Asked:
        """Whom a saved one picks at this moment. Raises ``NotFound``, ``InvalidInput``."""
        saved = filters.get(connection, filter_id)
        if saved is None:
            raise NotFound("There is no such filter.")
        rules = _filter(saved).rules
        return Asked(tuple(self._asked(connection, rules)), rules.any_of)

    def _asked(self, connection: sqlite3.Connection, rules: Rules) -> Sequence[Condition]:
        if len(rules.rules) > MOST_RULES:
            raise InvalidInput("rules", f"A filter has at most {MOST_RULES} rules.")
        known = {field.id: field for field in fields.everything(connection)}
        local = self._now().astimezone(self._shop.zone)
        return [conditions(rule, known, local) for rule in rules.rules]


def _filter(saved: SavedFilter) -> Filter:
    kept = json.loads(saved.rules)
    rules = tuple(Rule(one["what"], one["how"], one["value"]) for one in kept["rules"])
    return Filter(saved.id, saved.name, Rules(rules, kept["any_of"]))
