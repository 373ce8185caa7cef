"""Android's own texting: the radio queue of each SIM, the limit of the system, and what comes in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from drivers.simulator import faults as modem_faults
from drivers.simulator.faults import Moment
from drivers.simulator.network import Network
from drivers.simulator.phone import results
from drivers.simulator.phone.faults import Late, Refuse, Sending, Stick
from drivers.simulator.phone.received import Arrival, Arrivals
from drivers.simulator.phone.slot import Slot
from modemsms.errors import CodecError
from modemsms.gsm.status import Fate, fate
from modemsms.gsm.tpdu import Deliver, StatusReport, Submit, decode_incoming

DEFAULT_LIMIT, DEFAULT_PERIOD = 30, timedelta(seconds=60)
"""SmsUsageMonitor: segments of one app in a period (hardware 4.2)."""

BEHIND = timedelta(milliseconds=1)
"""A broadcast of the system reaches an app after the call that caused it has returned."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text as an app hands it over. The callbacks come later, in the world's lock.

    *on_sent* for each part: the RESULT_* or None, and whether it is the one that carries the ``uri``
    extra (the last). *on_report* for each status report, with its TP-ST.
    """

    slot: Slot
    submits: tuple[Submit, ...]
    on_sent: Callable[[str | None, bool], None]
    on_report: Callable[[int], None]
    fault: Sending | None = None


@dataclass(slots=True)
class _Verdict:
    """What becomes of one part, and what the app hears of it."""

    result: str | None = None
    goes_out: bool = True
    is_told: bool = True
    delay: timedelta = BEHIND


class Telephony:
    """The part of Android between apps and the network. All of it runs in the world's lock."""

    def __init__(self, network: Network, slots: Sequence[Slot], air: timedelta) -> None:
        """*air* is how long one segment takes; the segments of one SIM go one after the other."""
        self._network = network
        self.slots = tuple(slots)
        self.air = air
        self.limit, self.period = DEFAULT_LIMIT, DEFAULT_PERIOD
        self.is_on = True
        self.on_trouble: Callable[[modem_faults.Action], None] = _no_trouble
        """Who makes reboots and unplugging happen that a recipient's number asks for."""
        self.on_arrival: Callable[[Arrival], None] = _no_arrival
        """Who hears of texts that came in."""
        self._arrivals = Arrivals()
        self._raw: deque[Arrival] = deque()
        """What was acknowledged to the network and not told to any app yet; Android keeps it on its disk."""
        self._usage: deque[datetime] = deque()
        self._waiting: dict[int, deque[Callable[[], None]]] = {slot.index: deque() for slot in slots}
        self._busy: set[int] = set()
        self._reports: dict[tuple[int, int], Callable[[int], None]] = {}
        self._boots = 0
        for slot in slots:
            slot.take = self._take

    # --- power --------------------------------------------------------------------------------------

    def power_down(self) -> None:
        """What was not on the air yet is lost, and nobody hears of what was."""
        self.is_on = False
        self._boots += 1
        self._busy.clear()
        self._reports.clear()
        for waiting in self._waiting.values():
            waiting.clear()

    def power_up(self, limit: int, period: timedelta) -> None:
        """Start; the system's limit is read now and not again."""
        self.is_on = True
        self.limit, self.period = limit, period
        self._usage.clear()
        for slot in self.slots:
            self.in_service(slot, there=slot.in_service)
        self._later(self._tell_arrivals)

    def in_service(self, slot: Slot, *, there: bool) -> None:
        """Coverage comes or goes."""
        slot.in_service = there
        if there and slot.number:
            self._network.can_take(slot.number)

    # --- out ----------------------------------------------------------------------------------------

    def send(self, outgoing: Outgoing) -> None:
        """Take a text from an app."""
        if not self._within_limit(len(outgoing.submits)):
            self._later(partial(self._refuse_all, outgoing, results.LIMIT_EXCEEDED))
            return
        last = len(outgoing.submits) - 1
        for position, submit in enumerate(outgoing.submits):
            part = partial(self._part, outgoing, submit, position, position == last)
            self._waiting[outgoing.slot.index].append(part)
        self._later(partial(self._next, outgoing.slot))

    def _within_limit(self, parts: int) -> bool:
        now = self._network.now()
        while self._usage and now - self._usage[0] >= self.period:
            self._usage.popleft()
        if len(self._usage) + parts > self.limit:
            return False
        self._usage.extend([now] * parts)
        return True

    def _refuse_all(self, outgoing: Outgoing, result: str) -> None:
        last = len(outgoing.submits) - 1
        for position in range(len(outgoing.submits)):
            outgoing.on_sent(result, position == last)

    def _next(self, slot: Slot) -> None:
        waiting = self._waiting[slot.index]
        if waiting and slot.index not in self._busy:
            self._busy.add(slot.index)
            self._after(self.air, waiting.popleft())

    def _done(self, slot: Slot) -> None:
        self._busy.discard(slot.index)
        self._next(slot)

    def _part(self, outgoing: Outgoing, submit: Submit, position: int, is_last: bool) -> None:
        verdict = self._verdict(outgoing, position)
        if verdict.result is None and not self._meet(Moment.AFTER_CTRL_Z, submit, verdict):
            return
        if verdict.goes_out and verdict.result is None:
            self._transmit(outgoing, submit)
            if not self._meet(Moment.AFTER_ON_AIR_BEFORE_CMGS, submit, verdict):
                return
        if verdict.is_told:
            self._after(verdict.delay, partial(outgoing.on_sent, verdict.result, is_last))
        self._done(outgoing.slot)

    def _verdict(self, outgoing: Outgoing, position: int) -> _Verdict:
        """What the phone itself makes of a part."""
        if outgoing.slot.sim is None:
            return _Verdict("RESULT_RIL_SIM_ABSENT")
        if not outgoing.slot.in_service:
            return _Verdict(results.NO_SERVICE)
        match outgoing.fault:
            case Refuse(result, part) if part in (None, position):
                return _Verdict(result)
            case Stick(_, on_air):
                return _Verdict(goes_out=on_air, is_told=False)
            case Late(delay):
                return _Verdict(delay=delay)
            case _:
                return _Verdict()

    def _meet(self, moment: Moment, submit: Submit, verdict: _Verdict) -> bool:
        """What the recipient's number asks for, as for a modem (``magic``); False if the power went."""
        number = self._network.e164(submit.destination)
        for action in self._network.faults_for(number).take(moment, number):
            match action:
                case modem_faults.Refuse(code):
                    verdict.result = results.of_cms(code)
                case modem_faults.Silence() | modem_faults.Deaf():
                    verdict.goes_out = verdict.is_told = False
                case modem_faults.Late(delay):
                    verdict.delay = delay
                case modem_faults.Reboot() | modem_faults.Unplug():
                    self.on_trouble(action)
                case _:
                    pass
        return self.is_on

    def _transmit(self, outgoing: Outgoing, submit: Submit) -> None:
        slot = outgoing.slot
        assert slot.sim is not None, "a part without a SIM was refused before"
        reference = slot.sim.next_reference()
        if submit.status_report_request:
            # Before the submit: the report may come within it.
            self._reports[slot.index, reference] = outgoing.on_report
        self._network.submit(slot, submit, reference)

    # --- in -----------------------------------------------------------------------------------------

    def _take(self, slot: Slot, tpdu: bytes) -> bool:
        if not self.is_on:
            return False
        try:
            incoming = decode_incoming(tpdu)
        except CodecError:
            return True  # Android acknowledges what it cannot read, and shows nothing
        if isinstance(incoming, StatusReport):
            self._report(slot, incoming)
        elif isinstance(incoming, Deliver):
            arrival = self._arrivals.add(slot, incoming, self._network.now())
            if arrival is not None:
                self._raw.append(arrival)
                self._later(self._tell_arrivals)
        return True

    def _tell_arrivals(self) -> None:
        while self._raw:
            self.on_arrival(self._raw.popleft())

    def _report(self, slot: Slot, report: StatusReport) -> None:
        key = slot.index, report.reference
        told = self._reports.get(key)
        if told is None:
            return
        if fate(report.status) in (Fate.DELIVERED, Fate.UNDELIVERED):
            del self._reports[key]
        self._later(partial(told, report.status))

    # --- time ---------------------------------------------------------------------------------------

    def _later(self, action: Callable[[], None]) -> None:
        self._after(BEHIND, action)

    def _after(self, delay: timedelta, action: Callable[[], None]) -> None:
        self._network.agenda.after(delay, partial(self._unless_rebooted, self._boots, action))

    def _unless_rebooted(self, boots: int, action: Callable[[], None]) -> None:
        if boots == self._boots:
            action()


def _no_trouble(action: modem_faults.Action) -> None:
    del action


def _no_arrival(arrival: Arrival) -> None:
    del arrival
