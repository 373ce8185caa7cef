"""Sees that a SIM is refused again and again, which is about the SIM and not about one text."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from modemsms.errors import Cause
from modemsms.store import segments

# So many temporary refusals among the last texts, to so many different people, in so short a time.
# One person's phone that is full, or switched off, is not a burst.
REFUSALS, OF_LAST, PEOPLE = 5, 8, 3
WITHIN = timedelta(minutes=5)

BURST = Cause(
    "refusals",
    f"The network refused {REFUSALS} of the last texts of this SIM. It is left in peace for a while, for a SIM"
    " that goes on may be blocked.",
)


def is_burst(connection: sqlite3.Connection, sim_id: int, now: datetime) -> bool:
    """Whether the network has refused this SIM's texts in a burst."""
    endings = segments.last_endings(connection, sim_id, now - WITHIN, now, OF_LAST)
    refused = [ending.conversation_id for ending in endings if ending.outcome == "refused"]
    return len(refused) >= REFUSALS and len(set(refused)) >= PEOPLE
