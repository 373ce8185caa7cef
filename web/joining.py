"""The link by which somebody chooses an own password: its address, its code, and the page behind it."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urljoin

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput, NotFound
from modemsms.services.accounts import TooManyTries
from web.context import services
from web.network import qr_code as qr_code
from web.security import is_sitting_here
from web.session import begin, caller
from web.speech import said

blueprint = Blueprint("joining", __name__)


def address(token: str) -> str:
    """The whole address of a link, as the phone of somebody else can open it if the shop's network can."""
    path = url_for("joining.choose", token=token)
    entrance = services().network.reach().entrance
    base = entrance.urls[0] if entrance and entrance.urls else request.host_url
    return urljoin(base, path)


@blueprint.get("/join")
def choose() -> ResponseReturnValue:
    """The form for a password."""
    return _page(request.args.get("token", ""))


@blueprint.post("/join")
def accept() -> ResponseReturnValue:
    """Keep the password, and sign in with it."""
    token = request.form.get("token", "")
    try:
        person = services().invitations.accept(
            token, request.form.get("password", ""), here=is_sitting_here(), **caller()
        )
    except InvalidInput as error:
        return _page(token, said(error.why))
    except NotFound:
        return _page(token)
    except TooManyTries as error:
        return _page(token, said(str(error)))
    begin(person)
    flash(_("Welcome, %(name)s.", name=person.name), "good")
    return redirect(url_for("inbox.index"), HTTPStatus.SEE_OTHER)


def _page(token: str, refusal: str = "") -> ResponseReturnValue:
    try:
        person = services().invitations.whose(token, remote=request.remote_addr or "")
    except NotFound as error:
        page = render_template("error.html", title=_("This link is spent"), sentence=said(str(error)))
        return page, HTTPStatus.NOT_FOUND
    except TooManyTries as error:
        page = render_template("error.html", title=_("One moment"), sentence=said(str(error)))
        return page, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
    page = render_template("join.html", person=person, token=token, refusal=refusal)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK, {"Cache-Control": "no-store"}
