"""What every check may look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drivers.discovery.roles import kind_of
from drivers.discovery.sysfs import Plugged, UsbDevice
from drivers.links import real_path
from drivers.machine.processes import Process
from drivers.machine.programs import Programs
from modemsms.devices import Finding, Holder, Kind, Severity


@dataclass(frozen=True, slots=True)
class User:
    """Who modemsms runs as."""

    name: str
    is_root: bool
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """The machine at one moment.

    *ports* are those of the configured modems, *holders* has the same and the ports of all modems that are plugged
    in, with the programs that have them open. *ours* are our own processes.
    """

    root: Path
    programs: Programs
    plugged: Plugged
    processes: Sequence[Process]
    ports: Sequence[str]
    holders: Mapping[str, Sequence[Holder]]
    ours: Collection[int]
    data_dir: Path
    user: User
    now: datetime

    def devices(self, *kinds: Kind) -> list[UsbDevice]:
        """What is plugged in of these kinds."""
        return [device for device in self.plugged.usb if kind_of(device) in kinds]

    def names_of(self, port: str) -> frozenset[str]:
        """Every name that leads to *port* (``serial0``, ``ttyS0``): programs know it by another than we do."""
        names, place = {Path(port).name}, Path(port)
        # A link to a link to a device, and no endless circle.
        for _ in range(4):
            if not place.is_symlink():
                break
            place = place.parent / place.readlink()
            names.add(place.name)
        return frozenset(names)


def ports_of_modems(plugged: Plugged, configured: Sequence[str]) -> list[str]:
    """The ports of the modems that are plugged in and the *configured* ones that are there, each port once."""
    found = [tty.path for device in plugged.usb if kind_of(device) is Kind.MODEM for tty in device.ttys]
    chosen = [port for port in configured if port.startswith("/") and Path(port).exists()]
    return list({real_path(port): port for port in [*found, *chosen]}.values())


def problem(code: str, sentence: str, step: str) -> Finding:
    """Texts do not go, or soon will not."""
    return Finding(code, Severity.PROBLEM, sentence, step)


def advice(code: str, sentence: str, step: str) -> Finding:
    """It would work better."""
    return Finding(code, Severity.ADVICE, sentence, step)


def well(code: str, sentence: str) -> Finding:
    """Looked at, and well."""
    return Finding(code, Severity.OK, sentence)
