"""The inbox: which conversations there are, and the search over people and texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast, get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from modemsms.services.conversations import Only
from modemsms.services.outbox import Message
from web.context import services, user, wants_fragment

blueprint = Blueprint("inbox", __name__)

ROWS = 40
# Beside a conversation a desk shows about half of these at once, and a phone none.
ROWS_BESIDE = 25
HITS = 30


def only() -> Only:
    """Which conversations the reader wants to see."""
    value = request.args.get("only", "all")
    return cast(Only, value) if value in get_args(Only) else "all"


def list_pane(before: str | None = None, *, beside: bool = True) -> dict[str, Any]:
    """What ``list.html`` needs, where it stands *beside* something else and where it is the page itself."""
    chosen = only()
    return {
        "only": chosen,
        "page": services().conversations.list(chosen, before, ROWS_BESIDE if beside else ROWS, user().id),
        "beside": beside,
    }


@blueprint.get("/")
def index() -> str:
    """The list of conversations, newest first."""
    return render_template("inbox.html", **list_pane(request.args.get("before") or None, beside=False))


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """People and texts that have all of the words."""
    words = request.args.get("q", "").strip()[:200]
    if not words:
        return redirect(url_for("inbox.index"))
    found = services().conversations.search(words, HITS)
    titles = titles_of(hit.message for hit in found.messages)
    page = "fragments/found_now.html" if wants_fragment() else "search.html"
    return render_template(page, words=words, found=found, titles=titles)


def titles_of(messages: Iterable[Message]) -> dict[int, str]:
    """Whom each of *messages* is with, by the id of its conversation."""
    return services().conversations.titles({message.conversation_id for message in messages})
