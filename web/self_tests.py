"""The self-test of a SIM: a text that goes out and comes back."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from modemsms.errors import Conflict
from web import modem
from web.context import owners_only, services, wants_fragment
from web.places import the_one_before

blueprint = Blueprint("self_tests", __name__)


@blueprint.post("/modems/<path:name>/self-test")
def begin(name: str) -> ResponseReturnValue:
    """Test the SIM in a modem now. It costs a text."""
    owners_only()
    try:
        services().self_tests.begin(name)
    except Conflict as error:
        flash(str(error), "ask")
    if wants_fragment():
        return render_template("fragments/modem_parts.html", **modem.parts(name))
    phone = url_for("phones.show", port=services().modems.get(name).port)
    return redirect(the_one_before(url_for("modem.show", name=name), phone), HTTPStatus.SEE_OTHER)
