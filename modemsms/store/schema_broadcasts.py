"""What the sixth version adds: broadcasts, their occurrences, and who gets each of them."""

from __future__ import annotations

# *audience*, *options* and *recurrence* are JSON (services/audience.py, broadcasts.py, recurrence.py). *state* is
# scheduled (another occurrence comes), paused (none comes until somebody says so), done or cancelled. *next_key* is
# the local date of the occurrence that comes next, *next_at* its moment. *key* is good once, *body_hash* tells what
# came with it.
_BROADCASTS = (
    """CREATE TABLE broadcasts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        audience TEXT NOT NULL,
        options TEXT NOT NULL,
        recurrence TEXT,
        state TEXT NOT NULL CHECK (state IN ('scheduled', 'paused', 'done', 'cancelled')),
        next_at INTEGER,
        next_key TEXT,
        author_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
        program TEXT NOT NULL DEFAULT '',
        key TEXT UNIQUE,
        body_hash TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX broadcasts_next ON broadcasts (next_at) WHERE state = 'scheduled' AND next_at IS NOT NULL",
)

# One run. The columns from *people* on are counted by the triggers and by who fills ``recipients``, so that progress
# costs no counting of rows: *waiting* have no message yet; then one column for each state of a message.
_OCCURRENCES = (
    """CREATE TABLE occurrences (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'done', 'stopped', 'missed')),
        text TEXT NOT NULL,
        started_at INTEGER,
        ended_at INTEGER,
        per_minute INTEGER,
        fed_at INTEGER,
        people INTEGER NOT NULL DEFAULT 0,
        waiting INTEGER NOT NULL DEFAULT 0,
        left_out INTEGER NOT NULL DEFAULT 0,
        stopped INTEGER NOT NULL DEFAULT 0,
        queued INTEGER NOT NULL DEFAULT 0,
        sending INTEGER NOT NULL DEFAULT 0,
        sent INTEGER NOT NULL DEFAULT 0,
        delivered INTEGER NOT NULL DEFAULT 0,
        undelivered INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        unknown INTEGER NOT NULL DEFAULT 0,
        cancelled INTEGER NOT NULL DEFAULT 0,
        replied INTEGER NOT NULL DEFAULT 0,
        opted_out INTEGER NOT NULL DEFAULT 0,
        UNIQUE (broadcast_id, key)
    ) STRICT""",
    "CREATE INDEX occurrences_running ON occurrences (state) WHERE state IN ('running', 'paused')",
    "CREATE INDEX occurrences_day ON occurrences (due_at)",
)

# Each number once in an occurrence. *state* is new (nobody has looked whether they may get it), waiting (from *due_at*
# on), taken (a message of theirs exists, or existed), left_out (*reason* says why) or stopped. *home_sim* is the SIM
# that they know. *reply_id* is the first text that came back.
_RECIPIENTS = (
    """CREATE TABLE recipients (
        occurrence_id INTEGER NOT NULL REFERENCES occurrences (id) ON DELETE CASCADE,
        number TEXT NOT NULL,
        position INTEGER NOT NULL,
        contact_id INTEGER,
        home_sim INTEGER,
        state TEXT NOT NULL CHECK (state IN ('new', 'waiting', 'taken', 'left_out', 'stopped')),
        reason TEXT,
        due_at INTEGER,
        message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
        reply_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
        replied_at INTEGER,
        opted_out_at INTEGER,
        PRIMARY KEY (occurrence_id, number)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX recipients_new ON recipients (occurrence_id, position) WHERE state = 'new'",
    "CREATE INDEX recipients_next ON recipients (occurrence_id, home_sim, due_at, position) WHERE state = 'waiting'",
    "CREATE INDEX recipients_position ON recipients (occurrence_id, position)",
    "CREATE INDEX recipients_left_out ON recipients (occurrence_id, reason, position) WHERE state = 'left_out'",
    "CREATE INDEX recipients_message ON recipients (message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX recipients_reply ON recipients (reply_id) WHERE reply_id IS NOT NULL",
    "CREATE INDEX recipients_stopped ON recipients (occurrence_id, position) WHERE state = 'stopped'",
    "CREATE INDEX recipients_number ON recipients (number, occurrence_id)",
    "CREATE INDEX recipients_answers ON recipients (occurrence_id, replied_at) WHERE replied_at IS NOT NULL",
    "CREATE INDEX recipients_gone ON recipients (occurrence_id, position) WHERE opted_out_at IS NOT NULL",
)

