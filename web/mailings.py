"""Texts to several people: who got one and how it went, and what can be done while they wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from modemsms.clock import from_ms, to_ms
from modemsms.errors import Conflict, InvalidInput
from modemsms.services.outbox import Message
from web import composer, scheduled, sending_time, undo, words
from web.context import local_time, services, user, wants_fragment
from web.drafts import Typed, plain_lines
from web.inbox import titles_of
from web.places import place_before, row_number

blueprint = Blueprint("mailings", __name__)

PAGE = 50

# Beyond it no clock of a shop will be; a moment that an address names is not trusted.
LATEST_MS = 1 << 42

PREFIX = "/mailings/<int:mailing_id>"


@blueprint.get("/mailings")
def index() -> str:
    """What went to several people, newest first."""
    found = services().mailings.latest(request.args.get("before", type=row_number), PAGE)
    more = found[-1].id if len(found) == PAGE else None
    return render_template("mailings.html", mailings=found, more=more)


@blueprint.get(PREFIX)
def show(mailing_id: int) -> str:
    """Who got it."""
    return render_template("mailing.html", **_parts(mailing_id))


@blueprint.get(f"{PREFIX}/now")
def fragments(mailing_id: int) -> str:
    """The same as it stands."""
    return render_template("fragments/mailing.html", **_parts(mailing_id))


@blueprint.post(f"{PREFIX}/undo")
def take_back(mailing_id: int) -> ResponseReturnValue:
    """Undo the sending; text and people stand in the form of a new message again."""
    mailing = services().mailings.get(mailing_id)
    try:
        gone = services().planned_mailings.call_back(mailing_id)
    except Conflict as conflict:
        flash(str(conflict), "ask")
        return _back(mailing_id)
    if gone < mailing.texts:
        left = mailing.texts - gone
        flash(ngettext("%(num)s had left already.", "%(num)s had left already.", left), "ask")
    return composer.again(Typed(text=mailing.text, who=mailing.chosen))


@blueprint.get(f"{PREFIX}/edit")
def edit(mailing_id: int) -> ResponseReturnValue:
    """The form of one that waits."""
    first = services().planned_mailings.waiting(mailing_id)
    if first is None or first.send_at is None:
        flash(_("It has left, or somebody called it back."), "ask")
        return _back(mailing_id)
    mailing = services().mailings.get(mailing_id)
    return _form(mailing_id, mailing.text, sending_time.field_value(first.send_at, local_time()))


@blueprint.post(PREFIX)
def change(mailing_id: int) -> ResponseReturnValue:
    """Another text, another time, or both, for all that wait."""
    text, at = plain_lines(request.form.get("text", "")), request.form.get("at", "")
    before, said_before = services().planned_mailings.waiting(mailing_id), services().mailings.get(mailing_id)
    try:
        moment = sending_time.moment_of(at, local_time())
        services().planned_mailings.change(mailing_id, text, moment)
    except InvalidInput as error:
        return _form(mailing_id, text, at, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as conflict:
        flash(str(conflict), "ask")
        return _back(mailing_id)
    sentence = _("It goes out %(when)s.", when=local_time().phrase(moment))
    _offer_the_way_back(mailing_id, sentence, before if text == said_before.text else None)
    return _back(mailing_id)


@blueprint.post(f"{PREFIX}/now")
def send_now(mailing_id: int) -> ResponseReturnValue:
    """They go out at once, after the pause in which that can be taken back."""
    before = services().planned_mailings.waiting(mailing_id)
    pause = timedelta(seconds=services().composing.undo_seconds())
    if _done(lambda one: services().planned_mailings.send_now(one, pause), mailing_id):
        _offer_the_way_back(mailing_id, _("It is on its way."), before)
    return _back(mailing_id)


@blueprint.post(f"{PREFIX}/later")
def send_later(mailing_id: int) -> ResponseReturnValue:
    """They wait for the time ``at`` (milliseconds) after all: the way back from another one."""
    moment = from_ms(min(request.args.get("at", 0, type=row_number), LATEST_MS))
    _done(lambda one: services().planned_mailings.move(one, moment), mailing_id)
    return _back(mailing_id)


@blueprint.post(f"{PREFIX}/cancel")
def cancel(mailing_id: int) -> ResponseReturnValue:
    """Call back all that have not left."""
    if _done(services().planned_mailings.call_back, mailing_id):
        services().deeds.note(user(), "mailing_called_back", services().mailings.get(mailing_id).title)
        undo.offer(_("Called back. Nothing was sent."), url_for("mailings.reinstate", mailing_id=mailing_id))
    return _back(mailing_id)


@blueprint.post(f"{PREFIX}/reinstate")
def reinstate(mailing_id: int) -> ResponseReturnValue:
    """They go out at their time after all."""
    _done(services().planned_mailings.bring_back, mailing_id)
    return _back(mailing_id)


def _done(act: Callable[[int], object], mailing_id: int) -> bool:
    services().mailings.get(mailing_id)
    try:
        act(mailing_id)
    except (Conflict, InvalidInput) as error:
        flash(str(error), "ask")
        return False
    return True


def _offer_the_way_back(mailing_id: int, sentence: str, before: Message | None) -> None:
    if before is None or before.send_at is None:
        flash(sentence, "good")
    else:
        undo.offer(sentence, url_for("mailings.send_later", mailing_id=mailing_id, at=to_ms(before.send_at)))


def _back(mailing_id: int) -> ResponseReturnValue:
    """To the mailing, or to the list on which the button was pressed, each as it stands now."""
    here, planned = url_for("mailings.show", mailing_id=mailing_id), url_for("scheduled.index")
    is_listed = place_before(here).partition("?")[0] == planned
    if wants_fragment():
        return scheduled.fragments() if is_listed else fragments(mailing_id)
    return redirect(planned if is_listed else here, HTTPStatus.SEE_OTHER)


def _parts(mailing_id: int) -> dict[str, Any]:
    mailing = services().mailings.get(mailing_id)
    after = request.args.get("after", 0, type=row_number)
    page = services().mailings.page(mailing_id, after, PAGE)
    return {
        "mailing": mailing,
        "page": page,
        "after": after or None,
        "titles": titles_of(page.messages),
        "tally": words.tally(services().mailings.tally(mailing_id)),
        "waiting": services().planned_mailings.waiting(mailing_id),
    }


def _form(mailing_id: int, text: str, at: str, refusals: dict[str, str] | None = None) -> str:
    return render_template(
        "mailing_edit.html",
        mailing=services().mailings.get(mailing_id),
        text=text,
        at=at,
        refusals={"text": "", "at": ""} | (refusals or {}),
    )
