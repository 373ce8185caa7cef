"""Consent of one number: how it stands, its whole history to show or print, and what the shop's people know."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Literal

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.phone import is_dialable, pretty
from modemsms.services.consents import Consent, What
from web import changes, consent_words, undo
from web.context import local_time, owners_only, services, user, wants_fragment
from web.drafts import plain_lines
from web.exports import safe_cell
from web.places import own_path, place_before

blueprint = Blueprint("consents", __name__)

# An address has no more (TP-OA holds 20 digits, and a plus sign).
LONGEST_NUMBER = 21

SLICE = 500

_BEFORE: dict[str, What] = {"none": "none", "asked": "asked", "in": "in", "out": "out"}


@blueprint.get("/consent")
def show() -> str:
    """The history of ``number``."""
    return _page(_number())


@blueprint.post("/consent")
def say() -> ResponseReturnValue:
    """Write down that they agreed (``what`` = in) or left (out), with how that is known (``note``)."""
    number, what = _number(), request.form.get("what")
    if what not in ("in", "out"):
        abort(HTTPStatus.BAD_REQUEST)
    note = plain_lines(request.form.get("note", ""))
    said: Literal["in", "out"] = "in" if what == "in" else "out"
    try:
        before = services().consents.say(number, said, note, user())
    except InvalidInput as error:
        return _page(number, note, error.why), HTTPStatus.UNPROCESSABLE_ENTITY
    _told(number, said, before)
    return redirect(url_for("consents.show", number=number), HTTPStatus.SEE_OTHER)


@blueprint.post("/messages/<message_id>/leaves")
def understood(message_id: str) -> ResponseReturnValue:
    """Somebody reads in a text that its sender wants no more."""
    message = services().outbox.get(message_id)
    if message.direction != "inbound" or message.purpose is not None:
        abort(HTTPStatus.BAD_REQUEST)
    before = services().consents.understood(message, user())
    _told(message.address, "out", before, message_id)
    return _back_to(message_id)


@blueprint.post("/consent/back")
def say_back() -> ResponseReturnValue:
    """Take back what somebody wrote down: it stands as ``before`` again."""
    number, message_id = _number(), request.values.get("message", "")
    before = _BEFORE.get(request.values.get("before", "")) or abort(HTTPStatus.BAD_REQUEST)
    message = services().outbox.get(message_id) if message_id else None
    services().consents.say_back(number, before, user(), message)
    services().deeds.note(user(), "consent_taken_back", _title(number))
    if message is not None:
        return _back_to(message_id)
    return redirect(url_for("consents.show", number=number), HTTPStatus.SEE_OTHER)


@blueprint.get("/consent/ledger.csv")
def one() -> Response:
    """The history of ``number`` as a table."""
    number = _number()
    services().deeds.note(user(), "consents_exported", _title(number))
    return _file(number, "consent")


@blueprint.get("/settings/opt-out/ledger.csv")
def everybody() -> Response:
    """The whole ledger as a table."""
    owners_only()
    services().deeds.note(user(), "consents_exported", _("everybody"))
    return _file(None, "consent-of-everybody")


def _number() -> str:
    """Whose consent is meant; a plus sign that was not escaped in the address arrives as a space."""
    number = request.values.get("number", "")
    number = f"+{number[1:]}" if number.startswith(" ") else number
    if not number.isascii() or not is_dialable(number) or len(number) > LONGEST_NUMBER:
        abort(HTTPStatus.NOT_FOUND)
    return number


def _title(number: str) -> str:
    contact = services().contacts.of_number(number)
    return contact.name if contact is not None and contact.name else pretty(number)


def _told(number: str, said: str, before: What | None, message_id: str = "") -> None:
    if before is None:
        flash(_("That is how it stands already."), "good")
        return
    services().deeds.note(user(), f"consent_{said}", _title(number))
    undo.offer(
        _("They get no more texts to several people.") if said == "out" else _("They get the shop's offers."),
        url_for("consents.say_back", number=number, before=before, message=message_id or None),
        live=bool(message_id),
    )


def _back_to(message_id: str) -> ResponseReturnValue:
    message = services().outbox.get(message_id)
    if wants_fragment():
        head = services().conversations.get(message.conversation_id)
        return changes.answer(messages=[message], open_id=message.conversation_id, head=head)
    home = url_for("conversations.show", conversation_id=message.conversation_id)
    return redirect(own_path(place_before(home), home), HTTPStatus.SEE_OTHER)


def _page(number: str, note: str = "", refusal: str = "") -> str:
    contact = services().contacts.of_number(number)
    return render_template(
        "consent.html",
        number=number,
        title=_title(number),
        contact=contact,
        lines=[consent_words.line_of(at, row) for at, row in services().consents.history(number)],
        note=note,
        refusal=refusal,
        printed_at=local_time().now,
    )


def _file(number: str | None, name: str) -> Response:
    return Response(
        stream_with_context(_table(number)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename={name}.csv"},
    )


def _table(number: str | None) -> Iterator[bytes]:
    # Spreadsheets read UTF-8 where the file begins like this.
    yield "\ufeff".encode()
    yield _cells([_("Time"), _("Number"), _("What"), _("How"), _("Words"), _("Source"), _("Who of the shop")])
    after = 0
    while rows := services().consents.page(after, number, SLICE):
        yield b"".join(_row(at, consent) for _row_id, at, consent in rows)
        after = rows[-1][0]


def _row(at: datetime, consent: Consent) -> bytes:
    line = consent_words.line_of(at, consent)
    return _cells(
        [
            at.isoformat(timespec="seconds"),
            consent.number,
            line.what,
            line.how,
            line.words,
            line.source,
            line.who,
        ]
    )


def _cells(cells: list[str]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerow([safe_cell(cell) for cell in cells])
    return file.getvalue().encode()
