"""Scheduled: everything that will go out, by day; moved, rewritten, sent now, called back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.clock import from_ms
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.agenda import is_cursor
from modemsms.services.outbox import Message
from web import broadcast_words, clock_words, sending_time, undo
from web.context import local_time, services, user, wants_fragment
from web.drafts import plain_lines
from web.inbox import titles_of
from web.places import row_number

blueprint = Blueprint("scheduled", __name__)

PAGE = 50

# No clock of ours shows more: the end of the year 9998.
_LATEST_MS = 253_370_764_800_000


@blueprint.get("/scheduled")
def index() -> str:
    """What goes out next, under its days."""
    return render_template("scheduled.html", **_parts())


@blueprint.get("/scheduled/now")
def fragments() -> str:
    """The list as it stands."""
    return render_template("fragments/scheduled.html", **_parts())


@blueprint.post("/scheduled/clock")
def clock_is_right() -> ResponseReturnValue:
    """Somebody has looked at what the clock shows, and it is right."""
    shown = from_ms(min(request.form.get("shown", 0, type=row_number), _LATEST_MS))
    try:
        services().clock_trust.confirm(shown)
    except Conflict as conflict:
        flash(str(conflict), "ask")
        return _back()
    services().deeds.note(user(), "clock_confirmed", detail=local_time().stamp(shown))
    flash(_("Good. What is planned goes out at its time."), "good")
    return _back()


@blueprint.get("/scheduled/<message_id>")
def edit(message_id: str) -> ResponseReturnValue:
    """The form of one."""
    message = services().outbox.get(message_id)
    if message.mailing_id is not None:
        return redirect(url_for("mailings.edit", mailing_id=message.mailing_id))
    if message.status != "scheduled" or message.send_at is None:
        flash(_("It has left, or somebody called it back. Look at its conversation."), "ask")
        return redirect(url_for("conversations.show", conversation_id=message.conversation_id))
    return _form(message, message.text, sending_time.field_value(message.send_at, local_time()))


@blueprint.post("/scheduled/<message_id>")
def change(message_id: str) -> ResponseReturnValue:
    """Another text, another time, or both."""
    text, at = plain_lines(request.form.get("text", "")), request.form.get("at", "")
    message = services().outbox.get(message_id)
    try:
        moment = sending_time.moment_of(at, local_time())
        services().scheduled.change(message_id, text, moment)
    except InvalidInput as error:
        return _form(message, text, at, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as conflict:
        flash(str(conflict), "ask")
        return _back()
    flash(_("It goes out %(when)s.", when=local_time().phrase(moment)), "good")
    return _back()


@blueprint.post("/scheduled/<message_id>/cancel")
def cancel(message_id: str) -> ResponseReturnValue:
    """Call it back."""
    if _done(services().outbox.cancel, message_id):
        undo.offer(_("Called back. Nothing was sent."), url_for("scheduled.reinstate", message_id=message_id))
    return _back()


@blueprint.post("/scheduled/<message_id>/reinstate")
def reinstate(message_id: str) -> ResponseReturnValue:
    """It goes out at its time after all."""
    _done(services().scheduled.bring_back, message_id)
    return _back()


@blueprint.post("/scheduled/<message_id>/now")
def send_now(message_id: str) -> ResponseReturnValue:
    """It goes out at once."""
    if _done(services().scheduled.send_now, message_id):
        flash(_("It is on its way."), "good")
    return _back()


def _done(act: Callable[[str], Message], message_id: str) -> bool:
    try:
        act(message_id)
    except Conflict as conflict:
        flash(str(conflict), "ask")
        return False
    return True


def _back() -> ResponseReturnValue:
    if wants_fragment():
        return fragments()
    return redirect(url_for("scheduled.index"), HTTPStatus.SEE_OTHER)


def _parts() -> dict[str, object]:
    doubt = clock_words.doubt()
    begins = services().scheduled.begins(overdue=doubt is not None)
    page = services().agenda.page(_cursor(), PAGE, begins)
    messages = [entry.message for entry in page.entries if entry.message]
    return {
        "doubt": doubt,
        "page": page,
        "titles": titles_of(messages),
        "mailings": services().mailings.entries(messages),
        "all": services().scheduled.count(),
        "words": broadcast_words,
    }


def _cursor() -> str | None:
    """Where the page goes on; an address that nobody made of ours shows the first."""
    written = request.args.get("after")
    return written if written and is_cursor(written) else None


def _form(message: Message, text: str, at: str, refusals: dict[str, str] | None = None) -> str:
    return render_template(
        "scheduled_one.html",
        message=message,
        title=titles_of([message])[message.conversation_id],
        text=text,
        at=at,
        refusals={"text": "", "at": ""} | (refusals or {}),
    )
