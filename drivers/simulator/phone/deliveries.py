"""Brings webhooks: a queue that lasts, one thread, signatures, and attempts further and further apart."""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from drivers.simulator.network import Network
from drivers.simulator.phone.faults import (
    Delayed,
    Delivering,
    Duplicated,
    Forged,
    Lost,
    PhoneFaults,
    Replayed,
    Stale,
    Unsigned,
)
from drivers.simulator.phone.listener import shut
from drivers.simulator.phone.settings import Settings
from drivers.simulator.phone.webhooks import Event, signature

ANSWER_WITHIN = timedelta(seconds=5)
"""For the connection and for each read (hardware 4.4)."""

FIRST_BACKOFF = timedelta(seconds=5)

REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Task:
    """One event on its way. *generation* is the run of the app that queued it."""

    event: Event
    generation: int
    needs_internet: bool
    attempt: int = 0
    fault: Delivering | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt that was made: the HTTP status, or None where there was no answer."""

    event: Event
    number: int
    status: int | None


class Deliveries:
    """The webhook worker of one phone, from construction to ``close``.

    *connect* opens a connection from the phone's point of view; OSError where nobody is there.
    ``attempts`` and ``backoff`` may be read and set by tests.
    """

    def __init__(
        self,
        network: Network,
        faults: PhoneFaults,
        settings: Settings,
        connect: Callable[[str, int, float], socket.socket],
        now: Callable[[], datetime],
        version: Callable[[], str],
    ) -> None:
        self._network = network
        self._faults = faults
        self._settings = settings
        self._connect = connect
        self._now = now
        self._version = version
        self.backoff = FIRST_BACKOFF
        self.attempts: deque[Attempt] = deque(maxlen=REMEMBERED)
        self.waiting: list[Task] = []
        """What was emitted and neither brought nor given up."""
        self._is_running = False
        self._has_internet = False
        self._generation = 0
        self._ready: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._in_hand: socket.socket | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="phone webhooks", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, also in the middle of an attempt. Not with the world's lock held."""
        with self._network.change():
            self._ended = True
            self._is_running = False
            if self._in_hand is not None:
                shut(self._in_hand)
        self._ready.put(None)
        self._thread.join()

    # --- with the world's lock held -------------------------------------------------------------------

    def start(self, *, keep: bool) -> None:
        """The app starts. Without *keep* (old versions) what waited is lost."""
        self._is_running = True
        self._generation += 1
        waiting, self.waiting = (self.waiting if keep else []), []
        for task in waiting:
            # The constraint of the run before ends with it.
            self._queue(
                replace(task, generation=self._generation, needs_internet=self._settings.internet_required)
            )

    def stop(self) -> None:
        """The app is gone; what waits is kept."""
        self._is_running = False

    def internet(self, *, there: bool) -> None:
        """A default network comes or goes."""
        self._has_internet = there
        if there:
            for task in self.waiting:
                if task.needs_internet:
                    self._release(task)

    def emit(self, event: Event) -> None:
        """Bring *event*, in a moment."""
        task = Task(event, self._generation, self._settings.internet_required)
        match self._faults.take_webhook(event.name):
            case Lost():
                return
            case Delayed(delay):
                self._network.agenda.after(delay, partial(self._queue, task))
            case Duplicated():
                self._queue(task)
                self._queue(task)
            case fault:
                self._queue(replace(task, fault=fault))

    def _queue(self, task: Task) -> None:
        self.waiting.append(task)
        self._release(task)

    def _release(self, task: Task) -> None:
        if self._may_go(task):
            self._ready.put(partial(self._attempt, task))

    def _may_go(self, task: Task) -> bool:
        is_current = self._is_running and task.generation == self._generation
        return is_current and (self._has_internet or not task.needs_internet)

    # --- the thread -----------------------------------------------------------------------------------

    def _work(self) -> None:
        while (work := self._ready.get()) is not None:
            work()

    def _attempt(self, task: Task) -> None:
        with self._network.change():
            if task not in self.waiting or not self._may_go(task):
                return
            headers = self._headers(task)
        status = self._bring(task.event, headers)
        with self._network.change():
            self._settle(task, headers, status)

    def _settle(self, task: Task, headers: dict[str, str], status: int | None) -> None:
        if self._ended:
            return
        self.attempts.append(Attempt(task.event, task.attempt, status))
        if task in self.waiting:
            self.waiting.remove(task)
        if isinstance(task.fault, Replayed):
            # Somebody on the wire brings again what they saw.
            again = partial(self._ready.put, partial(self._bring, task.event, headers))
            self._network.agenda.after(task.fault.delay, again)
        if (status is not None and 200 <= status < 300) or task.attempt >= self._settings.retry_count:
            return
        later = replace(task, attempt=task.attempt + 1, fault=None)
        self.waiting.append(later)
        self._network.agenda.after(self.backoff * 2**task.attempt, partial(self._release, later))

    def _headers(self, task: Task) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"me.capcom.smsgateway/{self._version()}",
        }
        moment, key = self._now(), self._settings.signing_key
        match task.fault:
            case Unsigned():
                return headers
            case Forged(other):
                key = other
            case Stale(age):
                moment -= age
            case _:
                pass
        timestamp = str(int(moment.timestamp()))
        signed = signature(key, task.event.body, timestamp)
        return {**headers, "X-Timestamp": timestamp, "X-Signature": signed}

    def _bring(self, event: Event, headers: dict[str, str]) -> int | None:
        split = urlsplit(event.url)
        is_secure = split.scheme == "https"
        host, port = split.hostname or "", split.port or (443 if is_secure else 80)
        path = (split.path or "/") + (f"?{split.query}" if split.query else "")
        connection = http.client.HTTPConnection(host, port, timeout=ANSWER_WITHIN.total_seconds())
        with suppress(OSError, http.client.HTTPException):
            connected = self._connect(host, port, ANSWER_WITHIN.total_seconds())
            with self._network.change():
                self._in_hand = connected
                if self._ended:
                    shut(connected)
            if is_secure:
                connected = ssl.create_default_context().wrap_socket(connected, server_hostname=host)
            connection.sock = connected
            connection.request("POST", path, event.body, headers)
            status = connection.getresponse().status
            connection.close()
            return status
        connection.close()
        return None
