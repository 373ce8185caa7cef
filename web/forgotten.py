"""A forgotten password: ask for a code, then choose a new password with it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.accounts import TooManyTries
from web.context import services
from web.security import is_sitting_here
from web.session import begin, caller
from web.speech import said

blueprint = Blueprint("forgotten", __name__)


@blueprint.get("/sign-in/forgot")
def index() -> str:
    """The form that asks for the name."""
    return _page("forgot.html")


@blueprint.post("/sign-in/forgot")
def ask() -> ResponseReturnValue:
    """Text a code, if that name has a phone; the answer is the same if not."""
    try:
        services().forgotten.ask(request.form.get("name", ""), _words, **caller())
    except TooManyTries as error:
        page = _page("forgot.html", {"name": said(str(error))})
        return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    return _page("forgot_code.html")


@blueprint.post("/sign-in/forgot/code")
def renew() -> ResponseReturnValue:
    """Keep the new password, and sign in with it."""
    form = request.form
    try:
        person = services().forgotten.renew(
            form.get("name", ""),
            form.get("code", ""),
            form.get("password", ""),
            here=is_sitting_here(),
            **caller(),
        )
    except InvalidInput as error:
        return _page("forgot_code.html", {error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    except NotFound as error:
        return _page("forgot_code.html", {"code": said(str(error))}), HTTPStatus.CONFLICT
    except TooManyTries as error:
        page = _page("forgot_code.html", {"code": said(str(error))})
        return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    begin(person)
    flash(_("You have a new password. Everywhere else you are signed out."), "good")
    return redirect(url_for("inbox.index"), HTTPStatus.SEE_OTHER)


def _words(code: str) -> str:
    shop = services().shop.name or "modemsms"
    return _("%(shop)s: your code is %(code)s. It is good for ten minutes.", shop=shop[:60], code=code)


def _page(template: str, refusals: dict[str, str] | None = None) -> str:
    return render_template(
        template,
        name=request.form.get("name", request.args.get("name", "")),
        code=request.form.get("code", ""),
        can_send=services().forgotten.can_send(),
        refusals={"name": "", "code": "", "password": ""} | (refusals or {}),
    )
