"""Slows down who guesses: after a few wrong tries at one place each further one costs a wait."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.errors import ModemSmsError

FREE_TRIES = 5
FIRST_WAIT = timedelta(seconds=2)
# Long enough to make guessing hopeless, short enough that an owner with a typo is not locked out.
LONGEST_WAIT = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(minutes=15)
MOST_PLACES = 4096

# Who has one address of the internet's sixth version has as many as a house has (RFC 6177).
HOUSE_BITS = 64


class TooManyTries(ModemSmsError):
    """Too many wrong tries from there; the next one is looked at after *seconds*."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many wrong tries. Wait {seconds} seconds, then try again.")
        self.seconds = seconds


@dataclass(slots=True)
class _Place:
    wrong: int
    last: datetime


class Throttle:
    """Counts wrong tries by place (an address, a name). Kept in memory: a restart forgives."""

    def __init__(self, now: Callable[[], datetime] = clock.now, free_tries: int = FREE_TRIES) -> None:
        self._now = now
        self._free_tries = free_tries
        self._guard = threading.Lock()
        self._places: OrderedDict[str, _Place] = OrderedDict()

    def check(self, place: str) -> None:
        """Raise ``TooManyTries`` while *place* has to wait."""
        with self._guard:
            self._check(place)

    def wrong(self, place: str) -> None:
        """A try from *place* was wrong."""
        with self._guard:
            self._count(place)

    def take(self, *places: str) -> None:
        """Begin a try at all of *places*: each counts as wrong until ``right`` says otherwise.

        Raises ``TooManyTries`` while one of them has to wait; then the try counts nowhere. Counted before it
        is looked at, or fifty at once would all be among the first.
        """
        with self._guard:
            for place in places:
                self._check(place)
            for place in places:
                self._count(place)

    def right(self, *places: str) -> None:
        """A try at *places* was right: forget the wrong ones."""
        with self._guard:
            for place in places:
                self._places.pop(place, None)

    def _check(self, place: str) -> None:
        entry = self._places.get(place)
        if entry is None:
            return
        passed = self._now() - entry.last
        if not timedelta(0) <= passed < FORGOTTEN_AFTER:
            del self._places[place]
            return
        over = entry.wrong - self._free_tries
        if over < 0:
            return
        wait = min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT) - passed
        if wait > timedelta(0):
            raise TooManyTries(max(1, round(wait.total_seconds())))

    def _count(self, place: str) -> None:
        entry = self._places.pop(place, None) or _Place(0, self._now())
        entry.wrong += 1
        entry.last = self._now()
        self._places[place] = entry
        if len(self._places) > MOST_PLACES:
            self._places.popitem(last=False)


def neighbourhood(remote: str) -> str:
    """What stands for the address *remote*: for one of a house's many, its network."""
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return remote
    if address.version == 4 or not address.is_global:
        return remote
    return str(ipaddress.ip_network((address, HOUSE_BITS), strict=False))
