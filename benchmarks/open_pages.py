"""Pages that are open while a benchmark runs: plain streams as a browser asks for them, and real browsers."""

from __future__ import annotations

import http.client
import json
import re
import socket
import sqlite3
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page

from tests.e2e.daemon import Daemon

# Notes when a text stood on the screen first, in milliseconds since 1970: after the frame that painted it.
WATCH = """([where, pattern]) => {
  window.seen = {};
  const look = () => document.querySelectorAll(where).forEach((item) => {
    const [text] = item.textContent.match(new RegExp(pattern)) ?? [];
    if (text && !(text in window.seen)) {
      window.seen[text] = 0;
      requestAnimationFrame(() => { window.seen[text] = performance.timeOrigin + performance.now(); });
    }
  });
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


@dataclass(frozen=True, slots=True)
class Told:
    """One frame of a stream: when it came, up to which event it tells, and the rows of its messages."""

    at_ms: float
    upto: int
    messages: frozenset[int]


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the feed: when it was written in the database, and of which message (its row) it tells."""

    id: int
    at_ms: int
    message: int


def sign_in(daemon: Daemon, name: str, password: str) -> str:
    """The cookie of a fresh session."""
    address = urlsplit(daemon.url)
    with closing(http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)) as door:
        door.request("GET", "/sign-in")
        form = door.getresponse()
        cookie = (form.headers["Set-Cookie"] or "").partition(";")[0]
        token = re.search(r'name="csrf_token" value="([^"]+)"', form.read().decode())
        assert token is not None
        body = urlencode({"csrf_token": token[1], "name": name, "password": password})
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        door.request("POST", "/sign-in", body, headers)
        answer = door.getresponse()
        assert answer.status == 303, answer.status
        return (answer.headers["Set-Cookie"] or "").partition(";")[0]


@dataclass
class OpenStream:
    """One page's stream, read in a thread of its own until ``close``."""

    daemon: Daemon
    cookie: str
    name: str
    after: int
    told: list[Told] = field(default_factory=list)
    octets: int = 0

    def __post_init__(self) -> None:
        address = urlsplit(self.daemon.url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        query = urlencode({"after": self.after, "page": self.name})
        self._connection.request("GET", f"/events/stream?{query}", headers={"Cookie": self.cookie})
        self._socket = self._connection.sock
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200, self._answer.status
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        # A connection that is hung up may end in the midst of a chunk.
        with suppress(OSError, http.client.IncompleteRead):
            for line in self._answer:
                self.octets += len(line)
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name:
                    fields[name] = value
                elif fields:
                    self._take(fields)
                    fields = {}

    def _take(self, fields: dict[str, str]) -> None:
        if fields.get("event") == "change":
            told: dict[str, Any] = json.loads(fields["data"])
            rows = re.findall(r'id="m-(\d+)"', "".join(told["bubbles"].values()))
            self.told.append(Told(time.time() * 1000, int(fields["id"]), frozenset(map(int, rows))))

    @property
    def upto(self) -> int:
        """The last event that it told of."""
        return self.told[-1].upto if self.told else self.after

    def close(self) -> None:
        """Hang up."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._connection.close()

    def waits_ms(self, events: list[Event]) -> list[float]:
        """How long each of *events* took from the database to this page."""
        frames = iter(self.told)
        frame = next(frames, None)
        waits = []
        for event in events:
            while frame is not None and frame.upto < event.id:
                frame = next(frames, None)
            if frame is not None and event.message in frame.messages:
                waits.append(frame.at_ms - event.at_ms)
        return waits


def message_events(data: Path, after: int) -> list[Event]:
    """The events of messages above *after*, as the daemon's database has them."""
    with closing(sqlite3.connect(data / "modemsms.db")) as connection:
        rows = connection.execute(
            "SELECT id, at, subject_id FROM events WHERE id > ? AND kind = 'message' ORDER BY id", (after,)
        )
        return [Event(*row) for row in rows]


def watch(page: Page, path: str, where: str, pattern: str) -> None:
    """Open *path* and note from now on when each text that fits *pattern* stands in an element *where*."""
    page.goto(path)
    page.wait_for_selector("html.ms-alive")
    page.evaluate(WATCH, [where, pattern])


def seen_ms(page: Page) -> dict[str, float]:
    """When each text stood on *page* first."""
    seen: dict[str, float] = page.evaluate("window.seen")
    return seen
