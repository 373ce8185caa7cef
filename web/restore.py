"""A backup comes back: handed over or chosen, looked at, shown, and put in place of everything."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Flask, Response, flash, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

from modemsms.errors import InvalidInput, StoreUnavailable
from modemsms.services import restores
from web.backup import is_over, step
from web.body import NoFile, file_in
from web.context import owners_only, services, user, wants_fragment
from web.speech import said

blueprint = Blueprint("restore", __name__)

# What stands around a file in the body of a form.
AROUND_OCTETS = 64 * 1024

# Long enough for a box that restarts, on the first try; a script looks more often.
RETRY_SECONDS = 8

RESTARTING = {
    "code": "restarting",
    "message": "A backup is being brought back. Nothing was taken: try again in a moment.",
}


def install(app: Flask) -> None:
    """While everything is being replaced, answer with nothing but that: whatever was taken would be lost."""
    app.before_request(_while_restarting)


def _while_restarting() -> ResponseReturnValue | None:
    if not services().restores.is_restarting or request.endpoint == "static":
        return None
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    if request.path.startswith("/api/"):
        told = json.dumps({"error": RESTARTING})
        headers["Content-Type"] = "application/json"
    elif request.method == "GET" and not wants_fragment() and request.endpoint != "events.stream":
        told = render_template("restarting.html", seconds=RETRY_SECONDS)
        return Response(told, headers=headers | {"X-Restarting": "1"})
    else:
        told = ""
    return Response(told, HTTPStatus.SERVICE_UNAVAILABLE, headers)


@blueprint.get("/settings/backup/restore")
def index() -> str:
    """What could be brought back, or what the file that was looked at holds."""
    owners_only()
    shop = services()
    return render_template(
        "restore.html",
        step=step(),
        progress_url="",
        offer=shop.restores.offer(),
        failure=shop.errands.failure(restores.LOOK) or shop.errands.failure(restores.PREPARE),
        kept=shop.restores.kept(),
        copies=shop.archive.copies(),
        sticks=[(stick, shop.sticks.copies(stick)) for stick in shop.sticks.list()],
    )


@blueprint.post("/settings/backup/restore/file")
def take_in() -> ResponseReturnValue:
    """A file comes in. Who may do so is asked before any of it is read, and how long it is."""
    owners_only()
    _check_token()
    if request.content_length is None:
        raise LengthRequired
    most = services().restores.most_octets()
    if request.content_length > most + AROUND_OCTETS:
        raise RequestEntityTooLarge
    request.max_content_length = None
    try:
        services().restores.take_in(file_in(request.stream, request.content_type or ""))
    except NoFile:
        flash(_("Choose a file first."), "bad")
    except (InvalidInput, StoreUnavailable) as error:
        flash(said(str(error)), "bad")
    else:
        is_over(restores.LOOK)
    return _back()


@blueprint.post("/settings/backup/restore/copy")
def take_copy() -> ResponseReturnValue:
    """A copy that is on this box, on the stick ``stick``, or what was here before the last restore."""
    owners_only()
    shop, name, stick = services(), request.form.get("name", ""), request.form.get("stick", "")
    if request.form.get("kept") == "1":
        shop.restores.take_kept()
    else:
        shop.restores.take_copy(shop.sticks.file(stick, name) if stick else shop.archive.file(name))
    is_over(restores.LOOK)
    return _back()


@blueprint.post("/settings/backup/restore/drop")
def drop() -> ResponseReturnValue:
    """Nothing is brought back after all."""
    owners_only()
    services().restores.drop()
    return redirect(url_for("backup.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/backup/restore/replace")
def replace() -> ResponseReturnValue:
    """Put the file that was looked at in place of everything, and begin anew."""
    owners_only()
    services().restores.replace_everything(request.form.get("key", ""), user())
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("restore.index"), HTTPStatus.SEE_OTHER)


def _check_token() -> None:
    # It stands in the address: in the body it would come with the file, or after it.
    try:
        validate_csrf(request.args.get("csrf_token", ""))
    except ValueError as error:
        raise CSRFError(str(error)) from error
