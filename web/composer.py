"""Writing: a reply, a text to a new number, and what a text costs before it leaves."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import Conflict, InvalidInput, ModemSmsError, StoreUnavailable
from modemsms.services.outbox import Message
from web import changes, conversations, costs, drafts, inbox, kept_drafts, presence, recipients, sending
from web.context import services, wants_fragment
from web.drafts import Typed
from web.places import row_number
from web.speech import said

blueprint = Blueprint("composer", __name__)

# The forms in which somebody may have typed for a while.
SENDING = frozenset({"composer.reply", "composer.send_new", "composer.choose"})

ALREADY_SENT = lazy_gettext(
    "This form was sent before, with another text. Look at the conversation, then send it if you mean it."
)
WARNED = lazy_gettext(
    "This person asked for no more texts. Tick that you answer them in person, then send it."
)


@blueprint.post("/conversations/<int:conversation_id>/messages")
def reply(conversation_id: int) -> ResponseReturnValue:
    """Send a text to the other side of a conversation."""
    conversation = services().conversations.get(conversation_id)
    typed = drafts.from_form(conversation_id)
    try:
        unless = partial(presence.check_nobody_was_faster, conversation_id, typed.seen)
        submitted = sending.reply(typed, conversation.address, unless)
    except (InvalidInput, Conflict, StoreUnavailable) as error:
        return refuse(typed, error)
    if wants_fragment():
        return changes.answer(messages=[submitted.message], typed=Typed(seen=submitted.message.row_id))
    return redirect(url_for("conversations.show", conversation_id=conversation_id), HTTPStatus.SEE_OTHER)


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """A text to people and groups, whom ``who`` and ``to`` may name already."""
    given = request.args
    who, to = drafts.tokens_of(given.getlist("who")), drafts.plain_lines(given.get("to", "")).strip()
    reply_id = given.get("reply", type=row_number)
    text = services().replies.filled(services().replies.get(reply_id).text, None) if reply_id else ""
    return again(kept_drafts.new(Typed(text=text, to=to, who=who, when=given.get("when", "")[:20])))


@blueprint.post("/new")
def send_new() -> ResponseReturnValue:
    """Send it, and open the page that shows what becomes of it."""
    typed = drafts.from_form()
    try:
        target = sending.new(typed)
    except (InvalidInput, Conflict, StoreUnavailable) as error:
        return refuse(typed, error)
    return redirect(target, HTTPStatus.SEE_OTHER)


@blueprint.post("/new/people")
def choose() -> ResponseReturnValue:
    """Take in who was ticked and typed so far, and send nothing."""
    typed = drafts.from_form()
    if not wants_fragment():
        return again(typed)
    parts = recipients.parts(typed)
    return render_template("fragments/addressed.html", typed=typed, count=costs.of(typed), **parts)


@blueprint.post("/messages/<message_id>/undo")
def take_back(message_id: str) -> ResponseReturnValue:
    """Undo a sending; its text stands in the composer again."""
    try:
        message = services().composing.take_back(message_id)
    except Conflict as conflict:
        flash(str(conflict), "ask")
        message = services().outbox.get(message_id)
        return _shown(message, Typed(conversation_id=message.conversation_id))
    return _shown(message, Typed(text=message.text, conversation_id=message.conversation_id))


def _shown(message: Message, typed: Typed) -> ResponseReturnValue:
    if wants_fragment():
        return changes.answer(messages=[message], put_back=typed.text)
    return conversations.page(message.conversation_id, typed, costs.of(typed))


@blueprint.post("/count")
def count() -> str:
    """What the text so far costs: characters, segments, what forces Unicode, what is replaced."""
    return render_template("fragments/count.html", count=costs.of(drafts.from_form()))


def refuse(typed: Typed, error: ModemSmsError) -> ResponseReturnValue:
    """Show what was typed once more, with the reason why it was not sent."""
    match error:
        case InvalidInput():
            return again(typed.refused(error.field, error.why), HTTPStatus.UNPROCESSABLE_ENTITY)
        case Conflict(code="idempotency"):
            return again(typed.afresh().refused("text", str(ALREADY_SENT)), HTTPStatus.CONFLICT)
        case Conflict(code="answered"):
            newest = services().conversations.get(typed.conversation_id or 0).last_message_id
            return again(replace(typed, seen=newest).refused("text", str(error)), HTTPStatus.CONFLICT)
        case Conflict(code="opted_out"):
            return again(typed.refused("text", str(WARNED)), HTTPStatus.CONFLICT)
        case StoreUnavailable():
            return again(
                typed.refused("text", _("Nothing was sent. %(why)s", why=said(str(error)))),
                HTTPStatus.SERVICE_UNAVAILABLE,
            )
        case _:
            raise error


def again(typed: Typed, status: int = HTTPStatus.OK) -> ResponseReturnValue:
    """The form with *typed* in it: as the elements that changed, or as a whole page."""
    cost = costs.of(typed)
    if wants_fragment():
        return changes.answer(typed=typed, count=cost), status
    if typed.conversation_id is not None:
        return conversations.page(typed.conversation_id, typed, cost), status
    return render_template(
        "new.html", **inbox.list_pane(), typed=typed, count=cost, **recipients.parts(typed)
    ), status
