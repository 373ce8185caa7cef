"""TCP as the phone sees it: its own loopback, the app's port on it, and the ways out."""

from __future__ import annotations

import socket
from collections.abc import Callable

from drivers.simulator.phone.exchange import Request, Response
from drivers.simulator.phone.faults import PhoneFaults
from drivers.simulator.phone.listener import HOST
from drivers.simulator.phone.server import AppServer


class Ports:
    """The app's server comes and goes; outside the phone it keeps its port, as long as that is free."""

    def __init__(self, inside: int, answer: Callable[[Request], Response], faults: PhoneFaults) -> None:
        """*inside* is the port of the app on the phone itself."""
        self.reverses: dict[str, str] = {}
        """What adb leads from the phone to the host: ``tcp:9876`` to ``tcp:8088``."""
        self.outside = 0
        self._inside = inside
        self._answer = answer
        self._faults = faults
        self._server: AppServer | None = None
        self._old: list[AppServer] = []

    def open(self) -> None:
        """Listen, if that is not so already."""
        if self._server is None:
            try:
                self._server = AppServer(self._answer, self._faults, port=self.outside)
            except OSError:
                # Another program took the port while the phone was away: it moves.
                self._server = AppServer(self._answer, self._faults)
            self.outside = self._server.port

    def shut(self) -> None:
        """Refuse and cut all connections, without waiting for them."""
        self._old = [server for server in self._old if not server.is_over]
        if self._server is not None:
            self._server.stop()
            self._old.append(self._server)
            self._server = None

    def close(self) -> None:
        """``shut``, and wait until nothing is left. Not with the world's lock held."""
        self.shut()
        for server in self._old:
            server.close()

    def of(self, inside: int) -> int | None:
        """The host's loopback port behind the phone's port *inside*; None if nothing listens there."""
        server = self._server
        return server.port if server is not None and inside == self._inside else None

    def connect(self, host: str, port: int, timeout: float, *, internet: bool) -> socket.socket:
        """A connection from the phone: its loopback is not the host's.

        Raises OSError: refused where nothing listens and no reverse leads out, unreachable without
        *internet*.
        """
        if host not in (HOST, "localhost"):
            if not internet:
                raise OSError("network is unreachable")
            return socket.create_connection((host, port), timeout)
        target = self.reverses.get(f"tcp:{port}", "")
        outside = self.of(port) or int(target.removeprefix("tcp:") or 0)
        if not outside:
            raise ConnectionRefusedError(f"nothing listens on the phone's port {port}")
        return socket.create_connection((HOST, outside), timeout)
