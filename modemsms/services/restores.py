"""A backup that is brought back from the page: taken in, looked into, shown, and put in place as the box begins anew.

What is there now stays beside it as ``NAME.before-restore``: the way back. A file that is no good changes nothing.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, ModemSmsError, NotFound, StoreUnavailable
from modemsms.services import archive, network
from modemsms.services.backups import make_ready
from modemsms.services.errands import Errands
from modemsms.store import candidates, copies, deeds, settings
from modemsms.store.accounts import User
from modemsms.store.candidates import HEADER, Candidate, Unfit
from modemsms.store.database import connect

__all__ = ["Candidate", "Kept", "Offer", "Restores", "put_in_place"]

log = logging.getLogger(__name__)

LOOK, PREPARE = "look_at_backup", "prepare_backup"

_FOLDER = "restore"
_CANDIDATE = "candidate.db"
_READY = "ready.db"
_KEPT = ".before-restore"
_SUFFIXES = ("", "-wal", "-shm", "-journal")

_WHY = {
    Unfit.FOREIGN: "Nothing was changed: this file is no backup of modemsms.",
    Unfit.NEWER: "Nothing was changed: this backup is of a newer version of modemsms. Install that version first.",
    Unfit.OTHER_TABLES: "Nothing was changed: this backup was altered after it was made. Take another one.",
    Unfit.DAMAGED: "Nothing was changed: this backup is damaged, or not all of it was copied. Take another one.",
    Unfit.NO_OWNER: "Nothing was changed: there is no owner's account in this backup, so that nobody could sign in.",
}

_NOT_IN_PLACE = "The backup could not be put in place; the disk may be full. Everything is as it was."

# What must stay free for the shop to go on while a large file comes in.
RESERVE_OCTETS = 64 * 1024 * 1024
PIECE_OCTETS = 256 * 1024


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that was looked into and may take the place of everything; *key* names this very one."""

    key: str
    candidate: Candidate
    octets: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What was here before the last restore."""

    until: datetime
    octets: int


class Restores:
    """Takes one file at a time. Safe to use from every thread."""

    def __init__(
        self,
        database: Path,
        errands: Errands,
        now: Callable[[], datetime] = clock.now,
        reserve_octets: int = RESERVE_OCTETS,
    ) -> None:
        self._database = database
        self._errands = errands
        self._now = now
        self._reserve_octets = reserve_octets
        self._folder = database.with_name(_FOLDER)
        self._offer: Offer | None = None
        self._is_restarting = False
        self._restart: Callable[[], None] = lambda: None

    def when_ready(self, restart: Callable[[], None]) -> None:
        """*restart* begins the box anew, which puts in place what was made ready."""
        self._restart = restart

    # --- what the page shows

    @property
    def is_restarting(self) -> bool:
        """Whether everything is about to be replaced: nothing that is written from now on would last."""
        return self._is_restarting

    def offer(self) -> Offer | None:
        """What may be put in place."""
        return self._offer

    def kept(self) -> Kept | None:
        """What was here before the last restore, if there was one."""
        file = self._database.with_name(self._database.name + _KEPT)
        try:
            about = file.stat()
        except OSError:
            return None
        return Kept(datetime.fromtimestamp(about.st_ctime, UTC), about.st_size)

    # --- what the owner does

    def most_octets(self) -> int:
        """How large a file there is room for."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return max(0, shutil.disk_usage(self._folder).free - self._reserve_octets)

    def take_in(self, pieces: Iterable[bytes]) -> None:
        """Store the file that comes in *pieces*, and begin to look into it.

        Raises ``InvalidInput`` as soon as it is no database, ``StoreUnavailable`` when the disk is full,
        ``Conflict`` while another is being put in place.
        """
        self._refuse_if_busy()
        incoming = self._folder / f"incoming-{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with incoming.open("xb") as file:
                _store(pieces, file.fileno(), self.most_octets())
            self._look_into(incoming)
        except OSError as error:
            raise StoreUnavailable(
                "The file could not be stored: the disk of this box may be full. Nothing was changed."
            ) from error
        finally:
            incoming.unlink(missing_ok=True)

    def take_copy(self, file: Path) -> None:
        """Begin to look into a copy that is here already. Raises as ``take_in`` does, and ``NotFound``."""
        try:
            with file.open("rb") as opened:
                self.take_in(iter(lambda: opened.read(PIECE_OCTETS), b""))
        except FileNotFoundError as error:
            raise NotFound("This copy is no longer there.") from error

    def take_kept(self) -> None:
        """Begin to look into what was here before the last restore: the way back."""
        self.take_copy(self._database.with_name(self._database.name + _KEPT))

    def drop(self) -> None:
        """Nothing is to be replaced after all."""
        self._refuse_if_busy()
        self._offer = None
        self._errands.forget_failure(LOOK)
        _clear(self._folder / _CANDIDATE)

    def replace_everything(self, key: str, user: User) -> None:
        """Put what was offered as *key* in place of everything. Raises ``Conflict`` if it is not that one.

        The work goes on in the background; the box then begins anew, with everybody signed out.
        """
        offer = self._offer
        if offer is None or not secrets.compare_digest(offer.key.encode(), key.encode()):
            raise Conflict("This file is no longer the one that was looked at. Nothing was changed.")
        self._refuse_if_busy()
        self._is_restarting = True
        try:
            self._errands.begin(PREPARE, lambda _: self._prepare(user))
        except Conflict:
            self._is_restarting = False
            raise

    def _refuse_if_busy(self) -> None:
        if self._is_restarting or self._errands.running() is not None:
            raise Conflict("The box is busy with other long work. Wait until it is done.", code="busy")

    def _look_into(self, incoming: Path) -> None:
        candidate = self._folder / _CANDIDATE
        self._offer = None
        _clear(candidate)
        incoming.replace(candidate)
        self._errands.begin(LOOK, lambda _: self._look(candidate))

    def _look(self, candidate: Path) -> None:
        found = candidates.examine(candidate)
        if isinstance(found, Unfit):
            _clear(candidate)
            raise InvalidInput("file", _WHY[found], code=found)
        self._offer = Offer(secrets.token_urlsafe(16), found, candidate.stat().st_size)

    def _prepare(self, user: User) -> None:
        candidate = self._folder / _CANDIDATE
        try:
            make_ready(candidate, self._now())
            self._carry_over(candidate, user)
            copies.sync(candidate)
            candidate.replace(self._folder / _READY)
            copies.sync(self._folder)
        except (ModemSmsError, OSError, sqlite3.Error, ValueError) as error:
            _clear(candidate)
            self._is_restarting = False
            log.warning("restore_not_prepared why=%s", error)
            raise StoreUnavailable(
                "The backup could not be brought back; the disk may be full. Everything is as it was."
            ) from error
        finally:
            self._offer = None
        log.info("restore_ready")
        self._restart()

    def _carry_over(self, candidate: Path, user: User) -> None:
        """Write who did it, since the log of now is about to go, and leave the door to the network as it is now:

        whoever brings a backup back from a phone must not be locked out by it.
        """
        with closing(connect(self._database)) as connection:
            is_open = settings.get(connection, network.WANTED) or ""
        with closing(connect(candidate)) as connection:
            settings.put(connection, network.WANTED, is_open)
            deeds.add(connection, self._now(), None, user.name, "backup_restored", "", "")
            copies.fold(connection)


