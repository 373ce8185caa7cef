"""A real daemon in a process of its own, as a user would start it, and a client of its API."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ANSWER_SECONDS = 20


@dataclass
class Answer:
    """An HTTP answer with its JSON."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Daemon:
    """``modemsms serve`` on *directory*, driving the ports given."""

    directory: Path
    ports: Sequence[Path]
    settings: str = ""
    modem_settings: str = "per_minute = 0\nper_hour = 0"
    wrapper: Sequence[str] = ()
    url: str = ""
    key: str = ""
    process: subprocess.Popen[str] | None = None
    environ: dict[str, str] = field(default_factory=dict)
    blocks: str = ""
    """More of the config file: modems that are not on one of *ports*."""

    def configure(self) -> Path:
        """Write the config file."""
        text = f'[shop]\ncountry = "DE"\n[web]\nport = 0\n{self.settings}\n'
        for number, port in enumerate(self.ports, start=1):
            text += f'[[modems]]\nname = "modem{number}"\nport = "{port}"\n{self.modem_settings}\n'
        text += self.blocks
        path = self.directory / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path

    @property
    def data(self) -> Path:
        """Its data directory."""
        return self.directory / "data"

    def command(self, *words: str) -> list[str]:
        """A command line of ours."""
        return [sys.executable, "-m", "modemsms", *words]

    def run(self, *words: str, stdin: str = "", seconds: float = 30) -> subprocess.CompletedProcess[str]:
        """Run a command on the same data directory to its end."""
        return subprocess.run(
            self.command(*words), input=stdin, capture_output=True, text=True, timeout=seconds, check=False,
            env=self._environment(),
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self.environ, "MODEMSMS_CONFIG": str(self.directory / "config.toml")}

    def on_this_data(self, *words: str) -> list[str]:
        """*words* with the options that name this daemon."""
        return [*words, "--config", str(self.directory / "config.toml"), "--data", str(self.data)]

    def start(self) -> Daemon:
        """Start, and return when the page answers."""
        config = self.configure()
        log = (self.directory / "daemon.log").open("a", encoding="utf-8")
        with log:
            self.process = subprocess.Popen(
                [*self.wrapper, *self.command("serve", "--config", str(config), "--data", str(self.data))],
                stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **self.environ},
            )  # fmt: skip
        line = self._first_line()
        assert line.startswith("serving on "), f"{line!r}\n{self.log()}"
        self.url = line.removeprefix("serving on ").strip()
        if not self.key:
            made = self.run(*self.on_this_data("keys", "create", "test"))
            assert made.returncode == 0, made.stderr
            self.key = made.stdout.strip()
        return self

    def _first_line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], ANSWER_SECONDS)
        return self.process.stdout.readline() if ready else ""

    def log(self) -> str:
        """What it wrote to stderr."""
        return (self.directory / "daemon.log").read_text(encoding="utf-8")

    def kill(self) -> None:
        """``kill -9``, as a power cut would be for the process."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def stop(self, seconds: float = 40) -> int:
        """SIGTERM, and wait for the end; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        finally:
            self.process.kill()
            self._reap()

    def _reap(self) -> None:
        assert self.process is not None
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Daemon:
        return self.start()

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.stop()
        else:
            self._reap()

    def call(
        self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request to the API."""
        address = urlsplit(self.url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=ANSWER_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            sent = {
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/json",
                **(headers or {}),
            }
            connection.request(method, "/api/v1" + path, content, sent)
            response = connection.getresponse()
            return Answer(response.status, json.loads(response.read()), dict(response.headers))
        finally:
            connection.close()

    def text(self, to: str, text: str, **more: object) -> dict[str, Any]:
        """Queue a text; the message as the API shows it."""
        answer = self.call("POST", "/messages", {"to": to, "text": text, **more})
        assert answer.status == 202, answer
        message: dict[str, Any] = answer.body
        return message

    def message(self, message_id: str) -> dict[str, Any]:
        """One message."""
        message: dict[str, Any] = self.call("GET", f"/messages/{message_id}").body
        return message

    def messages(self, **query: str) -> list[dict[str, Any]]:
        """All messages, page by page."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            words = "&".join(f"{name}={value}" for name, value in {**query, "after": after}.items() if value)
            page = self.call("GET", f"/messages?limit=500&{words}").body
            found += page["messages"]
            if page["next"] is None:
                return found
            after = page["next"]

    def ready(self, modems: int | None = None) -> Daemon:
        """Wait until all (or so many) modems are ready."""
        wanted = len(self.ports) if modems is None else modems

        def are_ready() -> bool:
            listed = self.call("GET", "/modems").body["modems"]
            return len([modem for modem in listed if modem["state"] == "ready"]) >= wanted

        wait_until(are_ready, what=lambda: f"{self.call('GET', '/modems').body}\n{self.log()}")
        return self

    def settled(self, message_id: str, *statuses: str, seconds: float = 20) -> dict[str, Any]:
        """Wait until a message is in one of *statuses*."""
        wait_until(
            lambda: self.message(message_id)["status"] in statuses,
            seconds=seconds,
            what=lambda: f"{self.message(message_id)}\n{self.log()}",
        )
        return self.message(message_id)


def wait_until(
    condition: Callable[[], bool], *, seconds: float = 20, what: Callable[[], str] = lambda: ""
) -> None:
    """Ask *condition* of another process until it holds; fail with *what* after *seconds*."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s: {what()}"
        select.select([], [], [], 0.02)
