"""Requests as they come in, for cheroot: no head or body fills the memory, no one device takes all threads.

By itself cheroot reads a head of any length, and takes a body that nobody has read in whole, to be rid of it:
whoever reaches the port could end the process by that, with no account.
"""

from __future__ import annotations

import ipaddress
import logging
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cheroot.server import ChunkedRFile, HTTPConnection, HTTPRequest, KnownLengthRFile
from cheroot.wsgi import Server

log = logging.getLogger(__name__)

# Cookies and the longest address of ours are a tenth of it.
MOST_HEAD_OCTETS = 64 * 1024

# A body that was refused is read to its end all the same, or a browser says that the line broke and never shows
# our sentence.
MOST_SKIPPED_OCTETS = 256 * 1024 * 1024
PIECE_OCTETS = 64 * 1024

# Half of the server's threads: a device of the shop with a few browsers and their streams keeps six busy.
MOST_FROM_ONE_ADDRESS = 24


class Crowd:
    """Counts the connections that keep a thread, by address. Whoever sits at the box itself is not counted."""

    def __init__(self, most: int = MOST_FROM_ONE_ADDRESS) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._busy: Counter[str] = Counter()

    @contextmanager
    def joined(self, address: str) -> Iterator[bool]:
        """One more from *address* for the length of the block; False where there are too many already."""
        if _is_here(address):
            yield True
            return
        with self._guard:
            self._busy[address] += 1
            fits = self._busy[address] <= self._most
        try:
            yield fits
        finally:
            with self._guard:
                self._busy[address] -= 1
                if not self._busy[address]:
                    del self._busy[address]


class BoundedServer(Server):
    """A server that knows its bounds."""

    max_request_header_size = MOST_HEAD_OCTETS

    def __init__(self, *settings: Any, **more: Any) -> None:
        super().__init__(*settings, **more)
        self.crowd = Crowd()
        self.ConnectionClass = BoundedConnection

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Log what went wrong; a line that broke is nobody's fault, and strangers break one as often as they like."""
        broke = isinstance(sys.exc_info()[1], OSError)
        log.log(
            logging.DEBUG if broke else level,
            "connection_failed why=%s",
            msg,
            exc_info=traceback and not broke,
        )


class BoundedRequest(HTTPRequest):
    """One request, whose body is skipped piece by piece."""

    def send_headers(self) -> None:
        """Send the head of the answer, once nothing is left of the body; else the connection ends with it."""
        if not _skip(self.rfile):
            self.close_connection = True
        super().send_headers()


class BoundedConnection(HTTPConnection):
    """One connection of those from its address."""

    RequestHandlerClass = BoundedRequest

    def communicate(self) -> bool:
        """Serve the next request; whether another may follow. One too many from its address ends here."""
        with self.server.crowd.joined(self.remote_addr or "") as fits:
            return fits and self.converse()

    def converse(self) -> bool:
        """Serve the next request; whether another may follow."""
        return bool(super().communicate())  # type: ignore[no-untyped-call]  # cheroot has no types


def _skip(body: Any) -> bool:
    """Read what is left of *body*; whether that is all of it."""
    if isinstance(body, ChunkedRFile):
        return bool(body.closed)
    # A head that was refused has no body yet.
    if not isinstance(body, KnownLengthRFile):
        return True
    if body.remaining > MOST_SKIPPED_OCTETS:
        return False
    while body.remaining > 0:
        if not body.read(PIECE_OCTETS):
            return False
    return True


def _is_here(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
