"""What a message's state is, given its segments, and the one place that writes it down."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from modemsms.store import conversations, events, messages, outbox, reset_codes, segments
from modemsms.store.database import Store
from modemsms.store.messages import Reason
from modemsms.store.segments import Segment

# Of segments that have left the queue, the one that worries most speaks for the message.
WORST_FIRST = ("unknown", "failed", "undelivered", "sent", "delivered")

# A segment in one of these may be on the air, so the rest must follow from the same SIM.
MAYBE_OUT = frozenset({"sent", "delivered", "undelivered", "unknown"})

BEFORE = Reason("sent_before", "It may have gone out before; it was not sent again.")


def status_of(statuses: Sequence[str]) -> str:
    """The state of a message whose segments have *statuses* (at least one)."""
    if "waiting" in statuses:
        return "queued" if all(status in {"waiting", "failed"} for status in statuses) else "sending"
    if "air" in statuses:
        return "sending"
    return next(status for status in WORST_FIRST if status in statuses)


def refresh(store: Store, message_id: int, now: datetime) -> None:
    """Bring message and outbox in line with the segments, and tell of it. Inside a ``write``."""
    with store.write() as connection:
        message = messages.by_row(connection, message_id)
        assert message is not None
        if message.status == "cancelled":
            return
        parts = _without_hope(connection, message_id, now)
        status = status_of([part.status for part in parts])
        messages.set_status(connection, message_id, status, _reason(parts, status))
        messages.note_progress(connection, message_id, status, now)
        _outbox_row(connection, message_id, parts)
        first_out = next((part.sim_id for part in parts if part.status in MAYBE_OUT and part.sim_id), None)
        if first_out is not None:
            conversations.written_from(connection, message.conversation_id, first_out)
        tell_message(store, connection, message_id, message.conversation_id, now)
        if outbox.is_awaited(connection, message.conversation_id):
            store.tell_workers()


def tell_message(
    store: Store, connection: sqlite3.Connection, message_id: int, conversation_id: int, now: datetime
) -> None:
    """Tell readers that a message changed; of a code to sign in with they learn nothing."""
    if reset_codes.is_code(connection, message_id):
        return
    events.add(connection, "message", now, subject_id=message_id, conversation_id=conversation_id)
    store.tell()


def _without_hope(connection: sqlite3.Connection, message_id: int, now: datetime) -> list[Segment]:
    """The segments; once one has failed for good the waiting ones fail too, and cost nothing.

    Not those that a person sends again: they may have been out before, and are no failures.
    """
    parts = segments.of_message(connection, message_id)
    failed = next((part for part in parts if part.status == "failed"), None)
    if failed is None:
        return parts
    waiting = [
        part
        for part in parts
        if part.status == "waiting" and not segments.had_outcome(connection, part, "unknown")
    ]
    for part in waiting:
        segments.settle(connection, part.id, "failed", failed.reason, now)
    return segments.of_message(connection, message_id)


def _reason(parts: Sequence[Segment], status: str) -> Reason | None:
    wanted = "waiting" if status in {"queued", "sending"} else status
    return next((part.reason for part in parts if part.status == wanted and part.reason), None)


def _outbox_row(connection: sqlite3.Connection, message_id: int, parts: Sequence[Segment]) -> None:
    entry = outbox.get(connection, message_id)
    if entry is None:
        return
    statuses = {part.status for part in parts}
    if not statuses & {"waiting", "air"}:
        outbox.remove(connection, message_id)
        return
    out = [part for part in parts if part.status in MAYBE_OUT]
    if "air" in statuses:
        outbox.bind(connection, message_id, started=bool(out), sim_id=entry.sim_id)
        return
    outbox.bind(connection, message_id, started=bool(out), sim_id=out[0].sim_id if out else None)
    if entry.state == "air":
        outbox.move(connection, message_id, "ready")
