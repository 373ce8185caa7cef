"""Filters: rules that pick people, put together one by one, looked at, and saved."""

from __future__ import annotations

from http import HTTPStatus
from itertools import zip_longest

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.filters import MOST_RULES, Filter, Picked, Rule, Rules
from modemsms.services.picking import LONGEST_WORDS
from web import filter_words, undo
from web.context import services, user, wants_fragment
from web.filter_words import Row
from web.places import row_number
from web.speech import said

blueprint = Blueprint("filters", __name__)

PEOPLE = 60


@blueprint.get("/contacts/filter")
def pick() -> str:
    """The rules that the address has, whom they pick, and a way to add one, take one out, or save them."""
    return _page(_rules(request.args), None)


@blueprint.get("/contacts/filters/<int:filter_id>")
def show(filter_id: int) -> str:
    """A saved one; its rules may be changed in the address."""
    saved = services().filters.get(filter_id)
    return _page(_rules(request.args) if "rules" in request.args else saved.rules, saved)


@blueprint.post("/contacts/filters")
def add() -> ResponseReturnValue:
    """Save the rules under a name."""
    return _kept(None)


@blueprint.post("/contacts/filters/<int:filter_id>")
def change(filter_id: int) -> ResponseReturnValue:
    """Keep another name or other rules of a saved one."""
    return _kept(services().filters.get(filter_id))


@blueprint.post("/contacts/filters/<int:filter_id>/delete")
def delete(filter_id: int) -> ResponseReturnValue:
    """Forget a saved one, with a way back; the people stay."""
    gone = services().filters.get(filter_id)
    services().filters.delete(filter_id)
    services().deeds.note(user(), "filter_deleted", subject=gone.name)
    back = url_for("filters.restore", filter_id=filter_id)
    undo.offer(_("The filter %(name)s was deleted. Its people stay.", name=gone.name), back, live=False)
    return redirect(url_for("contacts.index"), HTTPStatus.SEE_OTHER)


@blueprint.post("/contacts/filters/<int:filter_id>/restore")
def restore(filter_id: int) -> ResponseReturnValue:
    """Bring it back."""
    try:
        here = services().filters.restore(filter_id)
    except (Conflict, NotFound) as error:
        flash(said(str(error)), "ask")
        return redirect(url_for("contacts.index"), HTTPStatus.SEE_OTHER)
    services().deeds.note(user(), "filter_restored", subject=here.name)
    return redirect(url_for("filters.show", filter_id=here.id), HTTPStatus.SEE_OTHER)


def _kept(saved: Filter | None) -> ResponseReturnValue:
    rules = _rules(request.form)
    name = request.form.get("name", "")[:200]
    try:
        kept = services().filters.put(name, rules, None if saved is None else saved.id)
    except InvalidInput as error:
        return _page(rules, saved, name, said(error.why)), HTTPStatus.UNPROCESSABLE_ENTITY
    services().deeds.note(user(), "filter_saved", subject=kept.name)
    flash(_("Kept."), "good")
    return redirect(url_for("filters.show", filter_id=kept.id), HTTPStatus.SEE_OTHER)


def _rules(given: MultiDict[str, str]) -> Rules:
    """The rules in a form or an address, with the one that is to be added, without the one to be taken out."""
    written = zip_longest(given.getlist("what"), given.getlist("how"), given.getlist("value"), fillvalue="")
    rules = [Rule(what, how, value.strip()[:LONGEST_WORDS]) for what, how, value in written][:MOST_RULES]
    taken = given.get("remove", -1, type=row_number)
    if 0 <= taken < len(rules):
        del rules[taken]
    if added := given.get("add", ""):
        rules.append(Rule(added, ""))
    return Rules(tuple(rules[:MOST_RULES]), given.get("any") == "1")


def _page(rules: Rules, saved: Filter | None, name: str | None = None, refusal: str = "") -> str:
    rows = filter_words.rows(rules.rules)
    whole = Rules(tuple(row.rule for row in rows if row.is_whole), rules.any_of)
    picked, wrong = _picked(whole)
    address = _in_address(rows, rules)
    return render_template(
        "fragments/filter_found.html" if wants_fragment() else "filter.html",
        rows=rows,
        rules=whole,
        saved=saved,
        picked=picked,
        wrong=wrong,
        refusal=refusal,
        name=(saved.name if saved else "") if name is None else name,
        whats=filter_words.whats() if len(rows) < MOST_RULES else {},
        address=address,
        more_after=picked.people[-1] if len(picked.people) == PEOPLE else None,
    )


def _in_address(rows: list[Row], rules: Rules) -> dict[str, str | list[str]]:
    """The rules as an address has them."""
    if not rows:
        return {}
    return {
        "rules": "1",
        "any": "1" if rules.any_of else "0",
        "what": [row.rule.what for row in rows],
        "how": [row.rule.how for row in rows],
        "value": [row.rule.value for row in rows],
    }


def _picked(rules: Rules) -> tuple[Picked, str]:
    """Whom *rules* pick, or what is wrong with them."""
    after = None
    if "name" in request.args:
        after = request.args["name"], request.args.get("id", 0, type=row_number)
    if not rules.rules:
        return Picked([], 0), ""
    try:
        return services().filters.picked(rules, after, PEOPLE), ""
    except InvalidInput as error:
        return Picked([], 0), said(error.why)
