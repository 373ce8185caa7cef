"""Broadcasts that somebody began to write: kept with every step and pause, offered where a new one begins."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from modemsms.services.half_written import KeptDraft
from web import cast_plan, undo
from web.cast_plan import Plan
from web.context import services, user

blueprint = Blueprint("cast_drafts", __name__)


def keep(plan: Plan) -> Plan:
    """Keep *plan* as what its writer would go on with; a change of one that is planned already is not kept."""
    if not plan.edits:
        chosen = urlencode([(name, value) for name, value in plan.hidden if value and name != "text"])
        services().half_written.keep(user().id, plan.draft_id, plan.text, chosen, once_key(plan))
    return plan


def once_key(plan: Plan) -> str:
    """The key under which *plan* is sent once."""
    return f"page {user().id} {plan.draft_id}"


def begun() -> list[KeptDraft]:
    """What the reader has begun, newest first."""
    return services().half_written.list(user().id)


def taken_up(form: str) -> Plan:
    """What the reader wrote in the form *form*. Raises ``NotFound``."""
    kept = services().half_written.get(user().id, form)
    said = [*parse_qsl(kept.recipients), ("text", kept.text)]
    return cast_plan.from_form(MultiDict(said))


@blueprint.post("/broadcasts/new/throw-away")
def throw_away() -> ResponseReturnValue:
    """Away with one of them."""
    form = request.form.get("draft", "")[:64]
    services().half_written.throw_away(user().id, form)
    undo.offer(_("The draft was thrown away."), url_for("cast_drafts.take_back", draft=form), live=False)
    return redirect(url_for("broadcasts_new.begin"))


@blueprint.post("/broadcasts/new/take-back")
def take_back() -> ResponseReturnValue:
    """It is there again."""
    services().half_written.take_back(user().id, request.args.get("draft", "")[:64])
    flash(_("The draft is there again."), "good")
    return redirect(url_for("broadcasts_new.begin"))
