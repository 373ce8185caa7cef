"""How the app on a phone is signed in to, while the phone is being set up; forgotten with the daemon."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

# A shop sets up a phone or two; more than this many are somebody's typing errors.
MOST = 20


@dataclass(frozen=True, slots=True)
class Access:
    """What was typed; empty where nothing was."""

    user: str = ""
    password: str = field(default="", repr=False)


class PhoneAccess:
    """What was typed for each phone. Safe to use from every thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._typed: dict[str, Access] = {}

    def keep(self, port: str, user: str, password: str) -> None:
        """Remember it for the phone on *port*; an empty *password* leaves the one before."""
        with self._guard:
            before = self._typed.pop(port, Access())
            self._typed[port] = Access(user, password or before.password)
            while len(self._typed) > MOST:
                del self._typed[next(iter(self._typed))]

    def of(self, port: str) -> Access:
        """What was typed for the phone on *port*."""
        with self._guard:
            return self._typed.get(port, Access())
