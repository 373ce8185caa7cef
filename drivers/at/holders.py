"""Which programs hold a port open, by name and process (from /proc)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from drivers.links import real_path
from modemsms.devices import Holder as Holder

_PROC = Path("/proc")
_PSEUDO_TERMINALS = "/dev/pts/"
_MASTERS = ("/dev/ptmx", "/dev/pts/ptmx")


def others_on(port: str, proc: Path = _PROC) -> list[Holder]:
    """The other processes that have *port* open, as far as this user may see.

    The program behind the far end of a pseudo-terminal is not among them: it is the modem.
    """
    return others_on_each((port,), proc)[port]


def others_on_each(ports: Iterable[str], proc: Path = _PROC) -> dict[str, list[Holder]]:
    """As ``others_on`` for several ports in one walk through *proc*."""
    holders: dict[str, list[Holder]] = {port: [] for port in ports}
    devices = {port: real_path(port) for port in holders}
    for process in proc.iterdir() if proc.is_dir() else ():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        open_files = dict(_open_files(process))
        opened = set(open_files.values())
        for port, device in devices.items():
            if device in opened and not _is_behind(process, open_files, device):
                holders[port].append(Holder(int(process.name), program(process)))
    return holders


def program(process: Path) -> str:
    """The name of the program in the folder *process* of /proc."""
    try:
        return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "a program"


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


def _is_behind(process: Path, open_files: dict[str, str], device: str) -> bool:
    """*process* holds the master of the pseudo-terminal *device* (``tty-index`` in its fdinfo)."""
    if not device.startswith(_PSEUDO_TERMINALS):
        return False
    masters = [descriptor for descriptor, path in open_files.items() if path in _MASTERS]
    terminal = device.removeprefix(_PSEUDO_TERMINALS)
    return any(_index_of(process / "fdinfo" / descriptor) == terminal for descriptor in masters)


def _index_of(fdinfo: Path) -> str | None:
    try:
        lines = fdinfo.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((line.split()[1] for line in lines if line.startswith("tty-index:")), None)
