"""The programs that run on this machine (reads /proc)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.discovery.sysfs import text


@dataclass(frozen=True, slots=True)
class Process:
    """One running program: *name* as the kernel keeps it (15 characters), *words* its command line."""

    pid: int
    name: str
    words: tuple[str, ...]


def processes(root: Path) -> list[Process]:
    """All that run now; one that ends meanwhile is left out."""
    return sorted(_processes(root / "proc"), key=lambda process: process.pid)


def running(all_of_them: Sequence[Process], *names: str) -> Process | None:
    """The first that is called one of *names*."""
    return next((process for process in all_of_them if process.name in names), None)


def _processes(proc: Path) -> Iterator[Process]:
    for folder in proc.iterdir() if proc.is_dir() else ():
        if folder.name.isdecimal() and (name := text(folder / "comm")):
            yield Process(int(folder.name), name, tuple(text(folder / "cmdline").split("\0")))
