"""A socket with one deadline for the whole exchange, not one for each read."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from modemsms import clock

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class TimedSocket(socket.socket):
    """A stream socket whose every operation ends at ``until``, a moment of ``clock.monotonic``.

    A peer that trickles one octet at a time would hold a socket with a plain timeout for ever.
    """

    until: float = 0.0

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """As ``socket.recv``; raises ``TimeoutError`` when the deadline is over."""
        self._arm()
        return super().recv(bufsize, flags)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """As ``socket.recv_into``; raises ``TimeoutError`` when the deadline is over."""
        self._arm()
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0, /) -> None:
        """As ``socket.sendall``; raises ``TimeoutError`` when the deadline is over."""
        self._arm()
        super().sendall(data, flags)

    def _arm(self) -> None:
        left = self.until - clock.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline is over")
        self.settimeout(left)


def dial(host: str, port: int, seconds: float) -> TimedSocket:
    """A connection to *host* whose whole life is *seconds*. Raises ``OSError``."""
    until = clock.monotonic() + seconds
    refusal: OSError = OSError(f"no address of {host} can be used")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        connection = TimedSocket(family, kind, protocol)
        connection.until = until
        connection.settimeout(max(0.001, until - clock.monotonic()))
        try:
            connection.connect(address)
        except OSError as error:
            connection.close()
            refusal = error
            continue
        return connection
    raise refusal
