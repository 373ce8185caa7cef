"""What an AT modem is doing and what comes next: its phases, and how they follow from what it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count

from drivers.at import session, ussd_causes
from drivers.at.aside import Aside
from drivers.at.bulletin import Bulletin
from drivers.at.care import Care
from drivers.at.device import Device, Manners, Sim
from drivers.at.identify import check_sim
from drivers.at.inbox import Inbox
from drivers.at.ladder import RESTARTING, Rung, Trouble
from drivers.at.news import Effect, take_news
from drivers.at.outgoing import Outgoing
from drivers.at.quirks import profile_for
from drivers.at.recovery import GIVEN_UP, GIVEN_UP_AFTER, recover
from drivers.at.runner import Runner
from drivers.at.sim_memory import SimMemory
from drivers.at.situation import SILENT, SWITCHED_OFF, UNSTABLE, Phase, Situation
from drivers.at.start import start
from drivers.at.steps import ModemSilent, Procedure, Unusable
from drivers.at.submit import RESTARTED
from drivers.at.traffic import Traffic
from drivers.at.unlock import enter_pin, enter_puk
from modemsms.driver import (
    Calls,
    DeviceSettings,
    DriverEvent,
    NetworkChanged,
    Noticed,
    Sign,
)
from modemsms.errors import Cause, ModemNotReady, ModemUnavailable

# How often to look for a SIM, behind the events that tell of one.
SIM_PERIOD = 10.0

_RESTARTED_BY_ITSELF = "The modem restarted by itself. It is being set up again."

Chosen = tuple[Procedure[None], Callable[[], None]]


class Course:
    """One modem and its SIM. Its methods are for ``Engine``, which is what others see of it."""

    def __init__(self, settings: DeviceSettings) -> None:
        modem = settings.modems[0]
        self.bulletin = Bulletin()
        self.wants_reopening = False
        """The port is to be closed and opened anew (R4), behind what ``reopens_by`` says."""
        self.reopens_by = Rung.REOPEN
        """What is to be done to the device while its port is closed (R7)."""
        self._slot = modem.slot
        self._smsc = modem.smsc
        self._submit_timeout = settings.submit_timeout.total_seconds()
        self._tokens = count(1)
        self._now = 0.0
        self._situation = Situation()
        self._pin: str | None = None
        self._puk: tuple[str, str] | None = None
        self._then: Callable[[], None] | None = None
        self._runner = Runner(self._tell, lambda: self._device.profile.command_gap)
        self._outgoing = Outgoing(self._submit_timeout)
        self._aside = Aside(modem.slot, rejects=modem.calls is Calls.REJECT, tell=self._tell)
        self._care = Care(settings, self._outgoing, self._tell)
        self._quirks = settings.quirks
        self._usb_id: str | None = None
        self._manners = Manners()
        self._sims: dict[str, SimMemory] = {}
        self._renew()

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
        if (rung := self._care.next(self._device, self._now)) is not None:
            return self._climb(rung)
        procedure = self._aside.next(self._device) or self._traffic.next(self._now)
        return None if procedure is None else (procedure, self._procedure_ended)

    def _choose_locked(self) -> Chosen | None:
        obstacle = self._device.obstacle
        if obstacle is not None:
            self._refuse(ModemNotReady(obstacle))
        if self._pin is not None:
            pin, self._pin = self._pin, None
            return enter_pin(self._device, pin), partial(self._looked_at_sim, Sim.PIN)
        if self._puk is not None:
            (puk, pin), self._puk = self._puk, None
            return enter_puk(self._device, puk, pin), partial(self._looked_at_sim, Sim.PUK)
        if (rung := self._care.next(self._device, self._now)) is not None:
            return self._climb(rung)
        if self._now >= self._situation.due:
            return check_sim(self._device), partial(self._looked_at_sim, self._device.sim)
        return None

    # --- phases -------------------------------------------------------------------------------

    @property
    def _phase(self) -> Phase:
        return self._situation.phase

    def _renew(self) -> None:
        """What was known of the modem may no longer be so: another SIM, other places."""
        self._device = Device(
            slot=self._slot,
            smsc_wanted=self._smsc,
            quirks=self._quirks,
            usb_id=self._usb_id,
            manners=self._manners,
            profile=profile_for(None, None, self._usb_id, self._quirks),
            sims=self._sims,
        )
        self._inbox = Inbox(self._slot, self._tokens)
        self._traffic = Traffic(self._device, self._inbox, self._outgoing, self._submit_timeout, self._now)
        self.bulletin.hold_back()

    def _start(self) -> None:
        self._end_begun(RESTARTED)
        self._aside.restarted(ussd_causes.RESTARTED)
        self._then = None
        self._runner.drop()
        self._renew()
        self._situation.phase = Phase.STARTING

    def _started(self) -> None:
        self._situation.started(self._now)
        self._care.ladder.started(self._device, self._now)
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
        if before is Sim.ABSENT and self._device.sim is not before:
            self._sim_came()
        elif self._device.sim is not before:
            self._start()

    def _sim_came(self) -> None:
        if self._device.profile.needs_reset_after_sim:
            self._care.ladder.ask(Trouble.NEW_SIM)
        else:
            self._start()

    def _climb(self, rung: Rung) -> Chosen | None:
        """R5 to R7 for a modem that answers."""
        procedure = self._care.procedure(rung, self._device)
        if procedure is None:
            self._reopen(rung)
            return None
        if rung is not Rung.RESTART:
            return procedure, self._procedure_ended
        self._situation.restore()
        return procedure, self._restart_tried

    def _restart_tried(self) -> None:
        if self._device.restarted:
            self._restart_came()
            return
        self._situation.go_on()
        if self._device.sim is not Sim.READY:
            self._lock()

    def _restart_came(self) -> None:
        """As it was told to: what became of the last text will never be said now."""
        self._outgoing.forget_unsettled()
        self._start()

    def _reopen(self, rung: Rung) -> None:
        """R4, or R7 with the port closed meanwhile."""
        if rung is Rung.REOPEN:
            self._situation.phase = Phase.CLOSED
        else:
            self._care.ladder.expect_back(self._now)
            self._stop(Phase.CLOSED, self._situation.why or RESTARTING, RESTARTED)
        self.reopens_by = rung
        self.wants_reopening = True

    def _fell_silent(self) -> None:
        """R0 to R3 first; if the way back ends in silence again, it is left alone for a while."""
        self._then = None
        self._end_begun(RESTARTED)
        self._aside.restarted(SILENT)
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
            self._tell(Noticed(self._slot, GIVEN_UP, Sign.GIVEN_UP))

    def _restarted(self) -> None:
        """The modem has forgotten all we told it, and what was in the air is nobody's knowledge."""
        if self._phase is Phase.RUNNING:
            self._tell(Noticed(self._slot, _RESTARTED_BY_ITSELF))
            self._care.restarted(self._now)
        if self._situation.restarts_too_often(self._now):
            self._stop(Phase.DORMANT, UNSTABLE, RESTARTED)
        else:
            self._start()

    def _stop(self, phase: Phase, why: Cause, if_handed_over: Cause) -> None:
        self._aside.gone(why)
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
            case session.EchoReturned() if self._phase is Phase.RESTORING:
                self._restart_came()
        self._run(partial(self._runner.hear, event, self._now))

    def _hear_late(self, line: str) -> None:
        """A result for a text whose answer was given up; from a dormant modem also a sign of life."""
        late = self._outgoing.late(line)
        if late is not None:
            self._tell(late)
            if self._phase is Phase.DORMANT and not self._situation.rests:
                self._start()

    def _perhaps_restarted(self) -> None:
        if self._situation.believes_restart(self._now):
            self._restarted()

    def _hear_news(self, news: session.Urc) -> None:
        if self._situation.rests:
            return
        if self._phase is Phase.DORMANT:
            self._start()
        if self._aside.take(news, self._device, self._now):
            return
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
            case Effect.BOOT_GOES_ON | Effect.BOOT_CODE if self._phase is Phase.RESTORING:
                self._restart_came()
            case Effect.BOOT_CODE if running:
                self._perhaps_restarted()
            case Effect.SIM_CAME if self._phase is Phase.LOCKED:
                self._sim_came()
            case Effect.SIM_CAME if running:
                self._traffic.check_soon(self._now)
            case Effect.SIM_WENT if running:
                self._device.sim = Sim.ABSENT
                self._lock()
            case Effect.POWER_OFF:
                self._sleep(SWITCHED_OFF, 0)
            case _:
                pass

    # --- what the shop hears ------------------------------------------------------------------

    def _tell(self, event: DriverEvent) -> None:
        self._care.told(event, self._device, self._now)
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
            self.bulletin.tell_network(
                NetworkChanged(self._slot, device.operator, device.signal_dbm, device.roaming)
            )
