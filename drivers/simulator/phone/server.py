"""The app's HTTP server: connections, one answer for each request, and the faults in between."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable

from drivers.simulator.phone.exchange import BadRequest, Request, Response, read_request
from drivers.simulator.phone.faults import (
    Answering,
    Cut,
    Garbage,
    Huge,
    PhoneFaults,
    Reset,
    Rewritten,
    Slow,
    Status,
)
from drivers.simulator.phone.listener import Listener, reset

PIECE = 64 * 1024


class AppServer:
    """Listens on loopback from construction to ``close``; *answer* makes the answers."""

    def __init__(self, answer: Callable[[Request], Response], faults: PhoneFaults, *, port: int = 0) -> None:
        self._answer = answer
        self._faults = faults
        self._stopping = threading.Event()
        self._listener = Listener(self._serve, port=port, name="phone server")
        self.port = self._listener.port

    @property
    def is_over(self) -> bool:
        """Whether it was stopped and left nothing behind."""
        return self._listener.is_over

    def stop(self) -> None:
        """End all connections without waiting for them."""
        self._stopping.set()
        self._listener.stop()

    def close(self) -> None:
        """End all connections and wait until they are gone."""
        self._stopping.set()
        self._listener.close()

    def _serve(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            while True:
                try:
                    request = read_request(stream)
                except BadRequest:
                    connection.sendall(Response(400, headers={"Connection": "close"}).encode())
                    return
                if request is None:
                    return
                fault = self._faults.take_answer(request)
                if not self._respond(connection, request, fault) or not request.keeps_alive:
                    return

    def _respond(self, connection: socket.socket, request: Request, fault: Answering | None) -> bool:
        """Answer one request; False if the connection is over."""
        match fault:
            case Status(code, body):
                connection.sendall(Response(code, body).encode())
                return True
            case Reset(accepted=False):
                reset(connection)
                return False
            case _:
                response = self._answer(request)
        match fault:
            case None:
                connection.sendall(response.encode())
            case Reset():
                reset(connection)
                return False
            case Slow(delay):
                if self._stopping.wait(None if delay is None else delay.total_seconds()):
                    return False
                connection.sendall(response.encode())
            case Garbage(data):
                connection.sendall(Response(response.status, data, response.headers).encode())
            case Rewritten(change):
                connection.sendall(_changed(response, change).encode())
            case Huge(octets):
                self._flood(connection, response, octets)
            case Cut():
                connection.sendall(response.encode()[: -max(1, len(response.body) // 2)])
                return False
        return True

    def _flood(self, connection: socket.socket, response: Response, octets: int) -> None:
        """A JSON string of *octets*, without holding it in memory."""
        head = Response(response.status, b"", {**response.headers, "Content-Length": str(octets)})
        connection.sendall(head.encode() + b'"')
        left = octets - 2
        while left > 0 and not self._stopping.is_set():
            connection.sendall(b"x" * min(PIECE, left))
            left -= PIECE
        connection.sendall(b'"')


def _changed(response: Response, change: Callable[[object], object]) -> Response:
    try:
        document = change(json.loads(response.body))
    except ValueError:
        return response
    return Response(response.status, json.dumps(document).encode(), response.headers)
