"""The copies that the box makes of itself every night: when, which are kept, and what went wrong."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from modemsms import clock
from modemsms.errors import Conflict, ModemSmsError, NotFound, StoreUnavailable
from modemsms.services.backups import Backups
from modemsms.services.errands import Errands, Tell, keep_quiet
from modemsms.services.shop import Shop
from modemsms.store import settings
from modemsms.store.database import Store

log = logging.getLogger(__name__)

AT = time(3, 20)
DAYS, WEEKS = 7, 4
# After a failure, and after a start: the shop opens first.
LATER = timedelta(hours=1)
SOON = timedelta(minutes=2)

MAKE, DOWNLOAD = "make_backup", "download_backup"

TROUBLE = "backup_trouble"
_NOT_MADE = "The last copy of everything could not be made."
_SINCE = "backup_since"
_DOWNLOADS = ".download-*.db"
_NAME = "modemsms-{day}.db"
PATTERN = "modemsms-[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9].db"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy; it was read back and found sound when it was made."""

    name: str
    made_at: datetime
    octets: int


class Archive:
    """A chore of the scheduler; the work itself, which may take minutes, is an errand."""

    def __init__(
        self,
        store: Store,
        backups: Backups,
        shop: Shop,
        errands: Errands,
        directory: Path,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._backups = backups
        self._shop = shop
        self._directory = directory
        self._now = now
        self._not_before = now() + SOON
        self._errands = errands
        self._guard = threading.Lock()
        self._download = ""
        self._after_a_night: Callable[[Path, Tell], None] = lambda _file, _tell: None

    def after_each_night(self, act: Callable[[Path, Tell], None]) -> None:
        """*act* is given the copy of each night."""
        self._after_a_night = act

    def copies(self) -> list[Copy]:
        """What is there, newest first."""
        return copies_in(self._directory)

    def trouble(self) -> str:
        """Why the last copy could not be made; empty when it could."""
        with self._store.read() as connection:
            return settings.get(connection, TROUBLE) or ""

    def begin(self) -> None:
        """Begin to make today's copy. Raises ``Conflict`` while the box is busy with one."""
        self._errands.begin(MAKE, self.make)

    def make(self, tell: Tell = keep_quiet) -> Copy:
        """Make today's copy, verify it, and let the oldest go. Raises ``ModemSmsError``."""
        with self._guard:
            day = self._now().astimezone(self._shop.zone).date()
            file = self._directory / _NAME.format(day=day.isoformat())
            try:
                self._prepare()
                contents = self._backups.backup(file, tell)
            except ModemSmsError as error:
                self._remember(f"{_NOT_MADE} {error}")
                raise
            moment = self._now().timestamp()
            os.utime(file, (moment, moment))
            self._remember("")
            let_go(self._directory)
        log.info("backup_made messages=%d", contents.messages)
        return next(copy for copy in self.copies() if copy.name == file.name)

    def begin_download(self) -> None:
        """Begin to make a fresh, verified copy to take away. Raises ``Conflict`` while the box is busy with one."""
        self._errands.begin(DOWNLOAD, self._make_download)

    def has_download(self) -> bool:
        """Whether a copy lies ready to be taken away."""
        return bool(self._download)

    def download(self) -> BinaryIO:
        """What lies ready, as an open file that has no name any more: closing it frees the disk.

        Raises ``NotFound``.
        """
        name, self._download = self._download, ""
        if not name:
            raise NotFound("This copy is no longer there.")
        file = self._directory / name
        try:
            return file.open("rb")
        except OSError as error:
            raise NotFound("This copy is no longer there.") from error
        finally:
            file.unlink(missing_ok=True)

    def _make_download(self, tell: Tell) -> None:
        self._prepare()
        self._download = ""
        for old in self._directory.glob(_DOWNLOADS):
            with suppress(OSError):
                old.unlink()
        name = f".download-{secrets.token_hex(8)}.db"
        self._backups.backup(self._directory / name, tell)
        self._download = name

    def _prepare(self) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"The backup could not be written: {error}.") from error

    def open(self, name: str) -> BinaryIO:
        """A copy that is there. Raises ``NotFound``."""
        return self.file(name).open("rb")

    def file(self, name: str) -> Path:
        """Where a copy is that is there. Raises ``NotFound``."""
        return named_copy(self._directory, name)

    # --- what the clock asks

    def run(self, now: datetime) -> None:
        """Begin the copy of a night, also one that was missed."""
        if now < self.next_moment(now):
            return
        try:
            self._errands.begin(MAKE, self._night)
        except Conflict:
            self._not_before = now + SOON
        else:
            self._not_before = now + LATER

    def next_moment(self, now: datetime) -> datetime:
        """When the next copy is due."""
        last = max((copy.made_at for copy in self.copies()), default=self._since(now))
        # A clock that was set back leaves a copy of tomorrow; the next night makes another.
        due = self._night_after(min(last, now))
        # The same for the moment before which nothing is tried.
        return max(due, min(self._not_before, now + LATER))

    def _night_after(self, moment: datetime) -> datetime:
        local = moment.astimezone(self._shop.zone)
        night = datetime.combine(local.date(), AT, self._shop.zone)
        if night <= local:
            night = datetime.combine(local.date() + timedelta(days=1), AT, self._shop.zone)
        return night.astimezone(UTC)

    def _since(self, now: datetime) -> datetime:
        with self._store.read() as connection:
            said = settings.get(connection, _SINCE)
        if said is None:
            with self._store.write() as connection:
                settings.put(connection, _SINCE, now.isoformat())
            return now
        return datetime.fromisoformat(said)

    def _night(self, tell: Tell) -> None:
        try:
            copy = self.make(tell)
        except ModemSmsError as error:
            log.warning("backup_not_made why=%s", error)
            raise
        self._after_a_night(self._directory / copy.name, tell)

    def _remember(self, trouble: str) -> None:
        with self._store.write() as connection:
            settings.put(connection, TROUBLE, trouble)


def copies_in(directory: Path) -> list[Copy]:
    """The copies that lie in *directory*, newest first. Raises ``OSError``."""
    found = []
    for file in directory.glob(PATTERN):
        about = file.stat()
        found.append(Copy(file.name, datetime.fromtimestamp(about.st_mtime, UTC), about.st_size))
    return sorted(found, key=lambda copy: copy.name, reverse=True)


def named_copy(directory: Path, name: str) -> Path:
    """The copy called *name* in *directory*. Raises ``NotFound``."""
    try:
        if name in {copy.name for copy in copies_in(directory)}:
            return directory / name
    except OSError:
        log.warning("copies_not_listed")
    raise NotFound("This copy is no longer there.")


def let_go(directory: Path) -> None:
    """Remove from *directory* what need not be kept any longer."""
    for name in old_names([copy.name for copy in copies_in(directory)]):
        (directory / name).unlink(missing_ok=True)


def old_names(names: list[str]) -> list[str]:
    """Which of the copies *names*, newest first, are neither of the last days nor the newest of a week."""
    seen = {_week(name) for name in names[:DAYS]}
    enough = len(seen) + WEEKS
    old = []
    for name in names[DAYS:]:
        if _week(name) in seen or len(seen) == enough:
            old.append(name)
        else:
            seen.add(_week(name))
    return old


def _week(name: str) -> tuple[int, int]:
    year, week, _ = date.fromisoformat(name.removeprefix("modemsms-").removesuffix(".db")).isocalendar()
    return year, week
