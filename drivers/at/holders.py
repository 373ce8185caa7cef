"""Which programs hold a port open, by name and process (from /proc)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PSEUDO_TERMINALS = "/dev/pts/"
_MASTERS = ("/dev/ptmx", "/dev/pts/ptmx")


@dataclass(frozen=True, slots=True)
class Holder:
    """A process with the port open."""

    pid: int
    program: str


def others_on(port: str) -> list[Holder]:
    """The other processes that have *port* open, as far as this user may see.

    The program behind the far end of a pseudo-terminal is not among them: it is the modem.
    """
    device = os.path.realpath(port)
    terminal = device.removeprefix(_PSEUDO_TERMINALS) if device.startswith(_PSEUDO_TERMINALS) else None
    holders = []
    for process in _PROC.iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        open_files = dict(_open_files(process))
        if device not in open_files.values():
            continue
        if terminal is None or not _is_far_end(process, open_files, terminal):
            holders.append(Holder(int(process.name), _program(process)))
    return holders


def _open_files(process: Path) -> Iterator[tuple[str, str]]:
    """Descriptor and path of each open file; nothing for a process that ended or is not ours to see."""
    try:
        links = list((process / "fd").iterdir())
    except OSError:
        return
    for link in links:
        # Closed in the meantime.
        with suppress(OSError):
            yield link.name, str(link.readlink())


def _is_far_end(process: Path, open_files: dict[str, str], terminal: str) -> bool:
    """*process* holds the master whose number is *terminal* (``tty-index`` in its fdinfo)."""
    masters = [descriptor for descriptor, path in open_files.items() if path in _MASTERS]
    return any(_index_of(process / "fdinfo" / descriptor) == terminal for descriptor in masters)


def _index_of(fdinfo: Path) -> str | None:
    try:
        lines = fdinfo.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((line.split()[1] for line in lines if line.startswith("tty-index:")), None)


def _program(process: Path) -> str:
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "a program"
