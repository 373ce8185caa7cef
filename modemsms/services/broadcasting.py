"""Runs broadcasts: begins each occurrence once, and keeps the queue filled a little ahead of the modems.

Only so much of a broadcast is in the queue as the modems send in a moment, for each SIM by itself: so that it can be
stopped at once, that one SIM's backlog holds up no other, and that what people say meanwhile counts.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta

from modemsms.errors import Conflict, InvalidInput
from modemsms.services import left_out
from modemsms.services.admission import Admission, Terms
from modemsms.services.audience import Audiences
from modemsms.services.broadcasts import (
    Broadcast,
    Options,
    audience_of,
    options_of,
    recurrence_of,
    whole_text,
)
from modemsms.services.outbox import Draft, Outbox, Priority
from modemsms.services.recurrence import Closed, always_open
from modemsms.store import audience, broadcasts, events, occurrences, recipients
from modemsms.store.database import Store
from modemsms.store.occurrences import Occurrence
from modemsms.store.recipients import Recipient

log = logging.getLogger(__name__)

# Nobody wants the offer of noon in the evening, because the power was gone.
CATCH_UP = timedelta(hours=2)

# Of each SIM so many are in the queue: it sends them in some seconds at the very least.
AHEAD = 40

# One transaction judges, or writes, so many: well under 50 ms, so that the workers pass in between.
JUDGED, WRITTEN = 200, 20

# After a pause of its own a broadcast with a pace does not make up for lost time at once.
MOST_AT_ONCE = 5


class Broadcasting:
    """Begins what is due and feeds what runs. A chore; its scheduler listens to every change."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        audiences: Audiences,
        admission: Admission,
        closed: Closed = always_open,
        ahead: int = AHEAD,
    ) -> None:
        """*closed* is when the shop is; *ahead* is how many messages for each SIM are in the queue."""
        self._closed = closed
        self._ahead = ahead
        self._store = store
        self._outbox = outbox
        self._audiences = audiences
        self._admission = admission

    def run(self, now: datetime) -> None:
        """Bring everything to where it belongs at *now*."""
        with self._store.read() as connection:
            due = broadcasts.due(connection, now, 10)
        while due:
            for broadcast in due:
                self._begin(broadcast.row_id, now)
            with self._store.read() as connection:
                due = broadcasts.due(connection, now, 10)
        with self._store.read() as connection:
            running = occurrences.under_way(connection, "running")
        for one in running:
            self._go_on(one, now)

    def next_moment(self, now: datetime) -> datetime | None:
        """When an occurrence begins, or somebody's turn comes, as far as is known."""
        with self._store.read() as connection:
            moments = [broadcasts.next_moment(connection)]
            for one in occurrences.under_way(connection, "running"):
                moments.append(recipients.next_moment(connection, one.id, now))
                moments.append(recipients.next_to_wake(connection, one.id))
                if one.per_minute and one.fed_at and one.tally.waiting:
                    moments.append(one.fed_at)
        return min((moment for moment in moments if moment is not None), default=None)

    # --- to begin

    def _begin(self, row_id: int, now: datetime) -> None:
        """Begin the occurrence of a broadcast that is due: its audience is resolved here, once."""
        with self._store.write() as connection:
            broadcast = broadcasts.by_row(connection, row_id)
            # Between the look and the lock somebody may have changed it.
            if broadcast.state != "scheduled" or broadcast.next_at is None or broadcast.next_at > now:
                return
            assert broadcast.next_key is not None
            late = now - broadcast.next_at > CATCH_UP
            if not late and not self._audiences.is_whole(connection, audience_of(broadcast)):
                log.warning("broadcast_waits_for_a_person id=%s", broadcast.id)
                broadcasts.plan(connection, row_id, "paused", broadcast.next_at, broadcast.next_key)
                self._tell(connection, now)
                return
            options = options_of(broadcast)
            occurrence_id = occurrences.begin(
                connection,
                row_id,
                broadcast.next_key,
                broadcast.next_at,
                "missed" if late else "running",
                whole_text(broadcast.text, options),
                options.per_minute,
                now,
            )
            if occurrence_id is not None and late:
                self._forget_if_nobodys(connection, broadcast, occurrence_id)
            elif occurrence_id is not None:
                self._resolve(connection, broadcast, occurrence_id, now)
            log.info("broadcast_begins id=%s key=%s late=%s", broadcast.id, broadcast.next_key, late)
            self._plan(connection, broadcast, broadcast.next_at)
            self._tell(connection, now)

    def _resolve(
        self, connection: sqlite3.Connection, broadcast: Broadcast, occurrence_id: int, now: datetime
    ) -> None:
        assert broadcast.next_key is not None
        meant = audience_of(broadcast)
        wanted, unwanted = self._audiences.parts(connection, meant, date.fromisoformat(broadcast.next_key))
        people = audience.fill(connection, occurrence_id, wanted, unwanted)
        occurrences.set_people(connection, occurrence_id, people)
        if not people and meant.dated is not None:
            # On most days nobody has a birthday.
            occurrences.forget(connection, occurrence_id)
        elif not people:
            occurrences.set_state(connection, occurrence_id, "done", now)

    def _forget_if_nobodys(
        self, connection: sqlite3.Connection, broadcast: Broadcast, occurrence_id: int
    ) -> None:
        """Of a date of theirs, no day was missed on which nobody had one."""
        assert broadcast.next_key is not None
        meant = audience_of(broadcast)
        if meant.dated is not None:
            parts = self._audiences.parts(connection, meant, date.fromisoformat(broadcast.next_key))
            if not audience.count(connection, *parts):
                occurrences.forget(connection, occurrence_id)

    def _plan(self, connection: sqlite3.Connection, broadcast: Broadcast, after: datetime) -> None:
        recurrence = recurrence_of(broadcast)
        following = None if recurrence is None else recurrence.next_after(after, self._closed())
        if following is None:
            broadcasts.plan(connection, broadcast.row_id, "done", None, None)
        else:
            broadcasts.plan(
                connection, broadcast.row_id, "scheduled", following.at, following.key.isoformat()
            )

    # --- to go on

    def _go_on(self, occurrence: Occurrence, now: datetime) -> None:
        with self._store.read() as connection:
            broadcast = broadcasts.by_row(connection, occurrence.broadcast_id)
        options = options_of(broadcast)
        self._wake(occurrence.id, now)
        more = True
        while more:
            self._feed(occurrence.id, broadcast, options, now)
            more = self._admit(occurrence, options, now)
        self._feed(occurrence.id, broadcast, options, now)
        self._end_if_over(occurrence.id, now)

    def _wake(self, occurrence_id: int, now: datetime) -> None:
        with self._store.read() as connection:
            moment = recipients.next_to_wake(connection, occurrence_id)
        if moment is not None and moment <= now:
            with self._store.write() as connection:
                recipients.wake(connection, occurrence_id, now)
                self._store.tell_workers()

    def _admit(self, occurrence: Occurrence, options: Options, now: datetime) -> bool:
        """Judge the next of those whom nobody has looked at; whether there were any."""
        with self._store.read() as connection:
            people = recipients.unseen(connection, occurrence.id, JUDGED)
            if not people:
                return False
            starts = min(now, max(occurrence.due_at, occurrence.started_at or occurrence.due_at))
            terms = replace(
                _terms(occurrence, options), starts=starts, spread=_minutes(options.spread_minutes)
            )
            verdicts = self._admission.judge(
                connection, terms, people, people[0].position - 1, occurrence.tally.people
            )
        with self._store.write() as connection:
            if not _is_running(connection, occurrence.id):
                return False
            # Whose turn has come keeps it, also on a clock that is set back.
            admitted = [
                (one.number, one.due_at if one.due_at > now else None) for one in verdicts if not one.reason
            ]
            recipients.admit(connection, occurrence.id, admitted)
            recipients.leave_out(
                connection, occurrence.id, [(one.number, one.reason) for one in verdicts if one.reason]
            )
            self._store.tell()
        return True

    def _feed(self, occurrence_id: int, broadcast: Broadcast, options: Options, now: datetime) -> None:
        full = False
        while not full:
            with self._store.write() as connection:
                full = not self._feed_some(connection, occurrence_id, broadcast, options, now)

    def _feed_some(
        self,
        connection: sqlite3.Connection,
        occurrence_id: int,
        broadcast: Broadcast,
        options: Options,
        now: datetime,
    ) -> bool:
        """Write the next messages, of whichever SIM has room; whether there were any."""
        occurrence = occurrences.get(connection, occurrence_id)
        if occurrence is None or occurrence.state != "running" or not occurrence.tally.waiting:
            return False
        allowed = _by_pace(occurrence, now)
        there = recipients.queued(connection, occurrence_id)
        for home in recipients.homes(connection, occurrence_id):
            room = min(self._ahead - there.get(home, 0), WRITTEN, allowed)
            people = recipients.next_for(connection, occurrence_id, home, now, room) if room > 0 else []
            if people:
                self._write(connection, occurrence, broadcast, options, people, now)
                return True
        return False

    def _write(
        self,
        connection: sqlite3.Connection,
        occurrence: Occurrence,
        broadcast: Broadcast,
        options: Options,
        people: list[Recipient],
        now: datetime,
    ) -> None:
        # What was known when they were let in may have changed: they left, were blocked, or lost a field.
        terms = replace(_terms(occurrence, options), starts=now)
        verdicts = self._admission.judge(connection, terms, people, 0, 1)
        kept_out = [(one.number, one.reason) for one in verdicts if one.reason]
        asleep = [(one.number, one.due_at) for one in verdicts if not one.reason and one.due_at > now]
        recipients.admit(connection, occurrence.id, asleep)
        written = 0
        for person, verdict in zip(people, verdicts, strict=True):
            if verdict.reason or verdict.due_at > now:
                continue
            if recipients.is_deleted(connection, person):
                kept_out.append((person.number, left_out.DELETED))
                continue
            draft = Draft(
                person.number,
                verdict.text,
                modem=options.modem,
                priority=Priority.BULK,
                author_id=broadcast.author_id,
                occurrence_id=occurrence.id,
            )
            try:
                message_id = self._outbox.put(connection, self._outbox.check(draft, now), now)
            except (InvalidInput, Conflict) as error:
                log.info("broadcast_leaves_out occurrence=%d why=%s", occurrence.id, type(error).__name__)
                kept_out.append((person.number, left_out.UNSENDABLE))
                continue
            recipients.take(connection, occurrence.id, person.number, message_id)
            written += 1
        recipients.leave_out(connection, occurrence.id, kept_out)
        if occurrence.per_minute and written:
            free_from = _free_from(occurrence, now) + written * _each(occurrence.per_minute)
            occurrences.fed(connection, occurrence.id, free_from)
        self._store.tell()

    def _end_if_over(self, occurrence_id: int, now: datetime) -> None:
        with self._store.read() as connection:
            if not _is_over(connection, occurrence_id):
                return
        with self._store.write() as connection:
            if _is_over(connection, occurrence_id):
                occurrences.set_state(connection, occurrence_id, "done", now)
                log.info("broadcast_done occurrence=%d", occurrence_id)
                self._tell(connection, now)

    def _tell(self, connection: sqlite3.Connection, now: datetime) -> None:
        """Let the pages follow what no message tells of."""
        events.add(connection, "broadcast", now)
        self._store.tell()


