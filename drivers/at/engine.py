"""The whole behaviour of an AT modem without its port: bytes and time in, bytes and events out.

Whoever owns the port passes on what it reads, writes what ``next_write`` gives and comes back at
``deadline``. Time is *now* throughout: seconds of one steady clock.
"""

from __future__ import annotations

import re
from functools import partial

from drivers.at import ussd_causes
from drivers.at.course import Course
from drivers.at.device import Manners, Sim
from drivers.at.runner import Write
from drivers.at.situation import Phase
from drivers.at.steps import PulseDtr
from drivers.at.submit import GONE
from modemsms.driver import (
    Attempt,
    Ended,
)
from modemsms.errors import Cause, CodecError, SendRejected

_PIN = re.compile(r"[0-9]{4,8}")
_PUK = re.compile(r"[0-9]{8}")


class Engine(Course):
    """One modem and its SIM, for the owner of its port and for the shop."""

    # --- for whoever owns the port ------------------------------------------------------------

    def opened(self, now: float, usb_id: str | None = None) -> None:
        """The port is open; *usb_id* (``vvvv:pppp``) if it belongs to a device on USB."""
        self._now, self._usb_id = now, usb_id
        self._care.opened(usb_id)
        if not self.wants_reopening:
            self._situation.why = None
        self.wants_reopening = False
        self._start()
        self._work()

    def unavailable(self, why: Cause, now: float) -> None:
        """The port is gone, or cannot be opened: *why*."""
        self._now = now
        self.wants_reopening = False
        self._manners = Manners()
        if self._phase is not Phase.CLOSED or self._care.ladder.expects_back:
            why = self._care.lost(why, now, restarting=self._phase is Phase.RESTORING)
        self._stop(Phase.CLOSED, why, GONE)
        self._tell_changes()

    def rescued(self, sentence: str, now: float) -> None:
        """What ``reopens_by`` asked for was done; *sentence* says why it was not, or is empty."""
        self._now = now
        self._care.rescued(sentence)

    def receive(self, data: bytes, now: float) -> None:
        """Bytes came."""
        self._now = now
        self._runner.heard(now)
        if self._phase is Phase.RUNNING:
            self._care.read(data, now)
        for event in self._runner.session.receive(data):
            self._hear(event)
        self._aside.mind_half(self._runner.session, now)
        self._work()

    def next_write(self) -> Write | PulseDtr | None:
        """What is to be done to the port next; ``written`` says that it was."""
        return self._runner.writes[0] if self._runner.writes else None

    @property
    def slice_octets(self) -> int:
        """How much this modem takes in one write; 0 is no limit."""
        return self._device.profile.slice_octets

    def written(self) -> None:
        """What ``next_write`` gave has gone to the port, all of it."""
        done = self._runner.writes.popleft()
        if isinstance(done, Write) and done.hands_over:
            self._outgoing.handed_over()

    def tick(self, now: float) -> None:
        """Time has passed."""
        self._now = now
        for event in self._aside.lost_rest(self._runner.session, now):
            self._hear(event)
        self._aside.tick(now)
        self._run(partial(self._runner.expire, now))
        if self._phase is Phase.DORMANT and now >= self._situation.due:
            if self._situation.rests:
                self._start()
            else:
                self._reopen(self._care.for_silence(self._situation.silent_tries))
        if self._phase is Phase.CLOSED and (rung := self._care.overdue(now)) is not None:
            self._reopen(rung)
        self._work()

    def deadline(self) -> float | None:
        """When ``tick`` is due; None while only bytes or the shop can change anything."""
        times = (self._own_deadline(), self._aside.due())
        return min((time for time in times if time is not None), default=None)

    def _own_deadline(self) -> float | None:
        if self._runner.busy:
            return self._runner.deadline
        match self._phase:
            case Phase.LOCKED:
                return min(self._situation.due, self._care.due())
            case Phase.DORMANT:
                return self._situation.due
            case Phase.RUNNING:
                return min(self._traffic.due(), self._care.due())
        return self._care.ladder.back_by

    # --- for the shop -------------------------------------------------------------------------

    def submit(self, attempt: Attempt, now: float) -> None:
        """Take *attempt*: it is begun at once, or when the present command has ended."""
        self._now = now
        try:
            self._outgoing.take(attempt)
        except CodecError as error:
            cause = Cause("unencodable", f"This text cannot be put into a PDU: {error}.")
            self._tell(Ended(attempt.id, SendRejected(cause, permanent=True)))
        self._work()

    def acknowledge(self, handle: object) -> None:
        """The shop has committed what came with *handle*; what follows is done in ``tick``."""
        self._inbox.acknowledge(handle)

    def enter_pin(self, pin: str) -> None:
        """Try *pin* once, in ``tick``. What cannot be a PIN (four to eight digits) is not sent."""
        if self._phase is not Phase.LOCKED or self._device.sim is not Sim.PIN:
            return
        self._situation.due = 0.0
        if _PIN.fullmatch(pin):
            self._pin = pin
        else:
            self._device.pin_refused = True

    def ussd(self, request: int, code: str, now: float) -> None:
        """Dial *code*: at once, or when the present command has ended."""
        self._now = now
        self._aside.ussd.ask(request, code)
        if self._phase is not Phase.RUNNING:
            self._aside.ussd.cut_off(self._device.obstacle or self._situation.why or ussd_causes.NOT_READY)
        self._work()

    def end_ussd(self, now: float) -> None:
        """Leave the session, as ``ussd`` dials."""
        self._now = now
        self._aside.ussd.leave()
        self._work()

    def enter_puk(self, puk: str, pin: str) -> None:
        """Try *puk* once, and set *pin*, in ``tick``; as ``enter_pin``."""
        if self._phase is not Phase.LOCKED or self._device.sim is not Sim.PUK:
            return
        self._situation.due = 0.0
        if _PUK.fullmatch(puk) and _PIN.fullmatch(pin):
            self._puk = puk, pin
        else:
            self._device.puk_refused = True

    def repair(self, why: str) -> None:
        """Restart the modem, in ``tick`` and when nothing is in the air; *why* goes into its history."""
        self._care.ladder.ask(why)
        if self._phase is Phase.DORMANT:
            self._situation.due = 0.0
