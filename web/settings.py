"""Settings: who is signed in, and, for owners, the keys of programs that use the HTTP API."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from modemsms.errors import Conflict, InvalidInput
from web.context import owners_only, services, user

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
def index() -> str:
    """The page."""
    return _page()


@blueprint.post("/settings/keys")
def create_key() -> ResponseReturnValue:
    """Make an API key. The page that answers is the only place where it is ever shown."""
    owners_only()
    name = request.form.get("name", "").strip()
    try:
        key = services().keys.create(name)
    except (InvalidInput, Conflict) as error:
        return _page(name, refusal=str(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(name, key), {"Cache-Control": "no-store"}


@blueprint.post("/settings/keys/<path:name>/revoke")
def revoke(name: str) -> ResponseReturnValue:
    """End a key."""
    owners_only()
    services().keys.revoke(name)
    flash(f"The key of {name} no longer opens anything.", "good")
    return redirect(url_for("settings.index"), HTTPStatus.SEE_OTHER)


def _page(name: str = "", fresh_key: str = "", refusal: str = "") -> str:
    signed_in = user()
    return render_template(
        "settings.html",
        user_name=signed_in.name,
        keys=services().keys.list() if signed_in.role == "owner" else [],
        form={"name": name},
        fresh_key=fresh_key,
        refusals={"name": refusal},
    )
