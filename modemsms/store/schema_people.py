"""What the fifth version adds: what a shop knows of its people, and whether they agreed to hear from it."""

from __future__ import annotations

# *birthday* is ``1980-03-14``, or ``--03-14`` where nobody knows the year (RFC 6350, 4.3.1). *origin* is how the
# contact came about: person, inbound, import, form or api. A stranger who wrote has no name yet.
_CONTACTS = (
    "ALTER TABLE contacts ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE contacts ADD COLUMN birthday TEXT",
    "ALTER TABLE contacts ADD COLUMN origin TEXT NOT NULL DEFAULT 'person'",
    "CREATE INDEX contacts_birthday ON contacts (substr(birthday, -5), id) WHERE birthday IS NOT NULL",
    "CREATE INDEX contacts_age ON contacts (created_at, id)",
    # The number of a contact that is gone is never another's: an audience may still name it.
    "CREATE TABLE contact_ids (last INTEGER NOT NULL) STRICT",
    "INSERT INTO contact_ids (last) VALUES (0)",
    """CREATE TRIGGER contacts_gone AFTER DELETE ON contacts BEGIN
        UPDATE contact_ids SET last = max(last, old.id);
    END""",
)

# Pairs of contacts that look alike and are two people.
_APART = (
    """CREATE TABLE told_apart (
        first_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        second_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        PRIMARY KEY (first_id, second_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX told_apart_second ON told_apart (second_id)",
    "CREATE INDEX contact_numbers_end ON contact_numbers (substr(number, -9))",
)

# The shop's own fields. *key* stands in braces in a text. A field that was deleted stays a while with its values.
# A value is text, a number, ``2026-03-14``, 0 or 1, as the kind of its field has it.
_FIELDS = (
    """CREATE TABLE fields (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        name TEXT NOT NULL COLLATE NOCASE,
        kind TEXT NOT NULL,
        choices TEXT NOT NULL DEFAULT '[]',
        position INTEGER NOT NULL DEFAULT 0,
        deleted_at INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX fields_key ON fields (key) WHERE deleted_at IS NULL",
    "CREATE UNIQUE INDEX fields_name ON fields (name) WHERE deleted_at IS NULL",
    """CREATE TABLE field_values (
        contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        field_id INTEGER NOT NULL REFERENCES fields (id) ON DELETE CASCADE,
        value ANY NOT NULL COLLATE NOCASE,
        PRIMARY KEY (contact_id, field_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX field_values_value ON field_values (field_id, value, contact_id)",
    "CREATE INDEX field_values_known ON field_values (field_id, contact_id)",
    "CREATE INDEX field_values_day ON field_values (field_id, substr(value, 6), contact_id)",
    # A saved filter is a rule, asked anew each time.
    """CREATE TABLE filters (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL COLLATE NOCASE,
        rules TEXT NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    "CREATE UNIQUE INDEX filters_name ON filters (name) WHERE deleted_at IS NULL",
)

# When the other side wrote last, and when the network took the shop's last text: filters over what people do.
_BEHAVIOUR = (
    "ALTER TABLE conversations ADD COLUMN wrote_at INTEGER",
    "ALTER TABLE conversations ADD COLUMN texted_at INTEGER",
    """UPDATE conversations SET
        wrote_at = (SELECT max(created_at) FROM messages m WHERE m.conversation_id = conversations.id
            AND m.direction = 'inbound' AND m.purpose IS NULL),
        texted_at = (SELECT max(sent_at) FROM messages m WHERE m.conversation_id = conversations.id
            AND m.direction = 'outbound' AND m.purpose IS NULL)""",
    "CREATE INDEX conversations_wrote ON conversations (wrote_at) WHERE wrote_at IS NOT NULL",
    "CREATE INDEX conversations_texted ON conversations (texted_at) WHERE texted_at IS NOT NULL",
    """CREATE TRIGGER messages_wrote AFTER INSERT ON messages
        WHEN new.direction = 'inbound' AND new.purpose IS NULL BEGIN
        UPDATE conversations SET wrote_at = max(ifnull(wrote_at, 0), new.created_at)
        WHERE id = new.conversation_id;
    END""",
    """CREATE TRIGGER messages_texted AFTER UPDATE OF sent_at ON messages
        WHEN old.sent_at IS NULL AND new.sent_at IS NOT NULL AND new.direction = 'outbound'
            AND new.purpose IS NULL BEGIN
        UPDATE conversations SET texted_at = max(ifnull(texted_at, 0), new.sent_at)
        WHERE id = new.conversation_id;
    END""",
)

# The ledger: rows are added, and never changed but for a person who is forgotten wholly, whose number goes.
# *what* is asked, in, out, or none where the word of somebody of the shop was taken back; *how* is keyword, reply,
# form, import, staff, api or kept; *words* is the very text, of the person or of the form; *source* names the form or
# the file.
_CONSENT = (
    """CREATE TABLE consents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        number TEXT,
        what TEXT NOT NULL,
        how TEXT NOT NULL,
        words TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL DEFAULT '',
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
        who TEXT NOT NULL DEFAULT '',
        message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL
    ) STRICT""",
    "CREATE INDEX consents_number ON consents (number, id) WHERE number IS NOT NULL",
    "CREATE INDEX consents_age ON consents (at, id)",
    "CREATE INDEX consents_message ON consents (message_id) WHERE message_id IS NOT NULL",
    """CREATE TABLE consent_now (
        number TEXT PRIMARY KEY,
        what TEXT NOT NULL,
        since INTEGER NOT NULL,
        consent_id INTEGER NOT NULL REFERENCES consents (id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX consent_now_what ON consent_now (what, since)",
    # A question alone changes nothing for who is in or out: anybody may have typed the number.
    """CREATE TRIGGER consents_added AFTER INSERT ON consents
        WHEN new.number IS NOT NULL AND new.what IN ('in', 'out', 'asked') BEGIN
        INSERT INTO consent_now (number, what, since, consent_id) VALUES (new.number, new.what, new.at, new.id)
        ON CONFLICT (number) DO UPDATE SET what = new.what, since = new.at, consent_id = new.id
            WHERE new.what <> 'asked' OR consent_now.what = 'asked';
    END""",
    """CREATE TRIGGER consents_taken_back AFTER INSERT ON consents WHEN new.what = 'none' BEGIN
        DELETE FROM consent_now WHERE number = new.number;
    END""",
    # Who wrote a number into the sign-up page, until its owner says yes.
    """CREATE TABLE sign_ups (
        number TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        name TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX sign_ups_age ON sign_ups (at)",
    # What was answered by itself: each kind once a day to a number, so that two machines come to an end.
    "CREATE INDEX messages_answers ON messages (conversation_id, id) WHERE purpose = 'answer'",
    # Of a person who is forgotten and had left, only this stays: enough to leave them alone, too little to know them.
    """CREATE TABLE forgotten_opt_outs (
        hash TEXT PRIMARY KEY,
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

# Filters ask what people do and agreed to: with each number stands what its conversation and its consent say, so
# that a filter over fifty thousand people reads one index. Only the triggers write there.
_BESIDE_NUMBERS = (
    "ALTER TABLE contact_numbers ADD COLUMN wrote_at INTEGER",
    "ALTER TABLE contact_numbers ADD COLUMN texted_at INTEGER",
    "ALTER TABLE contact_numbers ADD COLUMN consent TEXT",
    """UPDATE contact_numbers SET
        wrote_at = (SELECT wrote_at FROM conversations c WHERE c.address = contact_numbers.number),
        texted_at = (SELECT texted_at FROM conversations c WHERE c.address = contact_numbers.number)""",
    "CREATE INDEX contact_numbers_wrote ON contact_numbers (wrote_at, contact_id) WHERE wrote_at IS NOT NULL",
    "CREATE INDEX contact_numbers_texted ON contact_numbers (texted_at, contact_id) WHERE texted_at IS NOT NULL",
    "CREATE INDEX contact_numbers_consent ON contact_numbers (consent, contact_id) WHERE consent IS NOT NULL",
    """CREATE TRIGGER contact_numbers_added AFTER INSERT ON contact_numbers BEGIN
        UPDATE contact_numbers SET
            wrote_at = (SELECT wrote_at FROM conversations WHERE address = new.number),
            texted_at = (SELECT texted_at FROM conversations WHERE address = new.number),
            consent = (SELECT what FROM consent_now WHERE number = new.number)
        WHERE number = new.number;
    END""",
    """CREATE TRIGGER conversations_alive AFTER UPDATE OF wrote_at, texted_at ON conversations BEGIN
        UPDATE contact_numbers SET wrote_at = new.wrote_at, texted_at = new.texted_at WHERE number = new.address;
    END""",
    """CREATE TRIGGER conversations_silent AFTER DELETE ON conversations BEGIN
        UPDATE contact_numbers SET wrote_at = NULL, texted_at = NULL WHERE number = old.address;
    END""",
    *(
        f"""CREATE TRIGGER consent_now_{name} AFTER {event} ON consent_now BEGIN
        UPDATE contact_numbers SET consent = {value} WHERE number = {row}.number;
    END"""
        for name, event, value, row in (
            ("added", "INSERT", "new.what", "new"),
            ("changed", "UPDATE OF what", "new.what", "new"),
            ("gone", "DELETE", "NULL", "old"),
        )
    ),
)

# Each import, so that it can be looked at and taken back as a whole. *state* is looking, ready, running, done,
# undoing, undone or failed (*why* says it); *plan* is what its columns are taken for, as JSON; *done* is the number of
# the last row that was seen to.
_IMPORTS = (
    """CREATE TABLE imports (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
        who TEXT NOT NULL,
        source TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'looking',
        plan TEXT NOT NULL DEFAULT '',
        why TEXT NOT NULL DEFAULT '',
        total INTEGER NOT NULL DEFAULT 0,
        done INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        same INTEGER NOT NULL DEFAULT 0,
        refused INTEGER NOT NULL DEFAULT 0,
        kept INTEGER NOT NULL DEFAULT 0,
        undone_at INTEGER
    ) STRICT""",
    "CREATE INDEX imports_age ON imports (at, id)",
    # What a row did to a contact (*did* is added, changed, same, refused or kept); *before* is the contact as it was,
    # as JSON, *after* a digest of what became of it, *agreed* the numbers whose consent it wrote down. *problem* says
    # what of the row could not be taken, and *written* is that row, as JSON.
    """CREATE TABLE import_rows (
        import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
        row INTEGER NOT NULL,
        contact_id INTEGER,
        did TEXT NOT NULL DEFAULT '',
        before TEXT NOT NULL DEFAULT '',
        after TEXT NOT NULL DEFAULT '',
        agreed TEXT NOT NULL DEFAULT '',
        problem TEXT NOT NULL DEFAULT '',
        written TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (import_id, row)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX import_rows_problem ON import_rows (import_id, row) WHERE problem <> ''",
    "CREATE INDEX import_rows_contact ON import_rows (contact_id) WHERE contact_id IS NOT NULL",
)

PEOPLE = (*_CONTACTS, *_APART, *_FIELDS, *_BEHAVIOUR, *_CONSENT, *_BESIDE_NUMBERS, *_IMPORTS)
