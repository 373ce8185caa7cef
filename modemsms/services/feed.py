"""What happened, followed by a cursor: the live page, the API's event stream, later automations."""

from __future__ import annotations

from dataclasses import dataclass

from modemsms.errors import NotFound
from modemsms.services.modems import Modem, Modems
from modemsms.store import events, messages
from modemsms.store.database import Store
from modemsms.store.events import Kind
from modemsms.store.messages import Message


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One change, with what changed as it is now; None where that is no more."""

    id: int
    kind: Kind
    subject: Message | Modem | None
    conversation_id: int | None


class Feed:
    """Reads event rows. A reader that comes back with its last id misses nothing for a week."""

    def __init__(self, store: Store, modems: Modems) -> None:
        self._store = store
        self._modems = modems

    def newest(self) -> int:
        """The id of the last event."""
        with self._store.read() as connection:
            return events.newest(connection)

    def oldest(self) -> int:
        """The id of the oldest event still kept; a cursor below it minus one has missed some."""
        with self._store.read() as connection:
            return events.oldest(connection)

    def after(self, event_id: int, limit: int = 200) -> list[FeedEvent]:
        """The next events above *event_id*."""
        with self._store.read() as connection:
            rows = events.after(connection, event_id, limit)
            return [
                FeedEvent(
                    row.id,
                    row.kind,
                    messages.by_row(connection, row.subject_id)
                    if row.subject_id is not None
                    else self._modem(row.name),
                    row.conversation_id,
                )
                for row in rows
            ]

    def _modem(self, name: str | None) -> Modem | None:
        if name is None:
            return None
        try:
            return self._modems.get(name)
        except NotFound:
            return None

    @property
    def rings(self) -> int:
        """How often waiting readers were woken so far."""
        return self._store.changed.rings

    def wait(self, after: int, timeout: float, seen: int | None = None) -> bool:
        """Wait until there may be events above *after*, at most *timeout* seconds; whether there may be.

        Whoever looked for something else before says how often readers had been woken (``rings``) when it began
        to look: a wake since then ends the wait at once. Always False, and at once, when the daemon is stopping.
        """
        if seen is None:
            seen = self._store.changed.rings
        if self._store.changed.closed:
            return False
        if self.newest() > after:
            return True
        self._store.give_back()
        self._store.changed.wait(seen, timeout)
        return not self._store.changed.closed and self.newest() > after

    def wake(self) -> None:
        """Let every ``wait`` return once, so that its caller can look whether it is still wanted."""
        self._store.changed.ring()

    @property
    def closed(self) -> bool:
        """Whether the daemon is stopping: streams must end."""
        return self._store.changed.closed

    def close(self) -> None:
        """End all waiting."""
        self._store.changed.close()
