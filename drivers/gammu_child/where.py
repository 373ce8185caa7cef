"""Where a phone is and how gammu is to speak to it: what a ``port`` of the config says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modemsms.driver import Setting

# What a phone with a serial cable or a modem takes; gammu finds out the make by itself.
USUAL_CONNECTION = "at115200"

_DUMMY = "dummy"
_NO_CONNECTION = "none"


@dataclass(frozen=True, slots=True)
class Where:
    """A device (or the directory of gammu's dummy phone), and gammu's names for the rest."""

    device: str
    connection: str = USUAL_CONNECTION
    model: str = ""

    @property
    def is_port(self) -> bool:
        """Whether there is a port that could be missing, or in use by another program."""
        return self.connection != _NO_CONNECTION

    @property
    def speaks_at(self) -> bool:
        """Whether gammu talks AT to it: then its log shows the lines of the modem."""
        return speaks_at(self.connection)


def speaks_at(connection: str) -> bool:
    """Whether *connection*, a name of gammu's, is one of those for modems."""
    return connection.startswith("at")


def where(port: str, quirks: Mapping[str, Setting]) -> Where:
    """*port* is a path, or a connection of gammu, a colon and a path: ``fbus:/dev/ttyUSB0``.

    ``dummy:/directory`` is gammu's dummy phone. The quirks ``connection`` and ``model`` say the same
    for a port that is only a path; what the port says goes before.
    """
    connection = str(quirks.get("connection", USUAL_CONNECTION))
    model = str(quirks.get("model", ""))
    named, colon, path = port.partition(":/")
    # A path by socket has colons too, behind its first slash.
    if not colon or "/" in named or not named:
        return Where(port, connection, model)
    if named == _DUMMY:
        return Where(f"/{path}", _NO_CONNECTION, _DUMMY)
    return Where(f"/{path}", named, model)
