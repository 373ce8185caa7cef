"""Tells the shop's network the name of this box by multicast DNS (RFC 6762), so that nobody types an address."""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from web.box.addresses import own_names

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

log = logging.getLogger(__name__)

NAME = "modemsms.local"

# Where Avahi runs, as on a Raspberry Pi, the network knows the machine by its host name already.
AVAHI = Path("/run/avahi-daemon/socket")
_SERVICE = "_https._tcp.local."

# As long as a name on such a network can be (RFC 6763, 4.1.1).
_LONGEST_TITLE_OCTETS = 63


class Announcement:
    """The name of this box on the network, for as long as it is told."""

    def __init__(self, title: str, port: int, avahi: Path = AVAHI) -> None:
        self._title = title.encode()[:_LONGEST_TITLE_OCTETS].decode(errors="ignore").strip()
        self._avahi = avahi
        self._port = port
        self._addresses: tuple[str, ...] = ()
        self._voice: Zeroconf | None = None
        self._told: ServiceInfo | None = None

    @property
    def name(self) -> str | None:
        """The name that leads here; None when the network has been told none."""
        if self._avahi.exists():
            return next((name for name in own_names() if name.endswith(".local")), None)
        return NAME if self._told is not None else None

    def tell(self, addresses: Sequence[str]) -> None:
        """The name leads to *addresses* from now on; a network that takes no name is no reason to stop."""
        if tuple(addresses) == self._addresses:
            return
        self.end()
        self._addresses = tuple(addresses)
        if not addresses or self._avahi.exists():
            return
        from zeroconf import Error, IPVersion, ServiceInfo, Zeroconf

        try:
            info = ServiceInfo(
                _SERVICE,
                f"{self._title}.{_SERVICE}",
                port=self._port,
                addresses=[socket.inet_aton(address) for address in addresses],
                server=f"{NAME}.",
            )
            self._voice = Zeroconf(interfaces=list(addresses), ip_version=IPVersion.V4Only)
            self._voice.register_service(info, allow_name_change=True)
            self._told = info
        except (OSError, Error) as error:
            log.warning("name_not_announced why=%r", error)
            self.end()
            # Not tried again before the addresses change.
            self._addresses = tuple(addresses)

    def end(self) -> None:
        """Take the name back."""
        voice, self._voice, self._told, self._addresses = self._voice, None, None, ()
        if voice is not None:
            voice.close()
