"""Who else is at a conversation, and who has just answered, so that two do not answer at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from babel.lists import format_list
from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from modemsms.errors import Conflict
from modemsms.services.conversations import Conversation
from modemsms.services.outbox import Message
from web.context import local_time, locale, services, user
from web.page_streams import page_name
from web.places import row_number

blueprint = Blueprint("presence", __name__)

# For so long it is said that a colleague has answered; a text above that is history.
JUST = timedelta(minutes=10)

# What came up on the screen less than this ago may not have been read yet.
READ_IN = timedelta(seconds=5)

# Among so many of the newest an answer is looked for.
LOOKED_AT = 12

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Here:
    """What a page says of the others. *seen* is the newest text that its reader knows; None is no news of that."""

    open: str = ""
    writing: str = ""
    answered: str = ""
    seen: int | None = None


@blueprint.post("/conversations/<int:conversation_id>/here")
def here(conversation_id: int) -> str:
    """The page ``page`` is open, somebody writes in it, or it was left (``doing``)."""
    page = request.form.get("page", "")[:LONGEST_NAME]
    doing = request.form.get("doing", "")
    word: int = request.form.get("word", 0, type=row_number)
    conversation = services().conversations.get(conversation_id)
    if doing == "left":
        services().presence.left(page, user(), word)
    elif doing in ("open", "writing"):
        services().presence.here(conversation_id, page, user(), writing=doing == "writing", word=word)
    else:
        abort(HTTPStatus.BAD_REQUEST)
    return render_template("fragments/here_now.html", here=at(conversation), conversation=conversation)


def comes(conversation_id: int) -> None:
    """Whoever asks for the page of a conversation is there for a while, scripts or not."""
    services().presence.here(conversation_id, page_name(), user())


def at(conversation: Conversation) -> Here:
    """What the page of *conversation* says now."""
    others = services().presence.others(conversation.id, user().id)
    writing = [one.name for one in others if one.writing]
    reading = [one.name for one in others if not one.writing]
    answer = _answer_of_a_colleague(conversation.id, after=0)
    now = local_time().now
    recent = answer if answer is not None and now - answer.created_at < JUST else None
    fresh = recent is not None and now - recent.created_at < READ_IN
    return Here(
        open=_open(reading) if reading else "",
        writing=_writing(writing) if writing else "",
        answered=_answered(recent) if recent is not None else "",
        seen=None if fresh else conversation.last_message_id,
    )


def check_nobody_was_faster(conversation_id: int, seen: int) -> None:
    """Raise ``Conflict`` (``answered``) where a colleague wrote something after the row *seen*; 0 is unknown."""
    answer = _answer_of_a_colleague(conversation_id, after=seen) if seen else None
    if answer is not None:
        sentence = _("Read it, then send yours if you still mean it.")
        raise Conflict(f"{_answered(answer)} {sentence}", code="answered")


def _answer_of_a_colleague(conversation_id: int, *, after: int) -> Message | None:
    newest = services().conversations.messages(conversation_id, limit=LOOKED_AT)
    for message in reversed(newest):
        if message.row_id <= after:
            return None
        if message.direction == "outbound" and message.is_text and message.status != "cancelled":
            # Whoever wrote last has read what stands above; a program's text is no answer.
            return message if message.author not in (None, user().name) else None
    return None


def _names(names: list[str]) -> str:
    return format_list(names, locale=locale())


def _open(names: list[str]) -> str:
    return ngettext(
        "%(names)s has this conversation open too.",
        "%(names)s have this conversation open too.",
        len(names),
        names=_names(names),
    )


def _writing(names: list[str]) -> str:
    return ngettext("%(names)s is writing …", "%(names)s are writing …", len(names), names=_names(names))


def _answered(message: Message) -> str:
    return _("%(name)s answered %(when)s.", name=message.author, when=local_time().phrase(message.created_at))
