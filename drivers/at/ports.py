"""Where a modem's port is found again: its configured path, the socket it sat in, and its speed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Protocol

from drivers.links import links_in, real_path

# Named by socket: unlike names by serial number they are never shared by two sticks of one make.
_BY_SOCKET = Path("/dev/serial/by-path")

# USB modems ignore the speed. A module on a real UART that does not set it by itself has one of these;
# between the others the most likely one is tried again and again.
_USUAL_SPEED = 115200
_OTHER_SPEEDS = (9600, 57600, 38400, 19200, 230400, 460800)


class Place(Protocol):
    """Where a modem's port is to be found."""

    @property
    def path(self) -> str:
        """The path to open now. Raises ``ModemUnavailable`` where there is none."""
        ...

    def seen(self) -> None:
        """The modem is there."""

    def leave(self) -> None:
        """Nobody looks for it any more."""


class Whereabouts:
    """Remembers where a modem was, for when its path is gone (a stick comes back under another number)."""

    def __init__(self, configured: str) -> None:
        self._configured = configured
        self._socket: Path | None = None

    @property
    def path(self) -> str:
        """The path to open now."""
        if self._socket is None or Path(self._configured).exists() or not self._socket.exists():
            return self._configured
        return str(self._socket)

    def seen(self) -> None:
        """The modem is there: note the socket it sits in."""
        device = real_path(self._configured)
        self._socket = next(
            (link for link in links_in(_BY_SOCKET) if real_path(link) == device), self._socket
        )

    def leave(self) -> None:
        """Nobody looks for it any more."""


def speeds() -> Iterator[int]:
    """Speeds to try on a port that stays silent, without end."""
    for other in cycle(_OTHER_SPEEDS):
        yield _USUAL_SPEED
        yield other
