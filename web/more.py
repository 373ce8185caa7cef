"""What a phone's navigation has no room for: modems, unsure texts, the doctor, settings, the way out."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.context import user

blueprint = Blueprint("more", __name__)


@blueprint.get("/more")
def index() -> str:
    """The page."""
    return render_template("more.html", user_name=user().name)
