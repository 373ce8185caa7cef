"""What a phone is to be asked next, and what its answers mean to the shop; does no I/O.

Whoever owns the child (``drivers.gammu_phone``) gives ``next_call`` to it, brings its frames, comes
back at ``deadline``, and kills it when ``is_overdue``. Time is *now* throughout: seconds of one steady
clock.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from drivers.at.bulletin import Bulletin
from drivers.at.ussd_causes import NOT_READY, RESTARTED
from drivers.gammu_child import protocol as says
from drivers.gammu_child import verdicts
from drivers.gammu_child.calls import Calls
from drivers.gammu_child.deadlines import Deadlines
from drivers.gammu_child.dialogue import Dialogue
from drivers.gammu_child.outgoing import Outgoing
from drivers.gammu_child.shelf import POLL_PERIOD, Shelf
from drivers.gammu_child.where import where
from modemsms import driver
from modemsms.driver import (
    Attempt,
    DeviceSettings,
    DriverEvent,
    Ended,
    Identified,
    Identity,
    ModemState,
    NetworkChanged,
    Noticed,
    PinNeeded,
    PowerChanged,
    Sign,
    StateChanged,
)
from modemsms.errors import Cause, ModemUnavailable

# How often network, signal and battery are asked; a phone without a network sooner.
LOOK_PERIOD, SEARCH_PERIOD = 60.0, 10.0
# A phone that comes back is to be in service within five seconds. Looking for its port costs nothing.
LOOK_FOR_PORT = 1.0
# Before the next try to open a phone that is there and does not answer, or not to us.
PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
MISSING_PAUSE = 60.0
# A phone that was told to restart is not asked before.
RESTART_PAUSE = 5.0

_ROAMING = "RoamingNetwork"
_REPAIRED = "The phone is being restarted: {why}"
_AWAY = frozenset({"port_missing", "modem_gone"})
_HUNG = "gammu hung over this phone and was started again."


class Keeper:
    """One phone: where it stands, what is in the air, what comes next."""

    def __init__(self, settings: DeviceSettings, deadlines: Deadlines) -> None:
        modem = settings.modems[0]
        self.bulletin = Bulletin()
        self.slot = modem.slot
        self.where = where(settings.port, settings.quirks)
        self.wants_new_child = False
        """The child is of no more use: it is to be killed, and the next one begun at ``open_at``."""
        self.open_at = 0.0
        self._deadlines = deadlines
        self._centre_wanted = modem.smsc
        self._submit_timeout = settings.submit_timeout.total_seconds()
        self._shelf = Shelf(modem.slot, float(settings.quirks.get("poll_seconds", POLL_PERIOD)))
        self._calls = Calls(modem.slot, rejects=modem.calls is driver.Calls.REJECT)
        self._ussd = Dialogue(modem.slot)
        self._why: Cause | None = None
        self._failures = 0
        self._identity = Identity()
        self._power: PowerChanged | None = None
        self._outgoing = Outgoing(self._submit_timeout, shows_wire=self.where.speaks_at)
        self._restart = False
        self._reset(now=0.0)

    def _reset(self, now: float) -> None:
        """As it is with every new child."""
        self._device = self.where.device
        self._plan: deque[says.Call] = deque()
        self._is_up = False
        self._is_running = False
        self._locked: Cause | None = None
        self._no_network: Cause | None = None
        self._call: says.Call | None = None
        self._due: float | None = None
        self._look_at = now
        self._sent_last = False

    # --- for whoever owns the child -----------------------------------------------------------

    def begun(self, device: str, now: float) -> None:
        """A child was started, for the phone on *device*."""
        self.wants_new_child = False
        self._reset(now)
        self._device = device
        self._due = now + self._deadlines.start
        self.bulletin.hold_back()
        self._plan.append(says.Open(device, self.where.connection, self.where.model))
        self._tell_state()

    def unreachable(self, why: Cause, now: float) -> None:
        """There is no port any more, or no child to be had."""
        self._give_up_child(why, now)
        self._tell_state()

    def next_call(self, now: float) -> says.Call | None:
        """What the child is to do now; None while it is busy, or nothing is to be done."""
        if self._call is not None or not self._is_up or self.wants_new_child:
            return None
        call = self._choose(now)
        if call is not None:
            self._call = call
            self._due = now + self._deadlines.of(call)
            self._sent_last = isinstance(call, says.Send)
        return call

    @property
    def is_busy(self) -> bool:
        """The child has not answered its last call yet."""
        return self._call is not None

    def is_overdue(self, now: float) -> bool:
        """The child has not answered in time."""
        return self._due is not None and now >= self._due

    def deadline(self) -> float | None:
        """When something is due while no frame comes; None for never."""
        if self._call is not None or not self._is_up:
            return self._due
        times = [self._calls.due(), self._ussd.due()]
        if self._is_running:
            times += [self._shelf.scan_at, self._look_at, self._outgoing.due]
        return min((time for time in times if time is not None), default=None)

    def tick(self, now: float) -> None:
        """Time has passed."""
        self._tell(self._calls.tick(now), now)
        self._tell(self._ussd.tick(now), now)

    def heard(self, frame: says.Answer | says.News, now: float) -> None:
        """The child has said something."""
        if isinstance(frame, says.News):
            self._take_news(frame, now)
        elif self._call is not None:
            call, self._call, self._due = self._call, None, None
            self._take_answer(call, frame, now)
        self._tell_state()

    def lost(self, said: str, now: float, *, hung: bool) -> None:
        """The child was killed, because it *hung* or was to be replaced, or it ended by itself.

        *said* is what gammu had written about its last call.
        """
        if hung:
            self._tell(Noticed(self.slot, _HUNG, Sign.RECOVERY), now)
            # The first time at once: a phone that only dropped one answer is back in seconds.
            self._fail(verdicts.SILENT, now, at_once=self._is_running)
        elif not self.wants_new_child:
            self._fail(verdicts.CHILD_FAILED, now)
        sending = said if isinstance(self._call, says.Send) else None
        self._tell(self._outgoing.cut_short(sending, now, hung=hung), now)
        self._tell(self._ussd.end(RESTARTED), now)
        self._tell(self._calls.end(), now)
        self._reset(now)
        self.wants_new_child = False
        self._tell_state()

    # --- for the shop -------------------------------------------------------------------------

    def submit(self, attempt: Attempt, now: float) -> None:
        """Take *attempt*: it leaves when the present call has ended."""
        if self.bulletin.state is None or self.bulletin.state.state is not ModemState.READY:
            why = self._why or self._locked or self._no_network or verdicts.NOT_HANDED_OVER
            self._tell(Ended(attempt.id, ModemUnavailable(why)), now)
            return
        self._tell(self._outgoing.take(attempt), now)

    def acknowledge(self, handle: object) -> None:
        """What *handle* came with is committed."""
        self._shelf.committed(handle)

    def unlock(self, kind: str, code: str, new_pin: str = "") -> None:
        """Try *code* once, if the SIM asks for one."""
        if self._locked is not None:
            self._plan.append(says.Unlock(kind, code, new_pin))

    def ussd(self, request: int, code: str, now: float) -> None:
        """Dial *code*."""
        if not self._is_running:
            self._tell(driver.UssdFailed(self.slot, request, self._why or NOT_READY), now)
            return
        self._tell(self._ussd.ask(request, code), now)

    def end_ussd(self, now: float) -> None:
        """Wait for no answer any more."""
        self._tell(self._ussd.leave(), now)

    def repair(self, why: str, now: float) -> None:
        """Restart the phone, when nothing is in the air."""
        self._restart = True
        self._tell(Noticed(self.slot, _REPAIRED.format(why=why), Sign.RECOVERY), now)

    # --- what comes next ----------------------------------------------------------------------

    def _choose(self, now: float) -> says.Call | None:
        if self._plan:
            return self._plan.popleft()
        if not self._is_running:
            return says.Restart() if self._restart else None
        send = self._outgoing.next_call(self._centre_wanted or self._identity.smsc, now)
        # Texts that go never starve those that come: behind each one, a look if one was told of.
        if send is not None and not (self._sent_last and self._shelf.is_stirred):
            return send
        if self._restart and not self._outgoing.waiting:
            return says.Restart()
        return (
            self._calls.next_call(now)
            or self._ussd.next_call(now)
            or self._shelf.next_call(now)
            or self._next_look(now)
        )

    def _next_look(self, now: float) -> says.Look | None:
        if now < self._look_at:
            return None
        self._look_at = now + LOOK_PERIOD
        return says.Look()

    # --- answers ------------------------------------------------------------------------------

    def _take_answer(self, call: says.Call, answer: says.Answer, now: float) -> None:
        if isinstance(answer, says.Failed) and not isinstance(call, says.Send):
            self._failed(call, answer, now)
            return
        match answer:
            case says.Opened():
                self._opened(call, answer, now)
            case says.Introduced():
                self._introduced(answer)
            case says.Listening():
                self._shelf.opened(now, tells=answer.texts)
                self._plan.append(says.Look())
            case says.Looked():
                self._looked(answer, now)
            case says.Scanned():
                self._shelf.scanned(now, complete=answer.complete)
            case says.Sent() | says.Failed() | says.Unfaithful():
                self._sent(answer, now)
            case says.Done():
                self._done(call, now)

    def _opened(self, call: says.Call, answer: says.Opened, now: float) -> None:
        refused_code = isinstance(call, says.Unlock) and answer.security == call.kind
        self._locked = verdicts.obstacle(answer.security, refused=refused_code)
        if self._locked is None:
            self._plan.append(says.Introduce())
            return
        self._why = None
        if answer.security == "PIN" and not refused_code:
            self._tell(PinNeeded(self.slot, self._identity), now)

    def _introduced(self, told: says.Introduced) -> None:
        self._identity = told.identity
        if self._centre_wanted and self._centre_wanted != told.centre:
            self._plan.append(says.SetCentre(self._centre_wanted))
        self._plan.append(says.Listen())

    def _looked(self, told: says.Looked, now: float) -> None:
        self._no_network = verdicts.no_network(told.network)
        self._look_at = now + (LOOK_PERIOD if self._no_network is None else SEARCH_PERIOD)
        if not self._is_running:
            self._is_running = True
            self._why = None
            self._failures = 0
            self._tell(Identified(self.slot, self._identity), now)
        self.bulletin.tell_network(
            NetworkChanged(self.slot, told.operator, told.signal_dbm, roaming=told.network == _ROAMING)
        )
        if told.battery_percent is not None:
            power = PowerChanged(self.slot, told.battery_percent, told.charging, told.celsius)
            if power != self._power:
                self._power = power
                self._tell(power, now)

    def _sent(self, answer: says.Sent | says.Failed | says.Unfaithful, now: float) -> None:
        self._tell(self._outgoing.answered(answer, now), now)
        if isinstance(answer, says.Failed) and not self._outgoing.fell_silent(answer):
            why = verdicts.loses_phone(answer)
            if why is not None:
                self._give_up_child(why, now)

    def _done(self, call: says.Call, now: float) -> None:
        match call:
            case says.Delete():
                self._shelf.deleted(call.location)
            case says.HangUp():
                self._tell(self._calls.end(), now)
            case says.SetCentre():
                self._identity = replace(self._identity, smsc=call.number)
            case says.Restart():
                self._restarting(now)
            case _:
                pass

    def _failed(self, call: says.Call, failed: says.Failed, now: float) -> None:
        why = verdicts.loses_phone(failed)
        match call:
            case says.Open():
                self._give_up_child(verdicts.opening(failed, self._device), now)
                return
            case says.Unlock():
                self._locked = verdicts.obstacle(call.kind, refused=True)
            case says.Restart():
                self._restarting(now)
                return
            case says.Dial():
                self._tell(self._ussd.end(verdicts.of_dial(failed)), now)
            case says.Scan():
                self._shelf.scanned(now, complete=False)
            case says.Delete() if verdicts.is_gone_already(failed):
                self._shelf.deleted(call.location)
            case _:
                pass
        if why is not None:
            self._give_up_child(why, now)

    # --- news ---------------------------------------------------------------------------------

    def _take_news(self, news: says.News, now: float) -> None:
        match news:
            case says.Hello():
                self._is_up, self._due = True, None
            case says.Missing():
                self._give_up_child(verdicts.GAMMU_MISSING, now)
                self.open_at = now + MISSING_PAUSE
            case says.Gone():
                self._give_up_child(verdicts.UNPLUGGED, now)
            case says.Found():
                self._due = now + self._deadlines.text
                self._tell(self._shelf.found(news), now)
            case says.Stirred():
                self._shelf.stirred(now)
            case says.Reported():
                self._tell(driver.ReportReceived(self.slot, news.tpdu, None), now)
            case says.Rang():
                self._tell(self._calls.rang(news, now), now)
            case says.Replied():
                self._tell(self._ussd.replied(news, now), now)
            case says.LateReference():
                self._tell(self._outgoing.late(news.reference, now), now)

    # --- the end of things --------------------------------------------------------------------

    def _give_up_child(self, why: Cause, now: float) -> None:
        self.wants_new_child = True
        self._fail(why, now)

    def _restarting(self, now: float) -> None:
        self._restart = False
        self.wants_new_child = True
        self.open_at = now + RESTART_PAUSE

    def _fail(self, why: Cause, now: float, *, at_once: bool = False) -> None:
        self._why = why
        if at_once:
            self.open_at = now
        elif why.code in _AWAY:
            self.open_at = now + LOOK_FOR_PORT
        else:
            self.open_at = now + PAUSES[min(self._failures, len(PAUSES) - 1)]
            self._failures += 1

    # --- telling ------------------------------------------------------------------------------

    def _tell(self, event: DriverEvent | None, now: float) -> None:
        if event is not None:
            self.bulletin.tell(event, now)

    def _tell_state(self) -> None:
        self.bulletin.tell_state(self._state())

    def _state(self) -> StateChanged:
        answers = self._is_running and not self.wants_new_child
        hinders = self._locked or (self._no_network if answers else None)
        if hinders is not None:
            return StateChanged(self.slot, ModemState.NOT_READY, hinders.code, hinders.sentence)
        if answers:
            return StateChanged(self.slot, ModemState.READY)
        if self._why is not None:
            return StateChanged(self.slot, ModemState.UNAVAILABLE, self._why.code, self._why.sentence)
        return StateChanged(self.slot, ModemState.STARTING)
