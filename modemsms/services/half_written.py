"""Broadcasts that somebody began to write and has not sent: kept, gone on with, thrown away.

They are drafts like those of single texts; each person sees their own.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from modemsms import clock
from modemsms.errors import NotFound
from modemsms.store import broadcasts, drafts
from modemsms.store.database import Store
from modemsms.store.drafts import KeptDraft

__all__ = ["HalfWritten", "KeptDraft"]

# Of what was begun and left, the newest.
MOST = 5

_KEPT, _THROWN = "broadcast:", "broadcast-bin:"


class HalfWritten:
    """The drafts of broadcasts."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def keep(self, user_id: int, form: str, text: str, chosen: str, sent_as: str) -> None:
        """Let *text*, and *chosen* beside it, be what *user_id* writes in the form with the one-time id *form*.

        Without words nothing is kept, nor what was sent meanwhile: *sent_as* is the key under which it would be.
        """
        place = f"{_KEPT}{form}"
        draft = KeptDraft(place, text, chosen, form, self._now())
        with self._store.read() as connection:
            before = drafts.get(connection, user_id, place)
        if before is not None and (before.text, before.recipients) == (text, chosen):
            return
        with self._store.write() as connection:
            if not text.strip():
                drafts.drop(connection, user_id, place)
            elif broadcasts.earlier(connection, sent_as) is None:
                drafts.put(connection, user_id, draft)
                drafts.keep_newest_of(connection, user_id, _KEPT, MOST)

    def list(self, user_id: int) -> builtins.list[KeptDraft]:
        """What *user_id* has begun, newest first."""
        with self._store.read() as connection:
            return drafts.beginning(connection, user_id, _KEPT, MOST)

    def get(self, user_id: int, form: str) -> KeptDraft:
        """One of them. Raises ``NotFound``."""
        with self._store.read() as connection:
            found = drafts.get(connection, user_id, f"{_KEPT}{form}")
        if found is None:
            raise NotFound("This draft is gone: it was sent, or thrown away.")
        return found

    def sent(self, user_id: int, form: str) -> None:
        """It is a broadcast now, and no draft any more."""
        with self._store.write() as connection:
            drafts.drop(connection, user_id, f"{_KEPT}{form}")

    def throw_away(self, user_id: int, form: str) -> None:
        """Let it be gone, until ``take_back``."""
        self._move(user_id, f"{_KEPT}{form}", f"{_THROWN}{form}")

    def take_back(self, user_id: int, form: str) -> None:
        """Let what was thrown away be there again."""
        self._move(user_id, f"{_THROWN}{form}", f"{_KEPT}{form}")

    def _move(self, user_id: int, place: str, to: str) -> None:
        with self._store.write() as connection:
            found = drafts.get(connection, user_id, place)
            if found is not None:
                drafts.drop(connection, user_id, place)
                drafts.put(connection, user_id, replace(found, place=to))
                drafts.keep_newest_of(connection, user_id, to.partition(":")[0] + ":", MOST)
