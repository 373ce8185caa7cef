"""Saved replies: words that are written often, with fields that a contact fills."""

from __future__ import annotations

import builtins
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.conversations import Conversation
from modemsms.services.shop import Shop
from modemsms.services.values import in_words
from modemsms.store import fields, replies
from modemsms.store.database import Store
from modemsms.store.fields import Field, Value
from modemsms.store.replies import Reply

__all__ = ["FIELDS", "Replies", "Reply"]

FIELDS = ("first_name", "name", "shop")
LONGEST_NAME = 40
MOST = 200

# ``{first_name}``, or ``{first_name|there}`` with what stands there for somebody of whom it is not known.
_FIELD = re.compile(r"\{([a-z0-9_]+)(?:\|([^{}|]*))?\}")


def without_fields(text: str) -> str:
    """*text* as a name for it: what stands for somebody unknown in the place of each field, or dots."""
    return _FIELD.sub(lambda found: found[2] or "…", text)


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
        if conversation is None:
            return _filled(text, {"shop": self._shop.name}, ())
        return self.filled_each(text, [(conversation.address, conversation.name)])[0]

    def filled_each(self, text: str, people: Sequence[tuple[str, str | None]]) -> builtins.list[str]:
        """The same for each of several, of whom the number is known and perhaps the name.

        What stands behind a bar in a field (``{first_name|there}``) is for those of whom it is not known.
        """
        keys = {found[1] for found in _FIELD.finditer(text)}
        if not keys:
            return [text] * len(people)
        own: builtins.list[Field] = []
        values: Mapping[str, Mapping[int, Value]] = {}
        if keys - set(FIELDS):
            with self._store.read() as connection:
                own = [field for field in fields.everything(connection) if field.key in keys]
                values = fields.of_numbers(connection, (number for number, _ in people)) if own else {}
        known_keys = {*FIELDS, *(field.key for field in own)}
        return [
            _filled(text, self._known(name, own, values.get(number, {})), known_keys)
            for number, name in people
        ]

    def unfilled(self, text: str) -> str | None:
        """The first field in *text* that nobody has filled, as it stands there."""
        found = list(_FIELD.finditer(text))
        own: set[str] = set()
        if any(one[1] not in FIELDS for one in found):
            with self._store.read() as connection:
                own = {field.key for field in fields.everything(connection)}
        return next((one[0] for one in found if one[1] in FIELDS or one[1] in own), None)

    def _known(
        self, name: str | None, own: Sequence[Field], values: Mapping[int, Value]
    ) -> Mapping[str, str]:
        known = {"first_name": name.split()[0], "name": name} if name else {}
        known |= {"shop": self._shop.name}
        return known | {
            field.key: in_words(field, values[field.id], self._shop.country)
            for field in own
            if field.id in values
        }


def _filled(text: str, known: Mapping[str, str], fallbacks: Collection[str]) -> str:
    """*text* with what is known; a fallback is taken for the keys in *fallbacks* alone."""

    def said(found: re.Match[str]) -> str:
        key, fallback = found[1], found[2]
        if fallback is None or key not in fallbacks:
            return known.get(key) or found[0]
        return known.get(key) or fallback

    return _FIELD.sub(said, text)
