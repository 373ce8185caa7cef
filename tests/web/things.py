"""Things that shops plug in, as discovery tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from modemsms.devices import Found, Kind, Progress, Step
from tests.desk import Desk

STICK = Found(
    "1-1.2",
    Kind.MODEM,
    "Huawei E3531",
    "A modem: Huawei E3531.",
    driver="at",
    port="/dev/serial/by-id/usb-HUAWEI-if00",
    imei="861234567890123",
)
HELD = Found(
    "1-1.6",
    Kind.MODEM,
    "Quectel EC25",
    "A modem: Quectel EC25.",
    needs="ModemManager holds its port. Stop it: sudo systemctl disable --now ModemManager",
    driver="at",
    port="/dev/ttyUSB2",
)
ADAPTER = Found(
    "1-1.4",
    Kind.ADAPTER,
    "Serial adapter CH340",
    "A serial adapter (CH340). A modem may be behind it, or a receipt printer.",
    needs="Is a modem behind it? Then look here.",
    can_look=True,
)
PHONE = Found(
    "1-1.3",
    Kind.PHONE,
    "Galaxy A13",
    "A phone: Galaxy A13.",
    driver="android",
    port="R58M123",
    slots=2,
)
TETHERED = Found(
    "1-1.7",
    Kind.PHONE,
    "Pixel 6a",
    "A phone: Pixel 6a. It shares its network by the cable.",
    driver="android",
    port="http://192.168.42.129:8080",
)
HILINK = Found(
    "1-1.5",
    Kind.NETWORK_STICK,
    "Huawei E3372h",
    "A stick that shows a network card and no port.",
    needs="It cannot be driven as it is. Use another stick.",
)
CD = Found("1-2", Kind.STORAGE, "ZTE MF192", "It still shows itself as a CD.", needs="Pull it out once.")


class Finder:
    """Discovery that finds *behind* when somebody looks, or says a sentence."""

    def __init__(self, desk: Desk, behind: Found | str) -> None:
        self._desk = desk
        self._behind = behind
        self.looked: list[str] = []

    def look(self, key: str) -> Found | str:
        self.looked.append(key)
        if isinstance(self._behind, Found):
            self._desk.devices.seen([self._behind])
        return self._behind


class Expert:
    """Somebody who knows phones, and remembers what was asked of him."""

    def __init__(self) -> None:
        self.access: list[tuple[str, str, str]] = []
        self.done: list[tuple[str, str, bytes | None]] = []

    def examine(self, port: str, user: str, password: str) -> Sequence[Step]:
        self.access.append((port, user, password))
        return [
            Step("cable", "Cable", Progress.DONE, "The phone is on its cable."),
            Step("app", "The app", Progress.NEEDED, "It is not there yet.", "Install it", takes_file=True),
            Step(
                "limit",
                "The limit",
                Progress.NEEDED,
                "Raise it: adb shell settings put global x 9",
                "Raise it",
            ),
            Step("trip", "Round trip", Progress.UNKNOWN, "It comes last."),
        ]

    def carry_out(self, port: str, code: str, user: str, password: str, file: Path | None) -> str:
        self.done.append((port, code, None if file is None else file.read_bytes()))
        return f"The step “{code}” is done."
