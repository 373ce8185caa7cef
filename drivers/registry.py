"""The name of a driver to the driver; each is imported only when a modem is configured with it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from modemsms.driver import DeviceSettings, Driver
from modemsms.errors import Cause

if TYPE_CHECKING:
    from drivers.simulator.devices import SimulatedDevices

AUTO = "auto"

_NOT_YET = "not_yet"
_LATER = {
    "gammu": Cause(
        _NOT_YET,
        "Phones by cable (driver “gammu”) come with a later version of modemsms. This one drives modems: "
        "driver “at” with the port of the modem.",
    ),
    "android": Cause(
        _NOT_YET,
        "Android phones (driver “android”) come with a later version of modemsms. This one drives modems: "
        "driver “at” with the port of the modem.",
    ),
}
_FINDING_PORTS = Cause(
    _NOT_YET,
    "Finding the modem's port (port “auto”) comes with a later version of modemsms. Name the port: the "
    "names in /dev/serial/by-id stay the same.",
)


class Drivers:
    """Makes the driver of each device. Simulated modems share one network for as long as this lives."""

    def __init__(self, *, air: timedelta | None = None, customers: bool = False) -> None:
        """*air* is the air time of simulated modems, *customers* whether somebody there answers."""
        self._air = air
        self._customers = customers
        self._simulated: SimulatedDevices | None = None

    def create(self, device: DeviceSettings) -> Driver:
        """A driver that opens its port by itself. Raises ``KeyError`` for a driver that nobody knows."""
        match device.driver:
            case "at" if device.port != AUTO:
                return _at(device)
            case "simulator":
                return self.simulated.create(device)
        from drivers.absent import AbsentDriver

        return AbsentDriver(device, _FINDING_PORTS if device.driver == "at" else _LATER[device.driver])

    @property
    def simulated(self) -> SimulatedDevices:
        """The simulated modems, made when first asked for."""
        if self._simulated is None:
            from drivers.simulator.devices import SimulatedDevices
            from drivers.simulator.simulate import AIR

            self._simulated = SimulatedDevices(
                _at, air=AIR if self._air is None else self._air, customers=self._customers
            )
        return self._simulated

    def close(self) -> None:
        """Take the simulated modems away. The drivers are closed by those who have them."""
        if self._simulated is not None:
            self._simulated.close()
            self._simulated = None


def _at(device: DeviceSettings) -> Driver:
    from drivers.at.modem import AtModem

    return AtModem(device)
