"""“Use it from your phone”: one switch that opens the page to the shop's network."""

from __future__ import annotations

from http import HTTPStatus

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.context import owners_only, services, user

blueprint = Blueprint("network", __name__)

# A quarter of the picture may be hidden by a reflection or a thumb.
CORRECTION = "q"
SCALE = 6


@blueprint.get("/settings/network")
def index() -> ResponseReturnValue:
    """How the page is reached from the network, and the switch."""
    owners_only()
    reach = services().network.reach()
    urls = reach.entrance.urls if reach.entrance else ()
    return render_template("network.html", reach=reach, code=qr_code(urls[0]) if urls else "")


@blueprint.post("/settings/network")
def switch() -> ResponseReturnValue:
    """Open it, or close it."""
    owners_only()
    on = request.form.get("open") == "1"
    reach = services().network.switch(on=on)
    services().deeds.note(user(), "network_opened" if on else "network_closed")
    if not on:
        flash(_("Closed. The page answers on this box only."), "good")
    elif reach.entrance:
        flash(_("Open. Point your phone's camera at the code."), "good")
    return redirect(url_for("network.index"), HTTPStatus.SEE_OTHER)


def qr_code(address: str) -> str:
    """*address* as a picture that a phone's camera opens: an SVG in a ``data:`` address."""
    picture = segno.make(address, error=CORRECTION, micro=False)
    return picture.svg_data_uri(scale=SCALE, border=4, dark="#000", light="#fff", omitsize=True)
