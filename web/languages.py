"""The language of a page: the one that a person chose, else the browser's, else English."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel, get_locale

from web.context import is_signed_in, user

# The first one is what the words in the source are written in.
LANGUAGES = {"en": "English", "es": "Español"}


def install(app: Flask) -> None:
    """Give *app* gettext, in templates too."""
    Babel(app, locale_selector=_chosen)


def language() -> str:
    """The code of this request's language."""
    locale = get_locale()
    return str(locale) if locale is not None else next(iter(LANGUAGES))


def direction() -> str:
    """``ltr`` or ``rtl``: where this request's language begins its lines."""
    locale = get_locale()
    return "ltr" if locale is None else str(locale.text_direction)


def _chosen() -> str:
    wanted = user().language if is_signed_in() else ""
    if wanted in LANGUAGES:
        return wanted
    return request.accept_languages.best_match(LANGUAGES) or next(iter(LANGUAGES))
