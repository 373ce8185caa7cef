"""Which text a SIM takes next: by conversation, by rule, by what is free, else by who is least busy.

A text that belongs to a SIM (its recipient knows that number, or a rule names it) waits for that one.
Others take it when its owner lets them, and the SIM is away or held back by a limit for longer than
``GRACE``, or has refused it. A text that belongs to nobody goes to a SIM whose texts are paid already,
else to the one that has been idle longest; the others leave it to that one for a moment only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from modemsms.services import pace
from modemsms.services.pace import Budget, Leave, Limits, Month, Priority
from modemsms.services.standing import EMPTY, GRACE, Board
from modemsms.store import outbox, segments, sims
from modemsms.store.database import Store
from modemsms.store.outbox import ANY, Asker, Entry
from modemsms.store.sims import Sim, Terms

# How long a text may wait for a SIM that sends it for nothing, since it came into the queue, before
# another is paid for it: a person waits at the counter, a broadcast can.
FOR_NOTHING = {
    Priority.PERSON: timedelta(seconds=2),
    Priority.API: timedelta(seconds=10),
    Priority.BULK: timedelta(minutes=10),
}

# The SIM whose turn it is was woken together with the others, and takes a text within milliseconds.
TURN = timedelta(milliseconds=500)

# Rows that one transaction moves: well under 50 ms, so that the workers pass in between.
SLICE = 50


@dataclass(frozen=True, slots=True)
class Sender:
    """The modem that asks for work: its name, its SIM, what it takes, and where the others stand.

    *limits* are the modem's, for a SIM that has none of its own. *alone* says that no other modem can
    send; *present_sims* are the SIM cards in modems that can go on with a half-sent text.
    """

    modem: str
    slot: int
    sim: Sim
    limits: Limits
    whole_messages: bool = False
    alone: bool = True
    present_sims: frozenset[int] = frozenset()
    board: Board = EMPTY


@dataclass(frozen=True, slots=True)
class Pick:
    """The text that a SIM takes next, and whether another stands behind it; else when to ask again."""

    entry: Entry | None
    more_follow: bool = False
    more_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    leave: Leave
    at: datetime


class Memory:
    """What each SIM was told when it asked last, and in which order they were given texts.

    A hint to the others about who is held back: in memory, for whoever was not asked yet asks within
    milliseconds of a start. Used within the ledger's transactions only, one at a time.
    """

    def __init__(self) -> None:
        self._told: dict[int, _Told] = {}
        self._turns: dict[int, int] = {}
        self._count = 0

    def tell(self, sim_id: int, leave: Leave, now: datetime) -> bool:
        """Remember *leave*; whether the SIM is held back for long, and was not before."""
        before = self.held_back_from(sim_id, now)
        self._told[sim_id] = _Told(leave, now)
        after = self.held_back_from(sim_id, now)
        return after is not None and (before is None or after < before)

    def leave_of(self, sim_id: int, now: datetime) -> Leave:
        """What the SIM was told, as far as that still holds."""
        told = self._told.get(sim_id)
        # After the clock was set back nothing that was said before counts.
        if told is None or now < told.at:
            return Leave()
        leave = told.leave
        return Leave(
            *(
                moment if moment is not None and moment > now else None
                for moment in (leave.people_at, leave.bulk_at, leave.after_least, leave.after_pause)
            )
        )

    def held_back_from(self, sim_id: int, now: datetime) -> Priority | None:
        """The highest priority that the SIM's limits hold back for longer than ``GRACE``."""
        leave = self.leave_of(sim_id, now)
        for priority in (Priority.PERSON, Priority.BULK):
            until = leave.limited_until(priority)
            if until is not None and until - now > GRACE:
                return priority
        return None

    def gave(self, sim_id: int) -> None:
        """The SIM was given a text: it is the others' turn."""
        self._count += 1
        self._turns[sim_id] = self._count

    def turn(self, sim_id: int) -> tuple[int, int]:
        """Whose turn it is among idle SIM cards: the smallest's."""
        return self._turns.get(sim_id, 0), sim_id


