"""Discovery at work on a tree, and what it has told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from drivers.discovery.discovery import Discovery
from modemsms.devices import Found
from tests.drivers.discovery.tree import Tree

# The promise is two seconds from the plug to the page.
PROMISED = 2.0
PATIENCE = 15.0

Wanted = Callable[[tuple[Found, ...]], bool]


class Scene:
    """Begins with ``start``. Everything that was told is kept, with its moment."""

    def __init__(self, tree: Tree, programs: Path) -> None:
        programs.mkdir()
        self.tree = tree
        self.programs = programs
        self.claimed: frozenset[str] = frozenset()
        self.told: list[tuple[float, tuple[Found, ...]]] = []
        self.listeners: list[Callable[[tuple[Found, ...]], None]] = []
        self._news = threading.Condition()
        # Nothing listens there.
        self.environ = {"PATH": str(programs), "ANDROID_ADB_SERVER_PORT": "1"}
        self.discovery: Discovery | None = None

    def start(self) -> Discovery:
        """Begin, and wait for the first look."""
        self.discovery = Discovery(self.tree.root, self.environ, self._tell, lambda: self.claimed)
        self.discovery.start()
        self.until(lambda _: True)
        return self.discovery

    def until(self, wanted: Wanted, within: float = PATIENCE) -> tuple[Found, ...]:
        """What is plugged in, as soon as it is *wanted*."""
        end = time.monotonic() + within
        with self._news:
            while not self.told or not wanted(self.told[-1][1]):
                left = end - time.monotonic()
                assert self._news.wait(left) or left > 0, f"last told: {self.told[-1:]}"
            return self.told[-1][1]

    def one(self, wanted: Callable[[Found], bool], within: float = PATIENCE) -> Found:
        """The only thing that is plugged in, as soon as it is *wanted*."""
        (found,) = self.until(lambda found: len(found) == 1 and wanted(found[0]), within)
        return found

    def close(self) -> None:
        """End discovery."""
        if self.discovery is not None:
            self.discovery.close()

    def _tell(self, found: tuple[Found, ...]) -> None:
        for listener in self.listeners:
            listener(found)
        with self._news:
            self.told.append((time.monotonic(), found))
            self._news.notify_all()
