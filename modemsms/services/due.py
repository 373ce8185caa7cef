"""What falls due by the clock: scheduled texts, second tries, expiry, gaps, old rows.

What is due is a query over rows, so a tick that never came, a power cut or a clock that jumped loses
nothing: the next look finds it.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from modemsms.services import composing, fate, fuse
from modemsms.services.clock_trust import never
from modemsms.services.inbox import Inbox
from modemsms.services.ledger import EXPIRED, Ledger
from modemsms.services.modems import Modems
from modemsms.services.outbox import Outbox
from modemsms.services.rules import SendingRules
from modemsms.store import bin as deleted
from modemsms.store import (
    clock_held,
    deeds,
    events,
    fields,
    filters,
    groups,
    imports,
    keys,
    messages,
    outbox,
    reports,
    segments,
    self_tests,
    sessions,
    sign_ins,
    sign_ups,
    ussd,
)
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.outbox import Entry

log = logging.getLogger(__name__)

# How many rows one transaction moves: well under 50 ms, so that the workers pass in between.
SLICE = 50

KEEP_EVENTS = timedelta(days=7)
KEEP_REPORTS = timedelta(days=14)
KEEP_REQUESTS = timedelta(days=30)
KEEP_CODES = timedelta(days=30)
KEEP_SELF_TESTS = timedelta(days=90)
KEEP_DELETED = timedelta(days=1)
KEEP_SESSIONS = timedelta(days=60)
KEEP_SIGN_INS = timedelta(days=90)
KEEP_DEEDS = timedelta(days=365)
KEEP_SIGN_UPS = timedelta(days=7)
KEEP_IMPORTS = timedelta(days=30)

# A text that somebody writes for now is scheduled for so long at most, in which it can be taken back.
PAUSE = timedelta(seconds=composing.MOST)

# The rest of a half-sent text waits so long for the SIM that began it.
SIM_AWAITED = timedelta(days=1)

# After a start, and after a knock, a SIM may be here again in a moment.
SIM_MISSED = timedelta(hours=1)

MODEM_REMOVED = Reason("modem_removed", "The modem that it was to leave from was taken away.")
SIM_GONE = Reason("sim_gone", "Part of it went out, and the SIM that began it has been gone for a day.")

# An unknown text of a restored backup never goes again by itself: it may have gone long ago.
NEVER_BY_ITSELF = ("restored",)


class Due:
    """Looks at what the clock has made due."""

    def __init__(
        self,
        store: Store,
        rules: SendingRules,
        ledger: Ledger,
        inbox: Inbox,
        outbox: Outbox,
        modems: Modems,
        clock_holds: Callable[[datetime], bool] = never,
    ) -> None:
        """While *clock_holds*, only what was written for now goes on, and nothing expires or is forgotten."""
        self._clock_holds = clock_holds
        self._modems = modems
        self._store = store
        self._rules = rules
        self._ledger = ledger
        self._inbox = inbox
        self._outbox = outbox

    def run(self, now: datetime) -> None:
        """Do all that is due at *now*."""
        held = self._clock_holds(now)
        while self._promote(now, held=held):
            pass
        while not held and self._expire(now):
            pass
        self._modems.end_rests(now)
        self._give_up_the_forsaken(now)
        self._inbox.show_late(now)
        self._resend_unknown(now)

    def next_moment(self, now: datetime | None = None) -> datetime | None:
        """When ``run`` has something to do next, as far as is known."""
        held = now is not None and self._clock_holds(now)
        with self._store.read() as connection:
            moment = clock_held.next_moment(connection, PAUSE) if held else outbox.next_moment(connection)
        moments = (moment, self._inbox.next_late(), self._modems.next_end_of_rest())
        return min((one for one in moments if one is not None), default=None)

    def _promote(self, now: datetime, *, held: bool) -> bool:
        with self._store.read() as connection:
            waiting = _due(connection, now, held=held)
        if not waiting:
            return False
        with self._store.write() as connection:
            # Read again: between the look and the lock somebody may have cancelled one.
            waiting = _due(connection, now, held=held)
            for entry in waiting:
                if entry.state == "later":
                    outbox.move(
                        connection,
                        entry.message_id,
                        "ready",
                        due_at=min(entry.due_at or now, now),
                        avoid_modem=entry.avoid_modem,
                    )
                else:
                    self._begin(entry, now)
            self._store.tell_workers()
        return len(waiting) == SLICE

    def _begin(self, entry: Entry, now: datetime) -> None:
        """A scheduled message is due: it goes into the queue, through the fuse."""
        with self._store.write() as connection:
            message = messages.by_row(connection, entry.message_id)
            assert message is not None
            held = fuse.held_because(connection, self._rules, entry.conversation_id, message.text, now)
            outbox.move(connection, entry.message_id, "held" if held else "ready")
            messages.set_status(connection, entry.message_id, "queued", held, attention=held is not None)
            messages.set_queued_at(connection, entry.message_id, now)
            fate.tell_message(self._store, connection, entry.message_id, entry.conversation_id, now)

    def _expire(self, now: datetime) -> bool:
        with self._store.read() as connection:
            over = outbox.expired(connection, now, SLICE)
        if not over:
            return False
        with self._store.write() as connection:
            over = outbox.expired(connection, now, SLICE)
            for entry in over:
                self._ledger.give_up(entry, EXPIRED, now)
        return len(over) == SLICE

    def _give_up_the_forsaken(self, now: datetime) -> None:
        """What waits for a modem that was taken away, or for a SIM that has been gone for a day."""
        with self._store.read() as connection:
            if not self._forsaken(connection, now):
                return
        with self._store.write() as connection:
            for entry, reason in self._forsaken(connection, now):
                self._ledger.give_up(entry, reason, now)

    def _forsaken(self, connection: sqlite3.Connection, now: datetime) -> list[tuple[Entry, Reason]]:
        present, board = self._modems.present_sims(), self._modems.board(now)
        half_sent = outbox.without_sim(connection, present, now - SIM_AWAITED, SLICE)
        return [(entry, MODEM_REMOVED) for entry in outbox.without_modem(connection, SLICE)] + [
            (entry, SIM_GONE)
            for entry in half_sent
            if entry.sim_id is not None
            and ((absence := board.absence(entry.sim_id)) is None or now - absence.since >= SIM_MISSED)
        ]

    def _resend_unknown(self, now: datetime) -> None:
        if self._rules.resend_unknown is None:
            return
        with self._store.write() as connection:
            for message_id in segments.unknown_before(
                connection, now - self._rules.resend_unknown, NEVER_BY_ITSELF
            ):
                log.info("unknown_goes_again message=%d", message_id)
                self._outbox.resend(message_id)

    def prune(self, now: datetime) -> None:
        """Forget events, reports, idempotency keys and the like whose time is over, slice by slice."""
        if self._clock_holds(now):
            return
        for forget, kept in (
            (events.prune, KEEP_EVENTS),
            (reports.prune, KEEP_REPORTS),
            (keys.forget_requests, KEEP_REQUESTS),
            (ussd.prune, KEEP_CODES),
            (self_tests.prune, KEEP_SELF_TESTS),
            (deleted.prune, KEEP_DELETED),
            (groups.prune, KEEP_DELETED),
            (fields.prune, KEEP_DELETED),
            (filters.prune, KEEP_DELETED),
            (sessions.prune, KEEP_SESSIONS),
            (sign_ins.prune, KEEP_SIGN_INS),
            (deeds.prune, KEEP_DEEDS),
            (sign_ups.prune, KEEP_SIGN_UPS),
            (imports.prune, KEEP_IMPORTS),
        ):
            full = True
            while full:
                with self._store.write() as connection:
                    full = forget(connection, now - kept, 500) == 500


def _due(connection: sqlite3.Connection, now: datetime, *, held: bool) -> list[Entry]:
    return clock_held.due(connection, now, PAUSE, SLICE) if held else outbox.due(connection, now, SLICE)
