"""The tables of the first version, as plain SQL. Times are milliseconds since 1970 UTC."""

from __future__ import annotations

TABLES = (
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # --- people of the shop, and programs
    """CREATE TABLE users (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE UNIQUE,
        password_hash TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('owner', 'staff')),
        epoch INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE api_keys (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER,
        revoked_at INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked_at IS NULL",
    """CREATE TABLE idempotency (
        key_id INTEGER NOT NULL,
        key TEXT NOT NULL,
        body_hash TEXT NOT NULL,
        message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (key_id, key)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX idempotency_age ON idempotency (created_at)",
    # --- hardware
    """CREATE TABLE sims (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        iccid TEXT,
        imsi TEXT,
        number TEXT,
        last_reference INTEGER,
        first_seen INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE pin_tries (
        sim_key TEXT NOT NULL,
        pin_hash TEXT NOT NULL,
        tried_at INTEGER NOT NULL,
        accepted INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (sim_key, pin_hash)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE modems (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        driver TEXT NOT NULL,
        port TEXT NOT NULL,
        slot INTEGER NOT NULL DEFAULT 1,
        paused INTEGER NOT NULL DEFAULT 0,
        source TEXT NOT NULL CHECK (source IN ('file', 'page')),
        created_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE modem_history (
        id INTEGER PRIMARY KEY,
        modem TEXT NOT NULL,
        at INTEGER NOT NULL,
        sentence TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX modem_history_modem ON modem_history (modem, id)",
    # --- people outside
    """CREATE TABLE contacts (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        notes TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX contacts_name ON contacts (name COLLATE NOCASE, id)",
    """CREATE TABLE contact_numbers (
        number TEXT PRIMARY KEY,
        contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX contact_numbers_contact ON contact_numbers (contact_id, position)",
    """CREATE TABLE conversations (
        id INTEGER PRIMARY KEY,
        address TEXT NOT NULL UNIQUE,
        last_message_id INTEGER NOT NULL DEFAULT 0,
        read_up_to INTEGER NOT NULL DEFAULT 0,
        unread INTEGER NOT NULL DEFAULT 0,
        attention INTEGER NOT NULL DEFAULT 0,
        next_reference INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX conversations_latest ON conversations (last_message_id)",
    "CREATE INDEX conversations_unread ON conversations (last_message_id) WHERE unread > 0",
    "CREATE INDEX conversations_attention ON conversations (last_message_id) WHERE attention > 0",
    # --- what both sides wrote
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uuid TEXT NOT NULL UNIQUE,
        conversation_id INTEGER NOT NULL REFERENCES conversations (id),
        direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound')),
        status TEXT NOT NULL CHECK (status IN ('scheduled', 'queued', 'sending', 'sent', 'delivered',
            'undelivered', 'failed', 'cancelled', 'unknown', 'received')),
        reason_code TEXT,
        reason_sentence TEXT,
        attention INTEGER NOT NULL DEFAULT 0,
        text TEXT NOT NULL,
        encoding TEXT NOT NULL,
        locking INTEGER NOT NULL DEFAULT 0,
        single INTEGER NOT NULL DEFAULT 0,
        segments INTEGER NOT NULL,
        reference_bits INTEGER NOT NULL DEFAULT 8,
        concat_reference INTEGER,
        delivery_report INTEGER NOT NULL DEFAULT 1,
        flash INTEGER NOT NULL DEFAULT 0,
        own_number TEXT,
        modem TEXT,
        wanted_modem TEXT,
        reference TEXT,
        created_at INTEGER NOT NULL,
        queued_at INTEGER,
        send_at INTEGER,
        expires_at INTEGER,
        sent_at INTEGER,
        delivered_at INTEGER
    ) STRICT""",
    "CREATE INDEX messages_conversation ON messages (conversation_id, id)",
    "CREATE INDEX messages_status ON messages (status, id)",
    # --- outbound: what still has to leave, its segments, and every try
    """CREATE TABLE outbox (
        message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
        conversation_id INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('scheduled', 'ready', 'later', 'held', 'air')),
        priority INTEGER NOT NULL,
        due_at INTEGER,
        expires_at INTEGER,
        wanted_modem TEXT,
        avoid_modem TEXT,
        sim_id INTEGER REFERENCES sims (id),
        started INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX outbox_ready ON outbox (priority, message_id) WHERE state = 'ready'",
    "CREATE INDEX outbox_due ON outbox (due_at) WHERE state IN ('scheduled', 'later')",
    "CREATE INDEX outbox_wanted ON outbox (wanted_modem) WHERE wanted_modem IS NOT NULL",
    "CREATE INDEX outbox_started ON outbox (sim_id) WHERE started",
    "CREATE INDEX outbox_held ON outbox (message_id) WHERE state = 'held'",
    "CREATE INDEX outbox_expiry ON outbox (expires_at) WHERE expires_at IS NOT NULL",
    "CREATE INDEX outbox_conversation ON outbox (conversation_id, message_id)",
    """CREATE TABLE segments (
        id INTEGER PRIMARY KEY,
        message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        sequence INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('waiting', 'air', 'sent', 'delivered', 'undelivered',
            'failed', 'unknown')),
        reason_code TEXT,
        reason_sentence TEXT,
        tries INTEGER NOT NULL DEFAULT 0,
        sim_id INTEGER REFERENCES sims (id),
        expected_reference INTEGER,
        reference INTEGER,
        sent_at INTEGER,
        settled_at INTEGER,
        UNIQUE (message_id, sequence)
    ) STRICT""",
    "CREATE INDEX segments_open ON segments (sim_id, reference, id) WHERE status = 'sent'",
    "CREATE INDEX segments_reference ON segments (sim_id, reference, id)",
    """CREATE INDEX segments_unsure ON segments (sim_id, id)
        WHERE status IN ('unknown', 'failed', 'waiting', 'air') AND sim_id IS NOT NULL""",
    "CREATE INDEX segments_unknown ON segments (settled_at) WHERE status = 'unknown'",
    """CREATE TABLE attempts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
        segment_id INTEGER REFERENCES segments (id) ON DELETE CASCADE,
        units INTEGER NOT NULL,
        modem TEXT NOT NULL,
        sim_id INTEGER NOT NULL REFERENCES sims (id),
        started_at INTEGER NOT NULL,
        ended_at INTEGER,
        outcome TEXT,
        counted INTEGER NOT NULL DEFAULT 1
    ) STRICT""",
    "CREATE INDEX attempts_open ON attempts (id) WHERE ended_at IS NULL",
    "CREATE INDEX attempts_pace ON attempts (sim_id, started_at) WHERE counted = 1",
    "CREATE INDEX attempts_message ON attempts (message_id)",
    "CREATE INDEX attempts_segment ON attempts (segment_id)",
    """CREATE TABLE reports (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sim_id INTEGER NOT NULL REFERENCES sims (id),
        reference INTEGER NOT NULL,
        recipient TEXT NOT NULL,
        tp_status INTEGER NOT NULL,
        taken_at INTEGER NOT NULL,
        segment_id INTEGER
    ) STRICT""",
    "CREATE INDEX reports_waiting ON reports (sim_id, reference, id) WHERE segment_id IS NULL",
    "CREATE INDEX reports_age ON reports (taken_at)",
    # --- inbound: segments as they came, joined in groups
    """CREATE TABLE inbound_groups (
        id INTEGER PRIMARY KEY,
        sim_id INTEGER NOT NULL REFERENCES sims (id),
        sender TEXT NOT NULL,
        reference INTEGER NOT NULL,
        width INTEGER NOT NULL,
        total INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        missing INTEGER NOT NULL,
        message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL
    ) STRICT""",
    """CREATE INDEX inbound_groups_open ON inbound_groups (sim_id, sender, reference, width, total)
        WHERE missing > 0""",
    "CREATE INDEX inbound_groups_late ON inbound_groups (first_at) WHERE missing > 0 AND message_id IS NULL",
    """CREATE TABLE inbound_segments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sim_id INTEGER NOT NULL REFERENCES sims (id),
        identity TEXT NOT NULL,
        tpdu BLOB NOT NULL,
        sequence INTEGER,
        group_id INTEGER REFERENCES inbound_groups (id) ON DELETE CASCADE,
        message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
        why_unread TEXT,
        taken_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX inbound_segments_identity ON inbound_segments (identity, id)",
    "CREATE INDEX inbound_segments_group ON inbound_segments (group_id, sequence) WHERE group_id IS NOT NULL",
    "CREATE INDEX inbound_segments_message ON inbound_segments (message_id) WHERE message_id IS NOT NULL",
    # --- what happened
    """CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('message', 'modem', 'conversation')),
        subject_id INTEGER,
        name TEXT,
        conversation_id INTEGER,
        at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX events_age ON events (at)",
    # --- search
    """CREATE VIRTUAL TABLE messages_fts USING fts5 (text, content = 'messages', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')""",
    """CREATE VIRTUAL TABLE contacts_fts USING fts5 (name, content = 'contacts', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')""",
)

# The conversation's row is kept by the database itself, so that no writer can forget it.
TRIGGERS = (
    """CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN
        INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
        UPDATE conversations SET
            last_message_id = new.id,
            attention = attention + new.attention,
            unread = unread + (new.direction = 'inbound' AND new.id > read_up_to)
        WHERE id = new.conversation_id;
    END""",
    """CREATE TRIGGER messages_rewritten AFTER UPDATE OF text ON messages WHEN old.text <> new.text BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
    END""",
    """CREATE TRIGGER messages_attention AFTER UPDATE OF attention ON messages
        WHEN old.attention <> new.attention BEGIN
        UPDATE conversations SET attention = attention + new.attention - old.attention
        WHERE id = new.conversation_id;
    END""",
    """CREATE TRIGGER contacts_added AFTER INSERT ON contacts BEGIN
        INSERT INTO contacts_fts (rowid, name) VALUES (new.id, new.name);
    END""",
    """CREATE TRIGGER contacts_renamed AFTER UPDATE OF name ON contacts BEGIN
        INSERT INTO contacts_fts (contacts_fts, rowid, name) VALUES ('delete', old.id, old.name);
        INSERT INTO contacts_fts (rowid, name) VALUES (new.id, new.name);
    END""",
    """CREATE TRIGGER contacts_removed AFTER DELETE ON contacts BEGIN
        INSERT INTO contacts_fts (contacts_fts, rowid, name) VALUES ('delete', old.id, old.name);
    END""",
)
