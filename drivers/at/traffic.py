"""What goes through a modem that works: texts out, texts in, and the slow rounds behind both."""

from __future__ import annotations

from drivers.at.device import Device
from drivers.at.inbox import Inbox
from drivers.at.outgoing import Outgoing
from drivers.at.receive import restore, work
from drivers.at.rounds import Rounds
from drivers.at.steps import Procedure
from drivers.at.submit import submit

# Of the time that the last text took, so much may go to inbound ones before the next one leaves. At
# least one exchange always may, so that neither side ever stands still.
INBOUND_SHARE = 0.1


class Traffic:
    """Chooses what a running modem does next. Times are the engine's clock, in seconds."""

    def __init__(
        self, device: Device, inbox: Inbox, outgoing: Outgoing, submit_timeout: float, now: float
    ) -> None:
        self._device = device
        self._inbox = inbox
        self._outgoing = outgoing
        self._submit_timeout = submit_timeout
        self._rounds = Rounds(device, inbox, now)
        self._submitting = False
        self._submit_began = now
        self._inbound_until = now
        self._turns = 0

    def open(self, now: float) -> None:
        """The device is set up: read what has gathered in it, then go round."""
        self._rounds = Rounds(self._device, self._inbox, now)
        self._inbox.memories = self._device.memories
        self._inbox.sweep_all(now)

    def due(self) -> float:
        """When ``next`` may have something though nobody came by; 0 is now."""
        due = [self._rounds.due()]
        inbound = self._inbox.due()
        if inbound is not None:
            due.append(inbound)
        if self._outgoing.waiting:
            due.append(self._outgoing.held_until)
        return min(due)

    def check_soon(self, now: float) -> None:
        """The modem is not quite as it was left: look whether what was set up still stands."""
        self._rounds.check_soon(now)

    def next(self, now: float) -> Procedure[None] | None:
        """The next procedure, None when nothing is to be done."""
        self._rounds.sweep_if_due(now)
        if not self._outgoing.waiting or now < self._outgoing.held_until:
            return self._inbound(now) or self._idle(now)
        if self._inbox.urgent or self._turns == 0 or now < self._inbound_until:
            procedure = self._inbound(now)
            if procedure is not None:
                self._turns += 1
                return procedure
        self._submitting = True
        self._submit_began = now
        return submit(self._device, self._inbox, self._outgoing.begin(now), self._submit_timeout)

    def ended(self, now: float) -> None:
        """The procedure that ``next`` gave has ended."""
        if self._submitting:
            self._submitting = False
            self._turns = 0
            self._inbound_until = now + INBOUND_SHARE * (now - self._submit_began)
            self._rounds.submitted(now)

    def _inbound(self, now: float) -> Procedure[None] | None:
        job = self._inbox.next_job(now, lists=self._device.lists)
        return None if job is None else work(self._device, self._inbox, job)

    def _idle(self, now: float) -> Procedure[None] | None:
        if self._device.mem1 not in ("", self._device.home):
            return restore(self._device)
        return self._rounds.next(now)
