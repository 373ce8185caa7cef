"""One SIM: its number, what it may send and what that costs, and how its balance is read."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from modemsms.errors import Conflict, InvalidInput
from web import sim_form
from web.context import owners_only, services

blueprint = Blueprint("sims", __name__)


@blueprint.get("/sims/<int:sim_id>")
def show(sim_id: int) -> str:
    """The SIM, and, for owners, a form with what they set for it."""
    return _page(sim_id, sim_form.written(services().sims.get(sim_id)))


@blueprint.post("/sims/<int:sim_id>")
def change(sim_id: int) -> ResponseReturnValue:
    """Keep what was changed."""
    owners_only()
    form = sim_form.posted()
    try:
        services().sims.change(sim_id, sim_form.read(form))
    except InvalidInput as error:
        return _page(sim_id, form, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Kept."), "good")
    return _back(sim_id)


@blueprint.post("/sims/<int:sim_id>/balance")
def balance(sim_id: int) -> ResponseReturnValue:
    """Dial its balance code now."""
    owners_only()
    sim = services().sims.get(sim_id)
    if sim.modem is None or not sim.balance_code:
        raise Conflict(_("The SIM is in no modem, or has no balance code."), code="no_balance_code")
    try:
        services().ussd.dial(sim.modem, sim.balance_code, "balance")
    except (Conflict, InvalidInput) as error:
        flash(str(error), "ask")
    else:
        flash(_("The network is being asked for the balance. Its answer stands here in a moment."), "good")
    return _back(sim_id)


@blueprint.post("/sims/<int:sim_id>/forget")
def forget(sim_id: int) -> ResponseReturnValue:
    """Let other SIM cards write to the customers of one that is gone for good."""
    owners_only()
    count = services().sims.forget_number(sim_id)
    told = ngettext(
        "Any SIM may now write to %(num)s customer who knew this number.",
        "Any SIM may now write to %(num)s customers who knew this number.",
        count,
    )
    flash(told, "good")
    return _back(sim_id)


def _page(sim_id: int, form: Mapping[str, str], refusals: Mapping[str, str] | None = None) -> str:
    return render_template(
        "sim.html",
        sim=services().sims.get(sim_id),
        form=form,
        refusals=dict.fromkeys(sim_form.FIELDS, "") | dict(refusals or {}),
        every=sim_form.every(form["balance_every_hours"]),
        country=services().shop.country,
    )


def _back(sim_id: int) -> ResponseReturnValue:
    return redirect(url_for("sims.show", sim_id=sim_id), HTTPStatus.SEE_OTHER)
