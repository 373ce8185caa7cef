"""What the app knows of texts that came in: rows of its own, and Android's store behind them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from drivers.simulator.phone.nanoid import java_hash
from drivers.simulator.phone.received import Arrival, Type

KEPT = 20_000
"""How many messages the app remembers, and Android."""


@dataclass(frozen=True, slots=True)
class Received:
    """One row of ``/inbox``. *created_at* is the time of the service centre, not the arrival."""

    id: str
    arrival: Arrival
    created_at: datetime

    @property
    def preview(self) -> str:
        """``contentPreview``: all of a text; a word about anything else."""
        arrival = self.arrival
        if arrival.type is Type.DATA_SMS:
            return f"Data message of {len(arrival.data)} octets"
        return arrival.text if arrival.type is Type.SMS else arrival.subject or arrival.text


class Inbox:
    """Rows by id. The id is a 32-bit hash in hex, so two texts may have to share one."""

    def __init__(self) -> None:
        self._rows: dict[str, Received] = {}

    def knows(self, arrival: Arrival) -> bool:
        """Whether it is there already, and so goes by export and refresh unseen."""
        return message_id(arrival) in self._rows

    def add(self, arrival: Arrival) -> Received:
        """Keep it; one with the same hash goes under."""
        row = Received(message_id(arrival), arrival, arrival.stamped)
        self._rows[row.id] = row
        if len(self._rows) > KEPT:
            del self._rows[next(iter(self._rows))]
        return row

    def get(self, row_id: str) -> Received | None:
        """The row with this id."""
        return self._rows.get(row_id)

    def select(self, kind: Type | None, start: datetime | None, end: datetime) -> list[Received]:
        """Those of *kind* from *start* to *end* by ``created_at``, the newest first."""
        rows = [
            row
            for row in self._rows.values()
            if kind in (None, row.arrival.type)
            and (start is None or start <= row.created_at)
            and row.created_at <= end
        ]
        return sorted(rows, key=lambda row: row.created_at, reverse=True)


class Provider:
    """Android's own store (``content://sms/inbox``): it has every text, whatever the app heard of."""

    def __init__(self) -> None:
        self._rows: deque[Arrival] = deque(maxlen=KEPT)

    def add(self, arrival: Arrival) -> None:
        """Keep it. Only texts and picture messages are kept."""
        if arrival.type is not Type.DATA_SMS:
            self._rows.append(arrival)

    def between(self, since: datetime, until: datetime, kinds: Iterable[Type]) -> list[Arrival]:
        """Those of *kinds* in a period, by the time of arrival, oldest first."""
        wanted = set(kinds)
        return [row for row in self._rows if row.type in wanted and since <= row.at <= until]


def message_id(arrival: Arrival) -> str:
    """The 32-bit hash that the app takes for an id."""
    stamp = int(arrival.stamped.timestamp() * 1000)
    body = arrival.text or arrival.data.hex() or arrival.transaction
    combined = 31 * (31 * java_hash(arrival.sender) + java_hash(body)) + (stamp ^ stamp >> 32)
    return f"{combined & 0xFFFFFFFF:08x}"
