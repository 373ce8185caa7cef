"""Copies on a USB stick: what is plugged in, what lies on it, and the copy that is put there every night."""

from __future__ import annotations

import errno
import logging
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from modemsms.devices import Stick
from modemsms.errors import ModemSmsError, NotFound, StoreUnavailable
from modemsms.services.archive import Archive, Copy, copies_in, let_go, named_copy
from modemsms.services.backups import verify
from modemsms.services.errands import Errands, Tell
from modemsms.store import settings
from modemsms.store.copies import sync
from modemsms.store.database import Store

log = logging.getLogger(__name__)

PUT = "copy_to_stick"
TROUBLE = "stick_trouble"
_NIGHTLY = "stick_nightly"

FOLDER = "modemsms"
PIECE_OCTETS = 1024 * 1024

_WHY = {
    errno.ENOSPC: "It is full.",
    errno.EDQUOT: "It is full.",
    errno.EROFS: "It can only be read.",
    errno.EACCES: "This program may not write to it.",
    errno.EPERM: "This program may not write to it.",
    errno.EFBIG: "Its format (FAT32) holds no file of this size. Format it as exFAT.",
}
_NOT_LAST_NIGHT = "The copy of last night is on no USB stick."
_GONE = "It was pulled out, or it is broken."


class Sticks:
    """Knows the sticks that *look* finds. Safe to use from every thread."""

    def __init__(self, store: Store, archive: Archive, errands: Errands) -> None:
        self._store = store
        self._archive = archive
        self._errands = errands
        self._look: Callable[[], Sequence[Stick]] = lambda: ()
        archive.after_each_night(self._after_a_night)

    def use(self, look: Callable[[], Sequence[Stick]]) -> None:
        """*look* tells what is plugged in."""
        self._look = look

    def list(self) -> Sequence[Stick]:
        """What is plugged in now."""
        return self._look()

    def copies(self, stick: Stick) -> Sequence[Copy]:
        """What lies on *stick*, newest first."""
        if stick.folder is None:
            return ()
        try:
            return copies_in(stick.folder / FOLDER)
        except OSError:
            return ()

    def file(self, key: str, name: str) -> Path:
        """Where the copy *name* is on the stick *key*. Raises ``NotFound``."""
        folder = self._stick(key).folder
        if folder is None:
            raise NotFound("This stick is no longer plugged in.")
        return named_copy(folder / FOLDER, name)

    def begin(self, key: str) -> None:
        """Begin to make a copy and put it onto the stick *key*. Raises ``NotFound``, ``Conflict``."""
        self._stick(key)
        self._errands.begin(PUT, lambda tell: self._make_and_put(key, tell))

    # --- every night

    def is_nightly(self) -> bool:
        """Whether the copy of each night is put onto a stick too."""
        with self._store.read() as connection:
            return settings.get(connection, _NIGHTLY) == "1"

    def set_nightly(self, *, on: bool) -> None:
        """Put it there from now on, or no longer."""
        with self._store.write() as connection:
            settings.put(connection, _NIGHTLY, "1" if on else "")
            settings.put(connection, TROUBLE, "")

    def trouble(self) -> str:
        """Why the copy of the last night is on no stick; empty where it is, or is not to be."""
        with self._store.read() as connection:
            return settings.get(connection, TROUBLE) or ""

    def _after_a_night(self, file: Path, tell: Tell) -> None:
        if not self.is_nightly():
            return
        try:
            self._put(self._first_that_takes(), file, tell)
        except ModemSmsError as error:
            log.warning("backup_not_on_stick why=%s", error)
            self._remember(f"{_NOT_LAST_NIGHT} {error}")
            raise

    def _first_that_takes(self) -> Stick:
        plugged = self._look()
        for stick in plugged:
            if stick.folder is not None and not stick.needs:
                return stick
        raise StoreUnavailable(plugged[0].needs if plugged else "None was plugged in.")

    # --- the copy

    def _stick(self, key: str) -> Stick:
        for stick in self._look():
            if stick.key == key:
                return stick
        raise NotFound("This stick is no longer plugged in.")

    def _make_and_put(self, key: str, tell: Tell) -> None:
        copy = self._archive.make(lambda share: tell(share / 2))
        # Looked for again: an empty folder of a stick that is gone lies on the box's own disk.
        self._put(self._stick(key), self._archive.file(copy.name), lambda share: tell(0.5 + share / 2))

    def _put(self, stick: Stick, file: Path, tell: Tell) -> None:
        """Copy *file*, bring it to the stick, and read it back from there."""
        if stick.folder is None or stick.needs:
            raise _not_put(stick, stick.needs or _GONE)
        folder = stick.folder / FOLDER
        partial = folder / f".{file.name}.{secrets.token_hex(4)}"
        try:
            folder.mkdir(exist_ok=True)
            try:
                _copy(file, partial, tell)
                verify(partial)
                partial.replace(folder / file.name)
                sync(folder)
                let_go(folder)
            finally:
                partial.unlink(missing_ok=True)
        except (OSError, ModemSmsError) as error:
            why = _WHY.get(error.errno or 0, _GONE) if isinstance(error, OSError) else _GONE
            raise _not_put(stick, why) from error
        self._remember("")
        log.info("backup_on_stick octets=%d", file.stat().st_size)

    def _remember(self, trouble: str) -> None:
        with self._store.write() as connection:
            settings.put(connection, TROUBLE, trouble)


def _not_put(stick: Stick, why: str) -> StoreUnavailable:
    told = f"The copy could not be put on “{stick.title}”."
    return StoreUnavailable(f"{told} {why}")


def _copy(file: Path, to: Path, tell: Tell) -> None:
    whole = max(file.stat().st_size, 1)
    with file.open("rb") as source, to.open("xb", buffering=0) as target:
        while piece := source.read(PIECE_OCTETS):
            left = memoryview(piece)
            while left:
                left = left[target.write(left) :]
            tell(target.tell() / whole)
        os.fsync(target.fileno())
        # What is read back must come from the stick, not from memory.
        os.posix_fadvise(target.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    about = file.stat()
    os.utime(to, (about.st_atime, about.st_mtime))
