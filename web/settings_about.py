"""About this installation: version, size, what it is built on."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.assets import STATIC
from web.context import services, surroundings

blueprint = Blueprint("settings_about", __name__)


@blueprint.get("/settings/about")
def index() -> str:
    """The page."""
    return render_template(
        "settings_about.html",
        facts=services().about.facts(),
        libraries=services().about.libraries(),
        licences=sorted(file.name for file in (STATIC / "licences").iterdir() if file.suffix == ".txt"),
        now=surroundings().now(),
    )
