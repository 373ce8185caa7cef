"""When a recipient's network says what became of a submit, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Stage:
    """One status report: its TP-ST, and how long after the one before (or the submit) it comes.

    Without *after* it comes after the network's usual delay.
    """

    status: int = 0x00
    after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """All status reports for one submit that asked for them.

    With *before_answer* the first is there before the modem has said +CMGS.
    """

    stages: tuple[Stage, ...] = ()
    before_answer: bool = False


NEVER = Reports()
DELIVERED = Reports((Stage(),))
