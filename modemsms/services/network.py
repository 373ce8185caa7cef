"""Whether the page is open to the shop's network, and how it is reached there."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from modemsms import clock
from modemsms.store import settings
from modemsms.store.database import Store

log = logging.getLogger(__name__)

WANTED = "network_open"

# Routers hand out new addresses now and then; nothing tells of it that every machine has.
LOOK_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entrance:
    """How the page is reached from the network. *urls* begin with the surest; *fingerprint* is SHA-256, hex."""

    urls: tuple[str, ...]
    name_url: str | None
    fingerprint: str


class Door(Protocol):
    """What opens the page to the network. Each method raises ``OSError`` with a sentence when it cannot."""

    def open(self) -> None:
        """Answer on the network from now on, by HTTPS."""

    def look(self) -> None:
        """See whether this machine has other addresses by now, and tell the network."""

    def close(self) -> None:
        """Answer there no more."""

    def entrance(self) -> Entrance | None:
        """How it is reached now; None while it is closed."""
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """What the page shows: whether it is *wanted*, the *entrance* while it is open, else what is in the way."""

    wanted: bool
    entrance: Entrance | None
    problem: str


class Network:
    """The switch."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now
        self._door: Door | None = None
        self._problem = ""
        self._look_at: datetime | None = None

    def use(self, door: Door) -> None:
        """From now on *door* is what the switch opens; at once where it was left open."""
        self._door = door
        if self._is_wanted():
            self._open()

    def reach(self) -> Reach:
        """How it stands."""
        entrance = self._door.entrance() if self._door is not None else None
        return Reach(self._is_wanted(), entrance, self._problem)

    def switch(self, *, on: bool) -> Reach:
        """Open the page to the network, or close it; it stays so over restarts."""
        with self._store.write() as connection:
            settings.put(connection, WANTED, "1" if on else "")
        if on:
            self._open()
        elif self._door is not None:
            self._door.close()
            self._problem = ""
        return self.reach()

    def run(self, now: datetime) -> None:
        """Keep the door as it was left: try again what failed, and tell of new addresses."""
        if self._door is None or not self._is_due(now) or not self._is_wanted():
            return
        self._look_at = now + LOOK_EVERY
        if self._door.entrance() is None:
            self._open()
        else:
            self._try(self._door.look)

    def next_moment(self, now: datetime) -> datetime | None:
        """When to look again; None while the door is closed."""
        del now
        return self._look_at if self._is_wanted() else None

    def close(self) -> None:
        """The daemon stops; the switch stays as it is."""
        if self._door is not None:
            self._door.close()

    def _is_due(self, now: datetime) -> bool:
        # A clock that is set back must not put the next look off for long.
        return self._look_at is None or not timedelta(0) < self._look_at - now <= LOOK_EVERY

    def _open(self) -> None:
        if self._door is not None:
            self._look_at = self._now() + LOOK_EVERY
            self._try(self._door.open)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except OSError as error:
            log.warning("network_not_open why=%s", error)
            self._problem = str(error)
        else:
            self._problem = ""

    def _is_wanted(self) -> bool:
        with self._store.read() as connection:
            return settings.get(connection, WANTED) == "1"
