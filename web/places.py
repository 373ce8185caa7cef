"""Addresses: which are ours, and where to go next, which is only ever a page of our own."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from werkzeug.routing import IntegerConverter

# A row's number has no more digits: SQLite counts to 2^63 - 1.
_MOST_DIGITS = 18


class RowNumber(IntegerConverter):
    """The number of a row in a path; one that no row can have is no path of ours."""

    regex = rf"[0-9]{{1,{_MOST_DIGITS}}}"


def row_number(written: str) -> int:
    """The number of a row, as a query or a form says it. Raises ``ValueError`` for what no row can have."""
    if not written.isascii() or not written.isdecimal() or len(written) > _MOST_DIGITS:
        raise ValueError(f"{written[:20]!r} is no row")
    return int(written)


def own_path(written: str, otherwise: str = "/") -> str:
    """*written* if it is a path on this site, else *otherwise*.

    A browser reads ``//host`` and ``/\\host`` as another site.
    """
    if not written.startswith("/") or written.startswith(("//", "/\\")) or not written.isprintable():
        return otherwise
    return written


def place_before(otherwise: str) -> str:
    """The page of ours on which a button was pressed, as the browser tells."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return otherwise
    return own_path(f"{before.path}?{before.query}" if before.query else before.path, otherwise)


def the_one_before(*pages: str) -> str:
    """Which of *pages* a button was pressed on, as the browser tells; else the first.

    A page that shows what was refused stands under the address of its form, which cannot be opened.
    """
    before = place_before(pages[0])
    return before if before in pages else pages[0]
