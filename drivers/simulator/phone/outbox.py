"""The app's queue: what leaves next, when, by which SIM, and what became of it."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from drivers.simulator.agenda import Ticket
from drivers.simulator.network import Network
from drivers.simulator.phone import results
from drivers.simulator.phone.compose import Unsendable, submits
from drivers.simulator.phone.faults import Backwards, PhoneFaults, Stick
from drivers.simulator.phone.messages import EXPEDITED, Message, MessageStore, Order, State
from drivers.simulator.phone.numbers import InvalidNumber, dialled
from drivers.simulator.phone.settings import Settings
from drivers.simulator.phone.slot import Slot
from drivers.simulator.phone.telephony import Outgoing, Telephony
from modemsms.gsm.status import Fate, fate
from modemsms.gsm.tpdu import Submit

STEP = timedelta(milliseconds=1)
"""Between two messages of the queue, without any interval of the settings."""


class NotPending(Exception):
    """What is to be cancelled was handed to Android already, or has ended."""


class Outbox:
    """Runs in the world's lock. *tell* hears each change: event name, message, number and facts."""

    def __init__(
        self,
        network: Network,
        telephony: Telephony,
        settings: Settings,
        faults: PhoneFaults,
        now: Callable[[], datetime],
        tell: Callable[[str, Message, str, dict[str, Any]], None],
    ) -> None:
        self.messages = MessageStore()
        self.may_send = True
        """Whether the app was granted SEND_SMS."""
        self._network = network
        self._telephony = telephony
        self._settings = settings
        self._faults = faults
        self._now = now
        self._tell = tell
        self._pending: dict[str, Message] = {}
        self._is_running = False
        self._handed_over: deque[datetime] = deque()
        self._ticket: Ticket | None = None
        self._last_priority = -128
        self._reference = random.randrange(256)

    # --- the app's life -------------------------------------------------------------------------------

    def start(self) -> None:
        """Take up what is pending. What was stuck goes on: the app is a new process."""
        self._is_running = True
        pending = (message for message in self.messages if message.state is State.PENDING)
        self._pending = {message.order.id: message for message in pending}
        self._wake(STEP)

    def stop(self) -> None:
        """Nothing leaves any more. Results of what is in the air find nobody."""
        self._is_running = False
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket = None

    # --- verbs ----------------------------------------------------------------------------------------

    def submit(self, order: Order) -> Message:
        """Queue a message. Raises KeyError for an id that is taken."""
        message = self._pending[order.id] = self.messages.add(order, self._now())
        self._wake(STEP)
        return message

    def cancel(self, message: Message) -> None:
        """Take a pending message back. Raises ``NotPending``."""
        if message.state is not State.PENDING:
            raise NotPending
        self._pending.pop(message.order.id, None)
        for recipient in message.recipients:
            self._put(message, recipient.number, State.CANCELLED)

    # --- the queue ------------------------------------------------------------------------------------

    def _wake(self, delay: timedelta) -> None:
        if self._ticket is None or not self._ticket.waits:
            self._ticket = self._network.agenda.after(delay, self._pump)

    def _pump(self) -> None:
        self._ticket = None
        message = self._next()
        if message is None:
            self._wait_for_schedule()
            return
        is_pushed = message.order.priority >= EXPEDITED and self._last_priority < message.order.priority
        pause = timedelta(0) if is_pushed else self._limit_pause()
        if pause:
            self._wake(pause)
            return
        self._last_priority = message.order.priority
        was_sent = self._send(message)
        interval = self._settings.interval if was_sent and not is_pushed else timedelta(0)
        self._wake(max(interval, STEP))

    def _next(self) -> Message | None:
        now = self._now()
        ready = [
            message
            for message in self._pending.values()
            if message.order.schedule_at is None or message.order.schedule_at <= now
        ]
        way = 1 if self._settings.is_fifo else -1
        return min(ready, key=lambda m: (-m.order.priority, way * m.row), default=None)

    def _wait_for_schedule(self) -> None:
        self._last_priority = -128
        times = [message.order.schedule_at for message in self._pending.values() if message.order.schedule_at]
        if times:
            self._wake(max(min(times) - self._now(), STEP))

    def _limit_pause(self) -> timedelta:
        if self._settings.limit is None:
            return timedelta(0)
        most, period = self._settings.limit
        now = self._now()
        while self._handed_over and now - self._handed_over[0] >= period:
            self._handed_over.popleft()
        if len(self._handed_over) < most:
            return timedelta(0)
        # The app waits for the last one to leave the window, not for the first.
        return period - (now - self._handed_over[-1]) + timedelta(seconds=1)

    # --- one message ----------------------------------------------------------------------------------

    def _send(self, message: Message) -> bool:
        """Hand it to Android; False if it did not come to that."""
        order = message.order
        del self._pending[order.id]
        if order.valid_until is not None and order.valid_until < self._now():
            self._fail(message, "TTL expired")
            return False
        slot = self._slot(message)
        if isinstance(slot, str):
            self._fail(message, f"Can't send message: {slot}")
            return False
        for recipient in message.recipients:
            fault = self._faults.take_send(recipient.number)
            if isinstance(fault, Stick) and fault.state == State.PENDING:
                return False
            self._send_copy(message, recipient.number, slot, fault)
        message.processed_at = self._now()
        self._handed_over.append(message.processed_at)
        return True

    def _send_copy(self, message: Message, number: str, slot: Slot, fault: Any) -> None:
        order = message.order
        try:
            parts = self._parts(order, number)
        except (InvalidNumber, Unsendable) as error:
            self._put(message, number, State.FAILED, f"sendSMS: {error}")
            return
        self._reference = (self._reference + 1) % 256
        message.parts, message.sim_number = len(parts), slot.sim_number
        goes_backwards = isinstance(fault, Backwards)
        on_sent = partial(self._sent, message, number, goes_backwards)
        on_report = partial(self._reported, message, number)
        self._telephony.send(Outgoing(slot, parts, on_sent, on_report, fault))
        if not goes_backwards:
            self._put(message, number, State.PROCESSED)

    def _parts(self, order: Order, number: str) -> tuple[Submit, ...]:
        if not self.may_send:
            raise Unsendable("the permission android.permission.SEND_SMS is not granted")
        country, skip = self._network.country_code, order.skip_validation
        return submits(order, dialled(number, country, skip_validation=skip), self._reference)

    def _slot(self, message: Message) -> Slot | str:
        """The SIM that takes it, or the app's reason why none does."""
        wanted = message.order.sim_number
        if wanted is not None:
            for slot in self._telephony.slots:
                if slot.sim_number == wanted and slot.sim is not None:
                    return slot
            return f"SIM {wanted} not found"
        slots = [slot for slot in self._telephony.slots if slot.sim is not None]
        if not slots:
            return "No SIMs found"
        match self._settings.sim_selection:
            case "RoundRobin":
                return slots[message.row % len(slots)]
            case "Random":
                return random.choice(slots)
            case _:
                return slots[0]

    # --- what became of it ----------------------------------------------------------------------------

    def _sent(
        self, message: Message, number: str, goes_backwards: bool, result: str | None, has_uri: bool
    ) -> None:
        if not self._is_running:
            return
        if result is not None:
            self._put(message, number, State.FAILED, results.reason(result))
        elif has_uri:
            self._put(message, number, State.SENT)
        if goes_backwards:
            self._put(message, number, State.PROCESSED)

    def _reported(self, message: Message, number: str, status: int) -> None:
        if not self._is_running:
            return
        reason = f"Delivery result from SC {self._smsc(message)}: {status}"
        match fate(status):
            case Fate.DELIVERED:
                self._put(message, number, State.DELIVERED, reason if status else None)
            case Fate.PENDING:
                return
            case _:
                self._put(message, number, State.FAILED, reason)

    def _smsc(self, message: Message) -> str:
        slot = self._telephony.slots[(message.sim_number or 1) - 1]
        return slot.sim.smsc if slot.sim else ""

    def _fail(self, message: Message, reason: str) -> None:
        for recipient in message.recipients:
            self._put(message, recipient.number, State.FAILED, reason)

    def _put(self, message: Message, number: str, state: State, error: str | None = None) -> None:
        now = self._now()
        message.put(number, state, error, now)
        match state:
            case State.SENT:
                self._tell("sms:sent", message, number, {"partsCount": message.parts, "sentAt": now})
            case State.DELIVERED:
                self._tell("sms:delivered", message, number, {"deliveredAt": now})
            case State.FAILED:
                self._tell("sms:failed", message, number, {"failedAt": now, "reason": error})
            case State.CANCELLED:
                self._tell("sms:cancelled", message, number, {"cancelledAt": now})
            case _:
                pass
