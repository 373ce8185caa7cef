"""The thread that owns one device: what it reports goes into the ledger, what it may send comes out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.driver import (
    Accepted,
    Attempt,
    CallMissed,
    Driver,
    DriverEvent,
    Ended,
    Identified,
    MessageReceived,
    MessageReported,
    NetworkChanged,
    Noticed,
    PinNeeded,
    PowerChanged,
    ReportReceived,
    SegmentReceived,
    StateChanged,
    UssdAnswered,
    UssdFailed,
)
from modemsms.errors import (
    Cause,
    ModemNotReady,
    ModemUnavailable,
    OutcomeUnknown,
    SendRejected,
    StoreUnavailable,
)
from modemsms.services.calls import Calls
from modemsms.services.inbox import Inbox
from modemsms.services.ledger import Ledger
from modemsms.services.modems import Modems
from modemsms.services.orders import EndUssd, EnterPuk, Order, Repair, TryPin
from modemsms.services.ussd import Ussd
from modemsms.store.database import Store
from modemsms.store.messages import Reason

log = logging.getLogger(__name__)

# Behind every wake-up a look: whatever a lost signal would cost, it costs no more than this.
SAFETY_LOOK = timedelta(seconds=30)

# While the database cannot be written, try again this often; each try is one small write.
STORE_RETRY = timedelta(seconds=1)

BUG = Cause("internal_error", "A fault in modemsms stopped the handing over. Please report it.")

# A device whose thread met a bug of ours is left alone for a moment, not in a hot loop.
AFTER_A_BUG = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Books:
    """Where a worker writes down what happens."""

    store: Store
    ledger: Ledger
    inbox: Inbox
    modems: Modems
    ussd: Ussd
    calls: Calls


class Worker:
    """Drives one device. ``modems`` names the modem of each SIM slot."""

    def __init__(
        self,
        driver: Driver,
        modems: Mapping[int, str],
        books: Books,
        now: Callable[[], datetime] = clock.now,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._driver = driver
        self._ended = ended
        self._is_over = threading.Event()
        self._names = dict(modems)
        self._books = books
        self._now = now
        self._stopping = threading.Event()
        self._pending: list[DriverEvent] = []
        self._air: dict[int, str] = {}
        self._pins: dict[int, str] = {}
        self._claimed: list[Attempt] = []
        self._orders: list[tuple[int, Order]] = []
        self._codes: list[tuple[int, int, str]] = []
        self._thread = threading.Thread(
            target=self._run, name=f"device {', '.join(self._names.values())}", daemon=True
        )

    def start(self) -> None:
        """Begin to drive the device."""
        self._books.store.work.listen(self._driver.wake)
        self._thread.start()

    def stop(self) -> None:
        """Claim nothing more, and end once nothing is in the air."""
        self._stopping.set()
        self._driver.wake()

    @property
    def is_over(self) -> bool:
        """Whether it has let go of its device."""
        return self._is_over.is_set()

    def join(self, timeout: float) -> bool:
        """Wait for the end, at most *timeout* seconds; whether it came."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        timeout = timedelta(0)
        try:
            while not (self._stopping.is_set() and not self._air and not self._pending):
                try:
                    timeout = self._turn(timeout)
                except Exception:
                    # Whatever a device or a bug of ours does, its thread lives on.
                    log.exception("worker_failed modems=%s", ",".join(self._names.values()))
                    self._drop_poison()
                    self._stopping.wait(AFTER_A_BUG.total_seconds())
                    timeout = timedelta(0)
        finally:
            self._books.store.work.forget(self._driver.wake)
            try:
                self._driver.close()
            finally:
                self._is_over.set()
                self._ended()
                self._books.store.release()

    def _turn(self, timeout: timedelta) -> timedelta:
        """Wait for the device, write down what it said, hand it what is next. How long to wait then."""
        events = self._driver.wait(timeout)
        self._pending += [event for event in events if not isinstance(event, StateChanged)]
        for event in events:
            if isinstance(event, StateChanged):
                # Told at once: a page must say so even when nothing can be written.
                self._state_changed(event)
        try:
            claims, more_at = self._write_down()
        except StoreUnavailable:
            return STORE_RETRY
        done, self._pending = self._pending, []
        self._claimed += claims
        # Noted as tried and on the disk: only now may the SIM see it.
        while self._pins:
            slot, pin = self._pins.popitem()
            self._books.modems.pin_entered(self._names[slot])
            self._driver.enter_pin(slot, pin)
        while self._orders:
            self._carry_out(*self._orders.pop(0))
        while self._codes:
            self._driver.ussd(*self._codes.pop(0))
        while self._claimed:
            attempt = self._claimed[0]
            self._air[attempt.id] = self._names[attempt.slot]
            self._driver.submit(attempt)
            self._claimed.pop(0)
        for event in done:
            self._acknowledge(event)
        if more_at is None:
            return SAFETY_LOOK
        return min(SAFETY_LOOK, max(timedelta(milliseconds=1), more_at - self._now()))

    def _acknowledge(self, event: DriverEvent) -> None:
        """What *event* brought is committed: it may leave the SIM."""
        if isinstance(event, SegmentReceived | MessageReceived | ReportReceived) and event.handle is not None:
            self._driver.acknowledge(event.handle)

    def _write_down(self) -> tuple[list[Attempt], datetime | None]:
        """Everything pending and the next claims, in one commit."""
        for slot, name in self._names.items():
            self._orders += [(slot, order) for order in self._books.modems.orders_for(name)]
        dials = self._books.ussd.has_work()
        if not (self._pending or self._orders or dials or self._has_work()):
            return [], None
        now = self._now()
        with self._transaction():
            for event in self._pending:
                self._apply(event, now)
            for slot, order in self._orders:
                if isinstance(order, TryPin) and (
                    pin := self._books.modems.pin_to_try_again(self._names[slot], now)
                ):
                    self._pins[slot] = pin
            if dials and not self._stopping.is_set():
                self._take_codes(now)
            return self._claim(now)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """One transaction; the PINs and codes that it notes for the device are forgotten where it fails."""
        noted = dict(self._pins), list(self._codes)
        try:
            with self._books.store.write():
                yield
        except BaseException:
            self._pins, self._codes = noted
            raise

    def _take_codes(self, now: datetime) -> None:
        for slot, name in self._names.items():
            code = self._books.ussd.take(name, now)
            if code is not None:
                self._codes.append((slot, code.id, code.code))

    def _carry_out(self, slot: int, order: Order) -> None:
        match order:
            case TryPin():
                pass  # its PIN went the way of all PINs
            case EnterPuk(puk, pin):
                self._books.modems.puk_entered(self._names[slot], pin)
                self._driver.enter_puk(slot, puk, pin)
            case EndUssd():
                self._driver.end_ussd(slot)
            case Repair(why):
                self._driver.repair(slot, why)

    def _has_work(self) -> bool:
        if self._stopping.is_set() or len(self._air) >= self._driver.in_flight:
            return False
        return self._books.ledger.has_work()

    def _claim(self, now: datetime) -> tuple[list[Attempt], datetime | None]:
        claims: list[Attempt] = []
        more_at: datetime | None = None
        if self._stopping.is_set():
            return claims, None
        # Slot by slot, one each, so that two SIMs of one phone share what is in the air.
        hungry = list(self._names.values())
        while hungry and len(self._air) + len(claims) < self._driver.in_flight:
            name = hungry.pop(0)
            sender, rests_until = self._books.modems.sender(
                name, now, whole_messages=self._driver.takes == "message"
            )
            if sender is None:
                more_at = _sooner(more_at, rests_until)
                continue
            claim = self._books.ledger.claim(sender, now)
            if claim.attempt is None:
                more_at = _sooner(more_at, claim.more_at)
                continue
            claims.append(claim.attempt)
            hungry.append(name)
        return claims, more_at

    def _state_changed(self, event: StateChanged) -> None:
        reason = Reason(event.code, event.sentence or "") if event.code else None
        name = self._names.get(event.slot)
        if name is not None:
            self._books.modems.state_changed(name, event.state, reason)

    def _apply(self, event: DriverEvent, now: datetime) -> None:
        match event:
            case Accepted() | Ended():
                self._outcome(event, now)
            case MessageReported():
                self._books.ledger.end(event, now)
                self._air.pop(event.attempt_id, None)
            case _:
                name = self._names.get(event.slot)
                if name is None:
                    log.warning("event_from_unknown_slot slot=%d", event.slot)
                    return
                self._of_modem(name, event, now)

    def _outcome(self, event: Accepted | Ended, now: datetime) -> None:
        self._books.ledger.end(event, now)
        # Only in memory, and only once: the event is applied again when the commit fails.
        name = self._air.pop(event.attempt_id, None)
        if name is None:
            return
        if isinstance(event, Accepted):
            self._books.modems.succeeded(name)
        elif isinstance(event.error, ModemNotReady):
            self._books.modems.refused(name, event.error.cause, now)
        elif isinstance(event.error, ModemUnavailable):
            self._books.modems.was_not_there(name, event.error.cause, now)
        elif isinstance(event.error, SendRejected) and not event.error.permanent:
            self._books.modems.refused_a_text(name, now)

    def _of_modem(self, name: str, event: DriverEvent, now: datetime) -> None:
        modems, inbox = self._books.modems, self._books.inbox
        match event:
            case Identified():
                modems.identified(name, event.identity, now)
            case NetworkChanged():
                modems.network_changed(name, event.operator, event.signal_dbm, event.roaming)
            case PowerChanged():
                modems.power_changed(name, event)
            case Noticed():
                modems.noticed(name, event.sentence, now, event.sign)
            case UssdAnswered():
                self._books.ussd.answered(name, event, now)
            case UssdFailed():
                self._books.ussd.failed(name, event, now)
            case CallMissed():
                self._books.calls.take(modems.sim_of(name), name, event.number, now)
            case PinNeeded():
                pin = modems.pin_to_try(name, event.identity, event.tries_left, now)
                if pin is not None:
                    self._pins[event.slot] = pin
            case SegmentReceived() | ReportReceived():
                sim = modems.sim_of(name)
                assert sim is not None, "a driver tells who it is before it reports texts"
                inbox.take(sim, name, event.tpdu, now)
            case MessageReceived():
                sim = modems.sim_of(name)
                assert sim is not None, "a driver tells who it is before it reports texts"
                inbox.take_message(sim, name, event, now)

    def _drop_poison(self) -> None:
        """Apply what is pending one by one, each in a transaction of its own; drop what fails again.

        An inbound text that is dropped was not acknowledged and stays on its SIM.
        """
        pending, self._pending = self._pending + self._ends_of_claimed(), []
        for event in pending:
            try:
                with self._transaction():
                    self._apply(event, self._now())
                self._acknowledge(event)
            except StoreUnavailable:
                self._pending.append(event)
            except Exception:
                log.exception("event_dropped kind=%s", type(event).__name__)
                if isinstance(event, Accepted | Ended):
                    self._air.pop(event.attempt_id, None)

    def _ends_of_claimed(self) -> list[DriverEvent]:
        """How claims end that a failing driver left behind: the first may be out, the others are not."""
        claimed, self._claimed = self._claimed, []
        return [
            Ended(attempt.id, OutcomeUnknown(BUG) if attempt.id in self._air else ModemUnavailable(BUG))
            for attempt in claimed
        ]


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)
