"""What discovery knows at one moment beyond what the kernel says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.android.adb import Listed
from drivers.discovery.probe import Answer
from drivers.discovery.sysfs import Tty, UsbDevice
from drivers.links import real_path
from modemsms.devices import FoundPort, Holder

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking one device. *answers* are by ``Tty.place``."""

    answers: Mapping[Place, Answer] = field(default_factory=dict)
    is_asking: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """*asked* is by the key of a device, *holders* by the path of a tty, *gateways* by network card.

    *claimed* are the real paths of ports that this program drives. *adb* is None while no adb server runs.
    """

    asked: Mapping[str, Asked] = field(default_factory=dict)
    holders: Mapping[str, Sequence[Holder]] = field(default_factory=dict)
    claimed: frozenset[str] = frozenset()
    adb: Sequence[Listed] | None = None
    has_adb_program: bool = False
    has_modeswitch: bool = False
    gateways: Mapping[str, str] = field(default_factory=dict)
    twins: frozenset[str] = frozenset()
    """USB ids of which two are plugged in under one name in by-id."""

    def is_claimed(self, path: str) -> bool:
        """Whether the port *path* is driven by this program."""
        return real_path(path) in self.claimed

    def is_ours(self, device: UsbDevice) -> bool:
        """Whether a port of *device* is driven by this program."""
        return any(self.is_claimed(tty.path) for tty in device.ttys)

    def held_by(self, tty: Tty) -> tuple[Holder, ...]:
        """Other programs that have *tty* open."""
        return tuple(self.holders.get(tty.path, ()))

    def name_of(self, device: UsbDevice, tty: Tty) -> str:
        """The most stable path of *tty*: by serial number where it has one of its own, else by socket."""
        if tty.by_id is not None and device.has_own_serial and device.usb_id not in self.twins:
            return tty.by_id
        return tty.by_path or tty.by_id or tty.path

    def port(self, device: UsbDevice, tty: Tty, is_at: bool | None) -> FoundPort:
        """*tty* as it is told."""
        return FoundPort(tty.path, self.name_of(device, tty), tty.number, is_at, self.held_by(tty))


def key_of(device: UsbDevice) -> str:
    """The key of what sits in this socket."""
    return f"usb-{device.place}"
