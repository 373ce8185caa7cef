"""An adb server that knows only its list of phones (``host:track-devices``)."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class AdbPeer:
    """Listens on a port of its own; each follower is sent the list now and whenever it changes."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._list = b""
        self._followers: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def lists(self, *phones: str) -> None:
        """The list is now *phones* (``serial state``)."""
        with self._lock:
            self._list = "".join(phone.replace(" ", "\t", 1) + "\n" for phone in phones).encode()
            for follower in self._followers:
                with suppress(OSError):
                    follower.sendall(b"%04x" % len(self._list) + self._list)

    def close(self) -> None:
        """The server dies."""
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for follower in self._followers:
            follower.close()

    def _run(self) -> None:
        while True:
            try:
                follower, _ = self._listener.accept()
            except OSError:
                return
            asked = follower.recv(100)
            with self._lock:
                if asked != b"0012host:track-devices":
                    follower.sendall(b"FAIL0004what")
                    follower.close()
                    continue
                follower.sendall(b"OKAY" + b"%04x" % len(self._list) + self._list)
                self._followers.append(follower)
