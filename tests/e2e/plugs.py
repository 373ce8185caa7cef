"""Devices of every kind that a hand can pull out and put back: the world's side of the plug."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import Enum
from pathlib import Path

from drivers.simulator.faults import Fault, Moment, Unplug
from drivers.simulator.journal import Kind
from drivers.simulator.modem import Modem
from drivers.simulator.phone import AdbServer, SimulatedPhone
from drivers.simulator.pty import Port
from tests.drivers.discovery.tree import Gadget, Part, Tree

# A phone of today takes half a minute for it; nothing of ours depends on how long.
PHONE_STARTS_IN = timedelta(milliseconds=500)
COMMANDS_OF_A_START = 40
REQUESTS_OF_A_START = 8


class Stage(Enum):
    """What a device is doing when it is pulled."""

    STARTING = "starting"
    SENDING = "sending"
    RECEIVING = "receiving"
    DIALLING = "dialling"
    ANY = "anything"


Condition = Callable[[], bool]


class Plug(ABC):
    """One device, and the cable that it hangs on. All methods want the world's lock held."""

    stages: tuple[Stage, ...]

    def __init__(self, name: str, number: str) -> None:
        self.name = name
        self.number = number
        self.is_in = True

    @property
    @abstractmethod
    def block(self) -> str:
        """Its ``[[modems]]`` in the config file."""

    @abstractmethod
    def pull(self, dice: random.Random) -> str:
        """Out with it, in one of the ways that its kind knows. One that is out stays as it is. Gives the way."""

    @abstractmethod
    def put_back(self, dice: random.Random) -> None:
        """In with it, under another name or in another socket where its kind has those."""

    @abstractmethod
    def reaches(self, stage: Stage, dice: random.Random) -> Condition:
        """Holds once the device is in *stage*, counted from now; it may go out by itself there."""


class ModemPlug(Plug):
    """A simulated modem behind a link that keeps its name; the pty behind it is another each time."""

    stages = (Stage.STARTING, Stage.SENDING, Stage.SENDING, Stage.RECEIVING, Stage.DIALLING, Stage.ANY)

    def __init__(self, name: str, driver: str, modem: Modem, port: Port) -> None:
        super().__init__(name, modem.number or "")
        self._driver = driver
        self._modem = modem
        self._port = port
        take_away = modem.port_taken_away

        def taken_away(how: Unplug) -> None:
            take_away(how)
            if self.is_in:
                self.is_in = False
                self._left()

        modem.port_taken_away = taken_away

    @property
    def block(self) -> str:
        return _block(self.name, self._driver, self._where)

    @property
    def _where(self) -> str:
        return str(self._port.path)

    def pull(self, dice: random.Random) -> str:
        self._modem.faults.clear()
        if self.is_in:
            self._modem.unplug()
        return "cable"

    def put_back(self, dice: random.Random) -> None:
        self._port.plug()
        self._modem.journal.clear()
        self.is_in = True
        self._came(dice)

    def reaches(self, stage: Stage, dice: random.Random) -> Condition:
        journal = self._modem.journal
        match stage:
            case Stage.STARTING:
                heard = dice.randrange(COMMANDS_OF_A_START)
                return lambda: len(journal.entries(Kind.COMMAND)) >= heard
            case Stage.SENDING:
                self._modem.faults.add(Fault(dice.choice(list(Moment)), Unplug()))
                return lambda: not self.is_in
            case Stage.RECEIVING:
                journal.clear()
                line = dice.choice(["+CMTI", "AT+CMGR", "AT+CMGD"])
                return lambda: bool(journal.entries(prefix=line))
            case Stage.DIALLING:
                journal.clear()
                return lambda: bool(journal.entries(Kind.COMMAND, "AT+CUSD=1,"))
            case Stage.ANY:
                return lambda: False

    def _left(self) -> None:
        """The machine sees it go."""

    def _came(self, dice: random.Random) -> None:
        """The machine sees it come."""


class StickPlug(ModemPlug):
    """A stick whose port is "auto": it is found in whichever of *sockets* it is put.

    They are its own: no hand puts another one where it was within the blink that discovery takes to see.
    """

    def __init__(self, name: str, modem: Modem, port: Port, tree: Tree, sockets: Sequence[str]) -> None:
        super().__init__(name, "at", modem, port)
        self._tree = tree
        self._sockets = sockets
        self._socket = ""
        self.imei = modem.imei
        self._came(random.Random(name))

    @property
    def _where(self) -> str:
        return "auto"

    def _left(self) -> None:
        self._tree.unplug(self._socket)

    def _came(self, dice: random.Random) -> None:
        self._socket = dice.choice(self._sockets)
        at = Part(2, tty=str(self._port.path))
        self._tree.plug(self._socket, Gadget("2c7c:0125", [at], "EC25", "Quectel"))


class PhonePlug(Plug):
    """A phone on adb. It can also start again, lose the app, or stop to trust this machine."""

    stages = (Stage.STARTING, Stage.SENDING, Stage.SENDING, Stage.RECEIVING, Stage.ANY)

    def __init__(self, name: str, phone: SimulatedPhone, adb: AdbServer) -> None:
        super().__init__(name, phone.slots[0].number or "")
        self._phone = phone
        self._adb = adb

    @property
    def block(self) -> str:
        quirks = (
            "{parts_per_minute = 1000, inbox_seconds = 1, check_seconds = 2, "
            "pending_seconds = 10, processed_seconds = 10}"
        )
        more = f'password = "{self._phone.password}"\nquirks = {quirks}\n'
        return _block(self.name, "android", self._phone.serial) + more

    def pull(self, dice: random.Random) -> str:
        self.is_in = False
        way = dice.choice(["cable", "cable", "restart", "app", "unauthorized", "offline", "elsewhere"])
        match way:
            case "cable":
                self._phone.unplug()
            case "restart":
                self._phone.reboot(PHONE_STARTS_IN)
            case "app":
                self._phone.kill_app()
            case "elsewhere":
                self._adb.detach(self._phone)
            case state:
                self._adb.set_state(self._phone, state)
        return way

    def put_back(self, dice: random.Random) -> None:
        self._phone.requests.clear()
        self._adb.attach(self._phone)
        self._adb.set_state(self._phone, "device")
        if not self._phone.is_plugged:
            self._phone.plug_in()
        self._phone.start_app()
        self.is_in = True

    def reaches(self, stage: Stage, dice: random.Random) -> Condition:
        phone = self._phone
        match stage:
            case Stage.STARTING:
                heard = dice.randrange(REQUESTS_OF_A_START)
                return lambda: len(phone.requests) >= heard
            case Stage.SENDING:
                phone.requests.clear()
                return dice.choice([self._is_asked("POST", "/messages"), self._tells])
            case Stage.RECEIVING:
                return self._tells
            case _:
                return lambda: False

    def _is_asked(self, method: str, path: str) -> Condition:
        return lambda: any(r.method == method and r.path.startswith(path) for r in self._phone.requests)

    def _tells(self) -> bool:
        """A webhook is under way."""
        return self._phone.app is not None and bool(self._phone.app.deliveries.waiting)


def _block(name: str, driver: str, where: str | Path) -> str:
    return (
        f'[[modems]]\nname = "{name}"\ndriver = "{driver}"\nport = "{where}"\nper_minute = 0\nper_hour = 0\n'
    )
