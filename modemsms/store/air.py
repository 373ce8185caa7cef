"""How long the SIMs need for a text on the air, from the last ones that they sent."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

# So many of the last ones: a busy hour counts, and yesterday's bad one no more.
LOOKED_AT = 40


def seen_lately(connection: sqlite3.Connection) -> dict[int, timedelta]:
    """Of each SIM that sent any, the time from the begin to the end of an attempt, for each of its segments."""
    rows = connection.execute(
        "SELECT s.id, (SELECT sum(ended_at - started_at) * 1.0 / sum(units) FROM (SELECT * FROM attempts a"
        " WHERE a.counted = 1 AND a.sim_id = s.id ORDER BY a.started_at DESC LIMIT ?)"
        " WHERE ended_at > started_at) AS each FROM sims s",
        (LOOKED_AT,),
    )
    return {row["id"]: timedelta(milliseconds=row["each"]) for row in rows if row["each"] is not None}
