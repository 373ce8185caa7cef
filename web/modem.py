"""One modem: what it is, what happened to it, and what a person may do to it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput
from web import codes, modem_card, trial
from web.context import owners_only, services, user, wants_fragment
from web.places import row_number, the_one_before
from web.speech import said

blueprint = Blueprint("modem", __name__)

# On its page stand the newest lines; the history has them all, so many on a page.
NEWEST = 8
LINES = 50

FIELDS = ("pin", "puk", "new_pin", "code", "calls", "user", "password", "name", "to", "text")


@blueprint.get("/modems/<path:name>")
def show(name: str) -> str:
    """All about it."""
    return page(name)


@blueprint.get("/modems/<path:name>/now")
def fragments(name: str) -> str:
    """Its parts as they stand."""
    return render_template("fragments/modem_parts.html", **parts(name))


@blueprint.get("/modems/<path:name>/history")
def history(name: str) -> str:
    """What happened to it, newest first."""
    modems = services().modems
    lines = modems.history(name, LINES, request.args.get("before", type=row_number))
    more = lines[-1].id if len(lines) == LINES else None
    return render_template("history.html", modem=modems.get(name), history=lines, more=more)


@blueprint.post("/modems/<path:name>/restart")
def restart(name: str) -> ResponseReturnValue:
    """Have it restarted."""
    services().modems.repair(name)
    flash(_("“%(name)s” is being restarted. What is on its way is not cut short.", name=name), "good")
    if wants_fragment():
        return fragments(name)
    return _back(name)


@blueprint.post("/modems/<path:name>/name")
def rename(name: str) -> ResponseReturnValue:
    """Call it something else."""
    owners_only()
    try:
        modem = services().modems.rename(name, request.form.get("name", ""))
    except InvalidInput as error:
        return page(name, {"name": said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "modem_renamed", subject=modem.name, detail=name)
    flash(_("It is called “%(name)s” now.", name=modem.name), "good")
    return _back(modem.name)


@blueprint.post("/modems/<path:name>/pin")
def pin(name: str) -> ResponseReturnValue:
    """Keep the PIN of its SIM, and have it tried once."""
    owners_only()
    try:
        services().modems.save_pin(name, request.form.get("pin", "").strip())
    except (InvalidInput, Conflict) as error:
        return page(name, {"pin": str(error)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "pin_entered", subject=name)
    flash(_("The PIN is kept, and is being tried once."), "good")
    return _back(name)


@blueprint.post("/modems/<path:name>/puk")
def puk(name: str) -> ResponseReturnValue:
    """Have the SIM's PUK tried once, with the PIN that it gets."""
    owners_only()
    written = request.form.get("puk", "").replace(" ", "")
    try:
        services().modems.enter_puk(name, written, request.form.get("new_pin", "").strip())
    except (InvalidInput, Conflict) as error:
        is_pin = isinstance(error, InvalidInput) and error.field == "pin"
        return page(name, {"new_pin" if is_pin else "puk": str(error)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "puk_entered", subject=name)
    flash(_("The PUK is being tried once."), "good")
    return _back(name)


@blueprint.post("/modems/<path:name>/settings")
def change(name: str) -> ResponseReturnValue:
    """What is done to calls, and how a phone is signed in to."""
    owners_only()
    form = request.form
    try:
        services().modems.change(
            name,
            user=form.get("user", "sms"),
            password=form.get("password", ""),
            calls=form.get("calls", ""),
        )
    except InvalidInput as error:
        return page(name, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Kept."), "good")
    return _back(name)


def page(name: str, refusals: Mapping[str, str] | None = None) -> str:
    """The page; *refusals* are sentences by field."""
    return render_template("modem.html", **parts(name, refusals))


def parts(name: str, refusals: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the page and its fragments show of one modem."""
    shop = services()
    modem = shop.modems.get(name)
    # What was refused stands in its field again; else the field may be filled in by a link.
    code = (request.form if refusals and "code" in refusals else request.args).get("code", "")
    tests = {test.modem: test for test in shop.self_tests.list()}
    card = modem_card.of(modem)
    return {
        "modem": modem,
        "card": card,
        "sim": card.sim,
        "test_text": trial.shown(name),
        "test": tests.get(name),
        "history": shop.modems.history(name, NEWEST),
        "config": next((config for config in shop.modems.configs() if config.name == name), None),
        "talk": codes.talk(name, code),
        "refusals": dict.fromkeys(FIELDS, "") | dict(refusals or {}),
    }


def _back(name: str) -> ResponseReturnValue:
    """To the page where the button was: its own, or the walk on which it is set up."""
    home = the_one_before(
        url_for("modem.show", name=name), url_for("walk.setup", name=name), url_for("first_run.modem")
    )
    return redirect(home, HTTPStatus.SEE_OTHER)
