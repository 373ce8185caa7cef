"""What changed, as elements that the page's script puts in their places: the live half of every page."""

from __future__ import annotations

from collections.abc import Sequence

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


@blueprint.get("/changes")
def changes() -> str:
    """What stands around the texts of the conversation ``open``, and all of the frame.

    With ``tray`` the texts that wait for a person's word come along.
    """
    open_id = request.args.get("open", type=row_number)
    try:
        head = None if open_id is None else services().conversations.get(open_id)
    except NotFound:
        head = None
    return answer(
        tray=services().outbox.unsure() if "tray" in request.args else None,
        open_id=open_id,
        head=head,
        here=presence.at(head) if head else None,
    )


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
