"""What this installation is: version, since when it runs, how much room it takes."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from modemsms import clock
from modemsms.store.database import Store

LIBRARIES = (
    "pyserial", "python-gammu", "flask", "flask-babel", "flask-login", "flask-wtf", "cheroot", "sqlite-utils",
    "msgspec", "phonenumberslite", "argon2-cffi", "regex", "click", "inotify-simple", "cryptography", "segno",
    "zeroconf", "ifaddr",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """Sizes are in octets; *memory* is None where the system does not tell it."""

    version: str
    python: str
    system: str
    started_at: datetime
    database: Path
    database_size: int
    free: int
    memory: int | None


@dataclass(frozen=True, slots=True)
class Library:
    """One library that is installed here."""

    name: str
    version: str
    licence: str


class About:
    """Facts about this installation."""

    def __init__(self, store: Store, database: Path, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._database = database
        self._started_at = now()

    def facts(self) -> Facts:
        """As they are now."""
        sizes = [file.stat().st_size for file in self._files() if file.is_file()]
        return Facts(
            version=metadata.version("modemsms"),
            python=platform.python_version(),
            system=f"{platform.system()} {platform.machine()}",
            started_at=self._started_at,
            database=self._database,
            database_size=sum(sizes),
            free=shutil.disk_usage(self._database.parent).free,
            memory=_resident(),
        )

    def libraries(self) -> list[Library]:
        """What it is built on, as installed."""
        found = []
        for name in LIBRARIES:
            try:
                about = metadata.metadata(name)
            except metadata.PackageNotFoundError:
                continue
            said = [about[field] for field in ("License-Expression", "License") if field in about]
            licence = next((one for one in said if one), "") or _classified(about)
            found.append(Library(name, about["Version"], licence.partition("\n")[0][:60]))
        return found

    def _files(self) -> list[Path]:
        return [self._database, *(Path(f"{self._database}{end}") for end in ("-wal", "-shm"))]


def _classified(about: metadata.PackageMetadata) -> str:
    named = [one for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    return named[0].rpartition(" :: ")[2] if named else ""


def _resident() -> int | None:
    try:
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        return None
    return None
