"""One person's data, as privacy law has it: saved as a file, or forgotten for good."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Response, abort, flash, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms import clock
from modemsms.errors import Conflict
from modemsms.services.outbox import Message
from modemsms.services.privacy import Record
from web import filter_words
from web.context import local_time, owners_only, services, user
from web.speech import said

blueprint = Blueprint("personal", __name__)


@blueprint.get("/contacts/<int:contact_id>/data")
def export(contact_id: int) -> Response:
    """All that is kept of one person, as ``form`` = txt or json."""
    record = services().privacy.record(contact_id)
    form = request.args.get("form", "txt")
    if form not in ("txt", "json"):
        abort(400)
    services().deeds.note(user(), "person_exported", record.contact.title, form)
    lines = _as_json(record) if form == "json" else _to_read(record)
    name = re.sub(r"\W+", "-", record.contact.title).strip("-") or "contact"
    return Response(
        stream_with_context(piece.encode() for piece in lines),
        content_type="application/json" if form == "json" else "text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name[:80], safe='')}.{form}",
            "Cache-Control": "no-store",
        },
    )


@blueprint.post("/contacts/<int:contact_id>/forget")
def forget(contact_id: int) -> ResponseReturnValue:
    """Take one person out wholly, where the box says so; there is no way back."""
    owners_only()
    here = redirect(url_for("contacts.edit_form", contact_id=contact_id), HTTPStatus.SEE_OTHER)
    if request.form.get("sure") != "1":
        flash(_("Tick the box first: this cannot be undone."), "ask")
        return here
    try:
        services().privacy.forget(contact_id)
    except Conflict as error:
        flash(said(str(error)), "ask")
        return here
    services().deeds.note(user(), "person_forgotten")
    flash(_("This person is forgotten, with all texts and notes."), "good")
    return redirect(url_for("contacts.index"), HTTPStatus.SEE_OTHER)


def _as_json(record: Record) -> Iterator[str]:
    contact = record.contact
    head = {
        "name": contact.name,
        "numbers": contact.numbers,
        "language": contact.language,
        "birthday": contact.birthday,
        "notes": contact.notes,
        "origin": contact.origin,
        "created_at": clock.rfc3339(record.created_at),
        "groups": record.groups,
        "fields": record.values,
        "consent": [
            {
                "at": clock.rfc3339(at),
                "number": row.number,
                "what": row.what,
                "how": row.how,
                "words": row.words,
                "source": row.source,
                "who": row.who,
            }
            for at, row in record.consents
        ],
    }
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "messages": ['
    comma = ""
    for message in services().privacy.texts(record):
        yield f"{comma}\n  {json.dumps(_text(message), ensure_ascii=False)}"
        comma = ","
    yield "\n ]\n}\n"


def _text(message: Message) -> dict[str, str | None]:
    return {
        "at": clock.rfc3339(message.created_at),
        "kind": message.purpose or "text",
        "direction": message.direction,
        "number": message.address,
        "status": message.status,
        "text": message.text,
    }


def _to_read(record: Record) -> Iterator[str]:
    contact, time = record.contact, local_time()
    facts = {
        _("Name"): contact.name,
        _("Phone numbers"): ", ".join(contact.numbers),
        _("Language"): contact.language,
        _("Birthday"): contact.birthday,
        _("Groups"): ", ".join(record.groups),
        **record.values,
        _("How they came here"): str(filter_words.ORIGINS.get(contact.origin, contact.origin)),
        _("Added to the contacts"): time.stamp(record.created_at),
        _("Notes"): contact.notes,
    }
    yield "".join(f"{name}: {value}\n" for name, value in facts.items() if value)
    yield f"\n{_('What they agreed to')}\n"
    for at, row in record.consents:
        standing = str(filter_words.STANDINGS[row.what])
        yield (
            f"{time.stamp(at)}  {row.number}  {standing}  {row.words} {row.source} {row.who}".rstrip() + "\n"
        )
    yield f"\n{_('Texts and notes')}\n"
    for message in services().privacy.texts(record):
        if message.purpose == "note":
            who = _("Note of %(name)s", name=message.author or "?")
        elif message.direction == "inbound":
            who = contact.title
        else:
            who = services().shop.name or "modemsms"
        yield f"{time.stamp(message.created_at)}  {who}\n{message.text}\n\n"