def _terms(occurrence: Occurrence, options: Options) -> Terms:
    return Terms(
        text=occurrence.text,
        starts=occurrence.due_at,
        apart=None if options.apart_days is None else timedelta(days=options.apart_days),
        but=occurrence.broadcast_id,
    )


def _is_running(connection: sqlite3.Connection, occurrence_id: int) -> bool:
    occurrence = occurrences.get(connection, occurrence_id)
    return occurrence is not None and occurrence.state == "running"


def _is_over(connection: sqlite3.Connection, occurrence_id: int) -> bool:
    occurrence = occurrences.get(connection, occurrence_id)
    return (
        occurrence is not None
        and occurrence.state == "running"
        and not occurrence.tally.waiting
        and not recipients.queued(connection, occurrence_id)
    )


def _minutes(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)


def _each(per_minute: int) -> timedelta:
    return timedelta(minutes=1) / per_minute


def _free_from(occurrence: Occurrence, now: datetime) -> datetime:
    """From when on the next may be written; a clock that was set back frees it at once."""
    assert occurrence.per_minute is not None
    most = MOST_AT_ONCE * _each(occurrence.per_minute)
    if occurrence.fed_at is None or occurrence.fed_at > now + 2 * most:
        return now
    return max(occurrence.fed_at, now - most + _each(occurrence.per_minute))


def _by_pace(occurrence: Occurrence, now: datetime) -> int:
    """How many may be written now."""
    if not occurrence.per_minute:
        return WRITTEN
    ahead = now - _free_from(occurrence, now)
    return 0 if ahead < timedelta() else 1 + int(ahead / _each(occurrence.per_minute))
