"""How the pages look for the person who is signed in: light or dark, larger letters, language."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, refresh

from modemsms.errors import InvalidInput
from web.context import services, user
from web.languages import LANGUAGES

blueprint = Blueprint("settings_look", __name__)

THEMES = {
    "system": lazy_gettext("As the device has it"),
    "light": lazy_gettext("Light"),
    "dark": lazy_gettext("Dark"),
}
SIZES = {
    "normal": lazy_gettext("Usual"),
    "large": lazy_gettext("Large"),
    "larger": lazy_gettext("Larger"),
}


@blueprint.get("/settings/look")
def index() -> str:
    """The form."""
    languages = {"": _("As the browser has it")} | LANGUAGES
    return render_template(
        "settings_look.html", themes=THEMES, sizes=SIZES, languages=languages, person=user()
    )


@blueprint.post("/settings/look")
def change() -> ResponseReturnValue:
    """Keep it for this person, on every device."""
    form = request.form
    try:
        language = form.get("language", "")
        services().looks.choose(
            user().id,
            form.get("theme", ""),
            form.get("text_size", ""),
            language if language in LANGUAGES else "",
        )
    except InvalidInput as error:
        flash(error.why, "ask")
    else:
        refresh()
        flash(_("Kept."), "good")
    return redirect(url_for("settings_look.index"), HTTPStatus.SEE_OTHER)
