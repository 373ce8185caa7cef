"""A reset of the USB device that carries a modem's port, and of no other (hardware.md 1.9, R7).

Everything is read and written below the root that is given.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from drivers.at.holders import others_on_each
from drivers.at.rescue import SURROUNDINGS, Pause, Plan, Program, start_and_leave
from drivers.discovery.sysfs import UsbDevice, plugged
from drivers.links import real_path
from modemsms.devices import Holder

# The kernel lets go of the device's drivers meanwhile.
OFF = 2.0
WITHOUT_POWER = 5.0
_UHUBCTL_TIMEOUT = 20.0

USBDEVFS_RESET = ord("U") << 8 | 20
_LONGEST_LINK = 8

_SKIPPED = "Its USB device is left alone: {why}."
_IN_USE = "{program} (process {pid}) uses another port of it"
_OURS = "another modem of modemsms is on it"
_NEIGHBOURS = "other devices are on the same USB hub, whose power is switched as one"
_DENIED = (
    'Its USB device could not be reset, for modemsms may not do that. Let it: put SUBSYSTEM=="usb", '
    'ATTR{{idVendor}}=="{vendor}", MODE="0660", GROUP="dialout" into a file of /etc/udev/rules.d, and plug '
    "the modem in again."
)
_FAILED = "Its USB device could not be reset. Unplug the modem, wait ten seconds and plug it in again."


def usb_device_of(port: str, root: Path = Path("/")) -> UsbDevice | None:
    """The USB device that carries *port*; None for a port that is on no USB."""
    names = set(_names_of(port))
    for device in plugged(root).usb:
        for tty in device.ttys:
            if names & {tty.path, tty.by_id, tty.by_path}:
                return device
    return None


def reset_usb(device: UsbDevice, port: str, *, root: Path = Path("/"), first: int = 0) -> Plan:
    """Reset *device*, in the ways this machine allows; *first* says with which of them to begin.

    Left alone, with a sentence, where another program or another modem of ours has a port of it open.
    """
    reason = _in_use(device, port, root)
    if reason is not None:
        return _SKIPPED.format(why=reason)
    ways: list[Callable[[], Plan]] = [
        lambda: _authorize(device, root),
        lambda: _rebind(device, root),
        lambda: _ioctl(device, root),
        lambda: _switch_port(device, root),
    ]
    first %= len(ways)
    denied, skipped = False, None
    for way in ways[first:] + ways[:first]:
        try:
            skipped = yield from way()
        except PermissionError:
            denied = True
        except OSError:
            continue
        else:
            if not skipped:
                return ""
    if denied:
        return _DENIED.format(vendor=device.vendor)
    return skipped or _FAILED


def _authorize(device: UsbDevice, root: Path) -> Plan:
    """The kernel gives the device up, and takes it again."""
    switch = _folder(device, root) / "authorized"
    _write(switch, "0")
    try:
        yield Pause(OFF)
    finally:
        _write(switch, "1")
    return ""


def _rebind(device: UsbDevice, root: Path) -> Plan:
    """The same by way of the driver that all USB devices have."""
    driver = root / "sys/bus/usb/drivers/usb"
    _write(driver / "unbind", device.place)
    try:
        yield Pause(OFF)
    finally:
        _write(driver / "bind", device.place)
    return ""


def _ioctl(device: UsbDevice, root: Path) -> Plan:
    """A reset on the bus, as the device's own node allows it."""
    bus, _, number = device.visit.partition("/")
    node = root / f"dev/bus/usb/{int(bus or 0):03d}/{int(number or 0):03d}"
    descriptor = os.open(node, os.O_WRONLY | os.O_CLOEXEC)
    try:
        fcntl.ioctl(descriptor, USBDEVFS_RESET, 0)
    finally:
        os.close(descriptor)
    yield Pause(OFF)
    return ""


def _switch_port(device: UsbDevice, root: Path) -> Plan:
    """The power of its hub's port, where uhubctl is there and the hub carries nobody else.

    Many hubs switch all their ports at once (a Raspberry Pi 4 does), whatever is asked of them.
    """
    program = shutil.which("uhubctl", path=SURROUNDINGS["PATH"])
    if program is None:
        raise FileNotFoundError("uhubctl")
    hub, port = _socket_of(device.place)
    if any(_socket_of(other.name)[0] == hub for other in _others(device, root)):
        return _SKIPPED.format(why=_NEIGHBOURS)
    switch = (program, "-e", "-l", hub, "-p", port, "-a")
    given_back = False
    try:
        off = yield Program((*switch, "off"), _UHUBCTL_TIMEOUT)
        yield Pause(WITHOUT_POWER)
        given_back = True
        on = yield Program((*switch, "on"), _UHUBCTL_TIMEOUT)
    finally:
        if not given_back:
            start_and_leave((*switch, "on"))
    if (off, on) != (0, 0):
        raise PermissionError("uhubctl")
    return ""


def _in_use(device: UsbDevice, port: str, root: Path) -> str | None:
    """Who else has a port of *device* open, as the rest of a sentence."""
    own = set(_names_of(port))
    for tty, holders in others_on_each([tty.path for tty in device.ttys], root / "proc").items():
        for holder in holders:
            return _told(holder)
        if tty not in own and _open_here(tty):
            return _OURS
    return None


def _told(holder: Holder) -> str:
    return _IN_USE.format(program=holder.program, pid=holder.pid)


def _open_here(tty: str) -> bool:
    """This process has *tty* open: it is another thread's modem."""
    real = real_path(tty)
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(descriptor.readlink()) == real:
                return True
    return False


def _others(device: UsbDevice, root: Path) -> Iterator[Path]:
    for folder in (root / "sys/bus/usb/devices").iterdir():
        if ":" not in folder.name and "-" in folder.name and folder.name != device.place:
            yield folder


def _socket_of(place: str) -> tuple[str, str]:
    """``1-1.3`` sits on port 3 of hub ``1-1``, ``1-1`` on port 1 of the root hub ``1``."""
    hub, _, port = place.rpartition("." if "." in place else "-")
    return hub, port


def _folder(device: UsbDevice, root: Path) -> Path:
    return root / "sys/bus/usb/devices" / device.place


def _write(file: Path, value: str) -> None:
    """Into a file that must be there already: the kernel makes them."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, value.encode("ascii"))
    finally:
        os.close(descriptor)


def _names_of(port: str) -> Iterator[str]:
    """*port* and what it leads to, link by link: one of them is the name that the kernel knows."""
    path = Path(port)
    for _ in range(_LONGEST_LINK):
        yield str(path)
        try:
            # Not resolve(): that would go on to the end, where a name may be unknown to the kernel.
            path = Path(os.path.normpath(path.parent / path.readlink()))
        except OSError:
            return
