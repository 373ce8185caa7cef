"""A text from one very modem, to see on its page how it fares and whether an answer comes back."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.outbox import Draft, Message
from web import modem
from web.context import services, user
from web.drafts import plain_lines
from web.speech import said

blueprint = Blueprint("test_texts", __name__)

# How many texts after the test are looked through for an answer.
LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class TestText:
    """What stands in the form, and the test that was sent last, with the *answer* that came."""

    to: str
    text: str
    message: Message | None
    answer: Message | None


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
        parts = modem.parts(name, {field: said(why)})
        return render_template("modem.html", **parts), HTTPStatus.UNPROCESSABLE_ENTITY
    there = url_for("modem.show", name=name, sent=message.id, _anchor="test-text")
    return redirect(there, HTTPStatus.SEE_OTHER)


@blueprint.get("/modems/<path:name>/test-text")
def form(name: str) -> ResponseReturnValue:
    """The form that a refused text was sent from."""
    return redirect(url_for("modem.show", name=name, _anchor="test-text"))


def shown(name: str) -> TestText:
    """The form with what was typed or is proposed; the test whose id stands in the address."""
    message = _sent()
    return TestText(
        to=request.form.get("to") or (message.address if message else user().number or ""),
        text=request.form.get("text") or _proposal(name),
        message=message,
        answer=None if message is None else _answer(message),
    )


def _proposal(name: str) -> str:
    shop_name = services().shop.name
    if shop_name:
        return _(
            "Hello from %(shop)s! This is a test of “%(name)s”. Please answer.", shop=shop_name, name=name
        )
    return _("Hello! This is a test of “%(name)s”. Please answer.", name=name)


def _sent() -> Message | None:
    wanted = request.args.get("sent", "")[:64]
    if not wanted:
        return None
    try:
        message = services().outbox.get(wanted)
    except NotFound:
        return None
    return message if message.direction == "outbound" and message.is_text else None


def _answer(message: Message) -> Message | None:
    later = services().conversations.messages(
        message.conversation_id, after=message.row_id, limit=LOOKED_THROUGH
    )
    return next((one for one in later if one.direction == "inbound" and one.is_text), None)
