"""What changed, as elements that the page's script puts in their places: the live half of every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, render_template, request

from modemsms.errors import NotFound
from modemsms.services.conversations import Conversation
from modemsms.services.outbox import Message
from web import presence
from web.context import services
from web.drafts import Count, Typed
from web.inbox import titles_of
from web.places import row_number
from web.presence import Here

blueprint = Blueprint("changes", __name__)

# A page that was asleep asks for its changes in turns of this size.
MOST = 50


@blueprint.get("/changes")
def changes() -> str:
    """The rows of the conversations ``rows``, the bubbles of the messages ``messages``; all of the frame.

    ``open`` is the conversation that the page shows: bubbles of others have no place on it.
    With ``tray`` the texts that wait for a person's word come along.
    """
    open_id = request.args.get("open", type=row_number)
    shown = [message for message in _messages(_listed("messages")) if message.conversation_id == open_id]
    return answer(
        conversations=_conversations(_listed("rows")),
        messages=shown,
        tray=services().outbox.unsure() if "tray" in request.args else None,
        open_id=open_id,
        here=_here(open_id),
    )


def _here(open_id: int | None) -> Here | None:
    try:
        return None if open_id is None else presence.at(services().conversations.get(open_id))
    except NotFound:
        return None


def answer(
    *,
    conversations: Sequence[Conversation] = (),
    messages: Sequence[Message] = (),
    tray: Sequence[Message] | None = None,
    open_id: int | None = None,
    head: Conversation | None = None,
    typed: Typed | None = None,
    count: Count | None = None,
    put_back: str = "",
    here: Here | None = None,
) -> str:
    """The elements of what is given, and of the frame around every page.

    *head* is the conversation whose page is open; *typed* is the composer's state, *put_back* a text that returns
    into it.
    """
    return render_template(
        "fragments/changes.html",
        conversations=conversations,
        messages=messages,
        tray=tray,
        titles=titles_of(tray or ()),
        open_id=open_id,
        head=head,
        people=services().accounts.list() if head else (),
        typed=typed,
        count=count,
        put_back=put_back,
        here=here,
    )


def _listed(name: str) -> list[str]:
    return [value for value in request.args.get(name, "").split(",") if value][:MOST]


def _conversations(ids: Iterable[str]) -> list[Conversation]:
    found = []
    for written in ids:
        try:
            found.append(services().conversations.get(row_number(written)))
        except (NotFound, ValueError):
            continue
    return found


def _messages(ids: Iterable[str]) -> list[Message]:
    found = []
    for message_id in ids:
        try:
            found.append(services().outbox.get(message_id))
        except NotFound:
            continue
    return sorted(found, key=lambda message: message.row_id)
