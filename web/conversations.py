"""One conversation: its page, its older texts, and that somebody has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for

from modemsms.errors import StoreUnavailable
from modemsms.services.conversations import Conversation
from modemsms.services.outbox import Message
from web import changes, inbox, kept_drafts, presence
from web.context import services
from web.drafts import Count, Typed
from web.places import row_number

blueprint = Blueprint("conversations", __name__)

# Two screens of a desk; what is older comes while somebody scrolls.
BUBBLES = 30


@blueprint.get("/conversations/<int:conversation_id>")
def show(conversation_id: int) -> str:
    """The newest texts, those before ``before``, or those around ``around`` (row ids)."""
    return page(conversation_id, kept_drafts.reply(conversation_id, _chosen(conversation_id)))


def _chosen(conversation_id: int) -> str:
    """The saved reply ``reply``, for somebody without scripts."""
    reply_id = request.args.get("reply", type=row_number)
    if reply_id is None:
        return ""
    text = services().replies.get(reply_id).text
    return services().replies.filled(text, services().conversations.get(conversation_id))


def page(conversation_id: int, typed: Typed, count: Count | None = None) -> str:
    """The page of a conversation, with *typed* in its composer."""
    conversations = services().conversations
    conversation = conversations.get(conversation_id)
    before, around = request.args.get("before", type=row_number), request.args.get("around", type=row_number)
    messages = conversations.messages(conversation_id, before=before, around=around, limit=BUBBLES)
    newer = bool(messages) and messages[-1].row_id < conversation.last_message_id
    # A browser that fetches ahead has shown nothing to anybody yet.
    if "prefetch" not in request.headers.get("Sec-Purpose", ""):
        presence.comes(conversation_id)
        conversation = _read(conversation, messages[-1].row_id) if messages else conversation
    return render_template(
        "conversation.html",
        **inbox.list_pane(),
        conversation=conversation,
        people=services().accounts.list(),
        open_id=conversation_id,
        messages=messages,
        older=_older_than(messages),
        newer=newer,
        hit=around,
        sought=(sought := request.args.get("q", "")[:200]),
        path=url_for(
            "conversations.show",
            conversation_id=conversation_id,
            before=before,
            around=around,
            q=sought or None,
        ),
        typed=replace(typed, seen=conversation.last_message_id),
        here=replace(presence.at(conversation), seen=None),
        count=count,
        autofocus=False,
    )


@blueprint.get("/conversations/<int:conversation_id>/older")
def older(conversation_id: int) -> str:
    """The texts before ``before``, for a reader who scrolls up, or after ``after``, for one who scrolls down."""
    before, after = request.args.get("before", type=row_number), request.args.get("after", type=row_number)
    messages = services().conversations.messages(conversation_id, before=before, after=after, limit=BUBBLES)
    return render_template("fragments/bubbles.html", messages=messages)


@blueprint.post("/conversations/<int:conversation_id>/read")
def read(conversation_id: int) -> str:
    """Somebody sees the texts up to the row ``up_to``."""
    conversation = services().conversations.get(conversation_id)
    read_now = _read(conversation, request.form.get("up_to", 0, type=row_number))
    return changes.answer(conversations=[read_now], open_id=conversation_id)


def _read(conversation: Conversation, up_to: int) -> Conversation:
    if not conversation.unread and not conversation.attention:
        return conversation
    try:
        services().conversations.mark_read(conversation.id, up_to)
    except StoreUnavailable:
        # A full disk is no reason not to show what is there; the banner tells of it.
        return conversation
    return services().conversations.get(conversation.id)


def _older_than(messages: Sequence[Message]) -> int | None:
    """Where older texts begin; None when a page that is not full shows that there are none."""
    return messages[0].row_id if len(messages) >= BUBBLES else None
