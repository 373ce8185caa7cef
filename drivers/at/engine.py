"""The whole behaviour of an AT modem without its port: bytes and time in, bytes and events out.

Whoever owns the port passes on what it reads, writes what ``next_write`` gives and comes back at
``deadline``. Time is *now* throughout: seconds of one steady clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from itertools import count

from drivers.at import session
from drivers.at.bulletin import Bulletin
from drivers.at.device import Device, Sim
from drivers.at.identify import check_sim
from drivers.at.inbox import Inbox
from drivers.at.news import Effect, take_news
from drivers.at.outgoing import Outgoing
from drivers.at.recovery import GIVEN_UP, GIVEN_UP_AFTER, REOPENING, SILENT_PAUSES, recover
from drivers.at.runner import Runner, Write
from drivers.at.start import enter_pin, start
from drivers.at.steps import ModemSilent, Procedure, PulseDtr, Unusable
from drivers.at.submit import GONE, RESTARTED
from drivers.at.traffic import Traffic
from modemsms.driver import (
    Attempt,
    DeviceSettings,
    DriverEvent,
    Ended,
    ModemState,
    NetworkChanged,
    Noticed,
    StateChanged,
)
from modemsms.errors import Cause, CodecError, ModemNotReady, ModemUnavailable, SendRejected

# Behind a start a modem may go on booting for so long: "SMS Ready" is then no sign of a restart.
BOOT_WINDOW = 45.0
# How often to look for a SIM, behind the events that tell of one.
SIM_PERIOD = 10.0
# A modem that echoes again so often in so short a time does so without restarting.
ECHO_RESTARTS = 2
ECHO_PERIOD = 600.0

SILENT = Cause(
    "silent",
    "The modem is connected and does not answer. Unplug it, wait ten seconds and plug it in again.",
)
SWITCHED_OFF = Cause("switched_off", "The modem has switched itself off. Check its power supply.")
_PIN = re.compile(r"[0-9]{4,8}")
_RESTARTED_BY_ITSELF = "The modem restarted by itself. It is being set up again."


class Phase(Enum):
    """Where the engine stands."""

    CLOSED = auto()
    STARTING = auto()
    RUNNING = auto()
    LOCKED = auto()  # it answers, but its SIM does not let us in
    RECOVERING = auto()
    DORMANT = auto()  # given up for now: tried again later, or when it says anything


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
        self._phase = Phase.CLOSED
        self._why: Cause | None = None
        self._due = 0.0
        self._started_at = 0.0
        self._silent_tries = 0
        self._recovered = False
        self._echo_restarts = 0
        self._pin: str | None = None
        self._then: Callable[[], None] | None = None
        self._runner = Runner(self._tell)
        self._outgoing = Outgoing()
        self._renew()

    # --- for whoever owns the port ------------------------------------------------------------

    def opened(self, now: float) -> None:
        """The port is open."""
        self._now = now
        if not self.wants_reopening:
            self._why = None
        self.wants_reopening = False
        self._start()
        self._work()

    def unavailable(self, why: Cause, now: float) -> None:
        """The port is gone, or cannot be opened: *why*."""
        self._now = now
        self.wants_reopening = False
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
        if self._phase is Phase.DORMANT and now >= self._due:
            self._tell(Noticed(self._slot, REOPENING))
            self._phase = Phase.CLOSED
            self.wants_reopening = True
        self._work()

    def deadline(self) -> float | None:
        """When ``tick`` is due; None while only bytes or the shop can change anything."""
        if self._runner.busy:
            return self._runner.deadline
        if self._phase in (Phase.LOCKED, Phase.DORMANT):
            return self._due
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
        self._due = 0.0
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
                self._refuse(ModemUnavailable(self._why or SILENT))
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
        if self._now >= self._due:
            return check_sim(self._device), partial(self._looked_at_sim, self._device.sim)
        return None

    # --- phases -------------------------------------------------------------------------------

    def _renew(self) -> None:
        """What was known of the modem may no longer be so: another SIM, other places."""
        self._device = Device(slot=self._slot, smsc_wanted=self._smsc)
        self._inbox = Inbox(self._slot, self._tokens)
        self._traffic = Traffic(self._device, self._inbox, self._outgoing, self._submit_timeout, self._now)
        self.bulletin.hold_back()

    def _start(self) -> None:
        self._then = None
        self._runner.drop()
        self._renew()
        self._phase = Phase.STARTING

    def _started(self) -> None:
        self._started_at = self._now
        self._silent_tries = 0
        self._recovered = False
        self._why = None
        if self._device.sim is not Sim.READY:
            self._lock()
            return
        self._phase = Phase.RUNNING
        self._runner.command_gap = self._device.profile.command_gap
        self._traffic.open(self._now)

    def _procedure_ended(self) -> None:
        self._traffic.ended(self._now)
        if self._phase is Phase.RUNNING and self._device.sim is not Sim.READY:
            self._lock()

    def _lock(self) -> None:
        self._phase = Phase.LOCKED
        self._due = self._now + SIM_PERIOD

    def _looked_at_sim(self, before: Sim) -> None:
        self._due = self._now + SIM_PERIOD
        if self._device.sim is not before:
            self._start()

    def _fell_silent(self) -> None:
        """R0 to R3 first; if the way back ends in silence again, it is left alone for a while."""
        self._then = None
        self._end_begun(RESTARTED)
        if self._phase is Phase.RECOVERING or self._recovered:
            self._sleep(SILENT, 0)
            return
        if self._phase is Phase.STARTING:
            self._why = SILENT
        self._recovered = True
        self._phase = Phase.RECOVERING

    def _sleep(self, why: Cause, least_tries: int) -> None:
        self._stop(Phase.DORMANT, why, RESTARTED)
        tries = max(self._silent_tries, least_tries)
        self._silent_tries = tries + 1
        self._due = self._now + SILENT_PAUSES[min(tries, len(SILENT_PAUSES) - 1)]
        if tries == GIVEN_UP_AFTER:
            self._tell(Noticed(self._slot, GIVEN_UP))

    def _restarted(self) -> None:
        """The modem has forgotten all we told it, and what was in the air is nobody's knowledge."""
        if self._phase is Phase.RUNNING:
            self._tell(Noticed(self._slot, _RESTARTED_BY_ITSELF))
        self._end_begun(RESTARTED)
        self._start()

    def _stop(self, phase: Phase, why: Cause, if_handed_over: Cause) -> None:
        self._then = None
        self._runner.drop()
        self._end_begun(if_handed_over)
        self._recovered = False
        self._phase, self._why = phase, why
        self._refuse(ModemUnavailable(why))

    # --- what the modem says ------------------------------------------------------------------

    def _hear(self, event: session.Event) -> None:
        if self._phase is Phase.DORMANT:
            # Noise alone is no sign of life.
            if isinstance(event, session.Urc):
                self._start()
            return
        match event:
            case session.Urc():
                self._hear_news(event)
            case session.Unknown(line) | session.Answer(line) if not self._runner.awaits_result:
                late = self._outgoing.late(line)
                if late is not None:
                    self._tell(late)
            case session.EchoReturned() if self._phase is Phase.RUNNING:
                self._echo_returned()
        self._run(partial(self._runner.hear, event, self._now))

    def _echo_returned(self) -> None:
        if self._now > self._started_at + ECHO_PERIOD:
            self._echo_restarts = 0
        self._echo_restarts += 1
        if self._echo_restarts <= ECHO_RESTARTS:
            self._restarted()

    def _hear_news(self, news: session.Urc) -> None:
        effect = take_news(news, self._device, self._inbox, self._tell, self._now)
        running = self._phase is Phase.RUNNING
        match effect:
            case Effect.BOOT_BEGINS:
                self._restarted()
                self._outgoing.forget_unsettled()
            case Effect.BOOT_GOES_ON if running:
                if self._outgoing.begun or self._now > self._started_at + BOOT_WINDOW:
                    self._restarted()
                else:
                    self._traffic.check_soon(self._now)
            case Effect.BOOT_GOES_ON if self._phase in (Phase.LOCKED, Phase.RECOVERING):
                self._start()
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
        self._outgoing.told(event)
        self.bulletin.tell(event, self._now)

    def _end_begun(self, if_handed_over: Cause) -> None:
        if self._outgoing.begun and (ended := self._outgoing.cut_short(if_handed_over)) is not None:
            self._tell(ended)

    def _refuse(self, error: ModemUnavailable | ModemNotReady) -> None:
        if self._outgoing.waiting and (ended := self._outgoing.refuse(error)) is not None:
            self._tell(ended)

    def _tell_changes(self) -> None:
        state = self._state()
        if state is not None:
            self.bulletin.tell_state(state)
        if self._phase is Phase.RUNNING:
            device = self._device
            if device.operator is not None or device.signal_dbm is not None:
                self.bulletin.tell_network(NetworkChanged(self._slot, device.operator, device.signal_dbm))

    def _state(self) -> StateChanged | None:
        """The state to tell; None where the last one still holds.

        A new try with a modem that failed is no news until it succeeds.
        """
        match self._phase:
            case Phase.RUNNING | Phase.LOCKED:
                obstacle = self._device.obstacle
                if obstacle is None:
                    return StateChanged(self._slot, ModemState.READY)
                return StateChanged(self._slot, ModemState.NOT_READY, obstacle.code, obstacle.sentence)
            case Phase.STARTING if self._why is None:
                return StateChanged(self._slot, ModemState.STARTING)
        if self._why is None:
            return None
        return StateChanged(self._slot, ModemState.UNAVAILABLE, self._why.code, self._why.sentence)
