"""The whole behaviour of an AT modem without its port: bytes and time in, bytes and events out.

Whoever owns the port passes on what it reads, writes what ``next_write`` gives and comes back at
``deadline``. Time is *now* throughout: seconds of one steady clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import count

from drivers.at import session
from drivers.at.bulletin import Bulletin
from drivers.at.device import Device, Manners, Sim
from drivers.at.identify import check_sim
from drivers.at.inbox import Inbox
from drivers.at.news import Effect, take_news
from drivers.at.outgoing import Outgoing
from drivers.at.recovery import GIVEN_UP, GIVEN_UP_AFTER, REOPENING, recover
from drivers.at.runner import Runner, Write
from drivers.at.situation import SILENT, SWITCHED_OFF, Phase, Situation
from drivers.at.start import enter_pin, start
from drivers.at.steps import ModemSilent, Procedure, PulseDtr, Unusable
from drivers.at.submit import GONE, RESTARTED
from drivers.at.traffic import Traffic
from modemsms.driver import (
    Attempt,
    DeviceSettings,
    DriverEvent,
    Ended,
    NetworkChanged,
    Noticed,
)
from modemsms.errors import Cause, CodecError, ModemNotReady, ModemUnavailable, SendRejected

# How often to look for a SIM, behind the events that tell of one.
SIM_PERIOD = 10.0

_PIN = re.compile(r"[0-9]{4,8}")
_RESTARTED_BY_ITSELF = "The modem restarted by itself. It is being set up again."

Chosen = tuple[Procedure[None], Callable[[], None]]


class Engine:
    """One modem and its SIM: what it is doing, and what comes next."""

    def __init__(self, settings: DeviceSettings) -> None:
        modem = settings.modems[0]
        self.bulletin = Bulletin()
        self.wants_reopening = False
        """The port is to be closed and opened anew (R4)."""
        self._slot = modem.slot
        self._smsc = modem.smsc
        self._submit_timeout = settings.submit_timeout.total_seconds()
        self._tokens = count(1)
        self._now = 0.0
        self._situation = Situation()
        self._pin: str | None = None
        self._then: Callable[[], None] | None = None
        self._runner = Runner(self._tell, lambda: self._device.profile.command_gap)
        self._outgoing = Outgoing(self._submit_timeout)
        self._manners = Manners()
        self._renew()

    # --- for whoever owns the port ------------------------------------------------------------

    def opened(self, now: float) -> None:
        """The port is open."""
        self._now = now
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
        self._stop(Phase.CLOSED, why, GONE)
        self._tell_changes()

    def receive(self, data: bytes, now: float) -> None:
        """Bytes came."""
        self._now = now
        self._runner.heard(now)
        for event in self._runner.session.receive(data):
            self._hear(event)
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
        self._run(partial(self._runner.expire, now))
        if self._phase is Phase.DORMANT and now >= self._situation.due:
            self._tell(Noticed(self._slot, REOPENING))
            self._situation.phase = Phase.CLOSED
            self.wants_reopening = True
        self._work()

    def deadline(self) -> float | None:
        """When ``tick`` is due; None while only bytes or the shop can change anything."""
        if self._runner.busy:
            return self._runner.deadline
        if self._phase in (Phase.LOCKED, Phase.DORMANT):
            return self._situation.due
        return self._traffic.due() if self._phase is Phase.RUNNING else None

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

    # --- what comes next ----------------------------------------------------------------------

    def _work(self) -> None:
        """Begin what is due, until something takes time."""
        while not self._runner.busy and (chosen := self._choose()) is not None:
            procedure, self._then = chosen
            self._run(partial(self._runner.begin, procedure, self._now))
        self._tell_changes()

    def _run(self, step: Callable[[], None]) -> None:
        """Let the runner do *step*, and draw the consequence if its procedure ends by it."""
        try:
            step()
        except ModemSilent:
            self._fell_silent()
        except Unusable as unusable:
            self._sleep(unusable.cause, GIVEN_UP_AFTER)
        if not self._runner.busy and self._then is not None:
            then, self._then = self._then, None
            then()

    def _choose(self) -> Chosen | None:
        match self._phase:
            case Phase.STARTING:
                return start(self._device), self._started
            case Phase.RECOVERING:
                return recover(self._slot), self._start
            case Phase.LOCKED:
                return self._choose_locked()
            case Phase.RUNNING:
                return self._choose_running()
            case Phase.CLOSED | Phase.DORMANT:
                self._refuse(ModemUnavailable(self._situation.why or SILENT))
        return None

    def _choose_running(self) -> Chosen | None:
        if self._device.in_doubt:
            self._start()
            return self._choose()
        obstacle = self._device.obstacle
        if obstacle is not None:
            self._refuse(ModemNotReady(obstacle))
        procedure = self._traffic.next(self._now)
        return None if procedure is None else (procedure, self._procedure_ended)

    def _choose_locked(self) -> Chosen | None:
        obstacle = self._device.obstacle
        if obstacle is not None:
            self._refuse(ModemNotReady(obstacle))
        if self._pin is not None:
            pin, self._pin = self._pin, None
            return enter_pin(self._device, pin), partial(self._looked_at_sim, Sim.PIN)
        if self._now >= self._situation.due:
            return check_sim(self._device), partial(self._looked_at_sim, self._device.sim)
        return None

    # --- phases -------------------------------------------------------------------------------

    @property
    def _phase(self) -> Phase:
        return self._situation.phase

    def _renew(self) -> None:
        """What was known of the modem may no longer be so: another SIM, other places."""
        self._device = Device(slot=self._slot, smsc_wanted=self._smsc, manners=self._manners)
        self._inbox = Inbox(self._slot, self._tokens)
        self._traffic = Traffic(self._device, self._inbox, self._outgoing, self._submit_timeout, self._now)
        self.bulletin.hold_back()

    def _start(self) -> None:
        self._end_begun(RESTARTED)
        self._then = None
        self._runner.drop()
        self._renew()
        self._situation.phase = Phase.STARTING

    def _started(self) -> None:
        self._situation.started(self._now)
        if self._device.sim is not Sim.READY:
            self._lock()
            return
        self._situation.phase = Phase.RUNNING
        self._traffic.open(self._now)

    def _procedure_ended(self) -> None:
        self._traffic.ended(self._now)
        if self._phase is Phase.RUNNING and self._device.sim is not Sim.READY:
            self._lock()

    def _lock(self) -> None:
        self._situation.phase = Phase.LOCKED
        self._situation.due = self._now + SIM_PERIOD

    def _looked_at_sim(self, before: Sim) -> None:
        self._situation.due = self._now + SIM_PERIOD
        if self._device.sim is not before:
            self._start()

    def _fell_silent(self) -> None:
        """R0 to R3 first; if the way back ends in silence again, it is left alone for a while."""
        self._then = None
        self._end_begun(RESTARTED)
        if self._phase is Phase.RECOVERING or self._situation.recovered:
            self._sleep(SILENT, 0)
            return
        if self._phase is Phase.STARTING:
            self._situation.why = SILENT
        self._situation.recovered = True
        self._situation.phase = Phase.RECOVERING

    def _sleep(self, why: Cause, least_tries: int) -> None:
        self._stop(Phase.DORMANT, why, RESTARTED)
        tries = self._situation.sleep(self._now, least_tries)
        if tries == GIVEN_UP_AFTER and why is SILENT:
            self._tell(Noticed(self._slot, GIVEN_UP))

    def _restarted(self) -> None:
        """The modem has forgotten all we told it, and what was in the air is nobody's knowledge."""
        if self._phase is Phase.RUNNING:
            self._tell(Noticed(self._slot, _RESTARTED_BY_ITSELF))
        self._start()

    def _stop(self, phase: Phase, why: Cause, if_handed_over: Cause) -> None:
        self._then = None
        self._runner.drop()
        self._end_begun(if_handed_over)
        self._situation.stop(phase, why)
        self._refuse(ModemUnavailable(why))

    # --- what the modem says ------------------------------------------------------------------

    def _hear(self, event: session.Event) -> None:
        match event:
            case session.Urc():
                self._hear_news(event)
            case session.Unknown(line) | session.Answer(line) if not self._runner.awaits_result:
                self._hear_late(line)
            case session.EchoReturned() if self._phase is Phase.RUNNING:
                self._perhaps_restarted()
        self._run(partial(self._runner.hear, event, self._now))

    def _hear_late(self, line: str) -> None:
        """A result for a text whose answer was given up; from a dormant modem also a sign of life."""
        late = self._outgoing.late(line)
        if late is not None:
            self._tell(late)
            if self._phase is Phase.DORMANT:
                self._start()

    def _perhaps_restarted(self) -> None:
        if self._situation.believes_restart(self._now):
            self._restarted()

    def _hear_news(self, news: session.Urc) -> None:
        if self._phase is Phase.DORMANT:
            self._start()
        effect = take_news(news, self._device, self._inbox, self._tell, self._now)
        running = self._phase is Phase.RUNNING
        match effect:
            case Effect.BOOT_BEGINS:
                self._restarted()
                self._outgoing.forget_unsettled()
            case Effect.BOOT_GOES_ON if running:
                if self._outgoing.begun or not self._situation.is_booting(self._now):
                    self._restarted()
                else:
                    self._traffic.check_soon(self._now)
            case Effect.BOOT_GOES_ON if self._phase in (Phase.LOCKED, Phase.RECOVERING):
                self._start()
            case Effect.BOOT_CODE if running:
                self._perhaps_restarted()
            case Effect.SIM_CAME if self._phase is Phase.LOCKED:
                self._start()
            case Effect.SIM_WENT if running:
                self._device.sim = Sim.ABSENT
                self._lock()
            case Effect.POWER_OFF:
                self._sleep(SWITCHED_OFF, 0)
            case _:
                pass

    # --- what the shop hears ------------------------------------------------------------------

    def _tell(self, event: DriverEvent) -> None:
        self._outgoing.told(event, self._now)
        self.bulletin.tell(event, self._now)

    def _end_begun(self, if_handed_over: Cause) -> None:
        if self._outgoing.begun and (ended := self._outgoing.cut_short(if_handed_over)) is not None:
            self._tell(ended)

    def _refuse(self, error: ModemUnavailable | ModemNotReady) -> None:
        if self._outgoing.waiting and (ended := self._outgoing.refuse(error)) is not None:
            self._tell(ended)

    def _tell_changes(self) -> None:
        device = self._device
        state = self._situation.state(device)
        if state is not None:
            self.bulletin.tell_state(state)
        if self._phase is Phase.RUNNING and (device.operator, device.signal_dbm) != (None, None):
            self.bulletin.tell_network(NetworkChanged(self._slot, device.operator, device.signal_dbm))
