"""Looks at everything that can be looked at, and says in plain words what to do; the last look is kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.devices import Finding, Severity
from modemsms.services import backups, pages
from modemsms.services.devices import Devices
from modemsms.services.modems import Modems
from modemsms.store.database import Store

log = logging.getLogger(__name__)

# The machine changes slowly, and a look starts programs.
LOOK_EVERY = timedelta(minutes=15)
FIRST_LOOK = timedelta(seconds=30)

Examine = Callable[[Sequence[str]], list[Finding]]


def _nothing(ports: Sequence[str]) -> list[Finding]:
    del ports
    return []


class Doctor:
    """Examines the machine (through what the composition root gives it), the database and the modems."""

    def __init__(
        self,
        store: Store,
        modems: Modems,
        devices: Devices,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._store = store
        self._modems = modems
        self._devices = devices
        self._examine: Examine = _nothing
        self._now = now
        self._guard = threading.Lock()
        self._last: tuple[Finding, ...] = ()
        self._looked_at: datetime | None = None

    def use(self, examine: Examine) -> None:
        """Look at the machine with *examine* from now on."""
        self._examine = examine

    def last(self) -> Sequence[Finding]:
        """What the last look at the machine found; nothing before the first."""
        return self._last

    def look(self) -> list[Finding]:
        """Everything, now. It takes a second or two."""
        return [*self._machine(), *self._of_database(), *self._of_modems(), *self._of_devices()]

    def run(self, now: datetime) -> None:
        """Look at the machine again when the last look is old. Part of the scheduler's work."""
        if self._looked_at is None:
            # Not in the first seconds, when everybody waits for the page.
            self._looked_at = now - LOOK_EVERY + FIRST_LOOK
        elif abs(now - self._looked_at) >= LOOK_EVERY:
            self._looked_at = now
            self._machine()

    def next_moment(self, now: datetime) -> datetime | None:
        """When ``run`` has something to do next."""
        return now if self._looked_at is None else self._looked_at + LOOK_EVERY

    def _machine(self) -> list[Finding]:
        ports = [modem.port for modem in self._modems.list() if modem.enabled and modem.port.startswith("/")]
        with self._guard:
            findings = self._examine(ports)
            self._last = tuple(findings)
        return findings

    def _of_database(self) -> list[Finding]:
        fault = self._store.fault
        if fault is not None:
            return [
                Finding(
                    "store",
                    Severity.PROBLEM,
                    f"Nothing can be saved: {fault}.",
                    "Free some space on the disk.",
                )
            ]
        damage = backups.damage(self._store.path)
        if damage is not None:
            return [
                Finding(
                    "database",
                    Severity.PROBLEM,
                    f"The database is damaged: {damage}.",
                    "Stop modemsms, then bring back the newest sound backup: modemsms restore FILE",
                )
            ]
        size = self._store.path.stat().st_size / 1e6
        return [Finding("database", Severity.OK, f"The database is sound ({size:,.1f} MB).")]

    def _of_modems(self) -> list[Finding]:
        modems = self._modems.list()
        if not modems:
            return [
                Finding(
                    "no_modem",
                    Severity.ADVICE,
                    "No modem is set up.",
                    "Plug one in and add it on the Modems page.",
                    pages.MODEMS,
                )
            ]
        findings = []
        for modem in modems:
            code = f"modem_{modem.state}"
            if modem.state in {"ready", "disabled"}:
                findings.append(Finding(code, Severity.OK, f"“{modem.name}” is {modem.state}."))
            else:
                state = modem.state.replace("_", " ")
                why = modem.reason.message if modem.reason else "Wait a minute and look again."
                severity = Severity.ADVICE if modem.state in {"paused", "starting"} else Severity.PROBLEM
                page = pages.of_modem(modem.name)
                findings.append(Finding(code, severity, f"“{modem.name}” is {state}.", why, page))
        return findings

    def _of_devices(self) -> list[Finding]:
        return [
            Finding(
                "device",
                Severity.ADVICE,
                f"{device.found.title}: {device.found.sentence}",
                device.found.needs,
            )
            for device in self._devices.list()
            # What may be a receipt printer stays plugged in for ever, and needs nobody.
            if device.found.needs and not device.modems and not device.found.can_look
        ]
