"""What the shop is told, and that it is not told the same thing twice."""

from __future__ import annotations

from modemsms.driver import (
    CallMissed,
    DriverEvent,
    Identified,
    Identity,
    NetworkChanged,
    Noticed,
    PinNeeded,
    ReportReceived,
    SegmentReceived,
    Sign,
    StateChanged,
    UssdAnswered,
)

# A modem in trouble repeats itself; its history need not.
NOTICE_PERIOD = 600.0

_SWAPPED = "Another SIM is in the modem now. Its limits, its number and its balance are its own."
# Whose they are is told by ``Identified``.
_OF_A_SIM = SegmentReceived | ReportReceived | CallMissed | UssdAnswered


class Bulletin:
    """Collects events for the shop, oldest first."""

    def __init__(self) -> None:
        self._events: list[DriverEvent] = []
        self._state: StateChanged | None = None
        self._network: NetworkChanged | None = None
        self._card = Identity()
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
        if isinstance(event, _OF_A_SIM) and self._held_back is not None:
            self._held_back.append(event)
            return
        if isinstance(event, Noticed):
            if now < self._notices.get(event.sentence, now):
                return
            self._notices = {told: until for told, until in self._notices.items() if until > now}
            self._notices[event.sentence] = now + NOTICE_PERIOD
        if isinstance(event, Identified | PinNeeded):
            self._look_at_card(event, now)
        self._events.append(event)
        if isinstance(event, Identified) and self._held_back is not None:
            self._events += self._held_back
            self._held_back = None

    def _look_at_card(self, event: Identified | PinNeeded, now: float) -> None:
        """Say so when it is another SIM than the last one that told who it is."""
        if _is_another(self._card, event.identity):
            self.tell(Noticed(event.slot, _SWAPPED, Sign.SIM_CHANGED), now)
        if event.identity.sim_key is not None:
            self._card = event.identity

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


def _is_another(before: Identity, now: Identity) -> bool:
    """By the ICCID, which a locked SIM tells as well, else by the IMSI; what is not told proves nothing."""
    if before.iccid and now.iccid:
        return before.iccid != now.iccid
    return bool(before.imsi and now.imsi and before.imsi != now.imsi)
