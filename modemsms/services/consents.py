"""Consent: who may be texted in bulk, and how that came about. An answer by hand is always the shop's own choice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from datetime import datetime

from modemsms import clock
from modemsms.store import consents
from modemsms.store.consents import Consent, How, Standing, What
from modemsms.store.database import Store

__all__ = ["Consent", "Consents", "How", "Standing", "What"]


class Consents:
    """The ledger, and what follows from it. Numbers are E.164."""

    def __init__(self, store: Store, now: Callable[[], datetime] = clock.now) -> None:
        self._store = store
        self._now = now

    def standing(self, number: str) -> Standing | None:
        """How *number* stands; None where nobody ever asked."""
        with self._store.read() as connection:
            return consents.standing(connection, number)

    def out_among(self, numbers: Iterable[str]) -> set[str]:
        """Which of *numbers* must not be texted in bulk."""
        with self._store.read() as connection:
            return consents.out_among(connection, numbers)

    def history(self, number: str, limit: int = 200) -> list[tuple[datetime, Consent]]:
        """What is written of *number*, newest first, each with when."""
        with self._store.read() as connection:
            return consents.history(connection, number, limit)

    def record(self, consent: Consent, connection: sqlite3.Connection | None = None) -> None:
        """Write one row, where it changes how the number stands; in the transaction of *connection* if given."""
        if connection is not None:
            self._record(connection, consent)
            return
        with self._store.write() as own:
            self._record(own, consent)

    def _record(self, connection: sqlite3.Connection, consent: Consent) -> None:
        before = consents.standing(connection, consent.number)
        if before is None or before.what != consent.what:
            consents.add(connection, consent, self._now())
