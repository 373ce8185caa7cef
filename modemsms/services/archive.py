"""The copies that the box makes of itself every night: when, which are kept, and what went wrong."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

from modemsms import clock
from modemsms.errors import ModemSmsError, NotFound, StoreUnavailable
from modemsms.services.backups import Backups
from modemsms.services.shop import Shop
from modemsms.store import settings
from modemsms.store.database import Store

log = logging.getLogger(__name__)

AT = time(3, 20)
DAYS, WEEKS = 7, 4
# After a failure, and after a start: the shop opens first.
LATER = timedelta(hours=1)
SOON = timedelta(minutes=2)

TROUBLE = "backup_trouble"
_SINCE = "backup_since"
_NAME = "modemsms-{day}.db"
_PATTERN = "modemsms-[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9].db"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy; it was read back and found sound when it was made."""

    name: str
    made_at: datetime
    octets: int


class Archive:
    """A chore of the scheduler; the work itself, which may take a minute, has a thread of its own."""

    def __init__(
        self,
        store: Store,
        backups: Backups,
        shop: Shop,
        directory: Path,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._backups = backups
        self._shop = shop
        self._directory = directory
        self._now = now
        self._not_before = now() + SOON
        self._working: threading.Thread | None = None
        self._guard = threading.Lock()

    def copies(self) -> list[Copy]:
        """What is there, newest first."""
        found = []
        for file in self._directory.glob(_PATTERN):
            about = file.stat()
            made_at = datetime.fromtimestamp(about.st_mtime, UTC)
            found.append(Copy(file.name, made_at, about.st_size))
        return sorted(found, key=lambda copy: copy.name, reverse=True)

    def trouble(self) -> str:
        """Why the last copy could not be made; empty when it could."""
        with self._store.read() as connection:
            return settings.get(connection, TROUBLE) or ""

    def make(self) -> Copy:
        """Make today's copy, verify it, and let the oldest go. Raises ``ModemSmsError``."""
        with self._guard:
            day = self._now().astimezone(self._shop.zone).date()
            file = self._directory / _NAME.format(day=day.isoformat())
            try:
                self._prepare()
                contents = self._backups.backup(file)
            except ModemSmsError as error:
                self._remember(f"The last copy of everything could not be made. {error}")
                raise
            moment = self._now().timestamp()
            os.utime(file, (moment, moment))
            self._remember("")
            self._let_go()
        log.info("backup_made messages=%d", contents.messages)
        return next(copy for copy in self.copies() if copy.name == file.name)

    def download(self) -> BinaryIO:
        """A fresh, verified copy as an open file that has no name any more: closing it frees the disk."""
        self._prepare()
        file = self._directory / f".download-{threading.get_ident()}.db"
        try:
            self._backups.backup(file)
            return file.open("rb")
        finally:
            file.unlink(missing_ok=True)

    def _prepare(self) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"The backup could not be written: {error}.") from error

    def open(self, name: str) -> BinaryIO:
        """A copy that is there. Raises ``NotFound``."""
        if name not in {copy.name for copy in self.copies()}:
            raise NotFound("This copy is no longer there.")
        return (self._directory / name).open("rb")

    # --- what the clock asks

    def run(self, now: datetime) -> None:
        """Begin the copy of a night, also one that was missed."""
        if now < self.next_moment(now) or (self._working is not None and self._working.is_alive()):
            return
        self._not_before = now + LATER
        self._working = threading.Thread(target=self._work, name="backup", daemon=True)
        self._working.start()

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

    def _work(self) -> None:
        try:
            self.make()
        except ModemSmsError as error:
            log.warning("backup_not_made why=%s", error)
        finally:
            self._store.release()

    def _remember(self, trouble: str) -> None:
        with self._store.write() as connection:
            settings.put(connection, TROUBLE, trouble)

    def _let_go(self) -> None:
        for name in old_names([copy.name for copy in self.copies()]):
            (self._directory / name).unlink(missing_ok=True)


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