# The lane of a paused broadcast is asked by no modem. What has begun to leave goes on.
_LANES = (
    "ALTER TABLE messages ADD COLUMN occurrence_id INTEGER REFERENCES occurrences (id) ON DELETE SET NULL",
    "CREATE INDEX messages_occurrence ON messages (occurrence_id, status) WHERE occurrence_id IS NOT NULL",
    "CREATE INDEX messages_of_broadcasts ON messages (conversation_id, id) WHERE occurrence_id IS NOT NULL",
    "ALTER TABLE outbox ADD COLUMN occurrence_id INTEGER",
    "ALTER TABLE outbox ADD COLUMN paused INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX outbox_lane",
    "DROP INDEX outbox_avoiding",
    "ALTER TABLE outbox DROP COLUMN lane",
    """ALTER TABLE outbox ADD COLUMN lane TEXT AS (CASE
        WHEN started THEN 'half ' || sim_id
        WHEN paused THEN 'paused'
        WHEN wanted_modem IS NOT NULL THEN 'modem ' || wanted_modem
        WHEN home_sim IS NOT NULL THEN 'sim ' || home_sim
        ELSE 'any' END) VIRTUAL""",
    "CREATE INDEX outbox_lane ON outbox (lane, priority, message_id) WHERE state = 'ready'",
    """CREATE INDEX outbox_avoiding ON outbox (lane, priority, message_id)
        WHERE state = 'ready' AND avoid_modem IS NOT NULL""",
    "CREATE INDEX outbox_occurrence ON outbox (occurrence_id, home_sim, state) WHERE occurrence_id IS NOT NULL",
)

_STATES = ("queued", "sending", "sent", "delivered", "undelivered", "failed", "unknown", "cancelled")

# A reply within a week of the text counts as one to it; somebody who leaves then left because of it.
_WEEK_MS = 7 * 24 * 3600 * 1000

_COUNTING = (
    f"""CREATE TRIGGER occurrences_begun AFTER INSERT ON messages WHEN new.occurrence_id IS NOT NULL BEGIN
        UPDATE occurrences SET {", ".join(f"{s} = {s} + (new.status = '{s}')" for s in _STATES)}
        WHERE id = new.occurrence_id;
    END""",
    f"""CREATE TRIGGER occurrences_moved AFTER UPDATE OF status ON messages
        WHEN new.occurrence_id IS NOT NULL AND new.status <> old.status BEGIN
        UPDATE occurrences SET {", ".join(f"{s} = {s} + (new.status = '{s}') - (old.status = '{s}')" for s in _STATES)}
        WHERE id = new.occurrence_id;
    END""",
    """CREATE TRIGGER occurrences_decided AFTER UPDATE OF state ON recipients WHEN new.state <> old.state BEGIN
        UPDATE occurrences SET
            waiting = waiting + (new.state IN ('new', 'waiting')) - (old.state IN ('new', 'waiting')),
            left_out = left_out + (new.state = 'left_out') - (old.state = 'left_out'),
            stopped = stopped + (new.state = 'stopped') - (old.state = 'stopped')
        WHERE id = new.occurrence_id;
    END""",
    f"""CREATE TRIGGER recipients_replied AFTER INSERT ON messages
        WHEN new.direction = 'inbound' AND new.purpose IS NULL BEGIN
        UPDATE recipients SET reply_id = new.id, replied_at = new.created_at
        WHERE reply_id IS NULL AND message_id = (SELECT m.id FROM messages m
            WHERE m.conversation_id = new.conversation_id AND m.occurrence_id IS NOT NULL AND m.id < new.id
            ORDER BY m.id DESC LIMIT 1)
            AND (SELECT m.created_at FROM messages m WHERE m.id = recipients.message_id)
                > new.created_at - {_WEEK_MS};
    END""",
    """CREATE TRIGGER occurrences_replied AFTER UPDATE OF replied_at ON recipients
        WHEN old.replied_at IS NULL AND new.replied_at IS NOT NULL BEGIN
        UPDATE occurrences SET replied = replied + 1 WHERE id = new.occurrence_id;
    END""",
    f"""CREATE TRIGGER recipients_left AFTER INSERT ON consents WHEN new.what = 'out' AND new.number IS NOT NULL BEGIN
        UPDATE recipients SET opted_out_at = new.at
        WHERE opted_out_at IS NULL AND message_id = (SELECT m.id FROM messages m
            JOIN conversations c ON c.id = m.conversation_id
            WHERE c.address = new.number AND m.occurrence_id IS NOT NULL ORDER BY m.id DESC LIMIT 1)
            AND (SELECT m.created_at FROM messages m WHERE m.id = recipients.message_id) > new.at - {_WEEK_MS};
    END""",
    """CREATE TRIGGER occurrences_left AFTER UPDATE OF opted_out_at ON recipients
        WHEN old.opted_out_at IS NULL AND new.opted_out_at IS NOT NULL BEGIN
        UPDATE occurrences SET opted_out = opted_out + 1 WHERE id = new.occurrence_id;
    END""",
)

BROADCASTS = (*_BROADCASTS, *_OCCURRENCES, *_RECIPIENTS, *_LANES, *_COUNTING)
