"""Serves the application from threads of this process (cheroot)."""

from __future__ import annotations

import socket
import threading
from pathlib import Path
from typing import Any

from flask import Flask

from web.chunks import in_pieces
from web.incoming import BoundedServer
from web.sse import ending_with
from web.tls import PatientConnection, TlsAdapter

# Each open event stream keeps a thread; 32 of those are allowed (web/sse.py), the rest serve pages.
THREADS = 48
# Connections that wait to be accepted: a phone that comes back from sleep opens six at once.
BACKLOG = 128
# A connection that says nothing for so long is closed; browsers open a new one unasked.
# Each one that is silent in the midst of a request keeps a thread so long.
SILENCE_SECONDS = 10
# How long `stop` waits for requests under way.
STOP_SECONDS = 2


class _Server(BoundedServer):
    """A server that may be given a socket which listens already."""

    listening: socket.socket | None = None

    def bind(self, *kind: Any, **more: Any) -> socket.socket:
        """Take the socket that was given, else a new one."""
        if self.listening is None:
            bound: socket.socket = super().bind(*kind, **more)
            return bound
        self.socket = self.listening
        self.bind_addr = self.listening.getsockname()[:2]
        return self.listening


class WebServer:
    """One listening socket. Bound when made: raises ``OSError`` when the address cannot be had.

    With *certificate* and *key* (files, PEM) it speaks HTTPS, else HTTP. A *listening* socket is taken as it is.
    """

    def __init__(
        self,
        app: Flask,
        host: str,
        port: int,
        certificate: Path | None = None,
        key: Path | None = None,
        listening: socket.socket | None = None,
    ) -> None:
        self._ending = threading.Event()
        self._server = _Server(
            (host, port),
            ending_with(self._ending, in_pieces(app)),
            numthreads=THREADS,
            request_queue_size=BACKLOG,
            timeout=SILENCE_SECONDS,
            shutdown_timeout=STOP_SECONDS,
            server_name="modemsms",
        )
        self._server.listening = listening
        if certificate is not None and key is not None:
            self._server.ssl_adapter = TlsAdapter(certificate, key)
            self._server.ConnectionClass = PatientConnection
        try:
            self._server.prepare()
        except OSError as error:
            # The server's own words are about sockets; a person needs to know what to change.
            raise OSError(
                f"The page cannot be served on {host}, port {port}: another program has that port, or this"
                " user may not have it. Stop that program, or set another port under [web] in the config file."
            ) from error
        self.port: int = self._server.bind_addr[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"{'http' if certificate is None else 'https'}://{shown}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve, name="web", daemon=True)

    def show(self, certificate: Path, key: Path) -> None:
        """Speak HTTPS with another certificate from the next connection on."""
        self._server.ssl_adapter.context.load_cert_chain(certificate, key)

    def keep_listening(self) -> socket.socket:
        """The socket, for whoever goes on after ``stop``: those who knock in between wait."""
        listening: socket.socket = self._server.socket.dup()
        return listening

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def end_streams(self) -> None:
        """Let the event streams that came in here end, each when it is woken."""
        self._ending.set()

    def stop(self) -> None:
        """Answer no more; event streams must have been ended before."""
        self._server.stop()
        self._thread.join(STOP_SECONDS + 1)
