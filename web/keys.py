"""API keys: one for each program of the shop, shown once, ended by a press."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from web.context import owners_only, services, user
from web.speech import said

blueprint = Blueprint("keys", __name__)


@blueprint.get("/settings/keys")
def index() -> str:
    """All keys, and the form for one more."""
    owners_only()
    return _page()


@blueprint.post("/settings/keys")
def create() -> ResponseReturnValue:
    """Make a key. The page that answers is the only place where it is ever shown."""
    owners_only()
    name = request.form.get("name", "").strip()
    try:
        key = services().keys.create(name)
    except InvalidInput as error:
        return _page(name, refusal=said(error.why)), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "key_made", name)
    return _page(name, key), {"Cache-Control": "no-store"}


@blueprint.post("/settings/keys/<path:name>/revoke")
def revoke(name: str) -> ResponseReturnValue:
    """End a key."""
    owners_only()
    services().keys.revoke(name)
    services().deeds.note(user(), "key_revoked", name)
    flash(_("The key of %(name)s no longer opens anything.", name=name), "good")
    return redirect(url_for("keys.index"), HTTPStatus.SEE_OTHER)


def _page(name: str = "", fresh_key: str = "", refusal: str = "") -> str:
    keys = services().keys.list()
    return render_template(
        "keys.html",
        keys=[key for key in keys if key.revoked_at is None],
        revoked=[key for key in keys if key.revoked_at is not None],
        name=name,
        fresh_key=fresh_key,
        refusal=refusal,
    )
