"""Settings: who is signed in, and, for owners, who is told of trouble, and the self-test."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.errors import InvalidInput
from web.context import owners_only, services, user
from web.modem_words import money
from web.settings_sections import sections

blueprint = Blueprint("settings", __name__)

OFF = "off"
HOURS = {
    str(hour): lazy_gettext(
        "Every day between %(from_)s and %(to)s", from_=f"{hour:02}:00", to=f"{hour + 1:02}:00"
    )
    for hour in range(24)
} | {OFF: lazy_gettext("Only by hand")}
TESTS_IN_A_MONTH = 30


@blueprint.get("/settings")
def index() -> str:
    """The page."""
    return _page()


@blueprint.post("/settings/owner")
def owner_number() -> ResponseReturnValue:
    """Choose who gets a text when the lamp is red."""
    owners_only()
    written = request.form.get("owner_number", "").strip()
    try:
        services().lamp.set_owner_number(written)
    except InvalidInput as error:
        page = _page(owner=written, refusals={"owner_number": error.why})
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "alarm_number_changed")
    flash(_("Kept.") if written else _("Nobody is told by text."), "good")
    return redirect(url_for("settings.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/self-test")
def self_test() -> ResponseReturnValue:
    """Choose when each SIM is tested."""
    owners_only()
    hour = request.form.get("hour", "")
    try:
        services().self_tests.set_hour(None if hour == OFF else int(hour) if hour in HOURS else -1)
    except InvalidInput as error:
        return _page(refusals={"hour": error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "self_test_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("settings.index"), HTTPStatus.SEE_OTHER)


def _page(
    *,
    owner: str | None = None,
    refusals: Mapping[str, str] | None = None,
) -> str:
    signed_in = user()
    shop = services()
    hour = shop.self_tests.hour()
    return render_template(
        "settings.html",
        sections=sections(),
        user_name=signed_in.name,
        form={"owner_number": shop.lamp.owner_number() if owner is None else owner},
        hours=HOURS,
        hour=OFF if hour is None else str(hour),
        costs=_costs_of_tests(),
        refusals={"owner_number": "", "hour": ""} | dict(refusals or {}),
    )


def _costs_of_tests() -> list[str]:
    """What a test a day costs in a month, in each currency in which a SIM has a price."""
    costs: dict[str, int] = {}
    for sim in services().sims.list():
        if sim.modem is not None and sim.price_micros:
            costs[sim.currency] = costs.get(sim.currency, 0) + sim.price_micros * TESTS_IN_A_MONTH
    return [money(micros, currency) for currency, micros in costs.items()]
