"""What was deleted on the page, kept for a while so that it can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from modemsms.clock import to_ms


def put(connection: sqlite3.Connection, kind: str, content: Mapping[str, object], now: datetime) -> int:
    """Keep *content*, which JSON can hold; under which number."""
    cursor = connection.execute(
        "INSERT INTO bin (at, kind, content) VALUES (?, ?, ?)",
        (to_ms(now), kind, json.dumps(content, ensure_ascii=False)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def take(connection: sqlite3.Connection, kind: str, bin_id: int) -> dict[str, Any] | None:
    """What was kept under *bin_id*, which is empty from now on; None when nothing is there (any more)."""
    row = connection.execute(
        "DELETE FROM bin WHERE id = ? AND kind = ? RETURNING content", (bin_id, kind)
    ).fetchone()
    return None if row is None else cast("dict[str, Any]", json.loads(row["content"]))


def prune(connection: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forget for good what was deleted before *before*; how many."""
    return connection.execute(
        "DELETE FROM bin WHERE id IN (SELECT id FROM bin WHERE at < ? ORDER BY at LIMIT ?)",
        (to_ms(before), limit),
    ).rowcount
