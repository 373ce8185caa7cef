"""A conversation as a file to keep: plain text, or a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import quote

from flask import Blueprint, Response, abort, request, stream_with_context
from flask_babel import gettext as _

from modemsms.services.conversations import Conversation
from modemsms.services.outbox import Message
from web import words
from web.context import local_time, services, user

blueprint = Blueprint("exports", __name__)

SLICE = 500

# A cell that begins like this is a formula to a spreadsheet; a quote in front makes it words.
_FORMULA = re.compile(r"^[=+\-@\t\r]")


@blueprint.get("/conversations/<int:conversation_id>/export")
def conversation(conversation_id: int) -> Response:
    """All of it, oldest first, as ``form`` = txt or csv."""
    found = services().conversations.get(conversation_id)
    form = request.args.get("form", "txt")
    if form not in ("txt", "csv"):
        abort(400)
    services().deeds.note(user(), "conversation_exported", found.title, form)
    lines = _table(found) if form == "csv" else _plain(found)
    name = re.sub(r"\W+", "-", found.title).strip("-") or "conversation"
    return Response(
        stream_with_context(_in_pieces(lines)),
        content_type=f"text/{'csv' if form == 'csv' else 'plain'}; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{_quoted(name)}.{form}"},
    )


def _in_pieces(lines: Iterator[str]) -> Iterator[bytes]:
    while piece := "".join(islice(lines, SLICE)):
        yield piece.encode()


def _quoted(name: str) -> str:
    return quote(name[:80], safe="")


def _messages(conversation_id: int) -> Iterator[Message]:
    after = 0
    while found := services().conversations.messages(conversation_id, after=after, limit=SLICE):
        yield from (message for message in found if not _is_gone(message))
        after = found[-1].row_id


def _is_gone(message: Message) -> bool:
    return message.purpose == "note" and message.status == "cancelled"


def _plain(found: Conversation) -> Iterator[str]:
    yield f"{found.title}\n{found.address}\n\n"
    for message in _messages(found.id):
        yield f"{local_time().stamp(message.created_at)}  {_who(message, found)}{_state(message)}\n{message.text}\n\n"


def _table(found: Conversation) -> Iterator[str]:
    # Spreadsheets read UTF-8 where the file begins like this.
    yield "\ufeff"
    yield table_line([_("Time"), _("From"), _("Text"), _("State")])
    for message in _messages(found.id):
        row = (local_time().stamp(message.created_at), _who(message, found), message.text, _state(message))
        yield table_line([safe_cell(cell) for cell in row])


def table_line(cells: list[str]) -> str:
    """One line of a table."""
    file = io.StringIO()
    csv.writer(file).writerow(cells)
    return file.getvalue()


def safe_cell(cell: str) -> str:
    """*cell* as words, whatever a spreadsheet would make of it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _who(message: Message, found: Conversation) -> str:
    if message.purpose == "note":
        return _("Note of %(name)s", name=message.author or "?")
    if message.direction == "inbound":
        return found.title
    return message.author or services().shop.name or "modemsms"


def _state(message: Message) -> str:
    state = None if message.purpose == "note" else words.message_state(message, local_time())
    return f" ({state.sentence})" if state and state.sentence else ""
