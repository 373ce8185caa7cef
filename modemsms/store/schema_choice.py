"""What the choice of a SIM needs: lanes in the outbox, what a month has cost, and why a lane stands."""

from __future__ import annotations

# A lane is who may take a text next: the SIM that began it, the modem that somebody named, the SIM
# whose number the recipient knows (or that a rule names), or any. It follows from the row by itself,
# so that no writer can forget it; a claim reads the heads of a few lanes, however long they are.
_LANES = (
    "ALTER TABLE outbox ADD COLUMN home_sim INTEGER REFERENCES sims (id)",
    """ALTER TABLE outbox ADD COLUMN lane TEXT AS (CASE
        WHEN started THEN 'half ' || sim_id
        WHEN wanted_modem IS NOT NULL THEN 'modem ' || wanted_modem
        WHEN home_sim IS NOT NULL THEN 'sim ' || home_sim
        ELSE 'any' END) VIRTUAL""",
    "DROP INDEX outbox_ready",
    "CREATE INDEX outbox_lane ON outbox (lane, priority, message_id) WHERE state = 'ready'",
    """CREATE INDEX outbox_avoiding ON outbox (lane, priority, message_id)
        WHERE state = 'ready' AND avoid_modem IS NOT NULL""",
    """CREATE TRIGGER conversations_moved AFTER UPDATE OF sim_id ON conversations
        WHEN new.sim_id IS NOT old.sim_id BEGIN
        UPDATE outbox SET home_sim = new.sim_id WHERE conversation_id = new.id;
    END""",
    "CREATE INDEX conversations_sim ON conversations (sim_id) WHERE sim_id IS NOT NULL",
    # Why the texts of a lane (from this priority on) do not move; a lane that moves has no row.
    """CREATE TABLE waits (
        lane TEXT PRIMARY KEY,
        priority INTEGER NOT NULL,
        code TEXT NOT NULL,
        sentence TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

# What was taken, or may have been, since *month_from*. The limits of a minute, an hour and a day count
# every attempt instead: they are about how a SIM looks to its network, the month about the bill.
_MONTH = (
    "ALTER TABLE sims ADD COLUMN month_from INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sims ADD COLUMN month_units INTEGER NOT NULL DEFAULT 0",
    """CREATE TRIGGER attempts_begun AFTER INSERT ON attempts BEGIN
        UPDATE sims SET month_units = month_units + new.units WHERE id = new.sim_id;
    END""",
    """CREATE TRIGGER attempts_not_billed AFTER UPDATE OF outcome ON attempts
        WHEN new.outcome IN ('rejected', 'refused', 'not_sent')
            AND ifnull(old.outcome, '') NOT IN ('rejected', 'refused', 'not_sent') BEGIN
        UPDATE sims SET month_units = max(0, month_units - new.units)
        WHERE id = new.sim_id AND month_from <= new.started_at;
    END""",
    "DROP INDEX attempts_pace",
    "CREATE INDEX attempts_pace ON attempts (sim_id, started_at, units) WHERE counted = 1",
)

# Whom a contact has written to, or else who wrote first, from what is kept of the time before.
_KNOWN_NUMBERS = (
    """UPDATE conversations SET sim_id = (
        SELECT s.sim_id FROM messages m JOIN inbound_segments s ON s.message_id = m.id
        WHERE m.conversation_id = conversations.id AND m.direction = 'inbound' ORDER BY m.id DESC LIMIT 1)""",
    """UPDATE conversations SET sim_id = (
        SELECT s.sim_id FROM messages m JOIN segments s ON s.message_id = m.id
        WHERE m.conversation_id = conversations.id AND m.direction = 'outbound' AND s.sim_id IS NOT NULL
            AND s.status IN ('sent', 'delivered', 'undelivered', 'unknown') ORDER BY m.id LIMIT 1)
        WHERE sim_id IS NULL""",
)

CHOICE = (*_LANES, *_MONTH, *_KNOWN_NUMBERS)
