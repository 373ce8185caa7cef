"""What the third version adds for the page: people at work, order in the inbox, drafts, groups, figures."""

from __future__ import annotations

# *number* is where a person's own phone is reached. An account that was ended stays, for what it wrote.
_PEOPLE = (
    "ALTER TABLE users ADD COLUMN number TEXT",
    "ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE users ADD COLUMN theme TEXT NOT NULL DEFAULT 'system'",
    "ALTER TABLE users ADD COLUMN text_size TEXT NOT NULL DEFAULT 'normal'",
    "ALTER TABLE users ADD COLUMN ended_at INTEGER",
    """CREATE TABLE sessions (
        id INTEGER PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        begun_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        remote TEXT NOT NULL,
        agent TEXT NOT NULL,
        ended_at INTEGER
    ) STRICT""",
    "CREATE INDEX sessions_user ON sessions (user_id, seen_at)",
    "CREATE INDEX sessions_age ON sessions (seen_at)",
    """CREATE TABLE sign_ins (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
        name TEXT NOT NULL,
        remote TEXT NOT NULL,
        agent TEXT NOT NULL,
        outcome TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX sign_ins_user ON sign_ins (user_id, id)",
    "CREATE INDEX sign_ins_age ON sign_ins (at)",
    # One link for each person, good once, by which a new colleague chooses a password.
    """CREATE TABLE invitations (
        user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        hash TEXT NOT NULL UNIQUE,
        made_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE reset_codes (
        user_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        hash TEXT NOT NULL,
        made_at INTEGER NOT NULL,
        tries_left INTEGER NOT NULL
    ) STRICT""",
    # Who did what. *deed* is a stable word, of which the page makes a sentence; *who* is kept as it was.
    """CREATE TABLE deeds (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
        who TEXT NOT NULL,
        deed TEXT NOT NULL,
        subject TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX deeds_age ON deeds (at)",
    "CREATE INDEX deeds_user ON deeds (user_id, id)",
)

# When the first inbound text came that nobody has answered since: NULL where the shop wrote last. An answer
# that was called back before it left is none.
_UNANSWERED = """(SELECT i.created_at FROM messages i WHERE i.conversation_id = {conversation}
    AND i.direction = 'inbound' AND ifnull(i.purpose, '') NOT IN ('self_test', 'code')
    AND i.id > ifnull((SELECT o.id FROM messages o WHERE o.conversation_id = {conversation}
        AND o.direction = 'outbound' AND o.status <> 'cancelled'
        AND ifnull(o.purpose, '') NOT IN ('self_test', 'code', 'note') ORDER BY o.id DESC LIMIT 1), 0)
    ORDER BY i.id LIMIT 1)"""

_INBOX = (
    "ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN assignee_id INTEGER REFERENCES users (id) ON DELETE SET NULL",
    "ALTER TABLE conversations ADD COLUMN waits_since INTEGER",
    f"UPDATE conversations SET waits_since = {_UNANSWERED.format(conversation='conversations.id')}",
    """CREATE INDEX conversations_waiting ON conversations (waits_since, id)
        WHERE waits_since IS NOT NULL AND archived = 0 AND blocked = 0""",
    "CREATE INDEX conversations_open ON conversations (last_message_id) WHERE archived = 0",
    "CREATE INDEX conversations_archived ON conversations (last_message_id) WHERE archived = 1",
    "CREATE INDEX conversations_flagged ON conversations (last_message_id) WHERE flagged = 1",
    """CREATE INDEX conversations_assigned ON conversations (assignee_id, last_message_id)
        WHERE assignee_id IS NOT NULL""",
    # Who of the shop wrote it; NULL is a program, or nobody. *retried_as* is the text that took the place
    # of one that failed.
    "ALTER TABLE messages ADD COLUMN author_id INTEGER REFERENCES users (id) ON DELETE SET NULL",
    "ALTER TABLE messages ADD COLUMN retried_as INTEGER REFERENCES messages (id) ON DELETE SET NULL",
    "CREATE INDEX messages_retried ON messages (retried_as) WHERE retried_as IS NOT NULL",
    # Two more purposes: a 'note' that only the shop sees stands in its place in the conversation and moves
    # nothing; a 'code' to sign in with is nobody's to read.
    "DROP TRIGGER messages_added",
    """CREATE TRIGGER messages_added AFTER INSERT ON messages
        WHEN ifnull(new.purpose, '') NOT IN ('self_test', 'note', 'code') BEGIN
        UPDATE conversations SET
            last_message_id = new.id,
            attention = attention + new.attention,
            unread = unread + (new.direction = 'inbound' AND new.id > read_up_to AND NOT blocked),
            archived = CASE WHEN new.direction = 'inbound' AND NOT blocked THEN 0 ELSE archived END,
            waits_since = CASE WHEN new.direction = 'outbound' THEN NULL
                WHEN archived OR waits_since IS NULL THEN new.created_at ELSE waits_since END
        WHERE id = new.conversation_id;
    END""",
    f"""CREATE TRIGGER messages_called_back AFTER UPDATE OF status ON messages
        WHEN new.status = 'cancelled' AND old.status <> 'cancelled' BEGIN
        UPDATE conversations SET waits_since = {_UNANSWERED.format(conversation="new.conversation_id")}
        WHERE id = new.conversation_id;
    END""",
    "DROP TRIGGER messages_attention",
    """CREATE TRIGGER messages_attention AFTER UPDATE OF attention ON messages
        WHEN old.attention <> new.attention AND ifnull(new.purpose, '') NOT IN ('self_test', 'code') BEGIN
        UPDATE conversations SET attention = attention + new.attention - old.attention
        WHERE id = new.conversation_id;
    END""",
    # A code is needed until the network has it, and then by nobody here.
    """CREATE TRIGGER messages_secret AFTER UPDATE OF status ON messages
        WHEN new.purpose = 'code' AND new.status NOT IN ('scheduled', 'queued', 'sending') BEGIN
        UPDATE messages SET text = '' WHERE id = new.id;
    END""",
    "CREATE INDEX messages_codes ON messages (created_at) WHERE purpose = 'code' AND text <> ''",
    "DROP TRIGGER messages_indexed",
    """CREATE TRIGGER messages_indexed AFTER INSERT ON messages
        WHEN ifnull(new.purpose, 'alarm') IN ('alarm', 'note') BEGIN
        INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
    END""",
    "DROP TRIGGER messages_rewritten",
    """CREATE TRIGGER messages_rewritten AFTER UPDATE OF text ON messages
        WHEN old.text <> new.text AND ifnull(new.purpose, 'alarm') IN ('alarm', 'note') BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text);
        INSERT INTO messages_fts (rowid, text) VALUES (new.id, new.text);
    END""",
    # What is forgotten after a while leaves the search too.
    """CREATE TRIGGER messages_removed AFTER DELETE ON messages
        WHEN ifnull(old.purpose, 'alarm') IN ('alarm', 'note') BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.id, old.text);
    END""",
    # … and the conversation, whose row then tells of what is left.
    f"""CREATE TRIGGER messages_forgotten AFTER DELETE ON messages
        WHEN ifnull(old.purpose, '') NOT IN ('self_test', 'note', 'code') BEGIN
        UPDATE conversations SET
            attention = max(0, attention - old.attention),
            unread = max(0, unread - (old.direction = 'inbound' AND old.id > read_up_to)),
            last_message_id = CASE WHEN last_message_id <> old.id THEN last_message_id ELSE ifnull((
                SELECT id FROM messages WHERE conversation_id = old.conversation_id
                    AND ifnull(purpose, '') NOT IN ('self_test', 'note', 'code') ORDER BY id DESC LIMIT 1), 0) END,
            waits_since = CASE WHEN waits_since IS NULL OR waits_since <> old.created_at THEN waits_since
                ELSE {_UNANSWERED.format(conversation="old.conversation_id")} END
        WHERE id = old.conversation_id;
    END""",
    # Without these each message that leaves would be looked for in the whole of both tables.
    "CREATE INDEX idempotency_message ON idempotency (message_id)",
    "CREATE INDEX inbound_groups_message ON inbound_groups (message_id) WHERE message_id IS NOT NULL",
)

# *place* is "c" and the number of a conversation, or begins with "new" or "broadcast". *form* is the one-time id of
# the form in which it stands: what was sent from there is no draft any more.
_WRITING = (
    """CREATE TABLE drafts (
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        place TEXT NOT NULL,
        recipients TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL,
        form TEXT NOT NULL,
        changed_at INTEGER NOT NULL,
        PRIMARY KEY (user_id, place)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER drafts_sent AFTER INSERT ON idempotency WHEN new.key_id < 0 BEGIN
        DELETE FROM drafts WHERE user_id = -new.key_id AND form = new.key;
    END""",
    """CREATE TABLE saved_replies (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE UNIQUE,
        text TEXT NOT NULL,
        position INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # One form that became several texts, so that a second press of the button makes no more of them. *text* is
    # as it was written, with its fields; *chosen* (JSON) is who was chosen, and *title* their names at that time.
    """CREATE TABLE mailings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
        key TEXT NOT NULL UNIQUE,
        body_hash TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        chosen TEXT NOT NULL,
        texts INTEGER NOT NULL,
        created_at INTEGER NOT NULL
    ) STRICT""",
    "ALTER TABLE messages ADD COLUMN mailing_id INTEGER REFERENCES mailings (id) ON DELETE SET NULL",
    "CREATE INDEX messages_mailing ON messages (mailing_id) WHERE mailing_id IS NOT NULL",
    # What is left of a mailing when its texts are forgotten says what they said.
    """CREATE TRIGGER mailings_forgotten AFTER DELETE ON messages WHEN old.mailing_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.mailing_id = old.mailing_id) BEGIN
        DELETE FROM mailings WHERE id = old.mailing_id;
    END""",
)

# *members* is kept by the triggers: a list of groups need not count fifty thousand people. A group that was
# deleted stays a while, so that it can be taken back; its name is free at once.
_GROUPS = (
    """CREATE TABLE groups (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE,
        members INTEGER NOT NULL DEFAULT 0,
        deleted_at INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX groups_name ON groups (name) WHERE deleted_at IS NULL",
    "CREATE INDEX groups_deleted ON groups (deleted_at) WHERE deleted_at IS NOT NULL",
    """CREATE TABLE group_members (
        group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
        contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        PRIMARY KEY (group_id, contact_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX group_members_contact ON group_members (contact_id)",
    """CREATE TRIGGER group_members_added AFTER INSERT ON group_members BEGIN
        UPDATE groups SET members = members + 1 WHERE id = new.group_id;
    END""",
    """CREATE TRIGGER group_members_removed AFTER DELETE ON group_members BEGIN
        UPDATE groups SET members = members - 1 WHERE id = old.group_id;
    END""",
    # What was deleted on the page, as JSON, for as long as it can be taken back.
    """CREATE TABLE bin (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        content TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX bin_age ON bin (at)",
)

# Hours are counted from 1970 UTC. A text counts once in each column: when it was taken by the network, when
# it arrived, when the shop got it; one that failed counts in the hour in which it was written.
_COUNTED = "ifnull(new.purpose, '') = ''"
_FIGURES = (
    """CREATE TABLE signal_samples (
        modem TEXT NOT NULL,
        at INTEGER NOT NULL,
        dbm INTEGER NOT NULL,
        PRIMARY KEY (modem, at)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE hourly_counts (
        hour INTEGER PRIMARY KEY,
        sent INTEGER NOT NULL DEFAULT 0,
        delivered INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        received INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    *(
        f"""CREATE TRIGGER counted_{column} AFTER UPDATE OF {moment} ON messages
        WHEN old.{moment} IS NULL AND new.{moment} IS NOT NULL AND new.direction = 'outbound' AND {_COUNTED} BEGIN
        INSERT INTO hourly_counts (hour, {column}) VALUES (new.{moment} / 3600000, 1)
        ON CONFLICT (hour) DO UPDATE SET {column} = {column} + 1;
    END"""
        for column, moment in (("sent", "sent_at"), ("delivered", "delivered_at"))
    ),
    # A person took back the word that it arrived.
    *(
        f"""CREATE TRIGGER counted_{column}_back AFTER UPDATE OF {moment} ON messages
        WHEN old.{moment} IS NOT NULL AND new.{moment} IS NULL AND new.direction = 'outbound' AND {_COUNTED} BEGIN
        UPDATE hourly_counts SET {column} = max(0, {column} - 1) WHERE hour = old.{moment} / 3600000;
    END"""
        for column, moment in (("sent", "sent_at"), ("delivered", "delivered_at"))
    ),
    f"""CREATE TRIGGER counted_failed AFTER UPDATE OF status ON messages
        WHEN new.status IN ('failed', 'undelivered') AND old.status NOT IN ('failed', 'undelivered')
            AND {_COUNTED} BEGIN
        INSERT INTO hourly_counts (hour, failed) VALUES (new.created_at / 3600000, 1)
        ON CONFLICT (hour) DO UPDATE SET failed = failed + 1;
    END""",
    f"""CREATE TRIGGER counted_saved AFTER UPDATE OF status ON messages
        WHEN old.status IN ('failed', 'undelivered') AND new.status NOT IN ('failed', 'undelivered')
            AND {_COUNTED} BEGIN
        UPDATE hourly_counts SET failed = max(0, failed - 1) WHERE hour = new.created_at / 3600000;
    END""",
    f"""CREATE TRIGGER counted_received AFTER INSERT ON messages
        WHEN new.direction = 'inbound' AND {_COUNTED} BEGIN
        INSERT INTO hourly_counts (hour, received) VALUES (new.created_at / 3600000, 1)
        ON CONFLICT (hour) DO UPDATE SET received = received + 1;
    END""",
    # What is behind the figures of a day.
    *(
        f"""CREATE INDEX messages_day_{kind} ON messages ({moment}, id)
        WHERE purpose IS NULL AND direction = '{direction}' AND {condition}"""
        for kind, moment, direction, condition in (
            ("sent", "sent_at", "outbound", "sent_at IS NOT NULL"),
            ("delivered", "delivered_at", "outbound", "delivered_at IS NOT NULL"),
            ("failed", "created_at", "outbound", "status IN ('failed', 'undelivered')"),
            ("received", "created_at", "inbound", "status = 'received'"),
        )
    ),
    """INSERT INTO hourly_counts (hour, sent, delivered, failed, received)
        SELECT hour, sum(sent), sum(delivered), sum(failed), sum(received) FROM (
            SELECT sent_at / 3600000 AS hour, 1 AS sent, 0 AS delivered, 0 AS failed, 0 AS received FROM messages
                WHERE direction = 'outbound' AND sent_at IS NOT NULL AND purpose IS NULL
            UNION ALL SELECT delivered_at / 3600000, 0, 1, 0, 0 FROM messages
                WHERE direction = 'outbound' AND delivered_at IS NOT NULL AND purpose IS NULL
            UNION ALL SELECT created_at / 3600000, 0, 0, 1, 0 FROM messages
                WHERE status IN ('failed', 'undelivered') AND purpose IS NULL
            UNION ALL SELECT created_at / 3600000, 0, 0, 0, 1 FROM messages
                WHERE direction = 'inbound' AND purpose IS NULL
        ) GROUP BY hour""",
)

PAGE = (*_PEOPLE, *_INBOX, *_WRITING, *_GROUPS, *_FIGURES)
