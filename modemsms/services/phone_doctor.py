"""Sets up a phone with its owner, step by step; who knows phones is given by the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from modemsms.devices import Kind, Step
from modemsms.errors import Conflict, NotFound
from modemsms.services.devices import Devices
from modemsms.services.modems import Modems

# The app is 7 MB; nobody means to send us a film.
LARGEST_FILE = 100 * 1024 * 1024


class Expert(Protocol):
    """What can look at a phone and change it."""

    def examine(self, port: str, user: str, password: str) -> Sequence[Step]:
        """Every step, in order. Never raises for what a phone does."""
        ...

    def carry_out(self, port: str, code: str, user: str, password: str, file: Path | None) -> str:
        """Do what the step *code* offers; a sentence that says what came of it."""
        ...


class PhoneDoctor:
    """Walks through a phone's steps, for a phone that is plugged in or one that has a name."""

    def __init__(self, modems: Modems, devices: Devices) -> None:
        self._modems = modems
        self._devices = devices
        self._expert: Expert | None = None

    def use(self, expert: Expert) -> None:
        """Ask *expert* from now on."""
        self._expert = expert

    def ports(self) -> list[str]:
        """The phones that there are, by their port: those with a name first."""
        named = [modem.port for modem in self._modems.list() if modem.driver == "android"]
        found = [
            device.found.port
            for device in self._devices.list()
            if device.found.kind is Kind.PHONE and device.found.port is not None
        ]
        return list(dict.fromkeys([*named, *found]))

    def examine(self, port: str, user: str = "", password: str = "") -> Sequence[Step]:
        """Every step for the phone on *port*. Raises ``NotFound``."""
        return self._known(port).examine(port, *self._access(port, user, password))

    def carry_out(
        self, port: str, code: str, *, user: str = "", password: str = "", file: Path | None = None
    ) -> str:
        """Do what a step offers; a sentence that says what came of it."""
        return self._known(port).carry_out(port, code, *self._access(port, user, password), file)

    def _known(self, port: str) -> Expert:
        if port not in self.ports():
            raise NotFound("This phone is not plugged in.")
        if self._expert is None:
            raise Conflict("The modemsms daemon is not running.", code="not_running")
        return self._expert

    def _access(self, port: str, user: str, password: str) -> tuple[str, str]:
        """What was typed, else what is kept for the modem on this port."""
        for config in self._modems.configs():
            if config.driver == "android" and config.port == port:
                return user or config.user, password or config.password
        return user or "sms", password
