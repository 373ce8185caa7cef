"""People who may be there twice: two contacts side by side, made one or told apart."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, NotFound
from web import undo
from web.context import services, user
from web.speech import said

blueprint = Blueprint("duplicates", __name__)


@blueprint.get("/contacts/twice")
def index() -> str:
    """Some pairs that look like one person."""
    return render_template("duplicates.html", pairs=services().duplicates.pairs())


@blueprint.post("/contacts/twice/<int:gone_id>/into/<int:kept_id>")
def merge(gone_id: int, kept_id: int) -> ResponseReturnValue:
    """Make the first part of the second, with a way back."""
    try:
        bin_id = services().duplicates.merge(gone_id, kept_id)
    except (Conflict, NotFound) as error:
        flash(said(str(error)), "ask")
        return _back()
    contact = services().contacts.get(kept_id)
    services().deeds.note(user(), "contacts_merged", subject=contact.title)
    back = url_for("duplicates.split", bin_id=bin_id)
    undo.offer(_("%(name)s is one contact now.", name=contact.title), back, live=False)
    return _back()


@blueprint.post("/contacts/twice/bin/<int:bin_id>/split")
def split(bin_id: int) -> ResponseReturnValue:
    """Let both be as they were."""
    try:
        contact = services().duplicates.split(bin_id)
    except (Conflict, NotFound) as error:
        flash(said(str(error)), "ask")
        return _back()
    services().deeds.note(user(), "contacts_split", subject=contact.title)
    return _back()


@blueprint.post("/contacts/twice/<int:one_id>/not/<int:other_id>")
def tell_apart(one_id: int, other_id: int) -> ResponseReturnValue:
    """They are two people, with a way back."""
    services().duplicates.tell_apart(one_id, other_id)
    back = url_for("duplicates.doubt", one_id=one_id, other_id=other_id)
    undo.offer(_("They stay two contacts."), back, live=False)
    return _back()


@blueprint.post("/contacts/twice/<int:one_id>/perhaps/<int:other_id>")
def doubt(one_id: int, other_id: int) -> ResponseReturnValue:
    """Perhaps they are one after all."""
    services().duplicates.doubt(one_id, other_id)
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("duplicates.index"), HTTPStatus.SEE_OTHER)
