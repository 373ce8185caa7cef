"""What the second version adds: SIM cards with rules of their own, codes dialled, calls, self-tests."""

from __future__ import annotations

# NULL in a limit leaves it to the config. Money is in millionths of the currency's unit; spacing is in
# milliseconds; *prefixes* is a JSON list of the beginnings of numbers that leave from this SIM.
_SIM_COLUMNS = (
    "label TEXT NOT NULL DEFAULT ''",
    "pin TEXT NOT NULL DEFAULT ''",
    "own_number TEXT",
    "per_minute INTEGER",
    "per_hour INTEGER",
    "per_day INTEGER",
    "per_month INTEGER",
    "price_micros INTEGER",
    "currency TEXT NOT NULL DEFAULT ''",
    "bundle INTEGER NOT NULL DEFAULT 0",
    "bundle_day INTEGER NOT NULL DEFAULT 1",
    "prefixes TEXT NOT NULL DEFAULT '[]'",
    "spacing_min_ms INTEGER NOT NULL DEFAULT 0",
    "spacing_max_ms INTEGER NOT NULL DEFAULT 0",
    "failover INTEGER NOT NULL DEFAULT 0",
    "balance_code TEXT NOT NULL DEFAULT ''",
    "balance_pattern TEXT NOT NULL DEFAULT ''",
    "balance_every_hours INTEGER NOT NULL DEFAULT 0",
    "balance_warning_micros INTEGER",
    "balance_micros INTEGER",
    "balance_text TEXT NOT NULL DEFAULT ''",
    "balance_at INTEGER",
    "balance_asked_at INTEGER",
)

DEVICES = (
    *(f"ALTER TABLE sims ADD COLUMN {column}" for column in _SIM_COLUMNS),
    "ALTER TABLE modems ADD COLUMN imei TEXT",
    "ALTER TABLE modems ADD COLUMN iccid TEXT",
    "ALTER TABLE modems ADD COLUMN calls TEXT NOT NULL DEFAULT 'reject'",
    "ALTER TABLE modems ADD COLUMN user TEXT NOT NULL DEFAULT 'sms'",
    "ALTER TABLE modems ADD COLUMN password TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE modem_history ADD COLUMN sign TEXT",
    "CREATE INDEX modem_history_sign ON modem_history (modem, sign, id) WHERE sign IS NOT NULL",
    # The SIM that a customer writes to: a reply leaves from it.
    "ALTER TABLE conversations ADD COLUMN sim_id INTEGER REFERENCES sims (id)",
    # NULL is what people write; else 'self_test', 'alarm' (the shop's own words to its owner), or 'call'
    # (somebody called, and nobody answered).
    "ALTER TABLE messages ADD COLUMN purpose TEXT",
    """CREATE TABLE ussd (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        modem TEXT NOT NULL,
        sim_id INTEGER REFERENCES sims (id),
        code TEXT NOT NULL,
        purpose TEXT NOT NULL DEFAULT 'person' CHECK (purpose IN ('person', 'balance', 'network')),
        asked_at INTEGER NOT NULL,
        dialled_at INTEGER,
        answered_at INTEGER,
        text TEXT,
        is_open INTEGER NOT NULL DEFAULT 0,
        error_code TEXT,
        error_sentence TEXT
    ) STRICT""",
    "CREATE INDEX ussd_waiting ON ussd (modem, id) WHERE answered_at IS NULL",
    "CREATE INDEX ussd_modem ON ussd (modem, id)",
    "CREATE INDEX ussd_age ON ussd (asked_at)",
    """CREATE TABLE self_tests (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        token TEXT NOT NULL UNIQUE,
        from_sim INTEGER NOT NULL REFERENCES sims (id),
        to_sim INTEGER NOT NULL REFERENCES sims (id),
        modem TEXT NOT NULL,
        message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
        started_at INTEGER NOT NULL,
        sent_at INTEGER,
        received_at INTEGER,
        failed_at INTEGER,
        error_code TEXT,
        error_sentence TEXT
    ) STRICT""",
    "CREATE INDEX self_tests_open ON self_tests (id) WHERE received_at IS NULL AND failed_at IS NULL",
    "CREATE INDEX self_tests_sim ON self_tests (from_sim, id)",
    # Events may now tell of more kinds: the table is made anew, and its ids go on.
    """CREATE TABLE events_anew (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        subject_id INTEGER,
        name TEXT,
        conversation_id INTEGER,
        at INTEGER NOT NULL
    ) STRICT""",
    "INSERT INTO events_anew SELECT id, kind, subject_id, name, conversation_id, at FROM events",
    """INSERT INTO sqlite_sequence (name, seq) SELECT 'events_anew', seq FROM sqlite_sequence
        WHERE name = 'events' AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events_anew')""",
    """UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'events')
        WHERE name = 'events_anew' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'events')""",
    "DROP TABLE events",
    "ALTER TABLE events_anew RENAME TO events",
    "CREATE INDEX events_age ON events (at)",
    # A self-test belongs to nobody's conversation: it moves none to the top and is nobody's unread text.
    # A call has no words to search for.
    "DROP TRIGGER messages_added",
    """CREATE TRIGGER messages_added AFTER INSERT ON messages WHEN new.purpose IS NOT 'self_test' BEGIN
        UPDATE conversations SET
            last_message_id = new.id,
            attention = attention + new.attention,
            unread = unread + (new.direction = 'inbound' AND new.id > read_up_to)
        WHERE id = new.conversation_id;
    END""",
    """CREATE TRIGGER messages_indexed AFTER INSERT ON messages
        WHEN ifnull(new.purpose, 'alarm') = 'alarm' BEGIN
        INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
    END""",
    "DROP TRIGGER messages_rewritten",
    """CREATE TRIGGER messages_rewritten AFTER UPDATE OF text ON messages
        WHEN old.text <> new.text AND ifnull(new.purpose, 'alarm') = 'alarm' BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
    END""",
    "DROP TRIGGER messages_attention",
    """CREATE TRIGGER messages_attention AFTER UPDATE OF attention ON messages
        WHEN old.attention <> new.attention AND new.purpose IS NOT 'self_test' BEGIN
        UPDATE conversations SET attention = attention + new.attention - old.attention
        WHERE id = new.conversation_id;
    END""",
)
