"""What was found plugged in: use it, or look what is behind it."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.errors import Conflict, InvalidInput
from web import modems, walk
from web.context import owners_only, services, surroundings, user, wants_fragment
from web.offers import RefusedOffer

blueprint = Blueprint("devices", __name__)


@blueprint.post("/devices/use")
def use() -> ResponseReturnValue:
    """Give what is plugged in as ``key`` a name, and begin to drive it."""
    owners_only()
    key, name = request.form.get("key", ""), request.form.get("name", "").strip()
    try:
        named = services().devices.add(key, name, slot=request.form.get("slot", 1, type=int))
    except InvalidInput as error:
        return _page(RefusedOffer(key, name, error.why)), HTTPStatus.UNPROCESSABLE_ENTITY
    except Conflict as error:
        return _page(RefusedOffer(key, name, str(error))), HTTPStatus.CONFLICT
    services().deeds.note(user(), "modem_added", subject=named.name)
    flash(_("“%(name)s” is being started. It is ready in a moment.", name=named.name), "good")
    return walk.on_to(named.name) if "walk" in request.form else _modems()


def _page(refused: RefusedOffer) -> str:
    return walk.page(refused) if "walk" in request.form else modems.page(refused_offer=refused)


@blueprint.post("/devices/look")
def look() -> ResponseReturnValue:
    """Open a bare adapter, since the owner says that a modem is behind it."""
    owners_only()
    with surroundings().slow.taken():
        found = services().devices.look(request.form.get("key", ""))
    if isinstance(found, str):
        flash(found, "ask")
    else:
        flash(found.found.sentence, "good" if found.can_be_added else "ask")
    return _modems()


def _modems() -> ResponseReturnValue:
    if wants_fragment():
        return modems.fragments()
    return redirect(url_for("modems.cards"), HTTPStatus.SEE_OTHER)
