"""A machine made of files: /sys, /dev and /proc below a folder, into which devices are plugged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

VENDOR_SPECIFIC = (0xFF, 0xFF, 0xFF)
ADB = (0xFF, 0x42, 0x01)
PICTURES = (0x06, 0x01, 0x01)
CD = (0x08, 0x06, 0x50)
ACM = (0x02, 0x02, 0x01)
RNDIS = (0xE0, 0x01, 0x03)
ETHERNET = (0x02, 0x06, 0x00)


@dataclass(frozen=True, slots=True)
class Part:
    """One USB interface: behind *tty* is a pty's path, *card* is a network card's name."""

    number: int
    kind: tuple[int, int, int] = VENDOR_SPECIFIC
    driver: str = "option"
    tty: str | None = None
    card: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Gadget:
    """One USB device as its descriptors say."""

    usb_id: str
    parts: Sequence[Part] = ()
    product: str = ""
    manufacturer: str = ""
    serial: str = ""


@dataclass(slots=True)
class Tree:
    """The machine. The names of ttys are given in the order of plugging in, as the kernel does it."""

    root: Path
    sockets: dict[str, list[str]] = field(default_factory=dict)
    visits: count[int] = field(default_factory=lambda: count(2))

    def __post_init__(self) -> None:
        for folder in ("sys/bus/usb/devices", "sys/class/tty", "dev/bus/usb/001", "proc/net", "run/lock"):
            (self.root / folder).mkdir(parents=True)

    def plug(self, socket: str, gadget: Gadget) -> list[str]:
        """Put *gadget* into *socket* (``1-1.2``). The paths of its ttys, in the order of its interfaces."""
        device = self.root / "sys/devices/usb1" / socket
        visit = str(next(self.visits))
        vendor, model = gadget.usb_id.split(":")
        texts = {
            "idVendor": vendor,
            "idProduct": model,
            "product": gadget.product,
            "manufacturer": gadget.manufacturer,
            "serial": gadget.serial,
            "busnum": "1",
            "devnum": visit,
            "bDeviceClass": "00",
        }
        write(device, {name: text for name, text in texts.items() if text})
        paths = [
            self._plug_part(device, socket, gadget, part)
            for part in sorted(gadget.parts, key=lambda p: p.number)
        ]
        (self.root / "sys/bus/usb/devices" / socket).symlink_to(device)
        node = self.root / "dev/bus/usb/001" / visit
        self.sockets.setdefault(socket, []).append(str(node))
        # Last, so that a look at the event finds everything.
        node.touch()
        return [path for path in paths if path is not None]

    def unplug(self, socket: str) -> None:
        """Pull out what is in *socket*."""
        (self.root / "sys/bus/usb/devices" / socket).unlink()
        shutil.rmtree(self.root / "sys/devices/usb1" / socket)
        for path in reversed(self.sockets.pop(socket)):
            Path(path).unlink(missing_ok=True)

    def uart(self, name: str, tty: str, alias: str = "") -> str:
        """A port of the board itself."""
        write(self.root / "sys/class/tty" / name, {"type": "32"})
        (self.root / "sys/class/tty" / name / "device").mkdir()
        (self.root / "dev" / name).symlink_to(tty)
        if alias:
            (self.root / "dev" / alias).symlink_to(name)
        return str(self.root / "dev" / name)

    def route(self, card: str, gateway: str) -> None:
        """The default route goes by *card*."""
        octets = bytes(int(part) for part in gateway.split("."))
        (self.root / "proc/net/route").write_text(
            "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
            f"{card}\t00000000\t{octets[::-1].hex().upper()}\t0003\t0\t0\t100\t00000000\n"
        )

    def real_processes(self) -> None:
        """The processes of this machine are those of the tree."""
        shutil.rmtree(self.root / "proc")
        (self.root / "proc").symlink_to("/proc")

    def _plug_part(self, device: Path, socket: str, gadget: Gadget, part: Part) -> str | None:
        folder = device / f"{socket}:1.{part.number}"
        kinds = dict(
            zip(("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol"), part.kind, strict=True)
        )
        texts = {name: f"{value:02x}" for name, value in kinds.items()}
        texts["bInterfaceNumber"] = f"{part.number:02x}"
        write(folder, texts | ({"interface": part.label} if part.label else {}))
        if part.driver:
            drivers = self.root / "sys/bus/usb/drivers" / part.driver
            drivers.mkdir(parents=True, exist_ok=True)
            (folder / "driver").symlink_to(drivers)
        if part.card is not None:
            (folder / "net" / part.card).mkdir(parents=True)
        if part.tty is None:
            return None
        return self._plug_tty(folder, socket, gadget, part, part.tty)

    def _plug_tty(self, folder: Path, socket: str, gadget: Gadget, part: Part, tty: str) -> str:
        family = "ttyACM" if part.driver == "cdc_acm" else "ttyUSB"
        number = next(
            number for number in count() if not os.path.lexists(self.root / "dev" / f"{family}{number}")
        )
        name = f"{family}{number}"
        (folder / ("tty" if family == "ttyACM" else name) / name).mkdir(parents=True)
        node = self.root / "dev" / name
        node.symlink_to(tty)
        words = [gadget.manufacturer or gadget.usb_id[:4], gadget.product or gadget.usb_id[5:], gadget.serial]
        by_id = f"usb-{'_'.join(word for word in words if word)}-if{part.number:02x}-port0".replace(" ", "_")
        by_path = f"platform-usb-0:{socket.partition('-')[2]}:1.{part.number}-port0"
        for kind, link_name in (("by-id", by_id), ("by-path", by_path)):
            link = self.root / "dev/serial" / kind / link_name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(f"../../{name}")
            self.sockets.setdefault(socket, []).append(str(link))
        self.sockets[socket].append(str(node))
        return str(node)


def write(folder: Path, texts: dict[str, str]) -> None:
    """Files of one line each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(f"{text}\n")


def tool(folder: Path, name: str, script: str) -> Path:
    """A small program called *name*."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def four_ports(at: str, deaf: str) -> list[Part]:
    """An EC25: diagnostics, positions, AT, and a modem port that nobody needs."""
    return [Part(0, tty=deaf), Part(1, tty=deaf), Part(2, tty=at), Part(3, tty=deaf)]
