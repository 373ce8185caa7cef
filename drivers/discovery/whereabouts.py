"""Where a driver opens its port when discovery finds it (in place of ``at.ports.Whereabouts``)."""

from __future__ import annotations

from pathlib import Path

from drivers.at.ports import Whereabouts
from drivers.discovery.finder import PortFinder
from modemsms.errors import ModemUnavailable


class FoundWhereabouts:
    """A modem whose port is "auto". Made for all such modems before the first is asked for its path."""

    def __init__(self, finder: PortFinder, name: str, imei: str | None) -> None:
        self._finder = finder
        self._name = name
        self._imei = imei
        finder.expect(name, imei)

    @property
    def path(self) -> str:
        """The path to open now. Raises ``ModemUnavailable`` (``port_missing``) that says why there is none."""
        path = self._finder.path_for(self._name, self._imei)
        if path is None:
            raise ModemUnavailable(self._finder.why_not(self._name))
        return path

    def seen(self) -> None:
        """The modem is there. The finder knows it by itself."""

    def leave(self) -> None:
        """Nobody looks for it any more: its box is free for others."""
        self._finder.release(self._name)


class NamedWhereabouts(Whereabouts):
    """A modem with a port of its own, which is found again by its IMEI when it was put into another socket."""

    def __init__(self, finder: PortFinder, name: str, configured: str, imei: str | None) -> None:
        super().__init__(configured)
        self._finder = finder
        self._name = name
        self._imei = imei

    @property
    def path(self) -> str:
        """The configured port or the socket of before while there is one, else where the box is now."""
        path = super().path
        if self._imei is None or Path(path).exists():
            return path
        return self._finder.where_is(self._imei, self._name) or path
