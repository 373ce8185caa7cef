"""The modems: what is plugged in, how those of the shop stand; pause, resume, add, remove."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput
from web import modem, modem_card, offers
from web.context import owners_only, services, user, wants_fragment
from web.offers import RefusedOffer
from web.places import the_one_before

blueprint = Blueprint("modems", __name__)

FIELDS = ("name", "port", "driver", "slot", "user", "password")
EMPTY = dict.fromkeys(FIELDS, "") | {"driver": "at", "slot": "1", "user": "sms"}


@blueprint.get("/modems")
def cards() -> ResponseReturnValue:
    """What was found, a card for each modem, and a form for one more."""
    return page({name: request.args[name] for name in FIELDS if name in request.args and name != "password"})


@blueprint.get("/modems/now")
def fragments() -> str:
    """All of it as it stands; signal strength is no event, so the page asks now and then."""
    return render_template("fragments/modems.html", **_board())


@blueprint.post("/modems")
def add() -> ResponseReturnValue:
    """Begin to use the device at a port."""
    owners_only()
    form = EMPTY | {name: request.form[name].strip() for name in FIELDS if name in request.form}
    try:
        named = services().modems.add(
            form["name"],
            form["port"],
            form["driver"],
            slot=_slot(form["slot"]),
            user=form["user"] or "sms",
            password=form["password"],
        )
    except (InvalidInput, Conflict) as error:
        field = error.field if isinstance(error, InvalidInput) else "name"
        return page(form, {field: str(error)}), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "modem_added", subject=named.name)
    return redirect(url_for("modems.cards", _anchor=f"modem-{named.name}"), HTTPStatus.SEE_OTHER)


@blueprint.post("/modems/<path:name>/pause")
def pause(name: str) -> ResponseReturnValue:
    """Let it send nothing until somebody resumes it."""
    services().modems.pause(name)
    services().deeds.note(user(), "modem_paused", subject=name)
    return _changed(name)


@blueprint.post("/modems/<path:name>/resume")
def resume(name: str) -> ResponseReturnValue:
    """Let it send again."""
    services().modems.resume(name)
    services().deeds.note(user(), "modem_resumed", subject=name)
    return _changed(name)


@blueprint.post("/modems/<path:name>/remove")
def remove(name: str) -> ResponseReturnValue:
    """Stop using it. The form to add it again is filled in, so one press undoes this."""
    owners_only()
    known = services().modems.get(name)
    services().modems.remove(name)
    services().deeds.note(user(), "modem_removed", subject=name)
    flash(_("%(name)s is no longer used. To undo this, press Add below.", name=name), "good")
    again = url_for(
        "modems.cards", name=name, port=known.port, driver=known.driver, slot=known.slot, _anchor="add"
    )
    return redirect(again, HTTPStatus.SEE_OTHER)


def page(
    form: Mapping[str, str] | None = None,
    refusals: Mapping[str, str] | None = None,
    refused_offer: RefusedOffer | None = None,
) -> str:
    """The page, with *form* in the fields for adding by hand, or an offer that was refused."""
    return render_template(
        "modems.html",
        **_board(refused_offer),
        form=EMPTY | dict(form or {}),
        refusals=dict.fromkeys(FIELDS, "") | dict(refusals or {}),
        by_hand=bool(form),
    )


def _board(refused_offer: RefusedOffer | None = None) -> dict[str, Any]:
    found = offers.all_offers(refused_offer)
    return {
        "cards": [modem_card.of(modem) for modem in services().modems.list()],
        "offers": [offer for offer in found if not offer.is_bare_cable],
        "others": [offer for offer in found if offer.is_bare_cable],
        "sims": services().sims.list(),
    }


def _changed(name: str) -> ResponseReturnValue:
    if wants_fragment():
        return fragments() + render_template("fragments/modem_parts.html", **modem.parts(name))
    home = the_one_before(
        url_for("modems.cards"),
        url_for("modem.show", name=name),
        url_for("walk.setup", name=name),
        url_for("first_run.modem"),
    )
    return redirect(home, HTTPStatus.SEE_OTHER)


def _slot(written: str) -> int:
    if not written.isascii() or not written.isdecimal() or len(written) > 2:
        raise InvalidInput("slot", _("The SIM slots of a phone are numbered from 1."))
    return int(written)
