"""How the pages look for each person: light or dark, the size of the letters, the language."""

from __future__ import annotations

from modemsms.errors import InvalidInput
from modemsms.store import accounts
from modemsms.store.database import Store

THEMES = ("system", "light", "dark")
SIZES = ("normal", "large", "larger")


class Looks:
    """Kept with the account, so that they are the same on every device."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def choose(self, user_id: int, theme: str, text_size: str, language: str) -> None:
        """Keep it. *language* is a code, or empty for that of the browser. Raises ``InvalidInput``."""
        if theme not in THEMES:
            raise InvalidInput("theme", "Choose one of the colours from the list.")
        if text_size not in SIZES:
            raise InvalidInput("text_size", "Choose one of the sizes from the list.")
        with self._store.write() as connection:
            accounts.set_look(connection, user_id, theme, text_size, language)
