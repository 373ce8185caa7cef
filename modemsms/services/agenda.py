"""What is coming: texts that wait for their time, and broadcasts with their next dates, in one order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from typing import Literal

from modemsms import clock
from modemsms.clock import from_ms, to_ms
from modemsms.errors import InvalidInput
from modemsms.services.broadcasts import Broadcast, recurrence_of
from modemsms.services.recurrence import Closed, always_open
from modemsms.store import broadcasts, scheduled
from modemsms.store.database import Store
from modemsms.store.messages import Message

SHOWN_DATES = 5

_CURSOR = re.compile(r"([0-9]{1,15})-([mb])-([0-9]{1,18})", re.ASCII)
_BEHIND_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is coming at *at*: a *message* or a *broadcast*, which may happen again *then*."""

    kind: Literal["message", "broadcast"]
    at: datetime
    row_id: int
    message: Message | None = None
    broadcast: Broadcast | None = None
    then: tuple[datetime, ...] = ()

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands in the order: by time, texts first."""
        return to_ms(self.at), int(self.kind == "broadcast"), self.row_id


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what is coming, the next first, and the cursor of what follows."""

    entries: list[Entry]
    next: str | None


class Agenda:
    """Looks ahead. Of the texts that are scheduled together, the first stands for all."""

    def __init__(
        self, store: Store, closed: Closed = always_open, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._closed = closed
        self._store = store
        self._now = now

    def page(self, cursor: str | None = None, limit: int = 50, texts_from: datetime | None = None) -> Page:
        """The next ones after *cursor* (a page's ``next``); of the texts, those from *texts_from* on.

        Raises ``InvalidInput`` (``after``).
        """
        at, message_row, broadcast_row = _position(cursor)
        since = (at, message_row) if texts_from is None else max((at, message_row), (texts_from, 0))
        with self._store.read() as connection:
            texts = scheduled.waiting(connection, since[0], None, since[1], limit + 1)
            coming = broadcasts.coming(connection, limit + 1, (at, broadcast_row))
        found = list(
            merge(
                (Entry("message", one.send_at, one.row_id, message=one) for one in texts if one.send_at),
                (self._entry(one, one.next_at) for one in coming if one.next_at),
                key=lambda entry: entry.place,
            )
        )
        shown = found[:limit]
        return Page(shown, _cursor(shown[-1]) if len(found) > limit else None)

    def _entry(self, broadcast: Broadcast, at: datetime) -> Entry:
        recurrence = recurrence_of(broadcast)
        then = (
            ()
            if recurrence is None
            else tuple(recurrence.forecast(max(at, self._now()), SHOWN_DATES, self._closed()))
        )
        return Entry("broadcast", at, broadcast.row_id, broadcast=broadcast, then=then)


def is_cursor(written: str) -> bool:
    """Whether *written* is the cursor of some page."""
    try:
        _position(written)
    except InvalidInput:
        return False
    return True


def _cursor(entry: Entry) -> str:
    at_ms, _, row = entry.place
    return f"{at_ms}-{entry.kind[0]}-{row}"


def _position(cursor: str | None) -> tuple[datetime, int, int]:
    """The moment to go on at, and behind which row of texts and of broadcasts there."""
    if cursor is None:
        return from_ms(0), 0, 0
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise _no_cursor()
    try:
        at, kind, row = from_ms(int(found[1])), found[2], int(found[3])
    except (ValueError, OverflowError, OSError) as error:
        raise _no_cursor() from error
    return (at, row, 0) if kind == "m" else (at, _BEHIND_ALL, row)


def _no_cursor() -> InvalidInput:
    return InvalidInput("after", "after is not the cursor of a page of this list.")
