"""An import is taken back as a whole, the last row first; whom somebody changed since stays, and is named."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from modemsms import clock
from modemsms.services import snapshots
from modemsms.services.consents import Consent, Consents
from modemsms.services.errands import Tell
from modemsms.services.importing.plans import Plan
from modemsms.services.importing.writing_in import SLICE_SECONDS, digest
from modemsms.store import consents as ledger_rows
from modemsms.store import contacts, conversations, events, fields, groups, imports
from modemsms.store.database import Store
from modemsms.store.imports import Counts, ImportRow, Outcome

_BEHIND_ALL = 1 << 62
_READ = 100

STAYS = "It was changed after the import, and stays."


class TakingBack:
    """Takes back one import; run in a thread of its own."""

    def __init__(
        self,
        store: Store,
        ledger: Consents,
        batch: ImportRow,
        plan: Plan,
        who: str,
        user_id: int | None,
        now: datetime,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._import = batch
        self._plan = plan
        self._who = who
        self._user_id = user_id
        self._now = now

    def run(self, tell: Tell) -> None:
        """Take back every row that is not taken back yet, then the group and the fields that nobody uses."""
        counts = self._import.counts
        total = counts.added + counts.changed + counts.same
        below, done = _BEHIND_ALL, 0
        with self._store.bulk():
            while written := self._slice(below):
                below = written[-1].row
                done += len(written)
                tell(done / max(total, 1))
        with self._store.write() as connection:
            self._take_back_made(connection)
            imports.undone(connection, self._import.id, self._now)

    def _slice(self, below: int) -> list[Outcome]:
        done: list[Outcome] = []
        kept = 0
        with self._store.read() as connection:
            found = imports.last_of(connection, self._import.id, below, _READ)
        if not found:
            return done
        with self._store.write() as connection:
            enough = clock.monotonic() + SLICE_SECONDS
            for one in found:
                kept += self._one(connection, one)
                done.append(one)
                if clock.monotonic() >= enough:
                    break
            imports.count(connection, self._import.id, Counts(kept=kept), done[-1].row)
        return done

    def _one(self, connection: sqlite3.Connection, row: Outcome) -> bool:
        """Take back what *row* did; whether its contact stays all the same."""
        for number in row.agreed:
            self._disagree(connection, number)
        contact = None if row.contact_id is None else contacts.get(connection, row.contact_id)
        stays = False
        if contact is not None and row.did != "same":
            stays = digest(snapshots.taken(connection, contact)) != row.after
            if not stays:
                if row.did == "added":
                    contacts.delete(connection, contact.id)
                else:
                    snapshots.set_back(connection, json.loads(row.before))
                self._tell(connection, contact.numbers)
        imports.taken_back(
            connection, self._import.id, row.row, "kept" if stays else "", STAYS if stays else ""
        )
        return stays

    def _disagree(self, connection: sqlite3.Connection, number: str) -> None:
        """The consent that this import wrote down is no more; what the person said since counts more."""
        standing = ledger_rows.standing(connection, number)
        last = ledger_rows.history(connection, number, 1)
        if standing is not None and last and last[0][1].how == "import":
            self._ledger.record(
                Consent(number, "none", "staff", "", "taken_back", self._user_id, self._who),
                connection,
                self._now,
            )

    def _tell(self, connection: sqlite3.Connection, numbers: tuple[str, ...]) -> None:
        for number in numbers:
            talk = conversations.with_address(connection, number)
            if talk is not None:
                events.add(connection, "conversation", self._now, conversation_id=talk.id)
                self._store.tell()

    def _take_back_made(self, connection: sqlite3.Connection) -> None:
        for field_id in self._plan.made_fields:
            if fields.is_empty(connection, field_id):
                fields.hide(connection, field_id, self._now)
        if self._plan.made_group is not None:
            group = groups.get(connection, self._plan.made_group)
            if group is not None and group.members == 0:
                groups.hide(connection, group.id, self._now)
