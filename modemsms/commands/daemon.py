"""A running daemon, as other processes of this machine talk to it: ``daemon.json`` and its HTTP API."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from modemsms.commands.outcomes import NoDaemon, Refused

if TYPE_CHECKING:
    from http.client import HTTPConnection, HTTPResponse

FILE = "daemon.json"
PREFIX = "/api/v1"

# An answer takes milliseconds; a Pi whose SD card stalls may need many seconds.
ANSWER_SECONDS = 30
# The stream says something every 15 s: three times that is a dead daemon.
SILENCE_SECONDS = 45


@dataclass(frozen=True, slots=True)
class Event:
    """One server-sent event: its kind, and the object it is about. A heartbeat has the kind ``""``."""

    kind: str
    body: Any


@dataclass(frozen=True, slots=True)
class Daemon:
    """How to reach the daemon that runs on a data directory."""

    pid: int
    url: str
    token: str

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
        *,
        seconds: float = ANSWER_SECONDS,
    ) -> Any:
        """One request to the API; its JSON answer. Raises ``Refused``, ``NoDaemon`` after *seconds*."""
        with closing(self._connection(seconds)) as connection, self._translated():
            return json.load(self._answer(connection, method, path, body, headers))

    @contextmanager
    def events(self) -> Iterator[Iterator[Event]]:
        """Everything that happens from now on: once the block is entered, nothing is missed.

        The iterator ends when the daemon does, or falls silent.
        """
        with closing(self._connection(SILENCE_SECONDS)) as connection:
            with self._translated():
                response = self._answer(connection, "GET", "/events")
            yield _events(response)

    def _connection(self, timeout_seconds: float) -> HTTPConnection:
        from http.client import HTTPConnection

        # Not urllib: it would ask a proxy of the environment for our own machine.
        address = urlsplit(self.url)
        return HTTPConnection(address.hostname or "", address.port, timeout=timeout_seconds)

    def _answer(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> HTTPResponse:
        content = None if body is None else json.dumps(body)
        own = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, PREFIX + path, content, own | (headers or {}))
        response = connection.getresponse()
        if response.status < 400:
            return response
        raise Refused(str(json.load(response)["error"]["message"]))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from http.client import HTTPException

        try:
            yield
        except (OSError, HTTPException, ValueError, KeyError, TypeError) as error:
            raise NoDaemon(f"modemsms (pid {self.pid}) does not answer at {self.url}: {error}") from error


def find(data_dir: Path) -> Daemon:
    """The daemon that runs on *data_dir*. Raises ``NoDaemon``, and ``Refused`` where we may not look."""
    try:
        said = json.loads((data_dir / FILE).read_bytes())
        daemon = Daemon(int(said["pid"]), str(said["url"]), str(said["token"]))
    except PermissionError as error:
        raise Refused(
            f"{data_dir} cannot be read. Run this as the user who runs modemsms, or name another --data."
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoDaemon(f"No modemsms runs on {data_dir}. Start it with: modemsms serve") from error
    if not _is_alive(daemon.pid):
        raise NoDaemon(f"The modemsms that ran on {data_dir} has ended. Start it with: modemsms serve")
    return daemon


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # it runs, as somebody else
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _events(response: HTTPResponse) -> Iterator[Event]:
    """Server-sent events as our API writes them: one ``data`` line, one space after the colon."""
    kind, data = "", "null"
    while line := _line(response):
        name, _, value = line.rstrip("\n").partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            data = value
        elif line == "\n":
            yield Event(kind, json.loads(data))
            kind, data = "", "null"


def _line(response: HTTPResponse) -> str:
    """The next line; empty at the end, however that came: a stopped server may just hang up."""
    from http.client import HTTPException

    try:
        return response.readline().decode()
    except (OSError, HTTPException):
        return ""
