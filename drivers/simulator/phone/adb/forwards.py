"""Ports of the host that lead into a phone, as ``adb forward`` makes them."""

from __future__ import annotations

import socket

from drivers.simulator.phone.adb.pipe import splice
from drivers.simulator.phone.adb.protocol import AdbFailure
from drivers.simulator.phone.listener import HOST, Listener
from drivers.simulator.phone.phone import SimulatedPhone

CONNECT_SECONDS = 5


class Forwards:
    """Those of one phone on its cable; they end with the cable."""

    def __init__(self, phone: SimulatedPhone) -> None:
        self._phone = phone
        self._open: dict[str, tuple[str, Listener]] = {}
        self._old: list[Listener] = []

    def add(self, local: str, remote: str, *, rebind: bool) -> int:
        """Listen at *local* (``tcp:18080``; ``tcp:0`` for any) and lead to *remote*; gives the port.

        Raises ``AdbFailure`` in adb's words.
        """
        port, inside = tcp_port(local), tcp_port(remote)
        if local in self._open:
            if not rebind:
                raise AdbFailure("cannot rebind existing socket")
            # The port stays open; only what is behind it changes.
            self.remove(local)
        try:
            listener = _forward(self._phone, port, inside)
        except OSError as error:
            raise AdbFailure(f"cannot bind listener: {error.strerror}") from error
        self._open[f"tcp:{listener.port}"] = remote, listener
        return listener.port

    def remove(self, local: str) -> None:
        """Close one. Raises ``AdbFailure`` if it is not there."""
        if local not in self._open:
            raise AdbFailure(f"listener '{local}' not found")
        listener = self._open.pop(local)[1]
        listener.stop()
        self._old = [old for old in self._old if not old.is_over] + [listener]

    def remove_all(self) -> None:
        """Close all, without waiting for their connections."""
        for local in list(self._open):
            self.remove(local)

    def close(self) -> None:
        """Close all, and wait until nothing is left."""
        self.remove_all()
        for listener in self._old:
            listener.close()

    def __contains__(self, local: str) -> bool:
        return local in self._open

    def pairs(self) -> list[tuple[str, str]]:
        """Local and remote end of each."""
        return [(local, remote) for local, (remote, _) in self._open.items()]


def tcp_port(spec: str) -> int:
    """The number in ``tcp:8080``. Raises ``AdbFailure`` for any other kind of socket."""
    kind, _, digits = spec.partition(":")
    if kind != "tcp" or not (digits.isascii() and digits.isdecimal() and int(digits) < 1 << 16):
        raise AdbFailure(f"unknown socket specification: '{spec}'")
    return int(digits)


def lead_in(phone: SimulatedPhone, inside: int) -> socket.socket:
    """A connection to the phone's own port *inside*; OSError where nothing listens there."""
    port = phone.port_of(inside)
    if port is None or not phone.is_on_usb:
        raise ConnectionRefusedError
    return socket.create_connection((HOST, port), CONNECT_SECONDS)


def _forward(phone: SimulatedPhone, port: int, inside: int) -> Listener:
    made: list[Listener] = []

    def serve(connection: socket.socket) -> None:
        # adb accepts first and only then finds that nobody listens on the phone: it just closes.
        with lead_in(phone, inside) as upstream:
            upstream.settimeout(None)
            with made[0].holding(upstream):
                splice(connection, upstream)

    made.append(Listener(serve, port=port, name="adb forward"))
    return made[0]
