"""A text from one very modem, to see on its page how it fares and whether an answer comes back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.outbox import Draft
from web import modem, walk
from web.context import services, user
from web.drafts import plain_lines
from web.speech import said

blueprint = Blueprint("test_texts", __name__)


@blueprint.post("/modems/<path:name>/test-text")
def send(name: str) -> ResponseReturnValue:
    """Send one."""
    services().modems.get(name)
    text = plain_lines(request.form.get("text", ""))
    draft = Draft(request.form.get("to", "").strip(), text, modem=name, author_id=user().id)
    try:
        message = services().outbox.submit(draft).message
    except (InvalidInput, Conflict) as error:
        why = error.why if isinstance(error, InvalidInput) else str(error)
        field = error.field if isinstance(error, InvalidInput) and error.field == "to" else "text"
        return _refused(name, {field: said(why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    page = "walk.setup" if "walk" in request.form else "modem.show"
    there = url_for(page, name=name, sent=message.id, _anchor="test-text")
    return redirect(there, HTTPStatus.SEE_OTHER)


def _refused(name: str, refusals: dict[str, str]) -> str:
    if "walk" in request.form:
        return render_template("setup.html", **walk.parts(name, refusals))
    return render_template("modem.html", **modem.parts(name, refusals))


@blueprint.get("/modems/<path:name>/test-text")
def form(name: str) -> ResponseReturnValue:
    """The form that a refused text was sent from."""
    return redirect(url_for("modem.show", name=name, _anchor="test-text"))
