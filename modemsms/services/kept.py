"""What the owner set on the page: read often, changed rarely, remembered in memory while it stands."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from modemsms.store import settings
from modemsms.store.database import Store


class Kept:
    """Values by name. The config file wins over them: names in *fixed* are its own."""

    def __init__(self, store: Store | None = None, fixed: frozenset[str] = frozenset()) -> None:
        self._store = store
        self._fixed = fixed
        self._guard = threading.Lock()
        self._values: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        """The value under *name*; None where nobody set one, or the config file did."""
        if self._store is None or name in self._fixed:
            return None
        with self._guard:
            if name in self._values:
                return self._values[name]
        with self._store.read() as connection:
            value = settings.get(connection, name)
        with self._guard:
            return self._values.setdefault(name, value)

    def put(self, values: Mapping[str, str]) -> None:
        """Keep all of *values*, but those that the config file fixes."""
        if self._store is None:
            return
        free = {name: value for name, value in values.items() if name not in self._fixed}
        with self._store.write() as connection:
            for name, value in free.items():
                settings.put(connection, name, value)
        with self._guard:
            self._values.update(free)

    def is_fixed(self, name: str) -> bool:
        """Whether the config file says it, so that the page cannot."""
        return name in self._fixed
