"""A notice with a button that takes back what was just done, in place of a question beforehand."""

from __future__ import annotations

from flask import flash

UNDO = "undo"


def offer(sentence: str, url: str, *, live: bool = True) -> None:
    """Say *sentence* on the next page; its button posts to *url*, which does the opposite.

    Where *live*, that answers with the elements that changed; else it leads to a whole page.
    """
    flash([sentence, url, live], UNDO)  # type: ignore[arg-type]  # the session keeps any JSON value
