"""The slow rounds behind the events: what is asked of a healthy modem, and how often (hardware.md 1.9)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from drivers.at import network
from drivers.at.centre import look_for_centre
from drivers.at.device import Device
from drivers.at.identify import check_sim, check_subscriber
from drivers.at.inbox import Inbox
from drivers.at.notify import bring_announcements, check_notification
from drivers.at.steps import Procedure, Tell
from drivers.at.submit import release_link
from modemsms.driver import Noticed, Sign

# Registration, signal: the idle watchdog. Faster while nothing can be sent for want of a network.
WATCH = 60.0
WATCH_WITHOUT_NETWORK = 10.0
# The operator changes by roaming only, and some modems take seconds to name it.
OPERATOR = 300.0
# Behind +CMTI: what it did not announce is found so late at most.
SWEEP = 300.0
# In place of +CMTI, where a modem announces nothing.
SWEEP_UNANNOUNCED = 15.0
# Some modems drop AT+CNMI when the network goes.
NOTIFICATION = 600.0
# The radio link is held over the gaps of a run, not behind it.
LINK = 2.0
# So many texts found by sweeps alone, twice, prove that the announcements go elsewhere (Q70).
MISSED = 2

_ELSEWHERE = "Texts came in of which the modem said nothing. It is told to announce them here."
_POLLING = (
    "The modem does not announce the texts that come in. They are looked for every few seconds instead."
)

_Errand = Callable[[], Procedure[None]]


class Rounds:
    """The timers of a modem that works. Times are the runner's clock, in seconds."""

    def __init__(self, device: Device, inbox: Inbox, now: float) -> None:
        self._device = device
        self._inbox = inbox
        self._watched_at = now
        self._operator_due = now
        self._sweep_due = now + self._sweep_period
        self._notification_due = now + NOTIFICATION
        self._link_due: float | None = None
        self._distrusted = False
        self._urc_ports = deque(device.profile.urc_ports)
        self._errands: deque[_Errand] = deque([partial(network.poll_signal, device)])

    @property
    def _watch_due(self) -> float:
        return self._watched_at + (WATCH if self._device.obstacle is None else WATCH_WITHOUT_NETWORK)

    @property
    def _sweep_period(self) -> float:
        return SWEEP if self._device.notifies is not None else SWEEP_UNANNOUNCED

    def submitted(self, now: float) -> None:
        """A text went out: it proved that the modem is alive."""
        self._watched_at = now
        self._link_due = now + LINK if self._device.keeps_link else None

    def check_soon(self, now: float) -> None:
        """The modem went on booting: look whether what was set up still stands."""
        self._notification_due = now
        self._inbox.sweep_all(now)

    def next(self, now: float) -> Procedure[None] | None:
        """The next errand, None when none is due. To be asked only when nothing else is to be done."""
        if not self._errands:
            self._collect(now)
        return self._errands.popleft()() if self._errands else None

    def due(self) -> float:
        """When ``next`` has something; 0 is now."""
        return 0.0 if self._errands else min(self._earliest(), self._sweep_due)

    def sweep_if_due(self, now: float) -> None:
        """Sweeps are inbound work: they do not wait for an idle moment."""
        if now >= self._sweep_due:
            self._sweep_due = now + self._sweep_period
            self._inbox.sweep_all(now, trust_count=True)

    def _earliest(self) -> float:
        times = (self._watch_due, self._operator_due, self._notification_due)
        return min(*times, self._link_due) if self._link_due is not None else min(times)

    def _doubt_announcements(self, now: float) -> None:
        """Texts came that only sweeps have found: ask for announcements again, and in the end give them up.

        In between, where the make can be told to, have them brought to this port (Q70).
        """
        if self._inbox.unannounced < MISSED:
            return
        self._inbox.unannounced = 0
        if self._distrusted and not self._urc_ports:
            self._device.notifies = None
            self._sweep_due = now + self._sweep_period
            self._errands.append(partial(tell, Noticed(self._device.slot, _POLLING, Sign.RECOVERY)))
        elif self._distrusted or self._device.profile.urc_ports:
            self._errands.append(partial(bring_announcements, self._urc_ports.popleft()))
            self._errands.append(partial(tell, Noticed(self._device.slot, _ELSEWHERE, Sign.RECOVERY)))
        self._distrusted = True
        self._notification_due = now

    def _collect(self, now: float) -> None:
        device = self._device
        self._doubt_announcements(now)
        if self._link_due is not None and now >= self._link_due:
            self._link_due = None
            self._errands.append(partial(release_link, device))
        if now >= self._watch_due:
            self._watched_at = now
            if device.obstacle is not None:
                self._errands.append(partial(check_sim, device))
            if device.smsc_missing:
                self._errands.append(partial(look_for_centre, device))
            if device.stuck_full:
                self._inbox.full(now)
            self._errands.extend(
                partial(network.poll_registration, device, domain) for domain in device.registration
            )
            self._errands.append(partial(network.poll_signal, device))
        if now >= self._operator_due:
            self._operator_due = now + OPERATOR
            self._errands.append(partial(network.poll_operator, device))
        if now >= self._notification_due:
            self._notification_due = now + NOTIFICATION
            self._errands.append(partial(check_notification, device))
            self._errands.append(partial(check_subscriber, device))


def tell(notice: Noticed) -> Procedure[None]:
    """Into the modem's history."""
    yield Tell(notice)