def put_in_place(database: Path) -> None:
    """Let what was made ready take the place of *database*, which nobody may have open; tidy up what was not."""
    folder = database.with_name(_FOLDER)
    ready = folder / _READY
    if ready.exists():
        try:
            copies.put_in_place(ready, database, database.with_name(database.name + _KEPT))
            log.warning("restored")
        except (OSError, sqlite3.Error):
            log.exception("restore_not_put_in_place")
            with closing(connect(database)) as connection:
                settings.put(connection, archive.TROUBLE, _NOT_IN_PLACE)
    shutil.rmtree(folder, ignore_errors=True)


def _store(pieces: Iterable[bytes], handle: int, most_octets: int) -> None:
    begun = b""
    octets = 0
    for piece in pieces:
        if len(begun) < len(HEADER):
            begun += piece[: len(HEADER)]
            if not HEADER.startswith(begun[: len(HEADER)]):
                raise InvalidInput("file", _WHY[Unfit.FOREIGN], code=Unfit.FOREIGN)
        octets += len(piece)
        if octets > most_octets:
            raise OSError("there is no room")
        left = memoryview(piece)
        while left:
            left = left[os.write(handle, left) :]
    if len(begun) < len(HEADER):
        raise InvalidInput("file", _WHY[Unfit.FOREIGN], code=Unfit.FOREIGN)
    os.fsync(handle)


def _clear(file: Path) -> None:
    for suffix in _SUFFIXES:
        with suppress(OSError):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