class Asking:
    """One SIM asks for work at one moment, inside the ledger's transaction."""

    def __init__(
        self, connection: sqlite3.Connection, sender: Sender, memory: Memory, zone: tzinfo, now: datetime
    ) -> None:
        self._connection = connection
        self._sender = sender
        self._memory = memory
        self._zone = zone
        self._now = now
        self._terms = sims.all_terms(connection)
        self._own = self._terms[sender.sim.id]
        self._used = 0
        month = None
        limits = sender.limits.of(self._own)
        if limits.per_month or self._own.bundle:
            month = Month.around(now, self._own.bundle_day, zone)
            self._used = pace.keep_month(connection, self._own, month)
        self._budget = Budget(connection, self._own.id, limits, now, month=month, used_in_month=self._used)
        self.leave = pace.leave(connection, self._own.id, self._budget, self._own.spacing, now)
        self._kin = tuple(self._same_card())
        goes_on = set() if sender.whole_messages else {self._own.id, *(kin.id for kin in self._kin)}
        self._asker = Asker.of(
            sender.modem,
            present_sims=self._able(sender.present_sims) | goes_on,
            shut=self._shut(),
            now=now,
        )
        self._later: list[datetime] = []

    def _same_card(self) -> Iterator[Terms]:
        """Other entries of the very card that asks, made while it was known by less, or held twice."""
        own, placed = self._own, self._sender.board.placed
        for other in self._terms.values():
            if other.id == own.id or other.id in placed:
                continue
            nameless = other.key == self._sender.modem and other.iccid is None and other.imsi is None
            if nameless or (other.iccid is not None and other.iccid == own.iccid):
                yield other

    def _able(self, present: Iterable[int]) -> set[int]:
        """Of SIM cards that are here, those that have not been unable to send for long."""
        absent = self._sender.board.absent_sims
        return {sim_id for sim_id in present if sim_id not in absent or not absent[sim_id].is_long(self._now)}

    def _shut(self) -> Iterator[str]:
        """Lanes that have not moved for long and that nobody else may take from."""
        board = self._sender.board
        for name, absence in board.absent_modems.items():
            if absence.is_long(self._now):
                yield outbox.lane_of_modem(name)
        for sim_id, seat in board.ready.items():
            if self._memory.held_back_from(sim_id, self._now) is Priority.PERSON:
                yield outbox.lane_of_modem(seat.modem)
        for terms in self._terms.values():
            if terms.id == self._own.id or terms.failover or terms in self._kin:
                continue
            away = board.absence(terms.id)
            is_away = away is not None and away.is_long(self._now)
            if is_away or self._memory.held_back_from(terms.id, self._now) is Priority.PERSON:
                yield outbox.lane_of_sim(terms.id)

    def next(self) -> Pick:
        """The text that comes next, or nothing until something is due or changes."""
        if self.leave.lowest is None:
            return Pick(None, more_at=self.leave.more_at)
        candidates = {(entry.priority, entry.message_id): entry for entry in self._candidates()}
        found = [candidates[key] for key in sorted(candidates)]
        if not found:
            return Pick(None, more_at=self._more_at())
        first = found[0]
        fits_at = None
        if not first.started:
            units = outbox.units(self._connection, first.message_id)
            fits_at = self._budget.free_at(Priority(first.priority), units) if units > 1 else None
        if fits_at is not None:
            # What would have to stop half-way waits until all of it fits, and keeps its place.
            self._later.append(fits_at)
            return Pick(None, more_at=self._more_at())
        return Pick(first, more_follow=len(found) > 1)

    def _more_at(self) -> datetime | None:
        moments = [moment for moment in (self.leave.more_at, *self._later) if moment is not None]
        return min(moments, default=None)

    def _candidates(self) -> Iterator[Entry]:
        mine = [self._own.id, *(kin.id for kin in self._kin)]
        lowest, lowest_new = self.leave.lowest, self.leave.lowest_new
        assert lowest is not None
        if not self._sender.whole_messages:
            for sim_id in mine:
                yield from self._heads(outbox.lane_of_rest(sim_id), lowest, last_resort=True)
        if lowest_new is None:
            return
        yield from self._heads(outbox.lane_of_modem(self._sender.modem), lowest_new, last_resort=True)
        no_other = self._sender.alone or not self._own.failover
        for sim_id in mine:
            yield from self._heads(outbox.lane_of_sim(sim_id), lowest_new, last_resort=no_other)
        yield from self._for_others(lowest_new, mine)
        yield from self._for_anybody(lowest_new)

    def _heads(self, lane: str, lowest: int, *, last_resort: bool, highest: int = 0) -> list[Entry]:
        return outbox.heads(
            self._connection, self._asker, lane, highest=highest, lowest=lowest, last_resort=last_resort
        )

    def _for_others(self, lowest: Priority, mine: Iterable[int]) -> Iterator[Entry]:
        """Texts of SIM cards that cannot send them, where the owner lets others do it."""
        for terms in self._terms.values():
            if not terms.failover or terms.id in mine:
                continue
            lane = outbox.lane_of_sim(terms.id)
            away = self._sender.board.absence(terms.id)
            if away is not None and not away.is_long(self._now):
                self._later.append(away.long_at(self._now))
            highest = (
                Priority.PERSON
                if away is not None and away.is_long(self._now)
                else self._memory.held_back_from(terms.id, self._now)
            )
            if highest is not None and highest <= lowest:
                yield from self._heads(lane, lowest, highest=highest, last_resort=self._sender.alone)
            if highest is not Priority.PERSON:
                yield from outbox.heads_refused_elsewhere(self._connection, self._asker, lane, lowest=lowest)

    def _for_anybody(self, lowest: Priority) -> Iterator[Entry]:
        """Texts that belong to no SIM, but for those that another SIM should take."""
        for priority in Priority:
            if priority > lowest:
                return
            found = outbox.heads(
                self._connection,
                self._asker,
                ANY,
                highest=priority,
                lowest=priority,
                last_resort=self._sender.alone,
                limit=2 + len(self._sender.board.ready),
            )
            if not found:
                continue
            better, patience = self._better(priority)
            for_me = (
                entry
                for place, entry in enumerate(found)
                if (better is not None and place >= better)
                or entry.avoid_modem is not None
                or self._has_waited(entry, patience)
            )
            yield from islice(for_me, 2)

    def _better(self, priority: Priority) -> tuple[int | None, timedelta]:
        """How many of the first texts others should take, and for how long they are left to them.

        None is all of them: somebody can send them for nothing.
        """
        others = [
            self._terms[sim_id]
            for sim_id in self._sender.board.ready
            if sim_id != self._own.id and sim_id in self._terms
        ]
        mine = pace.has_allowance(self._own, self._used)
        equals, for_nothing = [], False
        for terms in others:
            leave = self._memory.leave_of(terms.id, self._now)
            allowance = self._has_allowance(terms)
            if allowance and not mine:
                for_nothing = for_nothing or leave.limited_until(priority) is None
            elif allowance == mine and leave.lowest_new is not None and priority <= leave.lowest_new:
                equals.append(terms.id)
        if for_nothing:
            return None, FOR_NOTHING[priority]
        in_the_air = segments.in_the_air(self._connection) if equals else {}

        def turn(sim_id: int) -> tuple[int, tuple[int, int]]:
            return in_the_air.get(sim_id, 0), self._memory.turn(sim_id)

        return sum(turn(sim_id) < turn(self._own.id) for sim_id in equals), TURN

    def _has_allowance(self, terms: Terms) -> bool:
        if not terms.bundle:
            return terms.price_micros == 0
        month = Month.around(self._now, terms.bundle_day, self._zone)
        return pace.has_allowance(terms, pace.used_in_month(self._connection, terms, month))

    def _has_waited(self, entry: Entry, patience: timedelta) -> bool:
        """Whether a text was left to others for long enough; one from the future was, too."""
        queued_at = outbox.queued_at(self._connection, entry.message_id)
        if queued_at is None or not timedelta(0) <= self._now - queued_at < patience:
            return True
        self._later.append(queued_at + patience)
        return False


def find_homes(store: Store) -> None:
    """Put everything that waits where conversations and rules say now, slice by slice."""
    last: int | None = 0
    while last is not None:
        with store.write() as connection:
            last = outbox.find_homes(connection, last, SLICE)
            store.tell_workers()
