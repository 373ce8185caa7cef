"""A notice with a button that takes back what was just done, in place of a question beforehand."""

from __future__ import annotations

from flask import flash

UNDO = "undo"


def offer(sentence: str, url: str) -> None:
    """Say *sentence* on the next page; its button posts to *url*, which does the opposite."""
    flash([sentence, url], UNDO)  # type: ignore[arg-type]  # the session keeps any JSON value
