"""The walk to one more modem: plug it in, name it, what it still needs, a test text. It goes on where it was left."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from modemsms.services.modems import Modem
from web import modem_card, offers, trial
from web.context import owners_only, services
from web.offers import RefusedOffer
from web.trial import TestText

blueprint = Blueprint("walk", __name__)

# What left the shop is proof enough that the modem texts; the delivery report may never come.
PROVEN = frozenset({"sent", "delivered"})


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the walk."""

    words: str
    is_done: bool
    is_here: bool


@blueprint.get("/modems/add")
def start() -> str:
    """What is plugged in, live; and modems that were named and are not ready yet."""
    owners_only()
    return page()


@blueprint.get("/modems/add/now")
def start_now() -> str:
    """The same as it stands."""
    owners_only()
    return render_template("fragments/walk.html", **_found(None))


@blueprint.get("/modems/<path:name>/setup")
def setup(name: str) -> ResponseReturnValue:
    """What a named modem still needs, then its test text."""
    owners_only()
    return render_template("setup.html", **parts(name))


@blueprint.get("/modems/<path:name>/setup/now")
def setup_now(name: str) -> str:
    """The same as it stands."""
    owners_only()
    return render_template("fragments/setup.html", **parts(name))


def page(refused_offer: RefusedOffer | None = None) -> str:
    """The first page, perhaps with an offer that was refused."""
    return render_template("walk.html", **_found(refused_offer))


def on_to(name: str) -> ResponseReturnValue:
    """The modem *name* was just named: go on, in a new shop with the shop's own first run."""
    if services().first_run.step() == "modem":
        return redirect(url_for("first_run.modem"), HTTPStatus.SEE_OTHER)
    return redirect(url_for("walk.setup", name=name), HTTPStatus.SEE_OTHER)


def parts(name: str, refusals: dict[str, str] | None = None) -> dict[str, Any]:
    """What the second page shows."""
    modem = services().modems.get(name)
    test_text = trial.shown(name)
    return {
        "modem": modem,
        "card": modem_card.of(modem),
        "test_text": test_text,
        "stops": _stops(modem, test_text),
        "is_ready": modem.state in {"ready", "paused"},
        "is_done": _is_proven(test_text),
        "refusals": {"to": "", "text": "", **(refusals or {})},
        "in_walk": True,
    }


def _found(refused_offer: RefusedOffer | None) -> dict[str, Any]:
    found = offers.all_offers(refused_offer)
    modems = services().modems.list()
    return {
        "offers": [offer for offer in found if not offer.is_bare_cable],
        "others": [offer for offer in found if offer.is_bare_cable],
        "unfinished": [modem for modem in modems if _is_unfinished(modem)],
        "stops": _stops(None, None),
        "in_walk": True,
    }


def _is_unfinished(modem: Modem) -> bool:
    """Whether it is not ready, or was named on the page and its SIM has sent nothing yet."""
    if modem.state == "ready":
        unused = modem.sim_id is not None and not services().sims.get(modem.sim_id).used_this_month
        return modem.source == "page" and unused
    return modem.enabled and modem.state != "paused"


def _stops(modem: Modem | None, test_text: TestText | None) -> list[Stop]:
    ready = modem is not None and modem.state in {"ready", "paused"}
    proven = test_text is not None and _is_proven(test_text)
    done = [modem is not None, modem is not None, ready, proven, proven]
    here = done.index(False) if False in done else len(done) - 1
    words = [_("Plug it in"), _("Name it"), _("Make it ready"), _("Test it"), _("Done")]
    return [Stop(one, done[place], place == here) for place, one in enumerate(words)]


def _is_proven(test_text: TestText) -> bool:
    return test_text.message is not None and test_text.message.status in PROVEN
