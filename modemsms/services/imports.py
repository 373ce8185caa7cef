"""Lists of people become contacts: taken in, looked at, corrected, imported, and taken back as a whole."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.consents import Consents
from modemsms.services.errands import Errands, Tell
from modemsms.services.fields import LONGEST_NAME, Fields
from modemsms.services.groups import MOST_MEMBERS, Groups
from modemsms.services.importing import plans
from modemsms.services.importing.charsets import ENCODINGS
from modemsms.services.importing.columns import KNOWN, NEW, NEW_KINDS, OWN, Column
from modemsms.services.importing.files import Form
from modemsms.services.importing.folder import MOST_OCTETS, Folder
from modemsms.services.importing.looking import Look
from modemsms.services.importing.persons import Person
from modemsms.services.importing.plans import Plan, Wishes
from modemsms.services.importing.separated import LOOSE, SEPARATORS
from modemsms.services.importing.taking_back import TakingBack
from modemsms.services.importing.writing_in import WritingIn
from modemsms.services.shop import Shop
from modemsms.store import fields, groups, imports
from modemsms.store.accounts import User
from modemsms.store.database import Store
from modemsms.store.fields import Kind
from modemsms.store.imports import Counts, Outcome, State

__all__ = [
    "ENCODINGS", "KNOWN", "LOOK", "LOOSE", "MOST_OCTETS", "NEW", "NEW_KINDS", "OWN", "RUN", "SEPARATORS", "UNDO",
    "Batch", "Column", "Counts", "Imports", "Outcome", "Person", "Plan", "State", "Wishes",
]  # fmt: skip

LOOK, RUN, UNDO = "look_at_import", "import_contacts", "undo_import"

LONGEST_SOURCE = 120

_NO_NUMBERS = "No column holds phone numbers yet. Choose which one does."
_NOBODY = "There is nobody in it who could be imported."


@dataclass(frozen=True, slots=True)
class Batch:
    """One import. *plan* is None until the file was looked at; *is_stuck* where the work on it broke off.

    *done* of *total* rows were seen to.
    """

    id: int
    at: datetime
    who: str
    source: str
    state: State
    plan: Plan | None
    why: str
    total: int
    done: int
    counts: Counts
    undone_at: datetime | None
    is_stuck: bool

    @property
    def has_numbers(self) -> bool:
        """Whether a column is taken for phone numbers."""
        return self.plan is not None and any(one.target == "number" for one in self.plan.columns)


class Imports:
    """All imports of one shop. Each step is work in the background, one at a time. Safe from every thread."""

    def __init__(
        self,
        store: Store,
        shop: Shop,
        errands: Errands,
        ledger: Consents,
        place: Path,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._shop = shop
        self._errands = errands
        self._ledger = ledger
        self._folder = Folder(place)
        self._now = now
        self._at_work: int | None = None

    # --- what there is

    def latest(self, limit: int = 20) -> builtins.list[Batch]:
        """The newest first."""
        with self._store.read() as connection:
            return [self._batch(row) for row in imports.latest(connection, limit)]

    def get(self, import_id: int) -> Batch:
        """One of them. Raises ``NotFound``."""
        return self._batch(self._row(import_id))

    def problems(self, import_id: int, after: int = 0, limit: int = 100) -> builtins.list[Outcome]:
        """The rows above *after* that could not be taken, or not wholly; each says why."""
        with self._store.read() as connection:
            return imports.problems(connection, import_id, after, limit)

    def preview(self, import_id: int, limit: int) -> builtins.list[Person]:
        """The first people of a list that was looked at; none once its file is gone."""
        try:
            return builtins.list(islice(self._folder.people(import_id), limit))
        except Conflict:
            return []

    def outcomes(self, import_id: int, limit: int = 500) -> Iterator[Outcome]:
        """What every row did."""
        after = 0
        while True:
            with self._store.read() as connection:
                found = imports.outcomes(connection, import_id, after, limit)
            if not found:
                return
            yield from found
            after = found[-1].row

    # --- what a person or a program does

    def take_in(self, pieces: Iterable[bytes], source: str, who: str, user: User | None = None) -> int:
        """Store the list that comes in *pieces* and begin to look at it; the number of the import.

        *source* names the file. Raises ``InvalidInput`` (``too_large``), ``Conflict`` while other long work is under
        way, ``StoreUnavailable``.
        """
        self._refuse_if_busy()
        with self._store.write() as connection:
            import_id = imports.add(
                connection, None if user is None else user.id, who, _source(source), self._now()
            )
        try:
            self._folder.store(import_id, pieces)
            self._begin(LOOK, import_id, lambda tell: self._look(import_id, None, tell))
        except BaseException:
            self._forget(import_id)
            raise
        return import_id

    def take_all(self, pieces: Iterable[bytes], source: str, who: str, wishes: Wishes) -> int:
        """As ``take_in``, and import at once, as *wishes* say: for programs, which look at no preview."""
        self._refuse_if_busy()
        plans.with_wishes(Plan(Form("csv")), wishes, [])
        with self._store.write() as connection:
            import_id = imports.add(connection, None, who, _source(source), self._now())
        try:
            self._folder.store(import_id, pieces)
            self._begin(RUN, import_id, lambda tell: self._look_and_run(import_id, wishes, tell))
        except BaseException:
            self._forget(import_id)
            raise
        return import_id

    def change(self, import_id: int, wishes: Wishes) -> None:
        """Take the list otherwise, and look at it once more. Raises ``InvalidInput``, ``Conflict``."""
        before, after = self._wished(import_id, wishes)
        self._refuse_if_busy()
        self._keep(import_id, after)
        if plans.must_be_checked_anew(before, after):
            self._move(import_id, "looking", ("ready", "failed"))
            anew = plans.must_be_read_anew(before, after)
            self._begin(LOOK, import_id, lambda tell: self._look(import_id, after, tell, cut=anew))

    def look_again(self, import_id: int) -> None:
        """Begin a look that broke off once more. Raises ``Conflict``."""
        batch = self.get(import_id)
        if batch.state != "looking":
            raise Conflict("This was looked at already.")
        self._begin(LOOK, import_id, lambda tell: self._look(import_id, batch.plan, tell))

    def run(self, import_id: int, wishes: Wishes) -> bool:
        """Import the people, or go on where that broke off.

        Where *wishes* take the list otherwise than was looked at, it is looked at once more in place of that; whether
        the import began. Raises ``InvalidInput``, ``Conflict``.
        """
        batch = self.get(import_id)
        if batch.state == "ready":
            before, after = self._wished(import_id, wishes)
            if plans.must_be_checked_anew(before, after):
                self.change(import_id, wishes)
                return False
            self._refuse_if_busy()
            self._prepare(import_id, after)
        else:
            self._move(import_id, "running", ("running",))
        self._begin(RUN, import_id, lambda tell: self._write(import_id, tell))
        return True

    def undo(self, import_id: int, who: str, user: User | None = None) -> None:
        """Take all of it back; whom somebody changed since stays. Raises ``Conflict``."""
        self._refuse_if_busy()
        self._move(import_id, "undoing", ("done", "undoing", "running"))
        self._begin(UNDO, import_id, lambda tell: self._take_back(import_id, who, user, tell))

    def drop(self, import_id: int) -> None:
        """Forget a list of which nothing was imported. Raises ``Conflict``."""
        batch = self.get(import_id)
        if batch.state not in ("looking", "ready", "failed") or self._at_work == import_id:
            raise Conflict("This list was imported already. Take it back if that was wrong.")
        self._forget(import_id)

    # --- the work

    def _look(self, import_id: int, before: Plan | None, tell: Tell, *, cut: bool = True) -> Plan:
        look = Look(self._store, self._shop, self._folder, import_id)
        try:
            plan = look.check(look.cut(before) if cut or before is None else before, tell)
        except InvalidInput as error:
            self._fail(import_id, error.why)
            raise
        with self._store.write() as connection:
            imports.move(connection, import_id, "ready", among=("looking",))
        return plan

    def _look_and_run(self, import_id: int, wishes: Wishes, tell: Tell) -> None:
        try:
            plan = self._look(import_id, None, lambda share: tell(share / 2))
            self._prepare(import_id, plans.with_wishes(plan, wishes, []))
        except InvalidInput as error:
            self._fail(import_id, error.why)
            raise
        self._write(import_id, lambda share: tell((1 + share) / 2))

    def _write(self, import_id: int, tell: Tell) -> None:
        row = self._row(import_id)
        plan = plans.read(row.plan)
        assert plan is not None
        with self._store.read() as connection:
            own = {f"{OWN}{one.key}": one.id for one in fields.everything(connection)}
            group = groups.called(connection, plan.group) if plan.group else None
        new = [place for place, column in enumerate(plan.columns) if column.target.startswith(NEW)]
        own |= {f"{NEW}{place}": made for place, made in zip(new, plan.made_fields, strict=True)}
        group_id = None if group is None else group.id
        writing = WritingIn(self._store, self._ledger, row, plan, own, group_id, self._now())
        writing.run(self._folder.people(import_id), tell)
        with self._store.write() as connection:
            imports.move(connection, import_id, "done", among=("running",))
        self._folder.forget(import_id)

    def _take_back(self, import_id: int, who: str, user: User | None, tell: Tell) -> None:
        row = self._row(import_id)
        plan = plans.read(row.plan)
        assert plan is not None
        user_id = None if user is None else user.id
        TakingBack(self._store, self._ledger, row, plan, who, user_id, self._now()).run(tell)
        with self._store.write() as connection:
            imports.move(connection, import_id, "undone", among=("undoing",))
        self._folder.forget(import_id)

    # --- small steps

    def _prepare(self, import_id: int, plan: Plan) -> None:
        """Make the group and the fields that are wanted, and let the import be running. Raises ``InvalidInput``."""
        if not any(column.target == "number" for column in plan.columns):
            raise InvalidInput("columns", _NO_NUMBERS)
        if plan.fresh + plan.met == 0:
            raise InvalidInput("columns", _NOBODY)
        own, teams = Fields(self._store, self._now), Groups(self._store, self._now)
        with self._store.write() as connection:
            made_fields = tuple(
                own.add(_field_name(column, place), _kind(column.target)).id
                for place, column in enumerate(plan.columns)
                if column.target.startswith(NEW)
            )
            made_group = None
            if plan.group:
                group = groups.called(connection, plan.group)
                if group is None:
                    try:
                        group = teams.add(plan.group)
                    except InvalidInput as error:
                        raise InvalidInput("group", error.why) from error
                    made_group = group.id
                if group.members + plan.fresh + plan.met > MOST_MEMBERS:
                    raise InvalidInput("group", f"A group has at most {MOST_MEMBERS} people.")
            self._keep(import_id, replace(plan, made_fields=made_fields, made_group=made_group))
            if not imports.move(connection, import_id, "running", among=("ready",)):
                raise Conflict("This list is being worked on, or was imported already.")

    def _wished(self, import_id: int, wishes: Wishes) -> tuple[Plan, Plan]:
        batch = self.get(import_id)
        if batch.plan is None or batch.state not in ("ready", "failed"):
            raise Conflict("This list is being worked on, or was imported already.")
        with self._store.read() as connection:
            known = fields.everything(connection)
        return batch.plan, plans.with_wishes(batch.plan, wishes, known)

    def _keep(self, import_id: int, plan: Plan) -> None:
        with self._store.write() as connection:
            imports.set_plan(connection, import_id, plans.written(plan), self._row(import_id).total)

    def _move(self, import_id: int, state: State, among: tuple[State, ...]) -> None:
        with self._store.write() as connection:
            self._row(import_id)
            if self._at_work == import_id or not imports.move(connection, import_id, state, among=among):
                raise Conflict("This list is being worked on, or was imported already.")

    def _fail(self, import_id: int, why: str) -> None:
        with self._store.write() as connection:
            imports.move(connection, import_id, "failed", among=("looking", "ready"), why=why)

    def _begin(self, name: str, import_id: int, work: Callable[[Tell], object]) -> None:
        def whole(tell: Tell) -> None:
            self._at_work = import_id
            try:
                work(tell)
            finally:
                self._at_work = None

        self._errands.begin(name, whole)

    def _refuse_if_busy(self) -> None:
        if self._errands.running() is not None:
            raise Conflict("The box is busy with other long work. Wait until it is done.", code="busy")

    def _forget(self, import_id: int) -> None:
        self._folder.forget(import_id)
        full = True
        while full:
            with self._store.write() as connection:
                full = imports.forget_rows(connection, import_id, 500) == 500
        with self._store.write() as connection:
            imports.delete(connection, import_id)

    def _row(self, import_id: int) -> imports.ImportRow:
        with self._store.read() as connection:
            row = imports.get(connection, import_id)
        if row is None:
            raise NotFound("There is no such import.")
        return row

    def _batch(self, row: imports.ImportRow) -> Batch:
        works = row.state in ("looking", "running", "undoing")
        return Batch(
            row.id,
            row.at,
            row.who,
            row.source,
            row.state,
            plans.read(row.plan),
            row.why,
            row.total,
            row.done,
            row.counts,
            row.undone_at,
            works and self._errands.running() is None,
        )


def _source(name: str) -> str:
    """The name of a file without its folders, as a line."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:LONGEST_SOURCE]


def _field_name(column: Column, place: int) -> str:
    return column.title[:LONGEST_NAME] or f"Field {place + 1}"


def _kind(target: str) -> Kind:
    for kind in NEW_KINDS:
        if target == f"{NEW}{kind}":
            return kind
    raise InvalidInput("columns", "Choose what stands in it.")
