"""Drafts on the box: kept while somebody types, and there again on whatever device they go on."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, g, render_template, request

from modemsms.clock import to_ms
from modemsms.errors import Conflict
from modemsms.services.drafts import KeptDraft, place_of
from web import drafts
from web.context import services, user, wants_fragment
from web.drafts import Typed
from web.recipients import chosen

blueprint = Blueprint("drafts", __name__)

_REPLY = re.compile(r"c[1-9][0-9]{0,17}")


@blueprint.post("/drafts")
def keep() -> str:
    """Keep what stands in the form that was typed in (``place`` says which); the last word of a page is a beacon."""
    typed = drafts.from_form(_conversation())
    known = None if typed.conversation_id is None else services().conversations.get(typed.conversation_id)
    try:
        kept = services().drafts.keep(
            user().id,
            typed.place,
            typed.text,
            form=typed.draft_id,
            recipients=_recipients(typed),
            leaves=not wants_fragment(),
        )
    except Conflict:
        # It was sent meanwhile. What is in the field since then is another text, which nobody keeps yet.
        return render_template("fragments/kept.html", kept="", known=known)
    return render_template("fragments/kept.html", kept=to_ms(kept.changed_at) if kept else 0, known=known)


def _conversation() -> int | None:
    place = request.form.get("place", "")
    if _REPLY.fullmatch(place):
        return services().conversations.get(int(place[1:])).id
    if drafts.new_place_of(place) != place:
        abort(HTTPStatus.BAD_REQUEST)
    return None


def reply(conversation_id: int, added: str = "") -> Typed:
    """What the reader was writing in a conversation, with *added* behind it."""
    kept = services().drafts.get(user().id, place_of(conversation_id))
    typed = Typed(text=added, conversation_id=conversation_id)
    if kept is None:
        return typed if added else replace(typed, kept=0)
    if added:
        return replace(typed, text=f"{kept.text}\n{added}", draft_id=kept.form)
    return replace(typed, text=kept.text, draft_id=kept.form, kept=to_ms(kept.changed_at))


def new(given: Typed) -> Typed:
    """What the reader was writing to whom *given* names, or last if it names nobody; else *given* itself.

    The text of *given* stands behind it.
    """
    found = services().drafts.new(user().id)
    named = _recipients(given)
    for kept in found:
        if named in (kept.recipients, ""):
            return _written(kept, given)
    taken = {kept.place for kept in found}
    place = f"{given.new_place}:{given.draft_id}" if given.new_place in taken else given.new_place
    return replace(given, kept=None if given.text else 0, new_place=place)


def _written(kept: KeptDraft, given: Typed) -> Typed:
    said = parse_qsl(kept.recipients)
    return replace(
        given,
        text=f"{kept.text}\n{given.text}" if given.text else kept.text,
        to="\n".join(value for name, value in said if name == "to"),
        who=drafts.tokens_of(value for name, value in said if name == "who"),
        draft_id=kept.form,
        kept=None if given.text else to_ms(kept.changed_at),
        new_place=kept.place,
    )


def _recipients(typed: Typed) -> str:
    """Whom *typed* goes to, written alike however that was typed."""
    if not (typed.who or typed.to):
        return ""
    to = chosen(typed)
    tokens = sorted(choice.token for choice in to.choices)
    return urlencode([*(("who", token) for token in tokens), *([("to", to.rest)] if to.rest else [])])


def replies() -> dict[int, KeptDraft]:
    """What the reader is writing in conversations, by their ids; asked for once in a request."""
    if "reply_drafts" not in g:
        g.reply_drafts = services().drafts.replies(user().id)
    found: dict[int, KeptDraft] = g.reply_drafts
    return found


def draft_in(conversation_id: int) -> str:
    """The words that the reader has not sent in a conversation yet, if any."""
    kept = replies().get(conversation_id)
    return kept.text if kept else ""
