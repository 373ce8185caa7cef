"""The network that all simulated modems of a process share: subscribers, service centre, air.

One lock (``Network.change``) guards the whole simulated world, modems included; every public method
here and on ``Modem`` takes it, so any thread may call them.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, Protocol, runtime_checkable

from drivers.simulator.agenda import Agenda
from drivers.simulator.air import Assembly, OnAir, Text, whole_texts
from drivers.simulator.calls import RING_EVERY, Call, End
from drivers.simulator.faults import Faults
from drivers.simulator.inbound import Inbound
from drivers.simulator.magic import Behaviour, behaviour_of
from drivers.simulator.ussd_service import UssdService
from modemsms import clock
from modemsms.errors import CodecError
from modemsms.gsm.address import Address, TypeOfNumber
from modemsms.gsm.timestamp import Timestamp
from modemsms.gsm.tpdu import Deliver, StatusReport, Submit, deliver_of

# How many segments of the air are remembered. One weighs about a kilobyte.
REMEMBERED = 100_000

TYPE_MASK, STATUS_REPORT = 0b11, 0b10
"""TP-MTI, and its value for an SMS-STATUS-REPORT (23.040, 9.2.3.1)."""


class Station(Protocol):
    """What the network sees of a modem."""

    @property
    def number(self) -> str | None:
        """E.164 of the SIM in it; None without one."""

    def offer(self, tpdu: bytes) -> bool:
        """Take an incoming TPDU, or refuse it (storage full, no coverage): it is offered again."""
        ...


@runtime_checkable
class Telephone(Protocol):
    """A station that rings when somebody calls."""

    def ring(self, call: Call) -> None:
        """Ring, or end *call* at once."""


class Network:
    """Subscribers, a service centre, and what was on the air.

    The settings are plain attributes; set them before the modems run, or within ``change``.
    """

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = clock.now,
        report_delay: timedelta = timedelta(milliseconds=200),
        transit: timedelta = timedelta(0),
        zone: timedelta = timedelta(hours=1),
        country_code: str = "49",
        remembered: int = REMEMBERED,
    ) -> None:
        """*report_delay* passes before a status report, *transit* before a text reaches a modem.

        *zone* stands in the time stamps of the service centre. *monotonic* and *now* are the world's
        two clocks.
        """
        self.agenda = Agenda(monotonic)
        self.report_delay = report_delay
        self.transit = transit
        self.zone = zone
        self.country_code = country_code
        self.report_recipient: Callable[[Address], Address] = _as_sent
        """How a status report writes the number that the submit was for."""
        self.ussd = UssdService()
        self.behaviours: dict[str, Behaviour] = {}
        """What happens to texts for a number (E.164); it goes before the magic numbers."""
        self._now = now
        self._changed = threading.Condition(threading.RLock())
        self._wakers: list[Callable[[], None]] = []
        self._stations: list[Station] = []
        self._waiting: dict[str, deque[bytes]] = {}
        self._air: deque[OnAir] = deque(maxlen=remembered)
        self._on_air_count = 0
        self._far_ends = Assembly()
        self._listeners: list[Callable[[Text], None]] = []
        self._inbound = Inbound()
        self._faults: dict[str, Faults] = {}

    # --- the world ----------------------------------------------------------------------------------

    @contextmanager
    def change(self) -> Iterator[None]:
        """Hold the world still, and tell those who wait for it that it changed."""
        with self._changed:
            yield
            self._changed.notify_all()
            for wake in self._wakers:
                wake()

    def on_change(self, wake: Callable[[], None]) -> None:
        """Call *wake* after each change. It must return at once (it holds the lock)."""
        with self._changed:
            self._wakers.append(wake)

    def wait_until(self, condition: Callable[[], bool], within: timedelta) -> bool:
        """Wait for *condition*, which is asked after each change; False when *within* has passed."""
        with self._changed:
            return self._changed.wait_for(condition, within.total_seconds())

    def now(self) -> datetime:
        """The world's wall clock."""
        return self._now()

    # --- subscribers --------------------------------------------------------------------------------

    def join(self, station: Station) -> None:
        """A modem is on this network from now on."""
        with self.change():
            self._stations.append(station)

    def leave(self, station: Station) -> None:
        """The modem is gone for good."""
        with self.change():
            self._stations.remove(station)

    def on_text(self, listener: Callable[[Text], None]) -> None:
        """Tell *listener* each whole text for somebody who is no modem here (it holds the lock)."""
        with self._changed:
            self._listeners.append(listener)

    def e164(self, address: Address) -> str:
        """Whom a modem means that dials *address* at home: 00 and 0 prefixes are understood."""
        digits = address.value
        if address.type_of_number is TypeOfNumber.INTERNATIONAL:
            return f"+{digits}"
        if digits.startswith("00"):
            return f"+{digits[2:]}"
        if address.type_of_number is TypeOfNumber.NATIONAL or digits.startswith("0"):
            return f"+{self.country_code}{digits.removeprefix('0')}"
        return digits

    def behaviour(self, number: str) -> Behaviour:
        """What happens to texts for *number*: as set, else as the magic table says."""
        return self.behaviours.get(number) or behaviour_of(number)

    def faults_for(self, number: str) -> Faults:
        """The faults that still await texts for *number*, whichever modem brings them."""
        faults = self._faults.get(number)
        if faults is None:
            wanted = self.behaviour(number).faults
            if not wanted:
                return Faults()
            faults = self._faults[number] = Faults(wanted)
        return faults

    # --- out: from a modem to somebody --------------------------------------------------------------

    def submit(self, station: Station, submit: Submit, reference: int) -> OnAir:
        """The SMS-SUBMIT is on the air now; reports, customers and other modems come after it."""
        with self.change():
            segment = OnAir(
                at=self._now(),
                sender=station.number or "",
                recipient=self.e164(submit.destination),
                submit=submit,
                reference=reference,
            )
            self._air.append(segment)
            self._on_air_count += 1
            if submit.status_report_request:
                self._schedule_reports(segment)
            self._carry(segment)
            return segment

    def _schedule_reports(self, segment: OnAir) -> None:
        reports = self.behaviour(segment.recipient).reports
        delay = timedelta(0)
        for position, stage in enumerate(reports.stages):
            delay += self.report_delay if stage.after is None else stage.after
            if position == 0 and reports.before_answer:
                self._report(segment, stage.status)
            else:
                self.agenda.after(delay, partial(self._report, segment, stage.status))

    def _report(self, segment: OnAir, status: int) -> None:
        report = StatusReport(
            reference=segment.reference,
            recipient=self.report_recipient(segment.submit.destination),
            timestamp=Timestamp.of(segment.at, self.zone),
            discharged=Timestamp.of(self._now(), self.zone),
            status=status,
        )
        self._enqueue(segment.sender, report.encode())

    def _carry(self, segment: OnAir) -> None:
        if any(station.number == segment.recipient for station in self._stations):
            deliver = deliver_of(segment.submit, Address.parse(segment.sender), segment.at)
            enqueue = partial(self._enqueue, segment.recipient, deliver.encode())
            self.agenda.after(self.transit, enqueue)
            return
        try:
            text = self._far_ends.add(segment)
        except CodecError:
            return  # the far phone shows nothing; what was on the air stands in the log
        if text is not None:
            for listener in self._listeners:
                listener(text)

    # --- what was on the air ------------------------------------------------------------------------

    @property
    def air(self) -> tuple[OnAir, ...]:
        """Every segment that was on the air, in order (the last ``remembered`` ones)."""
        with self._changed:
            return tuple(self._air)

    @property
    def on_air_count(self) -> int:
        """How many segments have been on the air, forgotten ones too."""
        return self._on_air_count

    def texts(self, recipient: str | None = None) -> list[Text]:
        """The whole texts that phones show, all or those of one *recipient* (E.164)."""
        return whole_texts(s for s in self.air if recipient in (None, s.recipient))

    def wait_for_air(self, count: int, within: timedelta = timedelta(seconds=10)) -> bool:
        """Wait until *count* segments in all have been on the air."""
        return self.wait_until(lambda: self._on_air_count >= count, within)

    # --- calls --------------------------------------------------------------------------------------

    def call(self, sender: str, to: str, *, rings: int = 5, every: timedelta = RING_EVERY) -> Call:
        """*sender* (a number, empty where it is withheld) calls the modem with the number *to*."""
        call = Call(sender, rings, every)
        with self.change():
            stations = [station for station in self._stations if station.number == to]
            if stations and isinstance(stations[0], Telephone):
                stations[0].ring(call)
            else:
                call.end = End.UNREACHABLE
        return call

    # --- in: from somebody to a modem ---------------------------------------------------------------

    def send(
        self,
        sender: str,
        to: str,
        text: str,
        *,
        order: Sequence[int] | None = None,
        at: datetime | None = None,
        zone: timedelta | None = None,
        reference_width: Literal[8, 16] = 8,
        shift_tables: bool = False,
    ) -> tuple[Deliver, ...]:
        """*sender* (number, short code or name) texts the modem with the number *to*.

        *order* names the segments that arrive, counted from 0: ``(2, 0)`` swaps, leaves out, and
        ``(0, 0)`` delivers one twice. Gives the segments as they were made, in their own order.
        """
        with self.change():
            delivers = self._inbound.delivers(
                sender,
                to,
                text,
                at or self._now(),
                self.zone if zone is None else zone,
                reference_width=reference_width,
                shift_tables=shift_tables,
            )
            for position in range(len(delivers)) if order is None else order:
                self._enqueue(to, delivers[position].encode())
            return delivers

    def deliver(self, to: str, tpdu: Deliver | StatusReport | bytes) -> None:
        """Bring one TPDU as it is (junk too) to the modem with the number *to*."""
        with self.change():
            self._enqueue(to, tpdu if isinstance(tpdu, bytes) else tpdu.encode())

    def waiting_for(self, number: str) -> int:
        """How many TPDUs the service centre keeps for a modem that cannot take them now."""
        return len(self._waiting.get(number, ()))

    def can_take(self, number: str) -> None:
        """A modem has room or coverage again (RP-SMMA): offer it what waits, in a moment."""
        if self._waiting.get(number):
            self.agenda.after(timedelta(0), partial(self._offer_waiting, number))

    def returned(self, number: str, tpdu: bytes, again_after: timedelta) -> None:
        """A modem gives back what its client never acknowledged: it is tried again later."""
        with self.change():
            self._waiting.setdefault(number, deque()).appendleft(tpdu)
            self.agenda.after(again_after, partial(self._offer_waiting, number))

    def _enqueue(self, number: str, tpdu: bytes) -> None:
        self._waiting.setdefault(number, deque()).append(tpdu)
        self._offer_waiting(number)

    def _offer_waiting(self, number: str) -> None:
        """Offer in order; once a text is refused later texts wait behind it, and reports pass."""
        stations = [station for station in self._stations if station.number == number]
        waiting = self._waiting.get(number)
        if not stations or not waiting:
            return
        refused: set[bool] = set()
        for _ in range(len(waiting)):
            tpdu = waiting.popleft()
            is_report = bool(tpdu) and tpdu[0] & TYPE_MASK == STATUS_REPORT
            if is_report in refused or not stations[0].offer(tpdu):
                refused.add(is_report)
                waiting.append(tpdu)


def _as_sent(address: Address) -> Address:
    return address
