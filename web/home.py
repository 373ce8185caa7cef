"""Home, one look in the morning: the lamp, who waits, what is wrong, what is left, how many texts there were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from modemsms.clock import from_ms
from web import allowance, broadcast_words, chart, clock_words
from web.context import services, surroundings
from web.places import row_number

blueprint = Blueprint("home", __name__)

# On the page stand those who wait longest; a list has them all.
FIRST = 6
PAGE = 50


@blueprint.get("/home")
def index() -> str:
    """The page."""
    return render_template("home.html", **_parts())


@blueprint.get("/home/now")
def fragments() -> str:
    """Its parts as they stand."""
    return render_template("fragments/home.html", **_parts())


@blueprint.get("/home/waiting")
def waiting() -> str:
    """Everybody who waits for an answer, longest first."""
    people = services().morning.waiting(_after(), PAGE)
    more = people[-1] if len(people) == PAGE else None
    return render_template("waiting.html", people=people, more=more, now=surroundings().now())


def _parts() -> dict[str, Any]:
    shop = services()
    sims = [sim for sim in shop.sims.list() if sim.modem is not None]
    return {
        "overview": shop.morning.overview(),
        "under_way": shop.progress.under_way()[:FIRST],
        "today": shop.progress.begins_before(shop.morning.midnight(), FIRST),
        "words": broadcast_words,
        "people": shop.morning.waiting(limit=FIRST),
        "sims": [(sim, allowance.bars(sim)) for sim in sims],
        "chart": chart.drawn(shop.figures.days(chart.DAYS), shop.figures.begin),
        "steps": _first_steps(has_sim=bool(sims)),
        "now": surroundings().now(),
        "doubt": clock_words.doubt(),
    }


def _first_steps(*, has_sim: bool) -> dict[str, bool]:
    """What a new shop does first, each with whether it is done; empty once all of it is."""
    shop = services()
    steps = {"modem": has_sim, "text": shop.figures.any(), "contact": bool(shop.contacts.list(limit=1))}
    return {} if all(steps.values()) else steps


def _after() -> tuple[datetime, int] | None:
    since = request.args.get("since", type=row_number)
    return None if since is None else (from_ms(since), request.args.get("id", 0, type=row_number))
