"""The fuse: the same text again to the same number, or too many to one, is held and asks."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from modemsms.clock import to_ms
from modemsms.services.rules import SendingRules
from modemsms.store import outbox
from modemsms.store.messages import Reason


def held_because(
    connection: sqlite3.Connection, rules: SendingRules, conversation_id: int, text: str, now: datetime
) -> Reason | None:
    """Why *text* must not go to this conversation without a person's word, None when it may."""
    hour = timedelta(hours=1)
    earlier = outbox.texted_since(connection, conversation_id, now - max(hour, rules.fuse_repeat), now)
    since = to_ms(now - rules.fuse_repeat)
    this_hour = sum(at > to_ms(now - hour) for _, at in earlier)
    if rules.fuse_repeat and any(known == text and at > since for known, at in earlier):
        return Reason("held", "The same text went to this number a moment ago. Send it again all the same?")
    if rules.fuse_per_hour and this_hour >= rules.fuse_per_hour:
        return Reason(
            "held", f"{this_hour} texts went to this number within an hour. Send more all the same?"
        )
    return None
