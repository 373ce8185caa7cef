"""Which page holds which event stream, so that a stream ends when its page was left."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import g


class PageStreams:
    """The streams that are open, by the name of their page; the next page of a tab ends the one before."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._left: dict[str, threading.Event] = {}

    def __len__(self) -> int:
        """How many are open."""
        with self._guard:
            return len(self._left)

    @contextmanager
    def held(self, name: str) -> Iterator[threading.Event]:
        """Hold the place of *name*; what it gives is set once the page was left."""
        left = threading.Event()
        with self._guard:
            before = self._left.get(name)
            self._left[name] = left
        if before is not None:
            before.set()
        try:
            yield left
        finally:
            with self._guard:
                if self._left.get(name) is left:
                    del self._left[name]

    def leave(self, name: str) -> bool:
        """The page *name* is no longer on a screen; whether it held a stream, which ends when woken."""
        with self._guard:
            left = self._left.get(name)
        if left is None:
            return False
        left.set()
        return True


def page_name() -> str:
    """The name of the page that this request answers with."""
    if "page_name" not in g:
        g.page_name = new_name()
    return cast(str, g.page_name)


def new_name() -> str:
    """A name for the stream of one page; nobody else can guess it."""
    return secrets.token_urlsafe(9)
