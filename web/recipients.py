"""Who gets a new message: chosen by ticking people and groups, or typed; found while somebody types."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request

from modemsms.services.recipients import Chosen
from web.context import services
from web.drafts import Typed

blueprint = Blueprint("recipients", __name__)

# Groups that a tap adds; those beyond are found by their name.
GROUPS = 12

LONGEST_WORDS = 100


@blueprint.get("/new/people")
def found() -> str:
    """People and groups whom the words ``words`` find, to be ticked."""
    words = request.args.get("words", "").strip()[:LONGEST_WORDS]
    offers = services().recipients.offered(words) if words else ()
    return render_template("fragments/offered.html", offers=offers)


def chosen(typed: Typed) -> Chosen:
    """Whom *typed* goes to; looked up once for each request."""
    if g.get("chosen_for") != (typed.who, typed.to):
        g.chosen_for = (typed.who, typed.to)
        g.chosen = services().recipients.chosen(typed.who, typed.to)
    found_people: Chosen = g.chosen
    return found_people


def parts(typed: Typed) -> dict[str, Any]:
    """What the head of a new message shows."""
    to = chosen(typed)
    inside = {choice.token for choice in (*to.choices, *to.offers)}
    groups = [group for group in services().groups.list() if f"g{group.id}" not in inside]
    return {
        "to": to,
        "groups": groups[:GROUPS],
        "to_refusal": " ".join(to.problems) or typed.refusals.get("to", ""),
        "country": services().shop.country,
    }
