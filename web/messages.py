"""A person's word on one message: cancel it, send it after all, or settle what is unknown."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict
from modemsms.services.outbox import Message
from web import changes, undo
from web.context import services, user, wants_fragment
from web.places import place_before, row_number

blueprint = Blueprint("messages", __name__)


@blueprint.post("/messages/<message_id>/cancel")
def cancel(message_id: str) -> ResponseReturnValue:
    """Call it back while nothing of it has left; the way back sends it after all, as a new text."""
    return _change(message_id, _cancel)


def _cancel(message_id: str) -> Message:
    message = services().outbox.cancel(message_id)
    if message.status == "unknown":
        flash(_("It is not sent again."), "good")
    else:
        undo.offer(_("Cancelled. Nothing was sent."), url_for("messages.retry", message_id=message_id))
    return message


@blueprint.post("/messages/<message_id>/release")
def release(message_id: str) -> ResponseReturnValue:
    """Send what the fuse holds."""
    return _change(message_id, services().outbox.release)


@blueprint.post("/messages/<message_id>/retry")
def retry(message_id: str) -> ResponseReturnValue:
    """Send what failed again, as a new text."""
    return _change(message_id, _retry)


def _retry(message_id: str) -> Message:
    anew = services().retries.retry(message_id, user())
    if anew.status == "scheduled":
        undo.offer(_("It is sent again."), url_for("messages.take_retry_back", message_id=message_id))
    return anew


@blueprint.post("/messages/<message_id>/retry/undo")
def take_retry_back(message_id: str) -> ResponseReturnValue:
    """It is not sent again after all."""
    return _change(message_id, services().retries.take_back)


@blueprint.post("/messages/<message_id>/settle")
def settle(message_id: str) -> ResponseReturnValue:
    """They got it (``delivered``), or: send again (``resend``)."""
    match request.form.get("outcome"):
        case "delivered":
            return _change(message_id, _arrived)
        case "resend":
            return _change(message_id, _again)
        case _:
            return abort(HTTPStatus.BAD_REQUEST)


def _arrived(message_id: str) -> Message:
    settled = services().settling.arrived(message_id)
    back = url_for("messages.unsettle", message_id=message_id, before=settled.before)
    undo.offer(_("Noted: they got it."), back)
    return settled.message


def _again(message_id: str) -> Message:
    message = services().settling.again(message_id)
    if services().composing.undo_seconds():
        undo.offer(_("It is sent again."), url_for("messages.unsettle", message_id=message_id))
    return message


@blueprint.post("/messages/<message_id>/unsettle")
def unsettle(message_id: str) -> ResponseReturnValue:
    """Take back "they got it" (its former state is kept under ``before``), or "send again"."""
    before = request.args.get("before", type=row_number)
    if before is None:
        return _change(message_id, services().settling.not_again)
    return _change(message_id, lambda known: services().settling.unsettle(known, before))


def _change(message_id: str, change: Callable[[str], Message]) -> ResponseReturnValue:
    try:
        message = change(message_id)
    except Conflict as conflict:
        # Somebody else was faster, or the network was: show how it stands now.
        flash(str(conflict), "ask")
        message = services().outbox.get(message_id)
    if wants_fragment():
        shown = {message.row_id: message, (before := services().outbox.get(message_id)).row_id: before}
        return changes.answer(messages=list(shown.values()), tray=services().outbox.unsure())
    home = url_for("conversations.show", conversation_id=message.conversation_id)
    return redirect(place_before(home), HTTPStatus.SEE_OTHER)
