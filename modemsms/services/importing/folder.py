"""The folder beside the database where a list lies until it is imported: as it came, cut into rows, and as people."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from modemsms import clock
from modemsms.errors import Conflict, InvalidInput, StoreUnavailable
from modemsms.services.importing.persons import Person

# A list of fifty thousand people with ten columns has about half of this.
MOST_OCTETS = 16 * 1024 * 1024

# What must stay free for the shop to go on.
RESERVE_OCTETS = 64 * 1024 * 1024

# Lists hold names and numbers of people: what nobody has imported by then goes.
KEPT_SECONDS = 24 * 3600

_RAW, _ROWS, _PEOPLE = "file", "rows", "people"

_FULL = "The file could not be stored: the disk of this box may be full. Nothing was changed."
_GONE = "The file is no longer on this box. Choose it again."


class Folder:
    """The files of imports, each by the number of its import."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def file(self, import_id: int) -> Path:
        """The list as it came. Raises ``Conflict`` once it is gone."""
        file = self._path(import_id, _RAW)
        if not file.is_file():
            raise Conflict(_GONE)
        return file

    def store(self, import_id: int, pieces: Iterable[bytes]) -> None:
        """Keep what comes in *pieces*. Raises ``InvalidInput`` (``too_large``) or ``StoreUnavailable``."""
        octets = 0
        try:
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tidy()
            room = shutil.disk_usage(self._place).free - RESERVE_OCTETS
            with self._path(import_id, _RAW).open("wb") as file:
                for piece in pieces:
                    octets += len(piece)
                    if octets > MOST_OCTETS:
                        raise InvalidInput(
                            "file",
                            f"The file is larger than {MOST_OCTETS >> 20} MB. A list of people is not: look whether"
                            " it is the right one, or cut it in two.",
                            code="too_large",
                        )
                    if octets > room:
                        raise StoreUnavailable(_FULL)
                    file.write(piece)
        except OSError as error:
            raise StoreUnavailable(_FULL) from error

    def keep_rows(self, import_id: int, rows: Iterable[tuple[int, list[str]]]) -> int:
        """Keep the rows of a list, each with its number; how many."""
        many = 0
        try:
            with self._path(import_id, _ROWS).open("w", encoding="utf-8") as file:
                for row in rows:
                    # ASCII: a half of a pair, which no file can hold, comes through.
                    file.write(json.dumps(row) + "\n")
                    many += 1
        except OSError as error:
            raise StoreUnavailable(_FULL) from error
        return many

    def rows(self, import_id: int) -> Iterator[tuple[int, list[str]]]:
        """The rows that were kept. Raises ``Conflict`` once they are gone."""
        for line in self._lines(import_id, _ROWS):
            number, cells = json.loads(line)
            yield number, cells

    def keep_people(self, import_id: int, people: Iterable[Person]) -> None:
        """Keep whom the rows describe."""
        try:
            with self._path(import_id, _PEOPLE).open("wb") as file:
                for person in people:
                    file.write(msgspec.json.encode(person) + b"\n")
        except OSError as error:
            raise StoreUnavailable(_FULL) from error

    def people(self, import_id: int) -> Iterator[Person]:
        """The people that were kept. Raises ``Conflict`` once they are gone."""
        decoder = msgspec.json.Decoder(Person)
        for line in self._lines(import_id, _PEOPLE):
            yield decoder.decode(line)

    def _lines(self, import_id: int, what: str) -> Iterator[str]:
        try:
            with self._path(import_id, what).open(encoding="utf-8") as file:
                yield from file
        except FileNotFoundError as error:
            raise Conflict(_GONE) from error

    def forget(self, import_id: int) -> None:
        """Remove all files of an import."""
        for what in (_RAW, _ROWS, _PEOPLE):
            with suppress(OSError):
                self._path(import_id, what).unlink(missing_ok=True)

    def _tidy(self) -> None:
        for file in self._place.iterdir():
            with suppress(OSError):
                if clock.now().timestamp() - file.stat().st_mtime > KEPT_SECONDS:
                    file.unlink(missing_ok=True)

    def _path(self, import_id: int, what: str) -> Path:
        return self._place / f"{import_id}.{what}"
