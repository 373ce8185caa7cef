"""Rows that stand in the address of a request."""

from __future__ import annotations

from modemsms.errors import NotFound


def row(written: str, what: str) -> int:
    """The number of a row. Raises ``NotFound`` where *written* is none; *what* says of which thing."""
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise NotFound(f"There is no such {what}.")
    return int(written)
