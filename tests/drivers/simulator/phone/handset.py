"""A phone on the work bench: asked over HTTP, brought webhooks from, on a clock that a test moves."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from drivers.simulator.network import Network
from drivers.simulator.phone import SimulatedPhone
from drivers.simulator.phone.exchange import Request, Response, read_request
from drivers.simulator.phone.listener import Listener
from tests.drivers.simulator.bench import ANNA

SOME_DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WITHIN = timedelta(seconds=5)
LONG = "Could you put two of the blue ones aside for me please? " * 8


@dataclass(frozen=True)
class Answer:
    """What the app answered."""

    status: int
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


class Handset:
    """One phone on a network whose time stands still until ``wait``."""

    def __init__(self, **options: Any) -> None:
        self.passed = timedelta(0)
        self.network = Network(
            monotonic=self.clock,
            now=lambda: SOME_DAY + self.passed,
            report_delay=timedelta(seconds=1),
        )
        self.phone = SimulatedPhone(self.network, runs_network=False, **options)

    def clock(self) -> float:
        """Seconds since the test began."""
        return self.passed.total_seconds()

    def close(self) -> None:
        self.phone.close()

    def wait(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due in it."""
        end = self.passed + timedelta(seconds=seconds)
        while True:
            with self.network.change():
                left = self.network.agenda.seconds_left()
                if left is None or self.passed + timedelta(seconds=left) > end:
                    self.passed = end
                    return
                self.passed += timedelta(seconds=left, microseconds=1)
                self.network.agenda.run_due()

    def call(self, method: str, path: str, body: Any = None, *, auth: str | None = None) -> Answer:
        """Ask the app, with its password unless *auth* is given."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Authorization": basic(self.phone) if auth is None else auth}
        connection = http.client.HTTPConnection(urlsplit(self.phone.base_url).netloc, timeout=5)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def text(self, text: str = "Hello", to: str = ANNA, **more: Any) -> str:
        """Have the app send *text*; its id."""
        body = {"textMessage": {"text": text}, "phoneNumbers": [to], **more}
        answer = self.call("POST", "/messages", body)
        assert answer.status == 202, answer.raw
        return str(answer.json["id"])

    def recipient(self, message_id: str) -> dict[str, Any]:
        """The only recipient of a message, as the app tells it."""
        (recipient,) = self.call("GET", f"/messages/{message_id}").json["recipients"]
        return dict(recipient)

    def state(self, message_id: str) -> str:
        return str(self.recipient(message_id)["state"])

    def on_air(self) -> list[str]:
        """The texts that left, in order."""
        return [text.text for text in self.network.texts()]

    def inbox(self, query: str = "to=2099-01-01T00:00:00Z") -> list[dict[str, Any]]:
        return list(self.call("GET", f"/inbox?{query}").json)


class Hooks:
    """A listener for webhooks on the host; the phone reaches it by a reverse that is made here."""

    def __init__(self, phone: SimulatedPhone, *, inside: int = 9876, status: int = 200) -> None:
        self.phone = phone
        self.status = status
        self.received: list[Request] = []
        self._listener = Listener(self._serve, name="hooks")
        self.url = f"http://127.0.0.1:{inside}/hook"
        phone.reverses[f"tcp:{inside}"] = f"tcp:{self._listener.port}"

    def close(self) -> None:
        self._listener.close()

    def _serve(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            request = read_request(stream)
        if request is not None:
            # Before the answer: a test that saw the attempt end shall find what was brought.
            with self.phone.network.change():
                self.received.append(request)
            connection.sendall(Response(self.status).encode())

    def events(self) -> list[str]:
        return [event["event"] for event in self.bodies()]

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.body) for request in self.received]

    def wait_for(self, count: int) -> bool:
        return self.phone.wait_until(lambda: len(self.received) >= count, WITHIN)

    def wait_until(self, condition: Callable[[], bool]) -> bool:
        return self.phone.wait_until(condition, WITHIN)


def basic(phone: SimulatedPhone, password: str | None = None) -> str:
    words = f"{phone.user}:{phone.password if password is None else password}"
    return "Basic " + base64.b64encode(words.encode()).decode()


def ready_for_webhooks(handset: Handset, *events: str, url: str) -> None:
    """Set the app up as a driver does: no internet needed, a key of ours, one webhook an event."""
    patch = {"webhooks": {"internet_required": False, "signing_key": "our-key"}}
    assert handset.call("PATCH", "/settings", patch).status == 200
    handset.phone.kill_app()
    handset.phone.start_app()
    for event in events:
        body = {"id": f"ours-{event}", "url": url, "event": event}
        assert handset.call("POST", "/webhooks", body).status == 201
