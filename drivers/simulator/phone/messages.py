"""The app's messages out: what was asked for, and how far each recipient's copy has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

EXPEDITED = 100
"""From this priority on a message jumps over limits and intervals."""


KEPT = 20_000
"""How many messages the app remembers; it clears its log too, by age."""


class State(StrEnum):
    """As the app writes them."""

    PENDING = "Pending"
    CANCELLING = "Cancelling"
    CANCELLED = "Cancelled"
    PROCESSED = "Processed"
    SENT = "Sent"
    DELIVERED = "Delivered"
    FAILED = "Failed"


@dataclass(frozen=True, slots=True)
class Order:
    """What a POST asked for. Exactly one of *text* and *data* is set; *data* is base64."""

    id: str
    text: str | None
    data: str | None
    port: int | None
    numbers: tuple[str, ...]
    sim_number: int | None = None
    delivery_report: bool = True
    is_encrypted: bool = False
    priority: int = 0
    valid_until: datetime | None = None
    schedule_at: datetime | None = None
    skip_validation: bool = False


@dataclass(slots=True)
class Recipient:
    """One copy; *number* is written as it was submitted."""

    number: str
    state: State = State.PENDING
    error: str | None = None


@dataclass(slots=True)
class Message:
    """One message; times are those of the phone's clock."""

    row: int
    order: Order
    created_at: datetime
    recipients: list[Recipient]
    states: dict[State, datetime] = field(default_factory=dict)
    sim_number: int | None = None
    parts: int = 0
    processed_at: datetime | None = None

    @property
    def state(self) -> State:
        """The state of the whole."""
        return whole_state([recipient.state for recipient in self.recipients])

    def put(self, number: str | None, state: State, error: str | None, now: datetime) -> None:
        """Set the copies for *number* (all, if None). A failed copy stays failed."""
        for recipient in self.recipients:
            if number in (None, recipient.number) and recipient.state is not State.FAILED:
                recipient.state, recipient.error = state, error
        self.states[self.state] = now


def whole_state(states: list[State]) -> State:
    """The first that any copy has of Pending … Processed; then all Failed, all Delivered, else Sent."""
    for state in (State.PENDING, State.CANCELLING, State.CANCELLED, State.PROCESSED):
        if state in states:
            return state
    for state in (State.FAILED, State.DELIVERED):
        if all(one is state for one in states):
            return state
    return State.SENT


class MessageStore:
    """All messages of the app, oldest first. They survive the app and the phone's reboots."""

    def __init__(self) -> None:
        self._rows: dict[str, Message] = {}
        self._count = 0

    def __contains__(self, message_id: str) -> bool:
        return message_id in self._rows

    def __iter__(self) -> Iterator[Message]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, order: Order, now: datetime) -> Message:
        """A new message, Pending. Raises KeyError for an id that is taken."""
        if order.id in self._rows:
            raise KeyError(order.id)
        recipients = [Recipient(number) for number in order.numbers]
        states = {State.PENDING: now}
        self._count += 1
        message = Message(self._count, order, now, recipients, states, order.sim_number)
        self._rows[order.id] = message
        oldest = next(iter(self._rows.values()))
        if len(self._rows) > KEPT and oldest.state is not State.PENDING:
            del self._rows[oldest.order.id]
        return message

    def get(self, message_id: str) -> Message | None:
        """The message with this id."""
        return self._rows.get(message_id)
