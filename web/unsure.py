"""The tray: texts whose fate is unknown, and texts that the fuse holds."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.context import services
from web.inbox import titles_of

blueprint = Blueprint("unsure", __name__)


@blueprint.get("/unsure")
def tray() -> str:
    """What waits for a person's word, newest first."""
    tray = services().outbox.unsure()
    return render_template("unsure.html", tray=tray, titles=titles_of(tray))
