"""What the kernel says is plugged in: USB devices, their interfaces, ttys and network cards (reads /sys and /dev).

Only reads, and only below the root that it is given. A device that is pulled out meanwhile is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from drivers.links import linked

_DEVICE = re.compile(r"\d+-\d+(\.\d+)*")
_HUB = 0x09
_LONGEST_TEXT = 100

# The UARTs that a modem on a board's header hangs on. All ttyS of a PC exist without hardware behind them.
_UART = re.compile(r"tty(AMA|S|mxc|SAC|THS|STM|HS)\d+")
_NO_HARDWARE = "0"

# Serial "numbers" that a maker burnt into every stick: two of them share one name in by-id.
_SHARED_SERIALS = re.compile(r"0*|0?123456789(0?|ABCDEF)|1234567890ABCDEF|(.)\1+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tty:
    """One serial port of a USB device, by all its names.

    *number* is its USB interface number, *order* tells apart those of one interface.
    """

    path: str
    number: int
    order: int
    driver: str
    by_id: str | None = None
    by_path: str | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where on the device it is: the same when the kernel's numbers have changed."""
        return self.number, self.order


@dataclass(frozen=True, slots=True)
class Interface:
    """One USB interface: its class triple, its kernel driver ("" for none) and its network cards."""

    number: int
    kind: tuple[int, int, int]
    driver: str
    label: str
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One USB device. *place* is its socket (``1-1.2``); *visit* changes each time it is plugged in."""

    place: str
    vendor: str
    model: str
    manufacturer: str
    product: str
    serial: str
    visit: str
    interfaces: tuple[Interface, ...]
    ttys: tuple[Tty, ...]

    @property
    def usb_id(self) -> str:
        """``vvvv:pppp``, lower case."""
        return f"{self.vendor}:{self.model}"

    @property
    def has_own_serial(self) -> bool:
        """Whether its serial number tells it from another of its make."""
        return bool(self.serial) and not _SHARED_SERIALS.fullmatch(self.serial)

    @property
    def cards(self) -> tuple[str, ...]:
        """The names of its network cards."""
        return tuple(card for interface in self.interfaces for card in interface.cards)

    @property
    def drivers(self) -> frozenset[str]:
        """The kernel drivers that took one of its interfaces."""
        return frozenset(interface.driver for interface in self.interfaces if interface.driver)


@dataclass(frozen=True, slots=True)
class Uart:
    """A serial port of the board itself. *alias* is ``/dev/serial0`` where the system names one so."""

    path: str
    name: str
    alias: str | None


@dataclass(frozen=True, slots=True)
class Plugged:
    """Everything at one moment, in the order of the sockets."""

    usb: tuple[UsbDevice, ...] = ()
    uarts: tuple[Uart, ...] = ()


def plugged(root: Path) -> Plugged:
    """Read what is plugged in now. Never raises for what is missing or goes away."""
    links = {kind: _links(root / "dev/serial" / kind) for kind in ("by-id", "by-path")}
    places = sorted(
        (entry for entry in _entries(root / "sys/bus/usb/devices") if _DEVICE.fullmatch(entry.name)),
        key=_in_order,
    )
    devices = (_device(place, root / "dev", links["by-id"], links["by-path"]) for place in places)
    return Plugged(tuple(device for device in devices if device is not None), tuple(_uarts(root)))


def text(path: Path) -> str:
    """The text of a file of /sys or /proc, "" where there is none (any more)."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\0 \n\t")
    except OSError:
        return ""


def _device(place: Path, dev: Path, by_id: Mapping[str, str], by_path: Mapping[str, str]) -> UsbDevice | None:
    vendor, model = text(place / "idVendor").lower(), text(place / "idProduct").lower()
    if not vendor or not model or _hex(text(place / "bDeviceClass")) == _HUB:
        return None
    # Names like 1-1.2:1.0: the configuration stands behind the colon.
    folders = [entry for entry in _entries(place) if entry.name.startswith(f"{place.name}:")]
    found = sorted(
        ((_interface(folder), folder) for folder in folders), key=lambda pair: (pair[0].number, pair[1].name)
    )
    ttys = [
        Tty(str(dev / name), interface.number, order, interface.driver, by_id.get(name), by_path.get(name))
        for interface, folder in found
        for order, name in enumerate(_tty_names(folder))
        if (dev / name).exists()
    ]
    return UsbDevice(
        place.name,
        vendor,
        model,
        text(place / "manufacturer")[:_LONGEST_TEXT],
        text(place / "product")[:_LONGEST_TEXT],
        text(place / "serial")[:_LONGEST_TEXT],
        f"{text(place / 'busnum')}/{text(place / 'devnum')}",
        tuple(interface for interface, _ in found),
        tuple(ttys),
    )


def _interface(folder: Path) -> Interface:
    kind = tuple(_hex(text(folder / f"bInterface{part}")) for part in ("Class", "SubClass", "Protocol"))
    driver = linked(folder / "driver")
    return Interface(
        _hex(text(folder / "bInterfaceNumber")),
        (kind[0], kind[1], kind[2]),
        driver.name if driver is not None else "",
        text(folder / "interface")[:_LONGEST_TEXT],
        tuple(sorted(entry.name for entry in _entries(folder / "net"))),
    )


def _tty_names(folder: Path) -> list[str]:
    """usb-serial has ``ttyUSB0/tty/ttyUSB0`` below the interface, cdc-acm ``tty/ttyACM0``."""
    names = {entry.name for entry in _entries(folder) if entry.name.startswith("ttyUSB")}
    return sorted(names | {entry.name for entry in _entries(folder / "tty")}, key=_number_in)


def _uarts(root: Path) -> Iterator[Uart]:
    alias = root / "dev/serial0"
    said = linked(alias)
    primary = said.name if said is not None else None
    for entry in sorted(_entries(root / "sys/class/tty"), key=lambda entry: _number_in(entry.name)):
        if not _UART.fullmatch(entry.name) or not (root / "dev" / entry.name).exists():
            continue
        if text(entry / "type") == _NO_HARDWARE or not (entry / "device").exists():
            continue
        yield Uart(str(root / "dev" / entry.name), entry.name, str(alias) if primary == entry.name else None)


def _links(folder: Path) -> dict[str, str]:
    """The kernel's name of a tty to the link in *folder* that points to it."""
    found: dict[str, str] = {}
    for link in sorted(_entries(folder)):
        if (said := linked(link)) is not None:
            found.setdefault(said.name, str(link))
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _hex(digits: str) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        return 0


def _number_in(name: str) -> tuple[str, int]:
    digits = re.search(r"\d+$", name)
    return (name[: digits.start()], int(digits[0])) if digits else (name, -1)


def _in_order(place: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", place.name)]
