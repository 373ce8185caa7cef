"""The walk of a new shop: the shop, the modem, a test text, the inbox. Left and resumed at every step."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.services.first_run import Step
from web import offers, regions
from web.context import is_signed_in, owners_only, services, user
from web.speech import said
from web.walk import Stop

blueprint = Blueprint("first_run", __name__)

PAGES: dict[Step, str] = {
    "shop": "first_run.shop",
    "modem": "first_run.modem",
    "text": "first_run.text",
    "done": "inbox.index",
}


def is_unfinished() -> bool:
    """Whether a discreet reminder is in place: an owner is here, and the walk is not at its end."""
    if not is_signed_in() or user().role != "owner":
        return False
    if "first_run_step" not in g:
        g.first_run_step = services().first_run.step()
    return bool(g.first_run_step != "done")


@blueprint.get("/welcome/next")
def resume() -> ResponseReturnValue:
    """Where the walk was left."""
    owners_only()
    return redirect(url_for(PAGES[services().first_run.step()]))


@blueprint.get("/welcome/shop")
def shop() -> str:
    """Name, country and time zone."""
    owners_only()
    return _shop_page()


@blueprint.post("/welcome/shop")
def keep_shop() -> ResponseReturnValue:
    """Keep them."""
    owners_only()
    form = request.form
    try:
        services().shop.change(
            name=form.get("name", ""), country=form.get("country", ""), timezone=form.get("timezone", "")
        )
    except InvalidInput as error:
        return _shop_page({error.field: said(error.why)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "shop_changed")
    return _on("shop")


@blueprint.get("/welcome/modem")
def modem() -> str:
    """What is plugged in, found live."""
    owners_only()
    return render_template("first_modem.html", **_modem_parts())


@blueprint.get("/welcome/modem/now")
def modem_now() -> str:
    """Its parts as they stand."""
    owners_only()
    return render_template("fragments/first_modems.html", **_modem_parts())


@blueprint.get("/welcome/text")
def text() -> str:
    """A test text to the owner's own phone."""
    owners_only()
    return _text_page()


@blueprint.get("/welcome/text/now")
def text_now() -> str:
    """How it stands."""
    owners_only()
    return render_template("fragments/first_texts.html", **_text_parts())


@blueprint.post("/welcome/text")
def send() -> ResponseReturnValue:
    """Send it."""
    owners_only()
    name = services().shop.name or "modemsms"
    words = _("This is the first text from %(shop)s. Answer it with any word.", shop=name[:60])
    try:
        services().first_run.send(request.form.get("number", ""), words, user())
    except InvalidInput as error:
        return _text_page(said(error.why)), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("first_run.text"), HTTPStatus.SEE_OTHER)


@blueprint.post("/welcome/later")
def later() -> ResponseReturnValue:
    """Go on without this step; it can be done in the settings at any time."""
    owners_only()
    step = request.form.get("step", "")
    return _on(cast(Step, step)) if step in ("shop", "modem") else finish()


@blueprint.post("/welcome/finish")
def finish() -> ResponseReturnValue:
    """The walk is over: to the inbox."""
    owners_only()
    if services().first_run.step() != "done":
        services().first_run.finish(user())
        flash(_("Your shop is ready. What your customers text appears here by itself."), "good")
    return redirect(url_for("inbox.index"), HTTPStatus.SEE_OTHER)


def _on(step: Step) -> ResponseReturnValue:
    return redirect(url_for(PAGES[services().first_run.go_on(step)]), HTTPStatus.SEE_OTHER)


def _stops(here: Step) -> list[Stop]:
    words = {"you": _("You"), "shop": _("Shop"), "modem": _("Modem"), "text": _("First text")}
    places = list(words)
    at = places.index(here)
    return [Stop(words[place], places.index(place) < at, place == here) for place in places]


def _shop_page(refusals: Mapping[str, str] | None = None) -> str:
    known = services().shop
    zone = known.zone.key
    form = {
        "name": known.name,
        "country": known.country or regions.likely_country(zone),
        "timezone": zone,
    } | {name: request.form[name] for name in ("name", "country", "timezone") if name in request.form}
    return render_template(
        "first_shop.html",
        stops=_stops("shop"),
        form=form,
        guess=not refusals and not known.is_fixed("timezone"),
        countries={"": _("Choose your country")} | regions.countries(),
        zones=regions.time_zones() if zone in regions.time_zones() else {zone: zone} | regions.time_zones(),
        refusals=dict.fromkeys(form, "") | dict(refusals or {}),
    )


def _modem_parts() -> dict[str, Any]:
    modems, found = services().modems.list(), offers.all_offers()
    return {
        "modems": modems,
        "ready": [modem for modem in modems if modem.state == "ready"],
        "offers": [offer for offer in found if not offer.is_bare_cable],
        "others": [offer for offer in found if offer.is_bare_cable],
        "stops": _stops("modem"),
        "in_walk": True,
    }


def _text_page(refusal: str = "") -> str:
    known = services().lamp.owner_number() or user().number or ""
    return render_template(
        "first_text.html",
        **_text_parts(),
        number=request.form.get("number", known),
        refusal=refusal,
        country=services().shop.country,
    )


def _text_parts() -> dict[str, Any]:
    return {
        "stops": _stops("text"),
        "test": services().first_run.test_text(),
        "can_send": bool(services().modems.ready_sims()),
    }
