"""Brings the database to the present schema, each step in a transaction, after a copy is kept."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from modemsms.errors import StoreRefused
from modemsms.store.database import connect
from modemsms.store.schema import TABLES, TRIGGERS
from modemsms.store.schema_broadcasts import BROADCASTS
from modemsms.store.schema_choice import CHOICE
from modemsms.store.schema_devices import DEVICES
from modemsms.store.schema_page import PAGE
from modemsms.store.schema_people import PEOPLE
from modemsms.store.schema_reports import REPORTS

log = logging.getLogger(__name__)

migrations = Migrations("modemsms")


@migrations()
def m001_first_version(db: Database) -> None:
    """The tables of schema.py."""
    for statement in (*TABLES, *TRIGGERS):
        db.conn.execute(statement)


@migrations()
def m002_devices(db: Database) -> None:
    """The changes of schema_devices.py and schema_choice.py."""
    for statement in (*DEVICES, *CHOICE):
        db.conn.execute(statement)


@migrations()
def m003_page(db: Database) -> None:
    """The changes of schema_page.py."""
    for statement in PAGE:
        db.conn.execute(statement)


@migrations()
def m004_pins(db: Database) -> None:
    """A PIN that was refused counts among the three until its SIM has been open again."""
    db.conn.execute("ALTER TABLE pin_tries ADD COLUMN forgiven INTEGER NOT NULL DEFAULT 0")
    db.conn.execute(
        "UPDATE pin_tries SET forgiven = 1 WHERE sim_key IN (SELECT sim_key FROM pin_tries WHERE accepted)"
    )


@migrations()
def m005_people(db: Database) -> None:
    """The changes of schema_people.py."""
    for statement in PEOPLE:
        db.conn.execute(statement)


@migrations()
def m006_broadcasts(db: Database) -> None:
    """The changes of schema_broadcasts.py."""
    for statement in BROADCASTS:
        db.conn.execute(statement)


@migrations()
def m007_reports(db: Database) -> None:
    """The changes of schema_reports.py."""
    for statement in REPORTS:
        db.conn.execute(statement)


def upgrade(path: Path, *, keep_copy: bool = True) -> None:
    """Create the database at *path*, or bring it to this version.

    An older one is copied beside itself first (``modemsms.db.before-NAME``, NAME the first step that
    is missing), unless it is a copy itself and *keep_copy* is False. Raises ``StoreRefused`` with a
    sentence for a newer or foreign file.
    """
    try:
        with closing(connect(path)) as connection:
            _apply(connection, path, keep_copy=keep_copy)
    except sqlite3.DatabaseError as error:
        raise StoreRefused(f"{path} cannot be used as the database: {error}.") from error


def refuse_unless_current(path: Path) -> None:
    """Raise ``StoreRefused`` unless the database at *path* is of this very version; change nothing."""
    try:
        with closing(connect(path)) as connection:
            database = Database(connection, execute_plugins=False)
            if migrations.pending(database):
                raise StoreRefused(
                    f"{path} is in use by an older version of modemsms. Stop that one, then run this again."
                )
    except sqlite3.DatabaseError as error:
        raise StoreRefused(f"{path} cannot be used as the database: {error}.") from error


def _apply(connection: sqlite3.Connection, path: Path, *, keep_copy: bool) -> None:
    database = Database(connection, execute_plugins=False)
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    applied = {migration.name for migration in migrations.applied(database)}
    if applied - known:
        raise StoreRefused(
            f"{path} was written by a newer version of modemsms."
            " Install that version, or restore a backup made by this one."
        )
    pending = [migration.name for migration in migrations.pending(database)]
    if not pending:
        return
    if applied and keep_copy:
        _keep_copy(connection, path.with_name(f"{path.name}.before-{pending[0]}"))
    migrations.apply(database)
    log.info("database_upgraded steps=%d", len(pending))


def _keep_copy(connection: sqlite3.Connection, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
    log.info("database_copied name=%s", copy.name)
