"""Carries octets between two connections until both have ended."""

from __future__ import annotations

import selectors
import socket
from contextlib import suppress

PIECE = 1 << 16


def splice(one: socket.socket, other: socket.socket) -> None:
    """Carry both ways; the end of one direction is passed on, the other goes on (half-close)."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        with suppress(OSError):
            while selector.get_map():
                for key, _ in selector.select():
                    source, target = key.fileobj, key.data
                    assert isinstance(source, socket.socket)
                    data = source.recv(PIECE)
                    if data:
                        target.sendall(data)
                    else:
                        selector.unregister(source)
                        target.shutdown(socket.SHUT_WR)
