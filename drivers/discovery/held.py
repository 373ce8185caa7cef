"""Which programs have a port: those with it open, and those whose lock file says so."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from drivers.at.holders import others_on_each, program
from drivers.discovery.sysfs import text
from drivers.links import linked, real_path
from modemsms.devices import Holder

# Where a program that uses UUCP locks leaves its process id. Another user's open files cannot be seen without
# being root; a lock file can.
_LOCKS = "run/lock"


def held(ports: Iterable[str], root: Path) -> dict[str, tuple[Holder, ...]]:
    """Each of *ports* to the other programs that have it, as far as this user may see."""
    proc = root / "proc"
    holders = others_on_each(ports, proc)
    return {
        port: tuple({holder.pid: holder for holder in (*found, *_locker(port, root))}.values())
        for port, found in holders.items()
    }


def _locker(port: str, root: Path) -> Iterable[Holder]:
    """The living process that locked *port*; a lock whose owner died holds nobody up."""
    names = {Path(port).name, Path(real_path(port)).name}
    if (said := linked(Path(port))) is not None:
        names.add(said.name)
    for name in names:
        owner = text(root / _LOCKS / f"LCK..{name}").split()
        if owner and owner[0].isdecimal() and int(owner[0]) != os.getpid():
            process = root / "proc" / owner[0]
            if process.is_dir():
                yield Holder(int(owner[0]), program(process))
