"""Long work that a person asked for and looks on at: a copy of everything, a list of people. One at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from modemsms.errors import Conflict, ModemSmsError
from modemsms.store.database import Store


class Tell(Protocol):
    """Takes how much of the work is done, 0 to 1."""

    def __call__(self, share: float, /) -> None:
        """*share* is done."""


def keep_quiet(_share: float) -> None:
    """For work that nobody looks on at."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is being done: a stable word, and how much of it is done (None where that cannot be known)."""

    name: str
    share: float | None = None


class Errands:
    """Does one piece of long work in a thread of its own, and says how far it is. Safe to use from every thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._guard = threading.Lock()
        self._running: Errand | None = None
        self._over = threading.Event()
        self._failures: dict[str, ModemSmsError] = {}

    def running(self) -> Errand | None:
        """What is being done now."""
        return self._running

    def begin(self, name: str, work: Callable[[Tell], object]) -> None:
        """Begin *work*, which is called *name*. Raises ``Conflict`` while something else is under way."""
        with self._guard:
            if self._running is not None:
                raise Conflict("The box is busy with other long work. Wait until it is done.", code="busy")
            self._running = Errand(name)
            self._over = threading.Event()
            self._failures.pop(name, None)
        threading.Thread(target=self._work, args=(name, work), name=name, daemon=True).start()

    def is_over(self, name: str, seconds: float) -> bool:
        """Whether the work called *name* ends within *seconds*. Raises what it failed with."""
        with self._guard:
            running, over = self._running, self._over
        if running is not None and running.name == name and not over.wait(seconds):
            return False
        failure = self._failures.get(name)
        if failure is not None:
            raise failure
        return True

    def failure(self, name: str) -> str:
        """Why the work called *name* failed the last time; empty where it did not."""
        return str(self._failures.get(name, ""))

    def forget_failure(self, name: str) -> None:
        """Somebody has read it."""
        self._failures.pop(name, None)

    def _work(self, name: str, work: Callable[[Tell], object]) -> None:
        try:
            work(lambda share: self._tell(name, share))
        except ModemSmsError as error:
            self._failures[name] = error
        finally:
            self._store.release()
            with self._guard:
                self._running = None
                self._over.set()

    def _tell(self, name: str, share: float) -> None:
        self._running = Errand(name, min(max(share, 0.0), 1.0))
