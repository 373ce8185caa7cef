"""What is plugged in: found by discovery, named by the shop, and known again when it comes back."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modemsms import clock
from modemsms.devices import Found, Kind
from modemsms.errors import Conflict, NotFound, StoreUnavailable
from modemsms.services.modems import Modem, Modems
from modemsms.store import events
from modemsms.store.database import Store

log = logging.getLogger(__name__)


class Finder(Protocol):
    """What discovery can be asked to do."""

    def look(self, key: str) -> Found | str:
        """Open what is unknown and see what is behind it; a sentence where nothing could be learned."""
        ...


class _NoFinder:
    def look(self, key: str) -> Found | str:
        del key
        return "The modemsms daemon is not running."


@dataclass(frozen=True, slots=True)
class Device:
    """One thing that is plugged in, and the modems that the shop has named on it."""

    found: Found
    modems: tuple[str, ...]

    @property
    def can_be_added(self) -> bool:
        """Whether there is a SIM in it that has no name yet."""
        return self.found.driver is not None and len(self.modems) < self.found.slots


class Devices:
    """The board of what is plugged in. Safe to use from every thread."""

    def __init__(self, store: Store, modems: Modems, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._modems = modems
        self._now = now
        self._guard = threading.Lock()
        self._found: tuple[Found, ...] = ()
        self._finder: Finder = _NoFinder()

    def use(self, finder: Finder) -> None:
        """Ask *finder* from now on."""
        self._finder = finder

    def list(self) -> list[Device]:
        """Everything that is plugged in and may be of use, or that needs something."""
        modems = self._modems.list()
        with self._guard:
            found = self._found
        return [Device(one, tuple(_names_on(one, modems))) for one in found if one.kind is not Kind.OTHER]

    def get(self, key: str) -> Device:
        """One of them. Raises ``NotFound`` for what was unplugged."""
        for device in self.list():
            if device.found.key == key:
                return device
        raise NotFound("It is not plugged in any more.")

    def ports_in_use(self) -> frozenset[str]:
        """The ports that modems of the shop have: discovery keeps away from them."""
        return frozenset(config.port for config in self._modems.configs())

    def look(self, key: str) -> Device | str:
        """Have a bare adapter opened, since the owner says that a modem is behind it."""
        device = self.get(key)
        if not device.found.can_look:
            raise Conflict("There is nothing behind it to look for.", code="cannot_look")
        answer = self._finder.look(key)
        return answer if isinstance(answer, str) else self.get(key)

    def add(self, key: str, name: str, *, slot: int = 1, user: str = "sms", password: str = "") -> Modem:
        """Give it a name and begin to drive it."""
        device = self.get(key)
        found = device.found
        if found.driver is None or found.port is None:
            raise Conflict(found.needs or "It cannot send texts.", code="cannot_add")
        return self._modems.add(name, found.port, found.driver, slot=slot, user=user, password=password)

    def seen(self, found: Sequence[Found]) -> None:
        """Discovery tells what is plugged in now."""
        now = self._now()
        with self._guard:
            if tuple(found) == self._found:
                return
            self._found = tuple(found)
        try:
            for one in found:
                self._follow(one)
            with self._store.write() as connection:
                events.add(connection, "device", now)
                self._store.tell()
        except (StoreUnavailable, NotFound) as error:
            # Whoever looks around goes on: a full disk, or a modem taken away meanwhile, ends nothing.
            log.warning("devices_not_told why=%s", type(error).__name__)

    def _follow(self, found: Found) -> None:
        """A box that came back in another socket keeps its name."""
        if found.imei is None or found.port is None:
            return
        for modem in self._modems.list():
            lost = modem.source == "page" and modem.state == "unavailable" and modem.port != found.port
            if lost and self._modems.imeis().get(modem.name) == found.imei:
                self._modems.move(modem.name, found.port)


def _names_on(found: Found, modems: Sequence[Modem]) -> list[str]:
    ports = {port.path for port in found.ports} | {port.name for port in found.ports} | {found.port}
    return [
        modem.name
        for modem in modems
        if modem.port in ports or (found.imei is not None and modem.imei == found.imei)
    ]
