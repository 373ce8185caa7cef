"""A piece of what happened, drawn for one kind of reader: rows, bubbles, the frame, and what is news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from flask import render_template

from modemsms.errors import NotFound
from modemsms.services.conversations import Conversation
from modemsms.services.outbox import Message
from web.context import services
from web.live import Piece
from web.rendering import one_line

# A test of the shop's own and a code to sign in with stand in no conversation.
HIDDEN = frozenset({"self_test", "code"})


class News(TypedDict):
    """Something that a person may want to hear a bell for. *row* only ever grows."""

    row: int
    conversation: int
    title: str
    text: str
    call: bool


class Drawn(TypedDict):
    """What a page is told. *bubbles* are by conversation: a page takes those of the one it shows."""

    kinds: list[str]
    conversations: list[int]
    frame: str
    rows: str
    bubbles: dict[str, str]
    news: list[News]


def drawn(piece: Piece) -> Drawn:
    """*piece* for whoever makes the present request: everything as it is now, each thing once."""
    ids = dict.fromkeys(event.conversation_id for event in piece.events)
    conversations = _conversations(one for one in ids if one is not None)
    messages = _messages(piece)
    return {
        "kinds": sorted({event.kind for event in piece.events}),
        "conversations": [conversation.id for conversation in conversations],
        "frame": render_template("fragments/frame.html"),
        "rows": render_template("fragments/rows.html", conversations=conversations),
        "bubbles": {str(one): _bubbles(one, messages) for one in {m.conversation_id for m in messages}},
        "news": _news(conversations, messages),
    }


def _conversations(ids: Iterable[int]) -> list[Conversation]:
    found = []
    for one in ids:
        try:
            found.append(services().conversations.get(one))
        except NotFound:
            continue
    return found


def _messages(piece: Piece) -> list[Message]:
    """The messages that pages show, each as its last event knows it, oldest first."""
    subjects = (event.subject for event in piece.events)
    found = {one.row_id: one for one in subjects if isinstance(one, Message) and one.purpose not in HIDDEN}
    return [found[row_id] for row_id in sorted(found)]


def _bubbles(conversation_id: int, messages: Sequence[Message]) -> str:
    mine = [message for message in messages if message.conversation_id == conversation_id]
    return render_template("fragments/bubbles.html", messages=mine)


def _news(conversations: Sequence[Conversation], messages: Sequence[Message]) -> list[News]:
    unread = {one.id: one for one in conversations if one.unread and not one.blocked}
    return [
        {
            "row": message.row_id,
            "conversation": message.conversation_id,
            "title": unread[message.conversation_id].title,
            "text": one_line(message.text),
            "call": message.purpose == "call",
        }
        for message in messages
        if message.direction == "inbound" and message.conversation_id in unread
    ]
