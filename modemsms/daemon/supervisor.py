"""Keeps one worker for each device that the shop has named, and stops them together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from modemsms.config import ModemConfig
from modemsms.daemon.worker import Books, Worker
from modemsms.driver import Calls, DeviceSettings, Driver, ModemSettings
from modemsms.services.rules import SendingRules

log = logging.getLogger(__name__)

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class _Running:
    worker: Worker
    settings: DeviceSettings


class Supervisor:
    """Starts and stops workers so that they are what the board of modems says."""

    def __init__(self, books: Books, rules: SendingRules, create: Callable[[DeviceSettings], Driver]) -> None:
        self._books = books
        self._rules = rules
        self._create = create
        self._guard = threading.Lock()
        self._running: dict[tuple[str, str], _Running] = {}
        self._ended = False

    def arrange(self) -> None:
        """Start a worker for each new device, stop those whose modems were taken away or changed.

        Returns at once: a worker with a text in the air leaves when that text has its outcome, and
        whoever takes its port begins then.
        """
        with self._guard:
            if self._ended:
                return
            wanted = devices(self._books.modems.configs(), self._rules, self._books.modems.imeis())
            for key, running in list(self._running.items()):
                if running.worker.is_over:
                    del self._running[key]
                elif wanted.get(key) != running.settings:
                    running.worker.stop()
            # All are made before the first is started: modems that are to be found share what is there.
            new = {key: self._make(settings) for key, settings in wanted.items() if key not in self._running}
            for key, worker in new.items():
                self._running[key] = _Running(worker, wanted[key])
                worker.start()

    def _make(self, settings: DeviceSettings) -> Worker:
        names = {modem.slot: modem.name for modem in settings.modems}
        log.info("device_made driver=%s modems=%s", settings.driver, ",".join(names.values()))
        return Worker(self._create(settings), names, self._books, ended=self.arrange)

    def stop(self, patience_seconds: float, hurry: Callable[[], bool]) -> bool:
        """Stop all workers; whether all ended in time. *hurry* cuts the waiting short."""
        with self._guard:
            self._ended = True
            workers = [running.worker for running in self._running.values()]
        for worker in workers:
            worker.stop()
        deadline = time.monotonic() + patience_seconds
        while workers and time.monotonic() < deadline and not hurry():
            workers = [worker for worker in workers if not worker.join(0.05)]
        return not workers


def devices(
    configs: Iterable[ModemConfig], rules: SendingRules, imeis: Mapping[str, str]
) -> dict[tuple[str, str], DeviceSettings]:
    """Modems that share a driver and a port are slots of one device. *imeis*: the box that each was last."""
    found: dict[tuple[str, str], list[ModemConfig]] = {}
    for config in configs:
        found.setdefault((config.driver, _place(config)), []).append(config)
    return {
        key: DeviceSettings(
            driver=key[0],
            port=group[0].port if key[0] != "simulator" else key[1],
            modems=tuple(
                ModemSettings(config.name, config.slot, config.smsc, Calls(config.calls)) for config in group
            ),
            submit_timeout=rules.submit_timeout,
            user=group[0].user,
            password=group[0].password,
            quirks=group[0].quirks,
            power_hook=group[0].power_hook,
            imei=imeis.get(group[0].name),
        )
        for key, group in found.items()
    }


def _place(config: ModemConfig) -> str:
    """What modems on one device share. A simulated modem is a device of its own, whatever its port says, and
    so is a modem whose port is still to be found; only a phone has several SIMs."""
    if config.driver == "simulator" or (config.port == AUTO and config.driver != "android"):
        return f"{config.driver}:{config.name}"
    return config.port
