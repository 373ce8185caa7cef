"""What the shop is told of a phone and its SIM slots, and that it is not told the same thing twice."""

from __future__ import annotations

from collections.abc import Iterable

from modemsms.driver import DriverEvent, Identified, NetworkChanged, Noticed, PowerChanged, StateChanged

# A phone in trouble repeats itself; its history need not.
NOTICE_PERIOD = 3600.0


class Told:
    """Collects events for the shop, oldest first."""

    def __init__(self) -> None:
        self._events: list[DriverEvent] = []
        self._last: dict[tuple[type, int], DriverEvent] = {}
        self._notices: dict[str, float] = {}

    @property
    def waiting(self) -> bool:
        """Something has not been taken yet."""
        return bool(self._events)

    def take(self) -> list[DriverEvent]:
        """What has come since the last time."""
        events, self._events = self._events, []
        return events

    def tell(self, events: Iterable[DriverEvent]) -> None:
        """Each of *events* is news."""
        self._events += events

    def tell_if_new(self, event: StateChanged | Identified | NetworkChanged | PowerChanged) -> None:
        """Tell *event* unless it is what was told last of its kind."""
        kind = (type(event), event.slot)
        if self._last.get(kind) != event:
            self._last[kind] = event
            self._events.append(event)

    def start_over(self) -> None:
        """The device starts anew: who is in each slot is told again, before it is ready."""
        self._last = {kind: event for kind, event in self._last.items() if kind[0] is not Identified}

    def state(self, slot: int) -> StateChanged | None:
        """The state that the shop knows of *slot*."""
        last = self._last.get((StateChanged, slot))
        return last if isinstance(last, StateChanged) else None

    def is_identified(self, slot: int) -> bool:
        """Whether the shop knows who is in *slot*, so that texts of it have a place to go."""
        return (Identified, slot) in self._last

    def notice(self, notice: Noticed, now: float) -> None:
        """Tell *notice*, unless it was told a short while ago."""
        if now < self._notices.get(notice.sentence, now):
            return
        self._notices = {told: until for told, until in self._notices.items() if until > now}
        self._notices[notice.sentence] = now + NOTICE_PERIOD
        self._events.append(notice)
