"""What goes on beside the texts: USSD and calls."""

from __future__ import annotations

from collections.abc import Callable

from drivers.at.calls import Calls
from drivers.at.device import Device
from drivers.at.session import AtSession, Event, Urc
from drivers.at.steps import Procedure
from drivers.at.urcs import Kind
from drivers.at.ussd import Ussd
from modemsms.driver import DriverEvent
from modemsms.errors import Cause

# A +CUSD is said in one go. Behind this pause the rest of it was lost.
HALF_USSD = 1.0

_OF_CALLS = (Kind.RING, Kind.CALLER, Kind.CALL_ENDED)


class Aside:
    """Times are the engine's clock, in seconds."""

    def __init__(self, slot: int, *, rejects: bool, tell: Callable[[DriverEvent], None]) -> None:
        self.ussd = Ussd(slot, tell)
        self._calls = Calls(slot, rejects=rejects, tell=tell)
        self._half_until: float | None = None

    def take(self, news: Urc, device: Device, now: float) -> bool:
        """Take *news* if it is about these; False leaves it to others."""
        if news.kind is Kind.USSD:
            self.ussd.heard(news.line, device.charset, now)
        elif news.kind in _OF_CALLS:
            self._calls.take(news, now)
        else:
            return False
        return True

    def next(self, device: Device) -> Procedure[None] | None:
        """What is to be done now, before any text: a person waits for it."""
        return self._calls.next() or self.ussd.next(device)

    def due(self) -> float | None:
        """When ``tick`` is due."""
        times = (self._half_until, self._calls.due(), self.ussd.due())
        return min((time for time in times if time is not None), default=None)

    def tick(self, now: float) -> None:
        """Time has passed."""
        self._calls.tick(now)
        self.ussd.tick(now)

    def mind_half(self, session: AtSession, now: float) -> None:
        """Bytes came: a +CUSD may have begun, or gone on to its end."""
        if not session.has_half_ussd:
            self._half_until = None
        elif self._half_until is None:
            self._half_until = now + HALF_USSD

    def lost_rest(self, session: AtSession, now: float) -> list[Event]:
        """What a +CUSD that never ended has kept from everybody, once that is sure."""
        if self._half_until is None or now < self._half_until:
            return []
        self._half_until = None
        return session.end_half_ussd()

    def restarted(self, cause: Cause) -> None:
        """The modem has forgotten its session; whoever calls goes on calling."""
        self.ussd.cut_off(cause)

    def gone(self, cause: Cause) -> None:
        """Nothing more will be heard."""
        self.ussd.cut_off(cause)
        self._calls.end()
