"""One text on its way over a phone: how far it has come for certain, and when it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from drivers.android.names import attempt_of
from modemsms.driver import Attempt

# What is looked up behind the notices: soon at first, then now and then with all others, for a day.
LOOKS = (2.0, 5.0, 10.0, 30.0, 60.0)
WATCHED_FOR = 24 * 60 * 60.0
# A lost answer: the same again after so long.
REPEAT = (0.5, 1.0, 2.0, 5.0)


class Stage(IntEnum):
    """How far a text has come for certain."""

    WAITING = 0
    HANDING = 1
    """Posted, and not answered yet: the phone may or may not have it."""
    PENDING = 2
    PROCESSED = 3
    SENT = 4
    DELIVERED = 5


STAGES = {
    "Pending": Stage.PENDING,
    "Cancelling": Stage.PENDING,
    "Processed": Stage.PROCESSED,
    "Sent": Stage.SENT,
    "Delivered": Stage.DELIVERED,
}


@dataclass(slots=True)
class Errand:
    """One text on its way. *attempt* is None for one of an earlier run, known by its name alone."""

    name: str
    attempt_id: int
    attempt: Attempt | None
    parts: int
    began_at: float
    stage: Stage = Stage.WAITING
    changed_at: float = 0.0
    due: float = 0.0
    looks: int = 0
    repeats: int = 0
    is_told: bool = False
    """Its outcome was told; it may still get better (a late acceptance, a delivery)."""
    is_accepted: bool = False

    @property
    def message_id(self) -> str | None:
        """The message that it is a try of."""
        known = attempt_of(self.name)
        return known[0] if known else None

    @property
    def is_handed_over(self) -> bool:
        """The phone may have it, and the network has not taken it yet."""
        return Stage.HANDING <= self.stage < Stage.SENT

    @property
    def is_watched(self) -> bool:
        """Its state on the phone is worth asking for."""
        if self.stage is Stage.WAITING:
            return False
        if self.stage is Stage.HANDING:
            # While the shop waits the same POST goes out again, which tells as well.
            return self.is_told
        return self.stage < Stage.SENT or self.attempt is None or self.attempt.delivery_report

    @property
    def is_swept(self) -> bool:
        """It was asked for often enough by itself: from here on the list of all of them tells."""
        return self.looks > len(LOOKS)

    def looked_up(self, now: float) -> None:
        """It was asked for; when to ask again."""
        self.due = now + LOOKS[min(self.looks, len(LOOKS) - 1)]
        self.looks += 1

    def moved(self, stage: Stage, now: float) -> None:
        """It has come as far as *stage*: what is next comes soon."""
        self.stage, self.changed_at, self.looks = stage, now, 0
        self.looked_up(now)
