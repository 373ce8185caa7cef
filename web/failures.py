"""What goes wrong, as a person is told: a sentence, the right status, and nothing typed is lost."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, flash, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from modemsms.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from modemsms.services.accounts import TooManyTries
from web import composer, drafts
from web.context import is_signed_in, wants_fragment
from web.security import ForeignHost, from_our_page
from web.session import DOORS, at_the_door
from web.slow import TooBusy

# Sentences that the API says too stay English here, and are translated where they are shown.
TITLES = {
    HTTPStatus.BAD_REQUEST: (
        lazy_gettext("That did not work"),
        lazy_gettext("The page sent something that makes no sense here."),
    ),
    HTTPStatus.FORBIDDEN: (
        lazy_gettext("Only for owners"),
        lazy_gettext("Your account may not do this. Ask the owner of the shop."),
    ),
    HTTPStatus.NOT_FOUND: (
        lazy_gettext("Nothing here"),
        lazy_gettext("This page does not exist, or no longer."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        lazy_gettext("That did not work"),
        lazy_gettext("This page cannot be used in this way."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        lazy_gettext("Too much at once"),
        lazy_gettext("What was sent is too large for this page."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (lazy_gettext("One moment"), TooBusy.description),
    HTTPStatus.MISDIRECTED_REQUEST: (lazy_gettext("Wrong address"), ForeignHost.description),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        lazy_gettext("Our fault"),
        lazy_gettext(
            "Something went wrong in modemsms. Texts that were taken are safe. Try again; the log says more."
        ),
    ),
}

STALE = lazy_gettext(
    "This page was opened before you last signed in. Nothing was done: look at it, and press once more."
)


def install(app: Flask) -> None:
    """Answer for everything that can end a request to a page."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(InvalidInput, _invalid_input)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(StoreUnavailable, _store_unavailable)
    app.register_error_handler(TooManyTries, _too_many_tries)
    app.register_error_handler(HTTPException, _http_error)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token is of another session: an ended one, or one before the last sign-in."""
    if request.blueprint in DOORS:
        return _page(
            _("Please try again"), _("The page was open for too long. Go back and try once more."), 400
        )
    if not is_signed_in():
        return at_the_door()
    if request.endpoint in composer.SENDING and from_our_page():
        conversation_id = (request.view_args or {}).get("conversation_id")
        typed = drafts.from_form(conversation_id).refused("text", str(STALE))
        return composer.again(typed, HTTPStatus.BAD_REQUEST)
    return _page(_("Please try again"), STALE, HTTPStatus.BAD_REQUEST)


def _invalid_input(error: InvalidInput) -> ResponseReturnValue:
    return _page(_("That did not work"), error.why, HTTPStatus.UNPROCESSABLE_ENTITY)


def _not_found(error: NotFound) -> ResponseReturnValue:
    return _page(_("Nothing here"), str(error), HTTPStatus.NOT_FOUND)


def _conflict(error: Conflict) -> ResponseReturnValue:
    return _page(_("That is not possible now"), str(error), HTTPStatus.CONFLICT)


def _store_unavailable(error: StoreUnavailable) -> ResponseReturnValue:
    return _page(_("The shop's memory is out of reach"), str(error), HTTPStatus.SERVICE_UNAVAILABLE)


def _too_many_tries(error: TooManyTries) -> ResponseReturnValue:
    answer = make_response(_page(_("One moment"), str(error), HTTPStatus.TOO_MANY_REQUESTS))
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    phrase = HTTPStatus(error.code).phrase
    title, sentence = TITLES.get(HTTPStatus(error.code), (phrase, error.description or phrase))
    return _page(title, sentence, error.code)


def _page(title: str, sentence: str, status: int) -> ResponseReturnValue:
    if wants_fragment():
        flash(str(sentence), "bad")
        return render_template("fragments/notices.html"), status
    return render_template("error.html", title=title, sentence=sentence), status
