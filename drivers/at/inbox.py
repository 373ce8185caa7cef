"""What lies in the modem's memories: what to read, what the shop has but not yet committed, what to delete.

State and decisions only: the commands are in ``receive``. Nothing leaves a memory before the shop has
committed it, nothing is read twice while the shop is at it, and what the shop could not commit is
reported again later.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drivers.at.fields import fields, number
from drivers.at.pdus import Entry, is_report, salvage, tpdu_of
from modemsms.driver import DriverEvent, Noticed, ReportReceived, SegmentReceived, Sign

# A commit takes milliseconds. If none has come in this time the database refuses, and the next sweep
# reports the message again.
HOLD = 60.0
# A line that noise has hit is read again so often before what is left of it goes to the shop.
BROKEN_READS = 3
# What cannot be read at all stays where it is for so long before it is looked at again.
LEFT_ALONE = 3600.0
# Huawei E3531 announces up to half a second before the message can be read (Q10).
EMPTY_PAUSES = (0.5, 1.0, 2.0)
# From so many announced places on, one listing is quicker than single reads.
LIST_FROM = 3
# More waiting deletions than this go before reads: a SIM has as few as ten places.
MOST_DELETIONS_WAITING = 4
# A modem may restart without a word, and then other texts stand in other memories: what was found so
# long ago is looked at again before it is deleted.
FRESH = 30.0
NEVER = -math.inf
# How often a place is deleted in vain before the shop hears of it (Q25).
VAIN_DELETIONS = 3
# Places whose last content is remembered: more than any SIM has.
PLACES_REMEMBERED = 512
# Another name in +CMTI is line noise ("SL", Q69).
KNOWN_MEMORIES = frozenset({"SM", "ME", "MT", "SR", "TA", "BM", "DC"})


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a memory, by the index that the modem gave it."""

    memory: str
    index: int


@dataclass(frozen=True, slots=True)
class Stored:
    """The handle of a stored message: *token* tells this report of a place from earlier ones."""

    location: Location
    token: int


@dataclass(frozen=True, slots=True)
class Direct:
    """The handle of a message that no memory holds; the network wants to hear that we have it."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read the one message at *location*."""

    location: Location


@dataclass(frozen=True, slots=True)
class Delete:
    """Clear *location*; with *expected* only if that PDU still stands there."""

    location: Location
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """List all of *memory*; with *trust_count* only if it says that something is in it."""

    memory: str
    trust_count: bool


@dataclass(frozen=True, slots=True)
class Confirm:
    """Tell the network that a direct message was taken (AT+CNMA)."""


Job = Read | Delete | Sweep | Confirm


@dataclass(slots=True)
class _Place:
    """What was last found in a place."""

    pdu: str
    token: int
    found_at: float
    hidden_until: float
    committed: bool = False
    broken_reads: int = 0
    deletions: int = 0


@dataclass(slots=True)
class _Pending:
    due: float
    empty_reads: int = 0


