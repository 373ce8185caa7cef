"""Order in the inbox: put away, flag, give to a colleague, block, mark unread; notes that only the shop sees.

Each change offers to be taken back in place of a question beforehand.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.outbox import Message
from web import changes, undo
from web.context import services, user, wants_fragment
from web.drafts import plain_lines
from web.places import place_before, row_number

blueprint = Blueprint("order", __name__)

PREFIX = "/conversations/<int:conversation_id>"


@blueprint.post(f"{PREFIX}/archive")
def archive(conversation_id: int) -> ResponseReturnValue:
    """Put it away (``on`` = 1) until the other side writes again, or fetch it back (0)."""
    on = _on()
    if services().conversations.archive(conversation_id, archived=on):
        said = _("Archived.") if on else _("Back in the inbox.")
        _done(conversation_id, "archive", said, on=on)
    return _after(conversation_id, leaves=on)


@blueprint.post(f"{PREFIX}/flag")
def flag(conversation_id: int) -> ResponseReturnValue:
    """Mark it to come back to, or not any more."""
    on = _on()
    if services().conversations.flag(conversation_id, flagged=on):
        _done(conversation_id, "flag", _("Flagged.") if on else _("No longer flagged."), on=on)
    return _after(conversation_id)


@blueprint.post(f"{PREFIX}/block")
def block(conversation_id: int) -> ResponseReturnValue:
    """Take no notice of what this number writes, or do again."""
    on = _on()
    if services().conversations.block(conversation_id, blocked=on):
        title = services().conversations.get(conversation_id).title
        services().deeds.note(user(), "number_blocked" if on else "number_unblocked", title)
        said = _("Blocked. What they write stands in the archive.") if on else _("Unblocked.")
        _done(conversation_id, "block", said, on=on)
    return _after(conversation_id, leaves=on)


@blueprint.post(f"{PREFIX}/unread")
def unread(conversation_id: int) -> ResponseReturnValue:
    """Let it stand as unread (or, with ``on`` = 0, as read), and go back to the list."""
    if request.args.get("on") == "0":
        conversation = services().conversations.get(conversation_id)
        services().conversations.mark_read(conversation_id, conversation.last_message_id)
    else:
        services().conversations.mark_unread(conversation_id)
        undo.offer(_("Marked as unread."), url_for("order.unread", conversation_id=conversation_id, on="0"))
    return _after(conversation_id, leaves=True)


@blueprint.post(f"{PREFIX}/assign")
def assign(conversation_id: int) -> ResponseReturnValue:
    """Give it to the colleague ``to`` (a person's number), or to nobody."""
    before = services().conversations.get(conversation_id).assignee_id
    try:
        to = row_number(written) if (written := request.values.get("to", "")) else None
        changed = services().conversations.assign(conversation_id, to)
    except (ValueError, InvalidInput):
        flash(_("This colleague is not here any more. Choose another."), "ask")
        return _after(conversation_id)
    if changed:
        name = services().conversations.get(conversation_id).assignee
        said = _("Given to %(name)s.", name=name) if name else _("Nobody has it now.")
        undo.offer(said, url_for("order.assign", conversation_id=conversation_id, to=before or ""))
    return _after(conversation_id)


@blueprint.post(f"{PREFIX}/notes")
def note(conversation_id: int) -> ResponseReturnValue:
    """Write down something that only the shop sees."""
    try:
        kept = services().notes.add(conversation_id, plain_lines(request.form.get("note", "")), user())
    except InvalidInput as error:
        flash(error.why, "ask")
        return _after(conversation_id)
    return _with(kept)


@blueprint.post("/notes/<message_id>/text")
def rewrite_note(message_id: str) -> ResponseReturnValue:
    """Write a note anew; what it said before can be brought back (``before`` = the number that it was kept under)."""
    notes = services().notes
    try:
        if (written := request.args.get("before")) is not None:
            return _with(notes.as_before(message_id, row_number(written), user()))
        changed, before = notes.rewrite(message_id, plain_lines(request.form.get("note", "")), user())
    except (InvalidInput, Conflict, ValueError) as error:
        flash(error.why if isinstance(error, InvalidInput) else str(error), "ask")
        return redirect(place_before(url_for("inbox.index")), HTTPStatus.SEE_OTHER)
    if before is not None:
        undo.offer(
            _("The note was changed."), url_for("order.rewrite_note", message_id=message_id, before=before)
        )
    return _with(changed)


@blueprint.post("/notes/<message_id>")
def keep_note(message_id: str) -> ResponseReturnValue:
    """Take a note back (``keep`` = 0), or show it again (1)."""
    keep = request.values.get("keep") == "1"
    notes = services().notes
    try:
        changed = notes.bring_back(message_id, user()) if keep else notes.take_back(message_id, user())
    except Conflict as conflict:
        flash(str(conflict), "ask")
        return redirect(place_before(url_for("inbox.index")), HTTPStatus.SEE_OTHER)
    if not keep:
        undo.offer(_("The note is gone."), url_for("order.keep_note", message_id=message_id, keep=1))
    return _with(changed)


def _on() -> bool:
    wanted = request.values.get("on")
    if wanted not in ("0", "1"):
        abort(HTTPStatus.BAD_REQUEST)
    return wanted == "1"


def _done(conversation_id: int, what: str, sentence: str, *, on: bool) -> None:
    back = url_for(f"order.{what}", conversation_id=conversation_id, on="0" if on else "1")
    undo.offer(sentence, back)


def _with(note_of_shop: Message) -> ResponseReturnValue:
    if wants_fragment():
        return changes.answer(messages=[note_of_shop])
    return _after(note_of_shop.conversation_id)


def _after(conversation_id: int, *, leaves: bool = False) -> ResponseReturnValue:
    """Where a person goes on: with the conversation, or with the list that it *leaves*."""
    if wants_fragment():
        conversation = services().conversations.get(conversation_id)
        return changes.answer(conversations=[conversation], open_id=conversation_id, head=conversation)
    if leaves:
        return redirect(url_for("inbox.index"), HTTPStatus.SEE_OTHER)
    home = url_for("conversations.show", conversation_id=conversation_id)
    return redirect(place_before(home), HTTPStatus.SEE_OTHER)
