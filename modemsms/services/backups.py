"""Backups: a copy while everything runs, a look whether it is sound, and a restore that sends nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from modemsms.errors import InvalidInput, StoreUnavailable
from modemsms.services import self_test
from modemsms.services.errands import Tell, keep_quiet
from modemsms.store import (
    broadcasts,
    copies,
    invitations,
    messages,
    outbox,
    reset_codes,
    segments,
    self_tests,
    sessions,
)
from modemsms.store.copies import Contents
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.migrations import upgrade

RESTORED = Reason(
    "restored",
    "It waited to be sent when the backup was made. It may have gone out since; look before you send it.",
)


class Backups:
    """Copies of the database of *store*."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def backup(self, file: Path, tell: Tell = keep_quiet) -> Contents:
        """Write a copy to *file* (replaced whole, or not at all) and verify it; *tell* how far it is."""
        partial = file.with_name(f".{file.name}.partial")
        try:
            partial.unlink(missing_ok=True)
            with self._store.read() as connection:
                # Reading it back takes about as long.
                copies.write(connection, partial, lambda share: tell(share / 2))
            contents = verify(partial)
            partial.replace(file)
        except OSError as error:
            raise StoreUnavailable(f"The backup could not be written: {error}.") from error
        finally:
            partial.unlink(missing_ok=True)
        return contents


def verify(file: Path) -> Contents:
    """What the backup *file* holds. Raises ``InvalidInput`` when it is broken or no backup of ours."""
    if not file.is_file():
        raise InvalidInput("file", f"There is no file {file}.")
    contents = copies.look_into(file)
    if isinstance(contents, str):
        raise InvalidInput("file", f"{file} cannot be used: {contents}.")
    return contents


def damage(database: Path) -> str | None:
    """What is wrong with *database*, which may be in use; None when it is sound."""
    return copies.damage(database)


def restore(file: Path, database: Path, now: datetime) -> Contents:
    """Put the backup *file* in the place of *database*, which nobody may have open.

    Nothing of it is sent by itself: what was waiting or in the air becomes ``unknown`` with reason
    ``restored``. The database that was there is kept beside it as ``NAME.before-restore``.
    """
    contents = verify(file)
    database.parent.mkdir(parents=True, exist_ok=True)
    fresh = database.with_name(f"{database.name}.restoring")
    copies.duplicate(file, fresh)
    make_ready(fresh, now)
    copies.put_in_place(fresh, database, database.with_name(f"{database.name}.before-restore"))
    return contents


def make_ready(fresh: Path, now: datetime) -> None:
    """Make a copy, which nobody has open, what a restore puts in place: of this version, sending nothing."""
    upgrade(fresh, keep_copy=False)
    _calm(fresh, now)


def _calm(database: Path, now: datetime) -> None:
    """Make everything that would be sent a thing to be looked at, and let nobody be signed in by it."""
    store = Store(database)
    try:
        with store.write() as connection:
            for attempt in segments.open_attempts(connection):
                segments.end_attempt(connection, attempt.id, "unknown", now)
            for message_id in outbox.restored(connection):
                for part in segments.of_message(connection, message_id):
                    if part.status in {"waiting", "air"}:
                        segments.settle(connection, part.id, "unknown", RESTORED, now)
                outbox.remove(connection, message_id)
                messages.set_status(connection, message_id, "unknown", RESTORED)
            broadcasts.hold_all(connection, now)
            segments.call_restored(connection, RESTORED)
            for test in self_tests.still_open(connection):
                self_tests.failed(connection, test.id, self_test.RESTORED, now)
            # Whoever was signed out, or used a link, since the backup was made must not come in by it.
            sessions.end_everybodys(connection, now)
            invitations.forget_all(connection)
            reset_codes.forget_all(connection)
        with store.read() as connection:
            copies.fold(connection)
    finally:
        store.close()
