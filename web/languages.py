"""The language of a page: the one that a person chose, else the browser's, else English."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, Response, g, request
from flask_babel import Babel, get_locale, get_translations

from web.context import is_signed_in, user

# What the words in the source are written in.
SOURCE = "en"
LANGUAGES = {SOURCE: "English", "es": "Español"}


def install(app: Flask) -> None:
    """Give *app* gettext, in templates too."""
    Babel(app, locale_selector=_chosen)
    # Babel's own ask anew for each of the hundreds of words of a page which language it is in.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: _catalogue().ugettext(words),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.after_request(_say_which)


def language() -> str:
    """The code of this request's language."""
    locale = get_locale()
    return str(locale) if locale is not None else SOURCE


def direction() -> str:
    """``ltr`` or ``rtl``: where this request's language begins its lines."""
    locale = get_locale()
    return "ltr" if locale is None else str(locale.text_direction)


def _catalogue() -> NullTranslations:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    catalogue: NullTranslations = g.catalogue
    return catalogue


def _say_which(answer: Response) -> Response:
    # A page in one language must not be taken from a store for another.
    if answer.mimetype == "text/html":
        answer.headers["Content-Language"] = language()
        answer.vary.add("Accept-Language")
    return answer


def _chosen() -> str:
    wanted = user().language if is_signed_in() else ""
    if wanted in LANGUAGES:
        return wanted
    return request.accept_languages.best_match(LANGUAGES) or SOURCE
