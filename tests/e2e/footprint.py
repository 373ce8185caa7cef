"""What a process holds of its machine: threads, children, open files and memory, as /proc tells."""

from __future__ import annotations

import os
import re
import select
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What differs from one opening to the next: the number of a pty or a socket, the name of a scratch file.
_NUMBERS = re.compile(r"\[?\d+\]?")

_DATABASE = ".db"
STANDS_STILL_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Footprint:
    """*files* counts what is open by kind (``socket:``, ``/dev/pts/``); memory is in 10^6 octets.

    The files of the database are not among them: a thread at work has its own, so
    *databases*, the highest number of any of them, tells something only beside that of the threads.
    """

    threads: int
    children: int
    files: Counter[str]
    databases: int
    resident_mb: float

    def beyond(self, other: Footprint) -> list[str]:
        """Each thing of which this holds another number than *other*; memory is not looked at."""
        found = []
        if self.threads != other.threads:
            found.append(f"{self.threads} threads, before {other.threads}")
        if self.databases > self.threads:
            found.append(f"{self.databases} connections to the database for {self.threads} threads")
        if self.children != other.children:
            found.append(f"{self.children} children, before {other.children}")
        found += [
            f"{self.files[kind]} open files of the kind {kind}, before {other.files[kind]}"
            for kind in sorted({*self.files, *other.files})
            if self.files[kind] != other.files[kind]
        ]
        return found


def footprint(pid: int) -> Footprint:
    """What the process *pid* holds now."""
    process = Path(f"/proc/{pid}")
    files = Counter(_open_files(process))
    databases = [files.pop(name) for name in list(files) if _DATABASE in name]
    pages = int((process / "statm").read_text().split()[1])
    return Footprint(
        threads=len(list((process / "task").iterdir())),
        children=len(descendants(pid)),
        files=files,
        databases=max(databases, default=0),
        resident_mb=pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
    )


def settled_footprint(pid: int, *, seconds: float) -> Footprint:
    """The same once it has stood still for a second: connections of ours that ended are noticed by then."""
    deadline = time.monotonic() + seconds
    seen, since = footprint(pid), time.monotonic()
    while time.monotonic() - since < STANDS_STILL_SECONDS and time.monotonic() < deadline:
        select.select([], [], [], 0.1)
        now = footprint(pid)
        if now.beyond(seen):
            seen, since = now, time.monotonic()
    return seen


def descendants(pid: int) -> list[int]:
    """The children of *pid* and theirs, those included that nobody has waited for."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def _open_files(process: Path) -> Iterator[str]:
    for descriptor in (process / "fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue  # it was closed while we looked
        yield _NUMBERS.sub("", target)
