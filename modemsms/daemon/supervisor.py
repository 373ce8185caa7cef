"""Keeps one worker for each device that the shop has named, and stops them together."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from modemsms.config import ModemConfig, SendingConfig
from modemsms.daemon.worker import Books, Worker
from modemsms.driver import DeviceSettings, Driver, ModemSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Running:
    worker: Worker
    settings: DeviceSettings


class Supervisor:
    """Starts and stops workers so that they are what the board of modems says."""

    def __init__(
        self, books: Books, rules: SendingConfig, create: Callable[[DeviceSettings], Driver]
    ) -> None:
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
            wanted = devices(self._books.modems.configs(), self._rules)
            for key, running in list(self._running.items()):
                if running.worker.is_over:
                    del self._running[key]
                elif wanted.get(key) != running.settings:
                    running.worker.stop()
            for key, settings in wanted.items():
                if key not in self._running:
                    self._running[key] = _Running(self._start(settings), settings)

    def _start(self, settings: DeviceSettings) -> Worker:
        names = {modem.slot: modem.name for modem in settings.modems}
        worker = Worker(self._create(settings), names, self._books, ended=self.arrange)
        worker.start()
        log.info("device_started driver=%s modems=%s", settings.driver, ",".join(names.values()))
        return worker

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


def devices(configs: Iterable[ModemConfig], rules: SendingConfig) -> dict[tuple[str, str], DeviceSettings]:
    """Modems that share a driver and a port are slots of one device."""
    found: dict[tuple[str, str], list[ModemConfig]] = {}
    for config in configs:
        # Each simulated modem is a device of its own, whatever its port says.
        port = config.port if config.driver != "simulator" else f"simulator:{config.name}"
        found.setdefault((config.driver, port), []).append(config)
    return {
        key: DeviceSettings(
            driver=key[0],
            port=key[1],
            modems=tuple(ModemSettings(config.name, config.slot, config.smsc) for config in group),
            submit_timeout=rules.submit_timeout,
            user=group[0].user,
            password=group[0].password,
        )
        for key, group in found.items()
    }