class Inbox:
    """The inbound side of one modem. Times are the runner's clock, in seconds."""

    def __init__(self, slot: int, tokens: Iterator[int]) -> None:
        """*tokens* never repeat, not even in the inbox that follows this one after a restart."""
        self.memories: tuple[str, ...] = ()
        """What a full sweep covers."""
        self.urgent = False
        """The memory is full: texts wait at the network, and some modems cannot even send (Q47)."""
        self.unannounced = 0
        """New messages that only a sweep has found."""
        self._slot = slot
        self._places: dict[Location, _Place] = {}
        self._reads: dict[Location, _Pending] = {}
        self._deletes: dict[Location, None] = {}
        self._sweeps: dict[str, tuple[float, bool]] = {}
        self._confirms = 0
        self._deleting: Location | None = None
        self._read_after_delete = False
        self._tokens = tokens

    # --- what the modem says ------------------------------------------------------------------

    def announced(self, line: str, now: float) -> None:
        """``+CMTI`` or ``+CDSI``. Without a memory or with an index below zero everything is swept (Q15, Q16)."""
        values = fields(line)
        index = number(values[1]) if len(values) > 1 else None
        if values[0] not in KNOWN_MEMORIES or index is None or index < 0:
            self.sweep_all(now)
            return
        location = Location(values[0], index)
        if location == self._deleting:
            self._read_after_delete = True
        elif not self._is_held(location):
            self._reads.setdefault(location, _Pending(now))

    def full(self, now: float) -> None:
        """A memory has no room left."""
        self.urgent = True
        self.sweep_all(now)

    def sweep_all(self, now: float, *, trust_count: bool = False) -> None:
        """Look into every memory soon."""
        for memory in self.memories:
            self.sweep(memory, now, trust_count=trust_count)

    def sweep(self, memory: str, now: float, *, trust_count: bool = False) -> None:
        """Look into *memory* soon."""
        if memory in self._sweeps:
            due, trusts = self._sweeps[memory]
            now, trust_count = min(due, now), trusts and trust_count
        self._sweeps[memory] = (now, trust_count)

    # --- what the shop says -------------------------------------------------------------------

    def acknowledge(self, handle: object) -> None:
        """The shop has committed what came with *handle*. Handles of earlier reports are void."""
        if isinstance(handle, Direct):
            self._confirms += 1
        elif isinstance(handle, Stored):
            place = self._places.get(handle.location)
            if place is not None and place.token == handle.token and not place.committed:
                place.committed = True
                self._deletes[handle.location] = None

    # --- what is to be done -------------------------------------------------------------------

    def next_job(self, now: float, *, lists: bool) -> Job | None:
        """The next thing to do, None when nothing is due. *lists*: AT+CMGL can be used."""
        if self._confirms:
            return Confirm()
        if len(self._deletes) > MOST_DELETIONS_WAITING:
            return self._next_delete(now)
        due = [location for location, pending in self._reads.items() if pending.due <= now]
        if due:
            memory = due[0].memory
            if lists and sum(location.memory == memory for location in due) >= LIST_FROM:
                return Sweep(memory, trust_count=False)
            return Read(due[0])
        if self._deletes:
            return self._next_delete(now)
        for memory, (when, trust_count) in self._sweeps.items():
            if when <= now:
                return Sweep(memory, trust_count)
        return None

    def due(self) -> float | None:
        """When ``next_job`` has something at the latest; 0 is now."""
        if self._confirms or self._deletes:
            return 0.0
        times = [pending.due for pending in self._reads.values()]
        times += [when for when, _ in self._sweeps.values()]
        return min(times, default=None)

    # --- what came of it ----------------------------------------------------------------------

    def confirmed(self) -> None:
        """The network has its answer."""
        self._confirms -= 1

    def content_of(self, location: Location) -> str | None:
        """The PDU that was found there last."""
        place = self._places.get(location)
        return place.pdu if place is not None else None

    def begin_delete(self, location: Location) -> None:
        """The deletion is on its way; from now on another text may take the place."""
        self._deleting, self._read_after_delete = location, False

    def end_delete(self, location: Location, now: float) -> None:
        """The modem answered the deletion. One that was refused is tried again when a sweep finds it."""
        self._deletes.pop(location, None)
        self._deleting = None
        place = self._places.get(location)
        if place is not None:
            place.deletions += 1
        if self._read_after_delete:
            self._reads.setdefault(location, _Pending(now))
        if not self._deletes:
            self.urgent = False

    def moved(self, location: Location, now: float) -> None:
        """Another text stands where one was to be deleted, or none: look for both."""
        self._deletes.pop(location, None)
        self._places.pop(location, None)
        self.sweep_all(now)

    def read_empty(self, location: Location, now: float) -> None:
        """Nothing was there: it comes a little later (Q10), or lies in another memory (Q1, Q17)."""
        pending = self._reads.get(location)
        if pending is None:
            return
        if pending.empty_reads == 0:
            self.sweep_all(now)
        if pending.empty_reads == len(EMPTY_PAUSES):
            del self._reads[location]
            return
        pending.due = now + EMPTY_PAUSES[pending.empty_reads]
        pending.empty_reads += 1

    def found(
        self, location: Location, entry: Entry, now: float, *, announced: bool = True, sure: bool = True
    ) -> DriverEvent | None:
        """What to tell the shop of *entry*; None for what it has, for dummies and for our own texts.

        Without *announced* it was a round that came upon it, unless it was to be read anyway. Without
        *sure* its place may be another one: it is looked at again before it is cleared.
        """
        announced = self._reads.pop(location, None) is not None or announced
        if entry.is_empty or entry.is_ours:
            return None
        place = self._places.get(location)
        if place is not None and place.pdu == entry.pdu:
            if place.committed:
                place.found_at = now if sure else NEVER
                return self._came_back(location, place)
            if now < place.hidden_until:
                return None
        elif not announced:
            self.unannounced += 1
        event = self._report(location, entry, now, place)
        if not sure:
            self._places[location].found_at = NEVER
        return event

    def swept(self, memory: str, seen: Iterable[Location], now: float) -> None:
        """All of *memory* was listed. What was announced and is not there yet is read a little later."""
        self._sweeps.pop(memory, None)
        there = set(seen)
        for location, pending in self._reads.items():
            if location.memory == memory and location not in there and not pending.empty_reads:
                pending.due, pending.empty_reads = now + EMPTY_PAUSES[0], 1
        if not self._deletes and not any(at.memory == memory for at in there):
            self.urgent = False

    def stubborn(self, memory: str) -> bool:
        """Only messages that were deleted in vain are left in *memory*, so all its read ones may go."""
        places = [place for at, place in self._places.items() if at.memory == memory]
        vain = [place for place in places if place.committed and place.deletions >= VAIN_DELETIONS]
        return bool(vain) and all(place.committed for place in places)

    # --- inside -------------------------------------------------------------------------------

    def _next_delete(self, now: float) -> Delete:
        location = next(iter(self._deletes))
        place = self._places.get(location)
        stale = place is not None and now > place.found_at + FRESH
        return Delete(location, place.pdu if place is not None and stale else None)

    def _is_held(self, location: Location) -> bool:
        place = self._places.get(location)
        return place is not None and (not place.committed or location in self._deletes)

    def _report(
        self, location: Location, entry: Entry, now: float, before: _Place | None
    ) -> DriverEvent | None:
        broken_reads = 0
        if not entry.is_sound:
            broken_reads = (before.broken_reads if before is not None else 0) + 1
            if broken_reads < BROKEN_READS:
                self._places[location] = _Place(entry.pdu, -1, now, now, broken_reads=broken_reads)
                self._reads[location] = _Pending(now)
                return None
        tpdu = tpdu_of(entry.pdu) or salvage(entry.pdu)
        token = next(self._tokens)
        hidden = HOLD if tpdu else LEFT_ALONE
        self._places[location] = _Place(entry.pdu, token, now, now + hidden, broken_reads=broken_reads)
        self._forget_oldest()
        if not tpdu:
            return self._unreadable(location) if broken_reads == BROKEN_READS else None
        handle = Stored(location, token)
        if is_report(tpdu):
            return ReportReceived(self._slot, tpdu, handle)
        return SegmentReceived(self._slot, tpdu, handle)

    def _came_back(self, location: Location, place: _Place) -> DriverEvent | None:
        """The shop has this one, and it was deleted already: it is not reported again."""
        self._deletes[location] = None
        return self._undeletable() if place.deletions == VAIN_DELETIONS else None

    def _forget_oldest(self) -> None:
        while len(self._places) > PLACES_REMEMBERED:
            del self._places[next(iter(self._places))]

    def _undeletable(self) -> Noticed:
        return Noticed(
            self._slot,
            "The modem does not delete a text that was read. Its memory may fill up.",
            Sign.MEMORY_FULL,
        )

    def _unreadable(self, location: Location) -> Noticed:
        return Noticed(
            self._slot, f"Place {location.index} of the memory {location.memory} holds something unreadable."
        )
