"""A port on loopback: a thread that accepts, and one thread for each connection, all ended by ``close``."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"

# A thread that does not end when its sockets are shut is a defect; a test shall fail, not hang.
JOIN_SECONDS = 10


class Listener:
    """Listens on ``port`` from construction on and gives each connection to *serve*.

    *serve* runs in a thread of its own and need not close the connection. Raises OSError where the
    port is taken.
    """

    def __init__(self, serve: Callable[[socket.socket], None], *, port: int = 0, name: str = "port") -> None:
        self._serve = serve
        self._name = name
        self._socket = socket.create_server((HOST, port))
        self.port: int = self._socket.getsockname()[1]
        self._lock = threading.Lock()
        self._stopped = False
        self._connections: set[socket.socket] = set()
        self._threads: set[threading.Thread] = set()
        self._accepting = threading.Thread(target=self._accept, name=f"{name} accept", daemon=True)
        self._accepting.start()

    @property
    def is_over(self) -> bool:
        """Whether it was stopped and its last thread has ended."""
        with self._lock:
            return self._stopped and not self._threads and not self._accepting.is_alive()

    def stop(self) -> None:
        """Refuse from now on and cut all connections. It waits for nobody, so a lock may be held."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
            # Closing alone would leave the thread in accept(); a shutdown wakes it.
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            for connection in self._connections:
                shut(connection)

    @contextmanager
    def holding(self, other: socket.socket) -> Iterator[None]:
        """Let the end of this port be the end of *other*, too."""
        with self._lock:
            self._connections.add(other)
            if self._stopped:
                shut(other)
        try:
            yield
        finally:
            with self._lock:
                self._connections.discard(other)

    def close(self) -> None:
        """``stop``, and wait for the threads."""
        self.stop()
        with self._lock:
            threads = [self._accepting, *self._threads]
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join(JOIN_SECONDS)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                if self._stopped:
                    connection.close()
                    return
                thread = threading.Thread(target=self._run, args=(connection,), name=self._name, daemon=True)
                self._connections.add(connection)
                self._threads.add(thread)
                # Started with the lock held: ``close`` must never meet a thread that cannot be joined.
                thread.start()

    def _run(self, connection: socket.socket) -> None:
        try:
            with suppress(OSError):
                self._serve(connection)
        finally:
            with self._lock:
                self._connections.discard(connection)
                self._threads.discard(threading.current_thread())
            connection.close()


def shut(connection: socket.socket) -> None:
    """End both directions, so that whoever waits on *connection* wakes. Harmless when it is gone."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def reset(connection: socket.socket) -> None:
    """End *connection* rudely: the peer's next read fails with ECONNRESET."""
    with suppress(OSError):
        # l_onoff 1, l_linger 0: close() sends RST.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        connection.close()
