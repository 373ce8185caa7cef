"""Which SIM cards can send now, and since when the others cannot: what the choice of a SIM goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from modemsms.services.pace import Limits
from modemsms.store.messages import Reason

# A SIM that cannot send for so long is away: where its owner allows, others send for it. A stick that
# was knocked out of its port, or climbs the ladder of recovery, is mostly back before.
GRACE = timedelta(minutes=3)

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seat:
    """A modem as the choice sees it. *present* is whether the device is there at all; *until* is the
    end of a rest, where it has one; *defaults* are its limits for a SIM without its own."""

    modem: str
    sim_id: int | None
    ready: bool
    present: bool = True
    reason: Reason | None = None
    until: datetime | None = None
    defaults: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Absence:
    """Since when a modem, or a SIM, cannot send. *seat* is None for a SIM that is in no modem."""

    since: datetime
    seat: Seat | None = None

    def is_long(self, now: datetime) -> bool:
        """Whether it is away: for longer than the grace, or known to be."""
        return now - self.since >= GRACE or (
            self._rests_until is not None and self._rests_until - now > GRACE
        )

    def long_at(self, now: datetime) -> datetime:
        """From when on it is away, if nothing changes."""
        return now if self.is_long(now) else self.since + GRACE

    @property
    def _rests_until(self) -> datetime | None:
        return None if self.seat is None else self.seat.until


@dataclass(frozen=True, slots=True)
class Board:
    """All modems and their SIM cards at one moment."""

    began: datetime = LONG_AGO
    seats: tuple[Seat, ...] = ()
    absent_sims: Mapping[int, Absence] = field(default_factory=dict)
    absent_modems: Mapping[str, Absence] = field(default_factory=dict)

    @property
    def ready(self) -> dict[int, Seat]:
        """The SIM cards that can send, each with its modem."""
        return {seat.sim_id: seat for seat in self.seats if seat.ready and seat.sim_id is not None}

    @property
    def placed(self) -> dict[int, Seat]:
        """The SIM cards that are in a modem which is there, each with it."""
        return {seat.sim_id: seat for seat in self.seats if seat.present and seat.sim_id is not None}

    def absence(self, sim_id: int) -> Absence | None:
        """Since when this SIM cannot send; None when it can. One that was never seen since the start
        is missing from then on."""
        if any(seat.sim_id == sim_id and seat.ready for seat in self.seats):
            return None
        return self.absent_sims.get(sim_id) or Absence(self.began)


EMPTY = Board()


class Watch:
    """Remembers since when who cannot send. Its owner guards it."""

    def __init__(self, began: datetime) -> None:
        self._began = began
        self._sims = _Sinces[int]()
        self._modems = _Sinces[str]()

    def look(self, seats: Iterable[Seat], now: datetime) -> Board:
        """What is true at *now*, after whatever has changed since the last look."""
        seats = tuple(seats)
        # A SIM that has moved is where the device is there.
        there = sorted(seats, key=lambda seat: (seat.ready, seat.present))
        placed = {seat.sim_id: seat for seat in there if seat.sim_id is not None}
        self._began = min(self._began, now)
        self._sims.look({sim_id: seat.ready for sim_id, seat in placed.items()}, self._began, now)
        self._modems.look({seat.modem: seat.ready for seat in seats}, self._began, now)
        return Board(
            began=self._began,
            seats=seats,
            absent_sims={sim_id: Absence(at, placed.get(sim_id)) for sim_id, at in self._sims.since.items()},
            absent_modems={
                seat.modem: Absence(self._modems.since[seat.modem], seat) for seat in seats if not seat.ready
            },
        )


Key = TypeVar("Key", int, str)


class _Sinces(Generic[Key]):
    """Since when each of some cannot send. Who was never able is missing from the start."""

    def __init__(self) -> None:
        self.since: dict[Key, datetime] = {}
        self._able: set[Key] = set()

    def look(self, ready: Mapping[Key, bool], began: datetime, now: datetime) -> None:
        able = {key for key, is_ready in ready.items() if is_ready}
        for key in self._able - able:
            self.since[key] = now
        for key in ready.keys() - able:
            self.since.setdefault(key, began)
        for key in able:
            self.since.pop(key, None)
        # What began in the future was seen under a clock that has been set back.
        self.since = {key: min(at, now) for key, at in self.since.items()}
        self._able = able
