"""The smallest pieces of a page, of which it has hundreds: an icon, a moment, a round picture.

Everything larger is a macro of ``macros.html``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from markupsafe import Markup

from web.context import local_time
from web.words import initials

_HUES = 6

_PLAIN = Markup('<svg class="ms-icon" aria-hidden="true"><use href="{}#{}"></use></svg>')
_NAMED = Markup('<svg class="ms-icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>')
_MOMENT = Markup('<time datetime="{}" title="{}">{}</time>')
_AVATAR = Markup('<span class="ms-avatar ms-hue-{}" aria-hidden="true">{}</span>')


def icons_of(sprite: str) -> Callable[..., Markup]:
    """Draws icons of the file at *sprite*: ``icon(name, label="")``; *label* is for readers who hear the page."""

    @lru_cache(maxsize=500)
    def icon(name: str, label: str = "") -> Markup:
        return _NAMED.format(label, sprite, name) if label else _PLAIN.format(sprite, name)

    return icon


def when(moment: datetime, words: str) -> Markup:
    """*words* for *moment*, which a pointer at rest is told in full."""
    return _MOMENT.format(moment.isoformat(), local_time().full(moment), words)


def avatar(title: str, number: int) -> Markup:
    """The letters of *title* on one of a few colours."""
    return _AVATAR.format(number % _HUES, initials(title))
