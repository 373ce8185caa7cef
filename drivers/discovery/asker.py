"""Asks ports in threads of its own, so that a silent stick holds nobody up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from drivers.discovery.held import held
from drivers.discovery.known import Place
from drivers.discovery.probe import USUAL_SPEEDS, Answer, Behind, probe
from modemsms.errors import Cause

# A silent stick takes three seconds for each of its ports.
_AT_ONCE = 4

Answers = Mapping[Place, Answer]


class Asker:
    """A few threads that ask; made when first needed, ended by ``close``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stop = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._threads = ThreadPoolExecutor(_AT_ONCE, "discovery-ask")
        self._closing = Lock()
        self._closed = False

    def ask(
        self,
        ports: Iterable[tuple[Place, str]],
        tell: Callable[[Answers], None],
        speeds: Iterable[int] = USUAL_SPEEDS,
    ) -> Future[None] | None:
        """Ask *ports* one after the other until a modem answers; *tell* is called in the thread that asks.

        None when closed: then *tell* is not called.
        """
        with self._closing:
            if self._closed:
                return None
            return self._threads.submit(self._ask, tuple(ports), tell, tuple(speeds))

    def close(self) -> None:
        """End what is being asked, and the threads."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
        os.eventfd_write(self._stop, 1)
        self._threads.shutdown(wait=True, cancel_futures=True)
        os.close(self._stop)

    def _ask(
        self, ports: tuple[tuple[Place, str], ...], tell: Callable[[Answers], None], speeds: tuple[int, ...]
    ) -> None:
        answers: dict[Place, Answer] = {}
        for place, path in ports:
            answers[place] = self._ask_one(path, speeds)
            if answers[place].behind in (Behind.MODEM, Behind.GONE):
                break
        tell(answers)

    def _ask_one(self, path: str, speeds: tuple[int, ...]) -> Answer:
        # Seen from outside first: opening alone resets some boards and raises the lines of others.
        holders = held((path,), self._root)[path]
        if holders:
            return Answer(Behind.REFUSED, cause=_busy(holders[0].program, holders[0].pid))
        return probe(path, self._stop, speeds=speeds)


def _busy(program: str, pid: int) -> Cause:
    return Cause(
        "port_busy", f"It is in use by {program} (process {pid}). Stop that program, then look again."
    )
