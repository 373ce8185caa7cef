"""What the shop is told, and that it is not told the same thing twice."""

from __future__ import annotations

from modemsms.driver import (
    DriverEvent,
    Identified,
    NetworkChanged,
    Noticed,
    ReportReceived,
    SegmentReceived,
    StateChanged,
)

# A modem in trouble repeats itself; its history need not.
NOTICE_PERIOD = 600.0


class Bulletin:
    """Collects events for the shop, oldest first."""

    def __init__(self) -> None:
        self._events: list[DriverEvent] = []
        self._state: StateChanged | None = None
        self._network: NetworkChanged | None = None
        self._notices: dict[str, float] = {}
        self._held_back: list[DriverEvent] | None = []

    @property
    def state(self) -> StateChanged | None:
        """The state that the shop knows."""
        return self._state

    @property
    def waiting(self) -> bool:
        """Something has not been taken yet."""
        return bool(self._events)

    def take(self) -> list[DriverEvent]:
        """What has come since the last time."""
        events, self._events = self._events, []
        return events

    def hold_back(self) -> None:
        """Whose texts come in is not known until the next ``Identified``: they wait for it."""
        if self._held_back is None:
            self._held_back = []

    def tell(self, event: DriverEvent, now: float) -> None:
        """Tell *event*, unless it is a notice that was told a short while ago."""
        if isinstance(event, SegmentReceived | ReportReceived) and self._held_back is not None:
            self._held_back.append(event)
            return
        if isinstance(event, Noticed):
            if now < self._notices.get(event.sentence, now):
                return
            self._notices = {told: until for told, until in self._notices.items() if until > now}
            self._notices[event.sentence] = now + NOTICE_PERIOD
        self._events.append(event)
        if isinstance(event, Identified) and self._held_back is not None:
            self._events += self._held_back
            self._held_back = None

    def tell_state(self, state: StateChanged) -> None:
        """Tell *state* if it is news."""
        if state != self._state:
            self._state = state
            self._events.append(state)

    def tell_network(self, network: NetworkChanged) -> None:
        """Tell *network* if it is news."""
        if network != self._network:
            self._network = network
            self._events.append(network)
