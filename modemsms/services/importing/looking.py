"""A look at a list before anything is taken from it: its rows, its columns, its people, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from modemsms.errors import InvalidInput
from modemsms.services.errands import Tell
from modemsms.services.importing import cells, columns, files, plans
from modemsms.services.importing.folder import Folder
from modemsms.services.importing.persons import Person, Reader
from modemsms.services.importing.plans import Plan
from modemsms.services.shop import Shop
from modemsms.store import fields, imports
from modemsms.store.database import Store
from modemsms.store.imports import Counts, Outcome

# So many rows tell what the columns hold.
_LOOKED_AT = 200

# Rows whose problems are written down in one transaction, a few milliseconds long.
_SLICE = 200

# Cutting the file into rows takes about this share of the whole look.
_CUT = 0.4


class Look:
    """Looks at the list of one import; run in a thread of its own."""

    def __init__(self, store: Store, shop: Shop, folder: Folder, import_id: int) -> None:
        self._store = store
        self._shop = shop
        self._folder = folder
        self._id = import_id

    def cut(self, before: Plan | None) -> Plan:
        """Cut the file into rows, as *before* says or as it seems right, and guess its columns.

        Raises ``InvalidInput`` for a file that holds no people.
        """
        file = self._folder.file(self._id)
        form = files.form_of(file, self._shop.country) if before is None else before.form
        if self._folder.keep_rows(self._id, files.rows(file, form)) == 0:
            raise InvalidInput("file", "There is nothing in it.")
        first = [row for _, row in islice(self._folder.rows(self._id), _LOOKED_AT)]
        titled = form.kind == "vcard" or (columns.has_titles(first) if before is None else before.titled)
        with self._store.read() as connection:
            known = fields.everything(connection)
        guessed = columns.guessed(first, known, titled=titled)
        days = [
            row[place]
            for place, column in enumerate(guessed)
            if column.target == "birthday"
            for row in first
            if place < len(row)
        ]
        plan = Plan(form) if before is None else before
        return replace(
            plan,
            titled=titled,
            columns=guessed,
            day_first=cells.is_day_first(days, self._shop.country),
        )

    def check(self, plan: Plan, tell: Tell) -> Plan:
        """Make people of the rows, and write down what is wrong with which; the plan with its counts."""
        self._forget_problems()
        total = sum(1 for _ in self._folder.rows(self._id)) - plan.titled
        check = _Check(self._store, self._shop, self._folder, self._id, plan)
        self._folder.keep_people(self._id, check.people(total, tell))
        looked = replace(plan, fresh=check.fresh, met=check.met, remarks=check.remarks)
        with self._store.write() as connection:
            imports.set_plan(connection, self._id, plans.written(looked), max(0, total))
        return looked

    def _forget_problems(self) -> None:
        full = True
        while full:
            with self._store.write() as connection:
                full = imports.forget_rows(connection, self._id, _SLICE) == _SLICE
                imports.begin_anew(connection, self._id)


class _Check:
    """One pass over the rows."""

    def __init__(self, store: Store, shop: Shop, folder: Folder, import_id: int, plan: Plan) -> None:
        self._store = store
        self._folder = folder
        self._id = import_id
        self._plan = plan
        with store.read() as connection:
            own = fields.everything(connection)
        self._reader = Reader(plan.columns, own, shop.country, day_first=plan.day_first)
        self._problems: list[Outcome] = []
        self._seen: set[str] = set()
        self.fresh = self.met = self.remarks = 0

    def people(self, total: int, tell: Tell) -> Iterator[Person]:
        """Whom the rows describe."""
        rows = self._folder.rows(self._id)
        if self._plan.titled:
            next(rows, None)
        done = 0
        while batch := list(islice(rows, _SLICE)):
            found = [person for row, given in batch if (person := self._one(row, given)) is not None]
            self._count(found)
            self._write_down()
            yield from found
            done += len(batch)
            tell(_CUT + (1 - _CUT) * done / max(total, 1))

    def _one(self, row: int, given: list[str]) -> Person | None:
        try:
            person = self._reader.person(row, given)
        except InvalidInput as error:
            self._problems.append(Outcome(row, "refused", problem=error.why, written=tuple(given)))
            return None
        if person.remark:
            self.remarks += 1
            self._problems.append(Outcome(row, "", problem=person.remark, written=tuple(given)))
        return person

    def _count(self, people: list[Person]) -> None:
        with self._store.read() as connection:
            here = imports.owners(connection, [number for one in people for number in one.numbers])
        for one in people:
            known = any(number in here or number in self._seen for number in one.numbers)
            self.met += known
            self.fresh += not known
            self._seen.update(one.numbers)

    def _write_down(self) -> None:
        if not self._problems:
            return
        refused = sum(one.did == "refused" for one in self._problems)
        with self._store.write() as connection:
            imports.note(connection, self._id, self._problems)
            imports.count(connection, self._id, Counts(refused=refused), 0)
        self._problems.clear()
