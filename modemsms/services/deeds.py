"""The log of who did what in the shop. It holds no text, no password and no key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from modemsms import clock
from modemsms.store import deeds
from modemsms.store.accounts import User
from modemsms.store.database import Store
from modemsms.store.deeds import DeedRow

__all__ = ["DeedRow", "Deeds"]


class Deeds:
    """Keeps what people of the shop did, and shows it to the owner."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def note(self, user: User | None, deed: str, subject: str = "", detail: str = "") -> None:
        """*user* did *deed* (a stable word such as ``conversation_archived``) to *subject*."""
        with self._store.write() as connection:
            who, user_id = (user.name, user.id) if user is not None else ("", None)
            deeds.add(connection, self._now(), user_id, who, deed, subject, detail)

    def latest(self, before: int | None = None, limit: int = 50, user_id: int | None = None) -> list[DeedRow]:
        """The newest below the row *before*, newest first; of one person if *user_id* is given."""
        with self._store.read() as connection:
            return deeds.latest(connection, before, limit, user_id)
