"""Who of the shop has a conversation open, or writes in it: kept in memory, forgotten where it goes quiet."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from modemsms import clock
from modemsms.store.accounts import User

# A page in front of somebody says so every twenty seconds; two of these words may be lost.
STAYS = timedelta(seconds=65)

# Somebody who writes says so every five seconds.
WRITES = timedelta(seconds=12)

# Nobody looks at more pages at once; what is above it is a program, or somebody who plays.
MOST_PAGES = 20

# What open streams have not told yet is at most this much; a page that missed some learns it by its next word.
REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who has a conversation open."""

    user_id: int
    name: str
    writing: bool


@dataclass(frozen=True, slots=True)
class _Page:
    conversation_id: int
    user: User
    at: datetime
    writing: bool
    word: int


class Presence:
    """Keeps who is where. *wake* lets the open event streams look for news."""

    def __init__(self, wake: Callable[[], None], now: Callable[[], datetime] = clock.now) -> None:
        self._wake = wake
        self._now = now
        self._guard = threading.Lock()
        self._pages: dict[tuple[int, str], _Page] = {}
        self._left: dict[tuple[int, str], int] = {}
        self._news: deque[tuple[int, int]] = deque(maxlen=REMEMBERED)
        self._newest = 0

    def here(
        self, conversation_id: int, page: str, user: User, *, writing: bool = False, word: int = 0
    ) -> None:
        """*user* has the conversation open on *page* (a name of the browser's own), and writes in it, or not.

        A page counts its words (*word*): one that was overtaken on its way by a later one says nothing any more.
        """
        with self._guard:
            if word <= self._left.get((user.id, page), -1):
                return
            before = self._pages.pop((user.id, page), None)
            if before is not None and word < before.word:
                self._pages[user.id, page] = before
                return
            self._pages[user.id, page] = _Page(conversation_id, user, self._now(), writing, word)
            self._let_go_of_the_rest(user.id)
            is_new = before is None or (before.conversation_id, before.writing) != (conversation_id, writing)
            if is_new:
                self._tell(conversation_id)
                if before is not None and before.conversation_id != conversation_id:
                    self._tell(before.conversation_id)
        if is_new:
            self._wake()

    def left(self, page: str, user: User, word: int = -1) -> None:
        """*user* does not look at *page* any more."""
        with self._guard:
            before = self._pages.pop((user.id, page), None)
            self._left.pop((user.id, page), None)
            self._left[user.id, page] = word
            if len(self._left) > REMEMBERED:
                del self._left[next(iter(self._left))]
            if before is not None:
                self._tell(before.conversation_id)
        if before is not None:
            self._wake()

    def others(self, conversation_id: int, me: int) -> list[Somebody]:
        """Everybody but *me* who has the conversation open, by name."""
        now = self._now()
        found: dict[int, Somebody] = {}
        with self._guard:
            self._forget(now)
            for page in self._pages.values():
                if page.conversation_id != conversation_id or page.user.id == me:
                    continue
                known = found.get(page.user.id)
                writing = (page.writing and abs(now - page.at) < WRITES) or (
                    known is not None and known.writing
                )
                found[page.user.id] = Somebody(page.user.id, page.user.name, writing)
        return sorted(found.values(), key=lambda one: one.name)

    @property
    def newest(self) -> int:
        """Where a reader of ``news`` begins."""
        return self._newest

    def news(self, since: int) -> tuple[int, list[int]]:
        """Where a reader goes on, and in which conversations somebody came, left or began to write *since*."""
        # Without the guard: nearly every call of a stream is about something else.
        if since == self._newest:
            return since, []
        with self._guard:
            told = [conversation_id for number, conversation_id in self._news if number > since]
            return self._newest, list(dict.fromkeys(told))

    def _tell(self, conversation_id: int) -> None:
        self._newest += 1
        self._news.append((self._newest, conversation_id))

    def _forget(self, now: datetime) -> None:
        # Not "since": a clock that is set back must not keep anybody here for ever.
        gone = [key for key, page in self._pages.items() if abs(now - page.at) > STAYS]
        for key in gone:
            del self._pages[key]

    def _let_go_of_the_rest(self, user_id: int) -> None:
        mine = [key for key in self._pages if key[0] == user_id]
        for key in mine[:-MOST_PAGES]:
            del self._pages[key]
