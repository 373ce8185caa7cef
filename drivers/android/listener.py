"""The loopback port to which the phone posts its webhooks, worked by the driver's own selector.

No thread of its own: a request is read as it comes, judged by a ``Gate``, and answered once its event is
queued. Nothing here waits, and nobody can make it hold more than a few connections.
"""

from __future__ import annotations

import logging
import selectors
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from drivers.android.hooks import BadRequest, Gate, RequestReader, answer
from drivers.android.wire import Event
from modemsms import clock

log = logging.getLogger(__name__)

# A phone has a few requests open at most.
MOST_CONNECTIONS = 16
# A request comes in one piece over a cable.
REQUEST_SECONDS = 5.0
MOST_QUEUED = 1000
COMPLAINT_PERIOD = 60.0
_LOOPBACK = "127.0.0.1"

# What a selector's key carries: the work to do when its descriptor is ready.
Ready = Callable[[], None]


@dataclass(eq=False, slots=True)
class _Caller:
    connection: socket.socket
    until: float
    reader: RequestReader


class Listener:
    """Takes webhooks on a free port of 127.0.0.1."""

    def __init__(self, selector: selectors.BaseSelector) -> None:
        self._selector = selector
        self._gate: Gate | None = None
        self._callers: list[_Caller] = []
        self._events: deque[Event] = deque()
        self._complain_at: dict[str, float] = {}
        self._server = socket.create_server((_LOOPBACK, 0), backlog=MOST_CONNECTIONS)
        self._server.settimeout(0)
        selector.register(self._server, selectors.EVENT_READ, self._accept)

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.getsockname()[1]
        return port

    def admit_by(self, gate: Gate | None) -> None:
        """Judge what comes by *gate*; without one nothing is let in."""
        self._gate = gate

    def take(self) -> list[Event]:
        """What the phone told since the last time, in the order in which it came."""
        events = list(self._events)
        self._events.clear()
        return events

    def tick(self, now: float) -> None:
        """Let go of whoever takes too long."""
        for caller in [caller for caller in self._callers if caller.until <= now]:
            self._drop(caller)

    def deadline(self) -> float | None:
        """When ``tick`` has something to do."""
        return min((caller.until for caller in self._callers), default=None)

    def close(self) -> None:
        """Let go of the port and of everybody on it."""
        for caller in list(self._callers):
            self._drop(caller)
        self._selector.unregister(self._server)
        self._server.close()

    def _accept(self) -> None:
        try:
            connection, _ = self._server.accept()
        except OSError:
            return
        connection.settimeout(0)
        while len(self._callers) >= MOST_CONNECTIONS:
            # Whoever has been silent longest makes room for the phone.
            self._drop(self._callers[0])
        caller = _Caller(connection, clock.monotonic() + REQUEST_SECONDS, RequestReader(self._knock))
        self._callers.append(caller)
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._read(caller))

    def _read(self, caller: _Caller) -> None:
        try:
            data = caller.connection.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        status = self._status_of(caller, data) if data else None
        if status is not None:
            with suppress(OSError):
                caller.connection.send(answer(status))
                caller.connection.shutdown(socket.SHUT_WR)
        if status is not None or not data:
            self._drop(caller)

    def _status_of(self, caller: _Caller, data: bytes) -> HTTPStatus | None:
        """The answer to what *caller* has sent by now; None while it is not complete."""
        try:
            request = caller.reader.feed(data)
            if request is None:
                return None
            gate = self._open_gate()
            event = gate.admit(request, clock.now().timestamp())
            if event is not None:
                self._events.append(event)
                gate.queued(event)
        except BadRequest as refusal:
            self._complain(refusal)
            return refusal.status
        return HTTPStatus.NO_CONTENT

    def _knock(self, method: str, path: str) -> None:
        self._open_gate().knock(method, path)

    def _open_gate(self) -> Gate:
        if self._gate is None or len(self._events) >= MOST_QUEUED:
            raise BadRequest(HTTPStatus.SERVICE_UNAVAILABLE, "nobody can take it now")
        return self._gate

    def _complain(self, refusal: BadRequest) -> None:
        """Each reason once in a while: any program of this machine or of the phone can knock all day."""
        now = clock.monotonic()
        if now >= self._complain_at.get(refusal.why, now):
            self._complain_at[refusal.why] = now + COMPLAINT_PERIOD
            log.warning("webhook_refused status=%d why=%s", refusal.status, refusal.why)

    def _drop(self, caller: _Caller) -> None:
        self._callers.remove(caller)
        self._selector.unregister(caller.connection)
        caller.connection.close()
