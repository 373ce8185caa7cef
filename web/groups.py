"""Groups: made, named, filled and emptied by hand."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput, NotFound
from web import undo
from web.contacts import after_name
from web.context import services, user
from web.places import place_before
from web.speech import said

blueprint = Blueprint("groups", __name__)

MEMBERS = 60
FOUND = 30


@blueprint.get("/groups")
def index() -> str:
    """All groups, and a form for one more."""
    return _index()


@blueprint.post("/groups")
def add() -> ResponseReturnValue:
    """Make one."""
    name = request.form.get("name", "")
    try:
        group = services().groups.add(name)
    except InvalidInput as error:
        return _index(name, said(error.why)), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "group_added", subject=group.name)
    return redirect(url_for("groups.show", group_id=group.id), HTTPStatus.SEE_OTHER)


@blueprint.get("/groups/<int:group_id>")
def show(group_id: int) -> str:
    """Who is in it, and whom the words ``words`` find."""
    return _page(group_id)


@blueprint.post("/groups/<int:group_id>")
def rename(group_id: int) -> ResponseReturnValue:
    """Give it another name."""
    name = request.form.get("name", "")
    try:
        services().groups.rename(group_id, name)
    except InvalidInput as error:
        refused = {"name": name, "refusal": said(error.why)}
        return _page(group_id, **refused), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Kept."), "good")
    return _back(group_id)


@blueprint.post("/groups/<int:group_id>/delete")
def delete(group_id: int) -> ResponseReturnValue:
    """Forget it, with a way back; its people stay."""
    group = services().groups.get(group_id)
    services().groups.delete(group_id)
    services().deeds.note(user(), "group_deleted", subject=group.name)
    undo.offer(
        _("The group %(name)s was deleted. Its people stay.", name=group.name),
        url_for("groups.restore", group_id=group_id),
        live=False,
    )
    return redirect(url_for("groups.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/groups/<int:group_id>/restore")
def restore(group_id: int) -> ResponseReturnValue:
    """Bring it back."""
    try:
        group = services().groups.restore(group_id)
    except (Conflict, NotFound) as error:
        flash(said(str(error)), "ask")
        return redirect(url_for("groups.index"), HTTPStatus.SEE_OTHER)
    services().deeds.note(user(), "group_restored", subject=group.name)
    return _back(group_id)


@blueprint.post("/groups/<int:group_id>/members/<int:contact_id>")
def put_in(group_id: int, contact_id: int) -> ResponseReturnValue:
    """Put somebody in."""
    contact = services().contacts.get(contact_id)
    try:
        services().groups.put_in(group_id, [contact.id])
    except InvalidInput as error:
        flash(said(error.why), "ask")
    else:
        undo.offer(
            _("%(name)s is in the group.", name=contact.title),
            url_for("groups.take_out", group_id=group_id, contact_id=contact_id),
            live=False,
        )
    return _back(group_id)


@blueprint.post("/groups/<int:group_id>/members/<int:contact_id>/remove")
def take_out(group_id: int, contact_id: int) -> ResponseReturnValue:
    """Take somebody out, with a way back."""
    contact = services().contacts.get(contact_id)
    services().groups.take_out(group_id, contact_id)
    undo.offer(
        _("%(name)s is out of the group.", name=contact.title),
        url_for("groups.put_in", group_id=group_id, contact_id=contact_id),
        live=False,
    )
    return _back(group_id)


def _index(name: str = "", refusal: str = "") -> str:
    return render_template("groups.html", groups=services().groups.list(), name=name, refusal=refusal)


def _page(group_id: int, **form: Any) -> str:
    groups = services().groups
    group = groups.get(group_id)
    words = request.args.get("words", "").strip()[:200]
    members = groups.members(group_id, after_name(), MEMBERS)
    return render_template(
        "group.html",
        group=group,
        words=words,
        found=groups.found(group_id, words, FOUND) if words else [],
        members=members,
        more_after=members[-1] if len(members) == MEMBERS else None,
        **{"name": group.name, "refusal": "", **form},
    )


def _back(group_id: int) -> ResponseReturnValue:
    """To the group's page, with the words that were searched for there."""
    home = url_for("groups.show", group_id=group_id)
    before = place_before(home)
    return redirect(before if before.startswith(f"{home}?") else home, HTTPStatus.SEE_OTHER)
