"""The name of a driver to the driver, and all else that the shop asks of hardware; imported when asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from modemsms.devices import Finding, Found, Stick
from modemsms.driver import DeviceSettings, Driver, Setting
from modemsms.errors import Cause

if TYPE_CHECKING:
    from drivers.android.expert import PhoneExpert
    from drivers.discovery.discovery import Discovery
    from drivers.discovery.finder import PortFinder
    from drivers.simulator.devices import SimulatedDevices

AUTO = "auto"

# Tests, and whoever runs this in a container, have /sys, /dev and /proc elsewhere.
ROOT = "MODEMSMS_ROOT"

_NOT_LOOKING = Cause(
    "not_looking", "Here the modem's port is not looked for. Name the port in the config file."
)
_PHONE_BY_CABLE = Cause(
    "port_unusable",
    "An old phone by cable needs its port: the names in /dev/serial/by-id stay the same. Plug it in and add it on "
    "the Modems page.",
)


class Drivers:
    """Makes the driver of each device. Simulated modems share one network for as long as this lives."""

    def __init__(
        self,
        *,
        air: timedelta | None = None,
        customers: bool = False,
        discovers: bool = True,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """*air* is the air time of simulated modems, *customers* whether somebody there answers.

        What *discovers* not touches no hardware beyond the ports that are named to it.
        """
        self._air = air
        self._customers = customers
        self._discovers = discovers
        self._environ = os.environ if environ is None else environ
        self._root = Path(self._environ.get(ROOT, "/"))
        self._simulated: SimulatedDevices | None = None
        self._discovery: Discovery | None = None
        self._finder: PortFinder | None = None
        self._found: tuple[Found, ...] = ()
        self._claimed: Callable[[], frozenset[str]] = frozenset

    def create(self, device: DeviceSettings) -> Driver:
        """A driver that opens its port by itself. Raises ``KeyError`` for a driver that nobody knows."""
        match device.driver:
            case "at":
                return self._at(device)
            case "simulator":
                return self.simulated.create(device)
            case "android":
                from drivers.android.phone import AndroidPhone

                return AndroidPhone(device, environ=self._environ)
            case "gammu":
                return _absent(device, _PHONE_BY_CABLE) if device.port == AUTO else _gammu(device)
        raise KeyError(device.driver)

    def _at(self, device: DeviceSettings) -> Driver:
        from drivers.at.modem import AtModem

        if not self._discovers:
            return _absent(device, _NOT_LOOKING) if device.port == AUTO else AtModem(device)
        from drivers.discovery.whereabouts import FoundWhereabouts, NamedWhereabouts

        name = device.modems[0].name
        if device.port == AUTO:
            return AtModem(device, FoundWhereabouts(self.finder, name, device.imei), root=self._root)
        return AtModem(device, NamedWhereabouts(self.finder, name, device.port, device.imei), root=self._root)

    @property
    def simulated(self) -> SimulatedDevices:
        """The simulated modems, made when first asked for."""
        if self._simulated is None:
            from drivers.simulator.devices import SimulatedDevices
            from drivers.simulator.simulate import AIR

            self._simulated = SimulatedDevices(
                _simulated_at, air=AIR if self._air is None else self._air, customers=self._customers
            )
        return self._simulated

    # --- what is plugged in

    @property
    def finder(self) -> PortFinder:
        """Finds the ports of modems that have none of their own."""
        if self._finder is None:
            from drivers.discovery.finder import PortFinder

            self._finder = PortFinder(lambda: self._found, self._ports_in_use)
        return self._finder

    def _ports_in_use(self) -> frozenset[str]:
        return self._claimed()

    def look_around(
        self, tell: Callable[[Sequence[Found]], None], claimed: Callable[[], frozenset[str]]
    ) -> None:
        """*tell* what is plugged in, now and whenever it changes; what is *claimed* is left alone."""
        if not self._discovers:
            return
        from drivers.discovery.discovery import Discovery

        finder = self.finder
        self._claimed = claimed

        def heard(found: tuple[Found, ...]) -> None:
            finder.heard(found)
            self._found = found
            tell(found)

        self._discovery = Discovery(self._root, self._environ, heard, lambda: claimed() | finder.claimed())
        self._discovery.start()

    def look(self, key: str) -> Found | str:
        """Open what *key* names, because its owner wants it, and see what is behind it."""
        if self._discovery is None:
            return "Here nothing is looked for."
        return self._discovery.look(key)

    # --- what else is known of machines and phones

    def examine(self, ports: Sequence[str], data_dir: Path, ours: Sequence[int] = ()) -> list[Finding]:
        """What can be said of this machine for modems on *ports*; *ours* are the daemon's process ids."""
        if not self._discovers:
            return []
        from drivers.machine.examine import examine

        return examine(self._root, self._environ, ports=ports, data_dir=data_dir, ours=ours)

    def clock_is_kept(self) -> bool:
        """Whether the network keeps this machine's clock."""
        from drivers.machine.network_time import is_kept_by_the_network

        return is_kept_by_the_network()

    def sticks(self) -> list[Stick]:
        """USB sticks that are plugged in."""
        from drivers.machine.sticks import sticks

        return sticks(self._root)

    def expert(self) -> PhoneExpert:
        """Who sets up phones."""
        from drivers.android.expert import PhoneExpert

        return PhoneExpert(self._environ)

    def close(self) -> None:
        """Look around no more, and take the simulated modems away. The drivers are closed by those who have them."""
        if self._discovery is not None:
            self._discovery.close()
            self._discovery = None
        if self._simulated is not None:
            self._simulated.close()
            self._simulated = None


def wrong_quirk(name: str, value: Setting) -> str | None:
    """Why *value* cannot stand for the quirk *name* of an AT modem; None when it can."""
    from drivers.at.quirks import wrong_quirk as wrong

    return wrong(name, value)


def _simulated_at(device: DeviceSettings) -> Driver:
    from drivers.at.modem import AtModem

    return AtModem(device)


def _gammu(device: DeviceSettings) -> Driver:
    from drivers.gammu_phone import GammuPhone

    return GammuPhone(device)


def _absent(device: DeviceSettings, why: Cause) -> Driver:
    from drivers.absent import AbsentDriver

    return AbsentDriver(device, why)
