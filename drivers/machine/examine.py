"""The examination of this machine: every check in turn, in less than two seconds, and never waiting for anybody."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from drivers.discovery.held import held
from drivers.discovery.sysfs import plugged
from drivers.machine.processes import processes
from drivers.machine.programs import Programs
from drivers.machine.rights import check_adb, check_autosuspend, check_groups, check_modeswitch
from drivers.machine.rivals import (
    check_brltty,
    check_daemons,
    check_getty,
    check_gpsd,
    check_holders,
    check_modem_manager,
    check_network_manager,
    check_rules,
)
from drivers.machine.scene import Scene, User, ports_of_modems
from drivers.machine.upkeep import check_clock, check_disk, check_power
from modemsms import clock
from modemsms.devices import Finding

_CHECKS: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    check_groups,
    check_holders,
    check_modem_manager,
    check_getty,
    check_brltty,
    check_gpsd,
    check_daemons,
    check_network_manager,
    check_modeswitch,
    check_adb,
    check_rules,
    check_autosuspend,
    check_power,
    check_clock,
    check_disk,
)


def examine(
    root: Path,
    environ: Mapping[str, str],
    *,
    ports: Sequence[str],
    data_dir: Path,
    ours: Collection[int] = (),
    user: User | None = None,
    now: datetime | None = None,
) -> list[Finding]:
    """What can be said of the machine below *root*, with the programs in the PATH of *environ*.

    *ports* are those of the configured modems ("auto" and phones among them do no harm). *ours* are the process
    ids of the daemon, where another process asks. *user* and *now* are the present ones unless given.
    """
    seen = plugged(root)
    scene = Scene(
        root,
        Programs(root, environ),
        seen,
        processes(root),
        ports,
        held(ports_of_modems(seen, ports), root),
        ours,
        data_dir,
        present_user() if user is None else user,
        clock.now() if now is None else now,
    )
    return [finding for check in _CHECKS for finding in check(scene)]


def present_user() -> User:
    """Who this process runs as."""
    number = os.geteuid()
    try:
        name = pwd.getpwuid(number).pw_name
    except KeyError:
        name = str(number)
    return User(name, number == 0, frozenset(_group_name(group) for group in {os.getegid(), *os.getgroups()}))


def _group_name(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
