"""The door to the shop's network: HTTPS on all addresses of this box, and its name told around."""

from __future__ import annotations

import socket
import threading
from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path

from flask import Flask

from modemsms import clock
from modemsms.services.network import Entrance
from modemsms.services.shop import Shop
from web.box.addresses import own_addresses, own_names
from web.box.announcement import AVAHI, NAME, Announcement
from web.box.certificate import Certificate, own_certificate
from web.context import services
from web.server import WebServer

EVERYWHERE = str(IPv4Address(0))
# The first free one of these: a saved address stays good as long as nobody else takes it.
PORTS = range(8443, 8453)


class NetworkDoor:
    """Opens *app* to the network. One listening socket, or none."""

    def __init__(
        self, app: Flask, shop: Shop, directory: Path, avahi: Path = AVAHI, ports: Sequence[int] = PORTS
    ) -> None:
        self._app = app
        self._avahi = avahi
        self._ports = ports
        self._shop = shop
        self._directory = directory
        self._guard = threading.Lock()
        self._server: WebServer | None = None
        self._certificate: Certificate | None = None
        self._announcement: Announcement | None = None

    def open(self) -> None:
        """Answer on the network from now on. Raises ``OSError`` when no port is free or nothing can be kept."""
        with self._guard:
            if self._server is not None:
                return
            addresses = own_addresses()
            certificate = self._own_certificate(addresses)
            server = _listening(self._app, certificate, self._ports)
            server.start()
            self._server, self._certificate = server, certificate
            self._announcement = Announcement(self._shop.name or "modemsms", server.port, self._avahi)
            self._announcement.tell(addresses)

    def look(self) -> None:
        """Tell the network of the addresses that this box has now, and renew what would end soon."""
        with self._guard:
            if self._server is None or self._announcement is None or self._certificate is None:
                return
            addresses = own_addresses()
            self._announcement.tell(addresses)
            certificate = self._own_certificate(addresses)
            if certificate.fingerprint != self._certificate.fingerprint:
                self._server.show(certificate.certificate, certificate.key)
                self._certificate = certificate

    def _own_certificate(self, addresses: Sequence[str]) -> Certificate:
        names = (NAME, *own_names(), "localhost")
        return own_certificate(self._directory, names, addresses, clock.now())

    def close(self) -> None:
        """Answer there no more."""
        with self._guard:
            server, self._server = self._server, None
            announcement, self._announcement = self._announcement, None
        if announcement is not None:
            announcement.end()
        if server is not None:
            server.end_streams()
            with self._app.app_context():
                services().feed.wake()
            server.stop()

    def entrance(self) -> Entrance | None:
        """How it is reached; None while it is closed."""
        with self._guard:
            if self._server is None or self._certificate is None or self._announcement is None:
                return None
            port = self._server.port
            urls = tuple(f"https://{address}:{port}" for address in own_addresses())
            name = self._announcement.name
            by_name = f"https://{name}:{port}" if name is not None else None
            return Entrance(urls, by_name, self._certificate.fingerprint)


def _listening(app: Flask, certificate: Certificate, ports: Sequence[int]) -> WebServer:
    for port in filter(_is_free, ports):
        try:
            return WebServer(app, EVERYWHERE, port, certificate.certificate, certificate.key)
        except OSError:
            continue
    raise OSError(
        f"No port from {ports[0]} to {ports[-1]} is free on this machine. Stop one of the programs that have them."
    )


def _is_free(port: int) -> bool:
    """Whether nobody has *port*: cheroot leaves a socket open for each one that it cannot have."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((EVERYWHERE, port))
        except OSError:
            return False
    return True
