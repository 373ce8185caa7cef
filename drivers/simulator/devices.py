"""``driver = "simulator"`` of the configuration: AT drivers on simulated modems of one network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from drivers.simulator.customers import Customers
from drivers.simulator.modem import Modem
from drivers.simulator.network import Network
from drivers.simulator.pty import PtyHost
from drivers.simulator.sim import imei, sims
from drivers.simulator.simulate import AIR, REMEMBERED
from modemsms.driver import DeviceSettings, Driver


class SimulatedDevices:
    """All simulated modems of one daemon, on one network.

    Each *port* of the settings is one modem, made when first asked for; *open_at* makes the driver
    behind it. The same port gives the same modem again, as a stick that stays plugged in while its
    worker is restarted.
    """

    def __init__(
        self,
        open_at: Callable[[DeviceSettings], Driver],
        *,
        air: timedelta = AIR,
        customers: bool = True,
        network: Network | None = None,
    ) -> None:
        """*customers*: whether somebody out there answers."""
        self.network = network or Network(remembered=REMEMBERED)
        if customers:
            Customers(self.network)
        self.modems: dict[str, Modem] = {}
        self._open_at = open_at
        self._air = air
        self._sims = sims()
        self._links = tempfile.TemporaryDirectory(prefix="modemsms-simulator-")
        self._host = PtyHost(self.network)

    def create(self, settings: DeviceSettings) -> Driver:
        """A driver for the modem that ``settings.port`` names."""
        return self._open_at(replace(settings, port=str(self.port(settings.port))))

    def port(self, name: str) -> Path:
        """Where the modem called *name* is plugged in; a new one is plugged in if need be."""
        number = list(self.modems).index(name) if name in self.modems else len(self.modems)
        link = Path(self._links.name) / f"modem{number}"
        if name not in self.modems:
            modem = Modem(self.network, next(self._sims), imei=imei(number + 1), air=self._air)
            self.modems[name] = modem
            self._host.add(modem, link)
        return link

    def close(self) -> None:
        """Take all modems away."""
        self._host.close()
        self._links.cleanup()
