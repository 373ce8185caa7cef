"""The modems: how they stand, what happened to them; pause, resume, add, remove."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from modemsms.errors import Conflict, InvalidInput
from web.context import owners_only, services, wants_fragment

blueprint = Blueprint("modems", __name__)


@blueprint.get("/modems")
def cards() -> ResponseReturnValue:
    """A card for each modem, and a form for one more."""
    return _page(request.args.get("name", ""), request.args.get("port", ""))


@blueprint.get("/modems/now")
def fragments() -> str:
    """All cards as they stand; signal strength is no event, so the page asks now and then."""
    return render_template("fragments/modems.html", modems=services().modems.list())


@blueprint.post("/modems")
def add() -> ResponseReturnValue:
    """Begin to use the device at a port."""
    owners_only()
    name, port = request.form.get("name", "").strip(), request.form.get("port", "").strip()
    try:
        services().modems.add(name, port)
    except (InvalidInput, Conflict) as error:
        field = error.field if isinstance(error, InvalidInput) else "name"
        return _page(name, port, {field: str(error)}), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("modems.cards"), HTTPStatus.SEE_OTHER)


@blueprint.get("/modems/<path:name>/history")
def history(name: str) -> str:
    """What happened to one modem, newest first."""
    modems = services().modems
    return render_template("modem.html", modem=modems.get(name), history=modems.history(name))


@blueprint.post("/modems/<path:name>/pause")
def pause(name: str) -> ResponseReturnValue:
    """Let it send nothing until somebody resumes it."""
    services().modems.pause(name)
    return _changed()


@blueprint.post("/modems/<path:name>/resume")
def resume(name: str) -> ResponseReturnValue:
    """Let it send again."""
    services().modems.resume(name)
    return _changed()


@blueprint.post("/modems/<path:name>/remove")
def remove(name: str) -> ResponseReturnValue:
    """Stop using it. The form to add it again is filled in, so one press undoes this."""
    owners_only()
    modem = services().modems.get(name)
    services().modems.remove(name)
    flash(f"{name} is no longer used. To undo this, press Add below.", "good")
    return redirect(url_for("modems.cards", name=name, port=modem.port), HTTPStatus.SEE_OTHER)


def _changed() -> ResponseReturnValue:
    return fragments() if wants_fragment() else redirect(url_for("modems.cards"), HTTPStatus.SEE_OTHER)


def _page(name: str, port: str, refusals: dict[str, str] | None = None) -> str:
    return render_template(
        "modems.html",
        modems=services().modems.list(),
        form={"name": name, "port": port},
        refusals={"name": "", "port": ""} | (refusals or {}),
    )
