"""The fuse: the same text again to the same number, or too many to one, is held and asks."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from modemsms.clock import to_ms
from modemsms.config import SendingConfig
from modemsms.store import outbox
from modemsms.store.messages import Reason


def held_because(
    connection: sqlite3.Connection, rules: SendingConfig, conversation_id: int, text: str, now: datetime
) -> Reason | None:
    """Why *text* must not go to this conversation without a person's word, None when it may."""
    earlier = outbox.texted_since(connection, conversation_id, now - timedelta(hours=1), now)
    since = to_ms(now - rules.fuse_repeat)
    if rules.fuse_repeat and any(known == text and at > since for known, at in earlier):
        return Reason("held", "The same text went to this number a moment ago. Send it again all the same?")
    if rules.fuse_per_hour and len(earlier) >= rules.fuse_per_hour:
        return Reason(
            "held", f"{len(earlier)} texts went to this number within an hour. Send more all the same?"
        )
    return None
