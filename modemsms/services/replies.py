"""Saved replies: words that are written often, with fields that a contact fills."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.conversations import Conversation
from modemsms.services.shop import Shop
from modemsms.store import replies
from modemsms.store.database import Store
from modemsms.store.replies import Reply

__all__ = ["FIELDS", "Replies", "Reply", "unfilled"]

FIELDS = ("first_name", "name", "shop")
LONGEST_NAME = 40
MOST = 200

_FIELD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")


class Replies:
    """What the composer offers, and the settings change."""

    def __init__(self, store: Store, shop: Shop, max_characters: int = 1600) -> None:
        self._store = store
        self._shop = shop
        self._longest = max_characters

    def list(self) -> list[Reply]:
        """All of them, in their order."""
        with self._store.read() as connection:
            return replies.everything(connection)

    def get(self, reply_id: int) -> Reply:
        """One of them. Raises ``NotFound``."""
        with self._store.read() as connection:
            reply = replies.get(connection, reply_id)
        if reply is None:
            raise NotFound("There is no such saved reply.")
        return reply

    def put(self, name: str, text: str, reply_id: int | None = None) -> Reply:
        """Keep one, new or in the place of *reply_id*. Raises ``InvalidInput``."""
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise InvalidInput("name", f"Enter a name of up to {LONGEST_NAME} characters.")
        if not text.strip() or len(text) > self._longest or "\0" in text:
            raise InvalidInput("text", f"Enter a text of up to {self._longest:,} characters.")
        if reply_id is None and len(self.list()) >= MOST:
            raise InvalidInput("name", f"There are {MOST} saved replies already. Delete one first.")
        try:
            with self._store.write() as connection:
                kept = replies.put(connection, name, text, reply_id)
        except sqlite3.IntegrityError as error:
            raise InvalidInput("name", f"There is a saved reply named “{name}” already.") from error
        return self.get(kept)

    def move(self, reply_id: int, *, up: bool) -> None:
        """Let one change places with the one before it, or after it."""
        ids = [one.id for one in self.list()]
        here = ids.index(self.get(reply_id).id)
        there = here - 1 if up else here + 1
        if 0 <= there < len(ids):
            ids[here], ids[there] = ids[there], ids[here]
            with self._store.write() as connection:
                replies.order(connection, ids)

    def delete(self, reply_id: int) -> Reply:
        """Forget one; what it was, so that it can come back. Raises ``NotFound``."""
        reply = self.get(reply_id)
        with self._store.write() as connection:
            replies.delete(connection, reply_id)
        return reply

    def filled(self, text: str, conversation: Conversation | None) -> str:
        """*text* with the fields that are known; those that are not stay as they are."""
        return self.filled_for(text, conversation.name if conversation is not None else None)

    def filled_for(self, text: str, name: str | None) -> str:
        """The same for somebody called *name*; None where nobody knows that."""
        known: Mapping[str, str | None] = {
            "first_name": name.split()[0] if name else None,
            "name": name,
            "shop": self._shop.name or None,
        }
        return _FIELD.sub(lambda found: known[found[1]] or found[0], text)


def unfilled(text: str) -> str | None:
    """The first field in *text* that nobody has filled, as it stands there."""
    found = _FIELD.search(text)
    return found[0] if found else None
