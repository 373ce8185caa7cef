"""Under which names the page may be asked for from the network; any other is refused (DNS rebinding)."""

from __future__ import annotations

import threading
from datetime import timedelta

from modemsms import clock
from web.box.addresses import own_addresses, own_names
from web.box.announcement import NAME

# A box that was given a new address answers under it after this long at most.
_LOOK_AGAIN = timedelta(seconds=5)


class OwnNames:
    """The names and addresses of this box, looked up anew when one is asked for that was not known."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._known: frozenset[str] = frozenset()
        self._looked_at: float | None = None

    def __contains__(self, name: object) -> bool:
        """Whether *name*, lower case and without a port, is this box."""
        if name in self._known:
            return True
        with self._guard:
            now = clock.monotonic()
            if self._looked_at is None or now - self._looked_at > _LOOK_AGAIN.total_seconds():
                self._looked_at = now
                self._known = frozenset((NAME, *own_names(), *own_addresses()))
        return name in self._known
