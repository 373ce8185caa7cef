"""Settings of the shop: what it is called, where it is, when it is open."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import InvalidInput
from modemsms.phone import known_countries
from web import hours_form
from web.context import locale, owners_only, services, user

blueprint = Blueprint("settings_shop", __name__)

# Names that are no places, kept by the zone database for old programs.
_NO_PLACES = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


@blueprint.get("/settings/shop")
def index() -> ResponseReturnValue:
    """The form."""
    owners_only()
    return _page(_as_it_is())


@blueprint.post("/settings/shop")
def change() -> ResponseReturnValue:
    """Keep what it says."""
    owners_only()
    form = {name: request.form.get(name, "") for name in ("name", "country", "timezone")}
    shop = services().shop
    # What the config file fixes has no field to send.
    given = {name: form[name] if name in request.form else kept for name, kept in _as_it_is().items()}
    try:
        shop.change(**given)
    except InvalidInput as error:
        return _page(given, {error.field: error.why}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "shop_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("settings_shop.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/settings/shop/hours")
def hours() -> ResponseReturnValue:
    """Keep when the shop is open."""
    owners_only()
    try:
        services().hours.change(hours_form.read(request.form))
    except InvalidInput as error:
        page = _page(_as_it_is(), {error.field: error.why}, hours_form.typed(request.form))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "hours_changed")
    flash(_("Kept."), "good")
    return redirect(url_for("settings_shop.index"), HTTPStatus.SEE_OTHER)


def _as_it_is() -> dict[str, str]:
    shop = services().shop
    return {"name": shop.name, "country": shop.country, "timezone": shop.zone.key}


def _page(
    form: dict[str, str],
    refusals: dict[str, str] | None = None,
    hours_typed: hours_form.Typed | None = None,
) -> str:
    return render_template(
        "settings_shop.html",
        form=form,
        refusals={"name": "", "country": "", "timezone": "", "hours": "", "holidays": ""} | (refusals or {}),
        countries={"": _("No country: every number needs its country code")} | countries(str(locale())),
        zones={zone: zone.replace("_", " ") for zone in zones()},
        fixed={name for name in form if services().shop.is_fixed(name)},
        hours=hours_typed or hours_form.shown(services().hours.plan()),
        weekdays=hours_form.weekdays(locale()),
    )


@cache
def countries(language: str) -> dict[str, str]:
    """Every country whose numbers are understood, by its name in *language*."""
    from babel import Locale

    names = Locale.parse(language).territories
    return dict(
        sorted(((code, names.get(code, code)) for code in known_countries()), key=lambda pair: pair[1])
    )


@cache
def zones() -> list[str]:
    """Every time zone that is named after a place."""
    return sorted(
        zone
        for zone in available_timezones()
        if ("/" in zone and not zone.startswith(_NO_PLACES)) or zone == "UTC"
    )
