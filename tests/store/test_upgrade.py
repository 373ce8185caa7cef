"""A database of the first version becomes one of this, and says who knows which number."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from modemsms.services.backups import restore
from modemsms.store import events
from modemsms.store.database import connect
from modemsms.store.migrations import migrations, upgrade
from tests.desk import START

FIRST_VERSION = """
INSERT INTO sims (id, key, first_seen) VALUES (1, '8944000000000000001', 0), (2, '8944000000000000002', 0);
INSERT INTO conversations (id, address) VALUES (1, '+447700900001'), (2, '+447700900002'), (3, '+447700900003');
INSERT INTO messages (id, uuid, conversation_id, direction, status, text, encoding, segments, created_at) VALUES
    (1, 'a', 1, 'outbound', 'sent', 'Hello', 'gsm7', 1, 0),
    (2, 'b', 1, 'inbound', 'received', 'Hello', 'gsm7', 1, 0),
    (3, 'c', 2, 'outbound', 'delivered', 'Hello', 'gsm7', 1, 0),
    (4, 'd', 2, 'outbound', 'sent', 'Hello', 'gsm7', 1, 0),
    (5, 'e', 3, 'outbound', 'failed', 'Hello', 'gsm7', 1, 0),
    (6, 'f', 3, 'outbound', 'queued', 'Hello', 'gsm7', 1, 0);
INSERT INTO segments (message_id, sequence, status, sim_id) VALUES
    (1, 1, 'sent', 1), (3, 1, 'delivered', 1), (4, 1, 'sent', 2), (5, 1, 'failed', 2);
INSERT INTO inbound_segments (sim_id, identity, tpdu, message_id, taken_at) VALUES (2, 'x', x'00', 2, 0);
INSERT INTO outbox (message_id, conversation_id, state, priority) VALUES (6, 3, 'ready', 0);
INSERT INTO events (kind, subject_id, at) VALUES ('message', 1, 0);
"""


def test_an_upgrade_keeps_who_wrote_to_which_sim(tmp_path: Path) -> None:
    path = tmp_path / "modemsms.db"
    with closing(connect(path)) as connection:
        migrations.apply(Database(connection, execute_plugins=False), stop_before="m002_devices")
        connection.executescript(FIRST_VERSION)

    upgrade(path)

    with closing(connect(path)) as connection:
        known = dict(connection.execute("SELECT id, sim_id FROM conversations").fetchall())
        waiting = connection.execute("SELECT lane FROM outbox").fetchone()["lane"]
    # The last that was written to, else the first that wrote; a text that failed told nobody a number.
    assert known == {1: 2, 2: 1, 3: None}
    assert waiting == "any"


def test_events_go_on_where_they_were_also_when_all_of_them_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "modemsms.db"
    with closing(connect(path)) as connection:
        migrations.apply(Database(connection, execute_plugins=False), stop_before="m002_devices")
        connection.executescript(FIRST_VERSION)
        connection.execute("UPDATE sqlite_sequence SET seq = 500 WHERE name = 'events'")
        connection.execute("DELETE FROM events")

    upgrade(path)

    with closing(connect(path)) as connection:
        assert events.newest(connection) == 500
        events.add(connection, "lamp", START)
        assert [event.id for event in events.after(connection, 500, 10)] == [501]


def test_an_old_backup_leaves_no_second_copy_of_itself(tmp_path: Path) -> None:
    backup, database = tmp_path / "old.backup", tmp_path / "modemsms.db"
    with closing(connect(backup)) as connection:
        migrations.apply(Database(connection, execute_plugins=False), stop_before="m002_devices")
        connection.executescript(FIRST_VERSION)
        connection.execute("PRAGMA journal_mode = DELETE")

    restore(backup, database, START)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["modemsms.db", "old.backup"]
    with closing(connect(database)) as connection:
        row = connection.execute("SELECT status, reason_code FROM messages WHERE id = 6").fetchone()
    assert tuple(row) == ("unknown", "restored")
