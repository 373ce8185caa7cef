"""What everybody may change of oneself: name, phone, language, password; and the browsers one is signed in with."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.accounts import TooManyTries
from web.context import services, session_id, user
from web.languages import LANGUAGES
from web.places import row_number
from web.security import is_sitting_here
from web.session import begin
from web.speech import said

blueprint = Blueprint("settings_you", __name__)

LAST_TRIES = 5
FIELDS = ("name", "number", "language", "present", "new")


@blueprint.get("/settings/you")
def index() -> str:
    """The page."""
    return _page()


@blueprint.post("/settings/you")
def profile() -> ResponseReturnValue:
    """Keep name, number and language."""
    form, me = request.form, user()
    language = form.get("language", "")
    try:
        services().people.set_profile(
            me.id, form.get("name", ""), form.get("number", ""), language if language in LANGUAGES else ""
        )
    except InvalidInput as error:
        return _page({error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    if (renamed := services().accounts.get(me.id).name) != me.name:
        services().deeds.note(me, "person_renamed", renamed)
    flash(_("Kept."), "good")
    return redirect(url_for("settings_you.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/you/password")
def password() -> ResponseReturnValue:
    """Change one's password; every other browser is signed out."""
    present, new = request.form.get("present", ""), request.form.get("new", "")
    try:
        services().accounts.change_password(user(), present, new, here=is_sitting_here())
    except InvalidInput as error:
        return _page({error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    except TooManyTries as error:
        return _page({"present": said(str(error))}), HTTPStatus.TOO_MANY_REQUESTS
    services().deeds.note(user(), "own_password")
    begin(services().accounts.get(user().id))
    flash(_("You have a new password. Every other browser is signed out."), "good")
    return redirect(url_for("settings_you.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/you/sign-out")
def sign_out() -> ResponseReturnValue:
    """End one of one's sessions, or all but this one."""
    one = request.form.get("session", type=row_number)
    if one is not None:
        services().sessions.end(user().id, one)
    else:
        services().sessions.end_all(user().id, but=session_id())
    flash(_("Signed out there."), "good")
    return redirect(url_for("settings_you.index"), HTTPStatus.SEE_OTHER)


@blueprint.get("/settings/you/sign-ins")
def sign_ins() -> str:
    """One's own tries at the door."""
    tries = services().sign_ins.of(user().id, request.args.get("before", type=row_number))
    return render_template("sign_ins.html", tries=tries, person=user())


def _page(refusals: Mapping[str, str] | None = None) -> str:
    me = user()
    kept = {"name": me.name, "number": me.number or "", "language": me.language}
    typed = {name: request.form[name] for name in kept if name in request.form}
    return render_template(
        "you.html",
        form=kept | typed,
        languages={"": _("As the browser says")} | LANGUAGES,
        sessions=services().sessions.of(me.id),
        here=session_id(),
        tries=services().sign_ins.of(me.id, limit=LAST_TRIES),
        refusals=dict.fromkeys(FIELDS, "") | dict(refusals or {}),
    )
