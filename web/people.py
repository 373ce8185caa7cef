"""The people of the shop, as the owner sees them: add, change, end; their browsers and tries at the door."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput
from modemsms.services.people import Role, User
from web import joining, undo
from web.context import owners_only, services, user
from web.places import row_number
from web.speech import said

blueprint = Blueprint("people", __name__)

LINK, PASSWORD = "link", "password"
LAST_TRIES = 5


@blueprint.get("/settings/people")
def index() -> str:
    """Everybody, and the form for one more."""
    owners_only()
    return _everybody()


@blueprint.post("/settings/people")
def add() -> ResponseReturnValue:
    """Make an account, with a password or with a link to choose one."""
    owners_only()
    form = request.form
    by_link = form.get("how") != PASSWORD
    try:
        person = services().accounts.add(
            form.get("name", ""), None if by_link else form.get("password", ""), _role(form.get("role", ""))
        )
    except InvalidInput as error:
        return _everybody({error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "person_added", person.name, person.role)
    if by_link:
        return _invited(person)
    flash(_("%(name)s can sign in now.", name=person.name), "good")
    return redirect(url_for("people.show", user_id=person.id), HTTPStatus.SEE_OTHER)


@blueprint.get("/settings/people/<int:user_id>")
def show(user_id: int) -> str:
    """One person."""
    owners_only()
    return _person(services().accounts.get(user_id))


@blueprint.post("/settings/people/<int:user_id>/role")
def role(user_id: int) -> ResponseReturnValue:
    """Make somebody an owner, or staff."""
    owners_only()
    wanted = _role(request.form.get("role", ""))
    try:
        person = services().people.set_role(user_id, wanted)
    except Conflict as error:
        return _person(services().accounts.get(user_id), {"role": said(str(error))}), HTTPStatus.CONFLICT
    if person.role != wanted:
        services().deeds.note(user(), "person_role", person.name, wanted)
    flash(_("Kept."), "good")
    return redirect(url_for("people.show", user_id=user_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/people/<int:user_id>/password")
def password(user_id: int) -> ResponseReturnValue:
    """Give somebody a new password; that person's sessions end."""
    owners_only()
    person = services().accounts.get(user_id)
    try:
        services().accounts.renew(person, request.form.get("password", ""), here=True)
    except InvalidInput as error:
        return _person(person, {"password": said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "person_password", person.name)
    flash(_("%(name)s has a new password, and is signed out everywhere.", name=person.name), "good")
    return redirect(url_for("people.show", user_id=user_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/people/<int:user_id>/link")
def link(user_id: int) -> ResponseReturnValue:
    """Make a link by which somebody chooses a new password."""
    owners_only()
    person = services().accounts.get(user_id)
    services().deeds.note(user(), "person_link", person.name)
    return _invited(person)


@blueprint.post("/settings/people/<int:user_id>/end")
def end(user_id: int) -> ResponseReturnValue:
    """End an account."""
    owners_only()
    try:
        person = services().people.end(user_id)
    except Conflict as error:
        return _person(services().accounts.get(user_id), {"end": said(str(error))}), HTTPStatus.CONFLICT
    services().deeds.note(user(), "person_ended", person.name)
    undo.offer(
        _("%(name)s can no longer sign in.", name=person.name),
        url_for("people.take_back", user_id=user_id),
        live=False,
    )
    return redirect(url_for("people.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/people/<int:user_id>/back")
def take_back(user_id: int) -> ResponseReturnValue:
    """Take back that an account was ended."""
    owners_only()
    person = services().people.take_back(user_id)
    services().deeds.note(user(), "person_back", person.name)
    flash(_("%(name)s can sign in again, with the same password.", name=person.name), "good")
    return redirect(url_for("people.show", user_id=user_id), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/people/<int:user_id>/sign-out")
def sign_out(user_id: int) -> ResponseReturnValue:
    """End one of somebody's sessions, or all of them."""
    owners_only()
    person = services().accounts.get(user_id)
    one = request.form.get("session", type=row_number)
    if one is not None:
        services().sessions.end(user_id, one)
    else:
        services().sessions.end_all(user_id)
    services().deeds.note(user(), "person_signed_out", person.name)
    flash(_("Signed out."), "good")
    return redirect(url_for("people.show", user_id=user_id), HTTPStatus.SEE_OTHER)


@blueprint.get("/settings/people/sign-ins")
def sign_ins() -> str:
    """Everybody's tries at the door."""
    owners_only()
    tries = services().sign_ins.all(request.args.get("before", type=row_number))
    return render_template("sign_ins.html", tries=tries, person=None)


@blueprint.get("/settings/people/<int:user_id>/sign-ins")
def sign_ins_of(user_id: int) -> str:
    """One person's tries at the door."""
    owners_only()
    person = services().accounts.get(user_id)
    tries = services().sign_ins.of(user_id, request.args.get("before", type=row_number))
    return render_template("sign_ins.html", tries=tries, person=person)


def _role(written: str) -> Role:
    return cast(Role, written) if written in ("owner", "staff") else "staff"


def _everybody(refusals: Mapping[str, str] | None = None) -> str:
    people = services().people.everybody()
    form = {"name": "", "role": "staff", "how": LINK} | request.form.to_dict() if refusals else None
    return render_template(
        "people.html",
        people=[person for person in people if person.ended_at is None],
        ended=[person for person in people if person.ended_at is not None],
        seen=services().sessions.last_seen(),
        form=form or {"name": "", "role": "staff", "how": LINK},
        refusals={"name": "", "password": ""} | dict(refusals or {}),
    )


def _person(person: User, refusals: Mapping[str, str] | None = None) -> str:
    return render_template(
        "person.html",
        person=person,
        is_oneself=person.id == user().id,
        sessions=services().sessions.of(person.id),
        tries=services().sign_ins.of(person.id, limit=LAST_TRIES),
        refusals={"role": "", "password": "", "end": ""} | dict(refusals or {}),
    )


def _invited(person: User) -> ResponseReturnValue:
    address = joining.address(services().invitations.make(person.id))
    page = render_template("invited.html", person=person, address=address, code=joining.qr_code(address))
    return page, {"Cache-Control": "no-store"}
