"""How long texts are kept; what would be forgotten is shown before it is set."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from modemsms.services.retention import FOR_EVER, YEARS
from web.context import local_time, owners_only, services, user

blueprint = Blueprint("settings_keeping", __name__)


@blueprint.get("/settings/keeping")
def index() -> str:
    """The choice; with ``years``, what that would mean."""
    owners_only()
    retention = services().retention
    present = retention.years()
    asked = request.args.get("years", type=int)
    loss = retention.would_lose(asked) if asked is not None and asked != present else None
    return render_template(
        "settings_keeping.html",
        choices={str(years): _words(years) for years in YEARS},
        present=_words(present),
        begins_at=retention.begins_at(),
        is_begun=(begins_at := retention.begins_at()) is not None and begins_at <= local_time().now,
        chosen=str(present if asked is None else asked),
        loss=loss,
    )


@blueprint.post("/settings/keeping")
def change() -> ResponseReturnValue:
    """Set it. Nothing is gone for a day."""
    owners_only()
    years = request.form.get("years", -1, type=int)
    services().retention.change(years)
    services().deeds.note(user(), "retention_changed", detail=str(years))
    if years == FOR_EVER:
        flash(_("Texts stay for ever."), "good")
    else:
        flash(_("Kept. Nothing is forgotten before tomorrow; until then you can change it back."), "good")
    return redirect(url_for("settings_keeping.index"), HTTPStatus.SEE_OTHER)


def _words(years: int) -> str:
    return ngettext("%(num)d year", "%(num)d years", years) if years else _("For ever")
